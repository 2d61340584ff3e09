import { describe, expect, test } from '@jest/globals';
import { firstValueFrom, from, lastValueFrom, map, of, toArray, VirtualTimeScheduler } from 'rxjs';
import { watched } from '../../marbles/support/watched-scheduler.js';
import {
  rateLimit,
  rateLimiter,
  RateLimiterClosedError,
  RateLimitOverflowError,
} from '../../src/operators/index.js';

const whole = (least: number) => `expected a whole number of at least ${String(least)}`;
const timer = 'expected a whole number from 1 to 2147483647';
const rules = "expected 'error' | 'drop-newest' | 'drop-oldest'";

const bad: [string, unknown, typeof TypeError | typeof RangeError, string][] = [
  ['count', undefined, TypeError, `got undefined, ${whole(1)}`],
  ['count', '10', TypeError, `got "10", ${whole(1)}`],
  ['count', 10n, TypeError, `got 10n, ${whole(1)}`],
  ['count', 0, RangeError, `got 0, ${whole(1)}`],
  ['count', -3, RangeError, `got -3, ${whole(1)}`],
  ['count', 1.5, RangeError, `got 1.5, ${whole(1)}`],
  ['count', NaN, RangeError, `got NaN, ${whole(1)}`],
  ['count', Infinity, RangeError, `got Infinity, ${whole(1)}`],
  ['perMs', 0, RangeError, `got 0, ${timer}`],
  ['perMs', 2 ** 31, RangeError, `got 2147483648, ${timer}`],
  ['perMs', null, TypeError, `got null, ${timer}`],
  ['burst', 0, RangeError, `got 0, ${whole(1)}`],
  ['burst', {}, TypeError, `got an object, ${whole(1)}`],
  ['maxQueue', -1, RangeError, `got -1, ${whole(0)}`],
  ['maxQueue', Infinity, RangeError, `got Infinity, ${whole(0)}`],
  ['overflow', 'drop', RangeError, `got "drop", ${rules}`],
  ['overflow', true, TypeError, `got true, ${rules}`],
  ['onQueue', 5, TypeError, 'got 5, expected a function'],
  ['scheduler', {}, TypeError, 'got an object, expected an rxjs scheduler'],
  ['scheduler', null, TypeError, 'got null, expected an rxjs scheduler'],
  ['scheduler', { now: () => 0 }, TypeError, 'got an object, expected an rxjs scheduler'],
];

describe.each([
  ['rateLimit', rateLimit as (options: never) => unknown],
  ['rateLimiter', rateLimiter as (options: never) => unknown],
])('%s', (name, make) => {
  test.each(bad)('refuses %s: %p', (field, value, error, told) => {
    const options = { count: 1, [field]: value };
    expect(() => make(options as never)).toThrow(new error(`${name}: ${field}: ${told}`));
    expect(() => make(options as never)).toThrow(error);
  });

  test.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['10', '"10"'],
    [() => 10, 'a function'],
  ])('refuses %p as options', (options, shown) => {
    expect(() => make(options as never)).toThrow(
      new TypeError(`${name}: options: got ${shown}, expected an object`),
    );
  });

  test('takes undefined for what it has a default for', () => {
    const options = { count: 1, perMs: undefined, burst: undefined, scheduler: undefined };
    expect(() => make(options as never)).not.toThrow();
  });
});

