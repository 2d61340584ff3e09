import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RollingWindow, type Rate } from '../../src/operators/rolling-window.js';

const seed = 20260514;

const rates: fc.Arbitrary<Rate> = fc.record({
  count: fc.integer({ min: 1, max: 6 }),
  perMs: fc.integer({ min: 1, max: 50 }),
  burst: fc.integer({ min: 1, max: 12 }),
});

/** Mostly crowded, now and then a rest long enough to fill the bucket and empty the window. */
const arrivals = fc
  .array(
    fc.oneof(
      { arbitrary: fc.constant(0), weight: 5 },
      { arbitrary: fc.integer({ min: 1, max: 30 }), weight: 3 },
      { arbitrary: fc.integer({ min: 100, max: 2000 }), weight: 1 },
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((gaps) => {
    let at = 0;
    return gaps.map((gap) => (at += gap));
  });

/** First come, first served: when each of those that arrive leaves. */
const departures = (rate: Rate, arrivingAt: readonly number[]): number[] => {
  const window = new RollingWindow(rate);
  let now = -Infinity;
  return arrivingAt.map((at) => {
    now = Math.max(now, at);
    now += window.waitMs(now);
    expect(window.waitMs(now)).toBe(0);
    window.take(now);
    return now;
  });
};

const limitOf = ({ count, burst }: Rate) => Math.max(count, burst);

/**
 * The two rules as they are stated, by looking at all that left before: no half-open window
 * of `perMs` holds more than the limit, and no stretch of time more than the bucket held at
 * its start plus what flowed in.
 */
const isAllowed = (rate: Rate, left: readonly number[], at: number): boolean => {
  const inWindow = left.filter((time) => time > at - rate.perMs).length + 1;
  if (inWindow > limitOf(rate)) return false;
  return left.every((time, index) => {
    const sent = left.length - index + 1;
    return sent * rate.perMs <= rate.burst * rate.perMs + (at - time) * rate.count;
  });
};

describe('RollingWindow', () => {
  test('never lets more than the limit into any window, also after a rest', () => {
    fc.assert(
      fc.property(rates, arrivals, (rate, arrivingAt) => {
        const left = departures(rate, arrivingAt);
        const limit = limitOf(rate);
        left.slice(limit).forEach((time, index) => {
          expect(time - left[index]!).toBeGreaterThanOrEqual(rate.perMs);
        });
      }),
      { seed, numRuns: 1000 },
    );
  });

  test('never exceeds the count in any window with the default burst', () => {
    fc.assert(
      fc.property(rates, arrivals, ({ count, perMs }, arrivingAt) => {
        const left = departures({ count, perMs, burst: count }, arrivingAt);
        for (const from of left) {
          const within = left.filter((time) => time >= from && time < from + perMs);
          expect(within.length).toBeLessThanOrEqual(count);
        }
      }),
      { seed, numRuns: 1000 },
    );
  });

  test('never exceeds burst plus count per perMs over any stretch: the long-run rate holds', () => {
    fc.assert(
      fc.property(rates, arrivals, (rate, arrivingAt) => {
        const left = departures(rate, arrivingAt);
        left.forEach((from, first) => {
          left.slice(first).forEach((to, more) => {
            const allowed = rate.burst * rate.perMs + (to - from) * rate.count;
            expect((more + 1) * rate.perMs).toBeLessThanOrEqual(allowed);
          });
        });
      }),
      { seed, numRuns: 300 },
    );
  });

  test('lets each one go in the first millisecond that the rules allow', () => {
    fc.assert(
      fc.property(rates, arrivals, (rate, arrivingAt) => {
        const expected: number[] = [];
        for (const at of arrivingAt) {
          let time = Math.max(at, expected.at(-1) ?? -Infinity);
          while (!isAllowed(rate, expected, time)) time += 1;
          expected.push(time);
        }
        expect(departures(rate, arrivingAt)).toEqual(expected);
      }),
      { seed, numRuns: 500 },
    );
  });

  test('keeps nobody waiting for more than perMs once it is first: no starvation', () => {
    fc.assert(
      fc.property(rates, arrivals, (rate, arrivingAt) => {
        const left = departures(rate, arrivingAt);
        left.forEach((time, index) => {
          const first = Math.max(arrivingAt[index]!, left[index - 1] ?? -Infinity);
          expect(time - first).toBeLessThanOrEqual(rate.perMs);
        });
      }),
      { seed, numRuns: 1000 },
    );
  });

  test('reaches the long-run rate when there is always somebody', () => {
    const left = departures({ count: 7, perMs: 1000, burst: 7 }, Array<number>(7001).fill(0));
    expect(left.at(-1)).toBe(1_000_000);
    const behindBurst = departures(
      { count: 3, perMs: 1000, burst: 9 },
      Array<number>(3009).fill(0),
    );
    // 9 were there at the start, the other 3000 flowed in at 3 a second: nothing is lost to rounding.
    expect(behindBurst.at(-1)).toBe(1_000_000);
  });

  test('does what a token bucket alone would not: the bucket refills inside the window', () => {
    const left = departures({ count: 3, perMs: 10, burst: 3 }, [0, 4, 5, 6, 7]);
    expect(left).toEqual([0, 4, 5, 10, 14]);
  });

  test('says how long to wait without counting the question', () => {
    const window = new RollingWindow({ count: 1, perMs: 100, burst: 1 });
    for (let asked = 0; asked < 10; asked++) expect(window.waitMs(5)).toBe(0);
    window.take(5);
    expect([5, 6, 104, 105, 106].map((now) => window.waitMs(now))).toEqual([100, 99, 1, 0, 0]);
  });

  test('rounds up to whole milliseconds, also with a clock that has fractions', () => {
    const thirds = new RollingWindow({ count: 3, perMs: 1000, burst: 1 });
    thirds.take(0);
    expect(thirds.waitMs(0)).toBe(334);
    expect(thirds.waitMs(333)).toBe(1);
    expect(thirds.waitMs(333.5)).toBe(0);

    const fine = new RollingWindow({ count: 2, perMs: 10, burst: 2 });
    fine.take(0.25);
    fine.take(0.5);
    expect(fine.waitMs(0.75)).toBe(10);
    expect(fine.waitMs(10.24)).toBe(1);
    expect(fine.waitMs(10.25)).toBe(0);
  });

  test('is fresh exactly when the past no longer matters', () => {
    fc.assert(
      fc.property(rates, arrivals, fc.nat({ max: 400 }), (rate, arrivingAt, rest) => {
        const window = new RollingWindow(rate);
        expect(window.isFresh(0)).toBe(true);
        const run = (into: RollingWindow, from: number, ask: number) => {
          const waits: number[] = [];
          for (let now = from, n = 0; n < ask; n++) {
            const wait = into.waitMs(now);
            waits.push(wait);
            now += wait;
            into.take(now);
          }
          return waits;
        };
        let now = 0;
        for (const at of arrivingAt) {
          now = Math.max(now, at);
          now += window.waitMs(now);
          window.take(now);
          expect(window.isFresh(now)).toBe(false);
        }
        now += rest;
        const isFresh = window.isFresh(now);
        if (rest >= rate.perMs * Math.max(1, rate.burst)) expect(isFresh).toBe(true);
        if (rest < rate.perMs) expect(isFresh).toBe(false);
        if (isFresh) {
          expect(run(window, now, 30)).toEqual(run(new RollingWindow(rate), now, 30));
        }
      }),
      { seed, numRuns: 500 },
    );
  });

  test('is fresh from the millisecond on in which the last departure leaves the window', () => {
    const window = new RollingWindow({ count: 2, perMs: 10, burst: 2 });
    window.take(0);
    window.take(5);
    expect([5, 14, 15].map((now) => window.isFresh(now))).toEqual([false, false, true]);
    // Here the window is empty long before the bucket is full again.
    const slow = new RollingWindow({ count: 1, perMs: 10, burst: 3 });
    for (let taken = 0; taken < 3; taken++) slow.take(0);
    expect([10, 29, 30].map((now) => slow.isFresh(now))).toEqual([false, false, true]);
  });

  test('survives a clock that is set back: that step counts as no time', () => {
    const window = new RollingWindow({ count: 2, perMs: 1000, burst: 2 });
    const hour = 3_600_000;
    window.take(hour);
    window.take(hour + 400);
    expect(window.waitMs(hour + 500)).toBe(500);
    // Set back by an hour: the same 500 ms are left, not an hour of them.
    expect(window.waitMs(500)).toBe(500);
    expect(window.waitMs(900)).toBe(100);
    expect(window.waitMs(1000)).toBe(0);
    window.take(1000);
    expect(window.waitMs(1000)).toBe(400);
  });

  test('never exceeds the limit in time that really passed, wherever the clock is set', () => {
    const steps = fc.array(
      fc.record({ pass: fc.nat({ max: 40 }), jump: fc.integer({ min: -500, max: 0 }) }),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(rates, steps, (rate, moves) => {
        const window = new RollingWindow(rate);
        const left: number[] = [];
        let real = 0;
        let shown = 10_000;
        for (const { pass, jump } of moves) {
          // Each step back swallows what passed since the last look, which only slows it down.
          real += pass;
          shown += pass;
          if (window.waitMs(shown) === 0) {
            window.take(shown);
            left.push(real);
          }
          shown += jump;
          expect(window.waitMs(shown)).toBeLessThanOrEqual(rate.perMs);
        }
        left.slice(limitOf(rate)).forEach((time, index) => {
          expect(time - left[index]!).toBeGreaterThanOrEqual(rate.perMs);
        });
      }),
      { seed, numRuns: 500 },
    );
  });
});
