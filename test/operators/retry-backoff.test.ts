import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { defer, of, throwError, VirtualTimeScheduler, type SchedulerLike } from 'rxjs';
import { watched } from '../../marbles/support/watched-scheduler.js';
import {
  retryBackoff,
  type RetryAttempt,
  type RetryBackoffOptions,
} from '../../src/operators/index.js';

const whole = (least: number, most = 2_147_483_647) =>
  `expected a whole number from ${String(least)} to ${String(most)}`;
const orInfinity = 'expected a whole number of at least 0, or Infinity';

const bad: [keyof RetryBackoffOptions, unknown, typeof TypeError | typeof RangeError, string][] = [
  ['delayMs', 0, RangeError, `got 0, ${whole(1)}`],
  ['delayMs', 0.5, RangeError, `got 0.5, ${whole(1)}`],
  ['delayMs', '1s', TypeError, `got "1s", ${whole(1)}`],
  ['delayMs', NaN, RangeError, `got NaN, ${whole(1)}`],
  ['maxMs', 999, RangeError, `got 999, ${whole(1000)}`],
  ['maxMs', Infinity, RangeError, `got Infinity, ${whole(1000)}`],
  ['maxMs', 2 ** 31, RangeError, `got 2147483648, ${whole(1000)}`],
  ['maxAttempts', -1, RangeError, `got -1, ${orInfinity}`],
  ['maxAttempts', 1.5, RangeError, `got 1.5, ${orInfinity}`],
  ['maxAttempts', NaN, RangeError, `got NaN, ${orInfinity}`],
  ['maxAttempts', null, TypeError, `got null, ${orInfinity}`],
  ['resetAfterMs', -1, RangeError, `got -1, ${orInfinity}`],
  ['resetAfterMs', true, TypeError, `got true, ${orInfinity}`],
  ['isFatal', 'login', TypeError, 'got "login", expected a function'],
  ['delayFor', 1000, TypeError, 'got 1000, expected a function'],
  ['onAttempt', {}, TypeError, 'got an object, expected a function'],
  ['random', 0.5, TypeError, 'got 0.5, expected a function'],
  ['scheduler', Symbol('s'), TypeError, 'got Symbol(s), expected an rxjs scheduler'],
];

describe('retryBackoff', () => {
  test.each(bad)('refuses %s: %p', (field, value, error, told) => {
    const make = () => retryBackoff({ [field]: value });
    expect(make).toThrow(new error(`retryBackoff: ${field}: ${told}`));
    expect(make).toThrow(error);
  });

  test.each([null, 3])('refuses %p as options', (options) => {
    expect(() => retryBackoff(options as never)).toThrow(
      new TypeError(`retryBackoff: options: got ${String(options)}, expected an object`),
    );
  });

  test('takes the edges of what is allowed', () => {
    const edges: RetryBackoffOptions[] = [
      {},
      { delayMs: 1, maxMs: 1 },
      { delayMs: 2 ** 31 - 1, maxMs: 2 ** 31 - 1 },
      { maxAttempts: 0, resetAfterMs: 0 },
      { maxAttempts: Infinity, resetAfterMs: Infinity },
    ];
    for (const options of edges) expect(() => retryBackoff(options)).not.toThrow();
  });

  /** All delays of a source that fails `failures` times in a row and then completes. */
  const delaysOf = (failures: number, options: RetryBackoffOptions) => {
    const clock = new VirtualTimeScheduler();
    const scheduler = watched(clock);
    const events: RetryAttempt[] = [];
    let runs = 0;
    let completed = false;
    defer(() => (runs++ < failures ? throwError(() => new Error('down')) : of('up')))
      .pipe(retryBackoff({ ...options, onAttempt: (event) => events.push(event), scheduler }))
      .subscribe({ complete: () => (completed = true) });
    clock.flush();
    expect(completed).toBe(true);
    expect(scheduler.pending).toBe(0);
    return { events, endedAt: clock.now() };
  };

  test('waits what the arithmetic says, run after run', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.nat({ max: 100_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failures, delayMs, more, chance) => {
          const maxMs = delayMs + more;
          const { events, endedAt } = delaysOf(failures, { delayMs, maxMs, random: () => chance });
          const jitter = Math.floor(chance * delayMs);
          const expected = events.map((_, n) => Math.min(maxMs, delayMs * 2 ** n + jitter));
          expect(events.map(({ attempt }) => attempt)).toEqual(events.map((_, n) => n));
          expect(events.map((event) => event.delayMs)).toEqual(expected);
          expect(endedAt).toBe(expected.reduce((sum, delay) => sum + delay, 0));
        },
      ),
      { seed: 20260514, numRuns: 300 },
    );
  });

  test('goes on calmly after two thousand failures', () => {
    const { events } = delaysOf(2000, { random: () => 0 });
    expect(events).toHaveLength(2000);
    expect(events.slice(6).every(({ delayMs }) => delayMs === 60_000)).toBe(true);
  });

  test('keeps the default jitter within its second', () => {
    for (let round = 0; round < 200; round++) {
      const [first, second] = delaysOf(2, {}).events;
      expect(first!.delayMs).toBeGreaterThanOrEqual(1000);
      expect(first!.delayMs).toBeLessThan(2000);
      expect(second!.delayMs).toBeGreaterThanOrEqual(2000);
      expect(second!.delayMs).toBeLessThan(3000);
    }
  });

  test('never asks for a longer timer than there is, which would fire at once', () => {
    const asked: (number | undefined)[] = [];
    const scheduler: SchedulerLike = {
      now: () => 0,
      schedule: (_work: unknown, delay?: number) => {
        asked.push(delay);
        return of().subscribe();
      },
    };
    throwError(() => new Error('closed for the year'))
      .pipe(retryBackoff({ delayFor: () => Infinity, scheduler }))
      .subscribe();
    expect(asked).toEqual([2_147_483_647]);
  });
});