describe('rateLimit', () => {
  test.each(['key', 'priority', 'bypass', 'onOverflow'])(
    'refuses a %s that cannot be called',
    (field) => {
      const options = { count: 1, [field]: 'symbol' };
      expect(() => rateLimit(options)).toThrow(
        new TypeError(`rateLimit: ${field}: got "symbol", expected a function`),
      );
    },
  );

  test('refuses a number that is no count', () => {
    expect(() => rateLimit(0.5)).toThrow(new RangeError(`rateLimit: count: got 0.5, ${whole(1)}`));
  });

  test('knows the type of the values, and wants a count', () => {
    of({ name: 'a' }).pipe(
      rateLimit({ count: 1, key: ({ name }) => name.length, priority: ({ name }) => name === 'a' }),
      map(({ name }) => name.length),
    );
    // @ts-expect-error values have no such field
    of({ name: 'a' }).pipe(rateLimit({ count: 1, key: ({ size }) => size }));
    // @ts-expect-error count is missing
    expect(() => rateLimit({ perMs: 1000 })).toThrow(TypeError);
    // @ts-expect-error there is no such rule
    expect(() => rateLimit({ count: 1, overflow: 'drop' })).toThrow(RangeError);
  });

  test('holds on the real clock, too', async () => {
    const limited = from(Array.from({ length: 12 }, (_, i) => i)).pipe(
      rateLimit({ count: 4, perMs: 40 }),
      map((value) => ({ value, at: Date.now() })),
      toArray(),
    );
    // Taken before the limiter looks at the clock: a value is stamped some time after it was let
    // through, so the distance of two stamps may be a millisecond less than that of their turns.
    const start = Date.now();
    const passed = await lastValueFrom(limited);
    expect(passed.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    for (const { value, at } of passed) {
      expect(at - start).toBeGreaterThanOrEqual(40 * Math.floor(value / 4));
    }
  });

  test('leaves nothing behind after ten thousand subscriptions that were given up', () => {
    const clock = new VirtualTimeScheduler();
    const scheduler = watched(clock);
    const depths: number[] = [];
    const limited = of(1, 2, 3).pipe(
      rateLimit({ count: 1, onQueue: (depth) => depths.push(depth), scheduler }),
    );
    for (let round = 0; round < 10_000; round++) limited.subscribe().unsubscribe();
    expect(scheduler.pending).toBe(0);
    expect(depths).toHaveLength(30_000);
    expect(depths.at(-1)).toBe(0);
  });
});

describe('rateLimiter', () => {
  test.each([
    [undefined, 'undefined'],
    [{}, 'an object'],
    [Promise.resolve(1), 'an object'],
  ])('refuses %p as work', (work, shown) => {
    const limiter = rateLimiter({ count: 1 });
    expect(() => limiter.schedule(work as never)).toThrow(
      new TypeError(`rateLimiter: work: got ${shown}, expected an Observable`),
    );
  });

  test('counts what waits: not what runs, not what left', () => {
    const scheduler = new VirtualTimeScheduler();
    const limiter = rateLimiter({ count: 1, perMs: 10, scheduler });
    const subscriptions = [1, 2, 3, 4].map((n) => limiter.schedule(of(n)).subscribe());
    expect(limiter.queued).toBe(3);
    subscriptions[2]!.unsubscribe();
    subscriptions[2]!.unsubscribe();
    expect(limiter.queued).toBe(2);
    scheduler.flush();
    expect(limiter.queued).toBe(0);
    expect(scheduler.now()).toBe(20);
  });

  test('leaves nothing behind after ten thousand requests that were cancelled', () => {
    const scheduler = watched(new VirtualTimeScheduler());
    const limiter = rateLimiter({ count: 1, scheduler });
    limiter.schedule(of('first')).subscribe();
    for (let round = 0; round < 10_000; round++) {
      limiter.schedule(of(round)).subscribe().unsubscribe();
    }
    expect(limiter.queued).toBe(0);
    expect(scheduler.pending).toBe(0);
  });

  test('fails with errors that say what happened', async () => {
    const limiter = rateLimiter({ count: 1, maxQueue: 0 });
    limiter.schedule(of('a'), { key: 'EURUSD' }).subscribe();
    const refused = firstValueFrom(limiter.schedule(of('b'), { key: 'EURUSD' }));
    await expect(refused).rejects.toBeInstanceOf(RateLimitOverflowError);
    await expect(refused).rejects.toMatchObject({
      name: 'RateLimitOverflowError',
      message: 'rate limit: the queue is full (maxQueue 0)',
      maxQueue: 0,
      key: 'EURUSD',
    });

    limiter.close();
    const late = firstValueFrom(limiter.schedule(of('c')));
    await expect(late).rejects.toBeInstanceOf(RateLimiterClosedError);
    await expect(late).rejects.toMatchObject({
      name: 'RateLimiterClosedError',
      message: 'rate limit: the limiter is closed',
    });
  });

  test('keeps the type of the work', () => {
    const limiter = rateLimiter({ count: 1 });
    const lengths = limiter
      .schedule(of('abc'), { priority: true })
      .pipe(map((word) => word.length));
    // @ts-expect-error a number has no such method
    lengths.pipe(map((length) => length.toUpperCase()));
    expect(limiter.queued).toBe(0);
  });
});
