import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { backoffDelay } from '../../src/operators/index.js';

const seed = 20260514;
const attempts = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 1_000_000 }));
const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const bounds = fc
  .tuple(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 0, max: 10_000_000 }))
  .map(([delayMs, more]) => ({ delayMs, maxMs: delayMs + more }));

describe('backoffDelay', () => {
  test('is delayMs * 2^attempt plus jitter, cut at maxMs', () => {
    const delays = (chance: number) =>
      [0, 1, 2, 3, 4, 5, 6].map((attempt) =>
        backoffDelay(attempt, { delayMs: 1000, maxMs: 60_000, random: () => chance }),
      );
    expect(delays(0)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000]);
    expect(delays(0.25)).toEqual([1250, 2250, 4250, 8250, 16_250, 32_250, 60_000]);
    expect(delays(0.9999999)).toEqual([1999, 2999, 4999, 8999, 16_999, 32_999, 60_000]);
  });

  test('is a whole number of milliseconds within its bounds, for every attempt', () => {
    fc.assert(
      fc.property(attempts, bounds, chances, (attempt, { delayMs, maxMs }, chance) => {
        const delay = backoffDelay(attempt, { delayMs, maxMs, random: () => chance });
        expect(Number.isSafeInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(Math.min(delayMs, maxMs));
        expect(delay).toBeLessThanOrEqual(maxMs);
      }),
      { seed, numRuns: 2000 },
    );
  });

  test('has its jitter in [0, delayMs) wherever the cap leaves room', () => {
    fc.assert(
      fc.property(attempts, bounds, chances, (attempt, { delayMs, maxMs }, chance) => {
        const base = backoffDelay(attempt, { delayMs, maxMs, random: () => 0 });
        const jitter = backoffDelay(attempt, { delayMs, maxMs, random: () => chance }) - base;
        expect(base).toBe(Math.min(maxMs, delayMs * 2 ** attempt));
        expect(jitter).toBeGreaterThanOrEqual(0);
        expect(jitter).toBeLessThan(delayMs);
        expect(jitter).toBe(Math.min(Math.floor(chance * delayMs), maxMs - base));
      }),
      { seed, numRuns: 2000 },
    );
  });

  test('never falls from one attempt to the next, with the same jitter', () => {
    fc.assert(
      fc.property(attempts, bounds, chances, (attempt, { delayMs, maxMs }, chance) => {
        const at = (n: number) => backoffDelay(n, { delayMs, maxMs, random: () => chance });
        expect(at(attempt + 1)).toBeGreaterThanOrEqual(at(attempt));
      }),
      { seed, numRuns: 2000 },
    );
  });

  test.each([31, 32, 1023, 1024, 2000, Number.MAX_SAFE_INTEGER])(
    'does not overflow at attempt %p',
    (attempt) => {
      const longest = 2 ** 31 - 1;
      const random = () => 0.999;
      expect(backoffDelay(attempt, { delayMs: 1000, maxMs: 60_000, random })).toBe(60_000);
      expect(backoffDelay(attempt, { delayMs: 1, maxMs: longest, random })).toBe(longest);
    },
  );

  test('is no time at all with delayMs 0, however many attempts', () => {
    expect(backoffDelay(2000, { delayMs: 0, maxMs: 60_000, random: () => 0.5 })).toBe(0);
  });

  test('draws once for each delay', () => {
    let draws = 0;
    const random = () => {
      draws += 1;
      return 0;
    };
    backoffDelay(50, { delayMs: 1, maxMs: 1, random });
    expect(draws).toBe(1);
  });

  test.each([1, -0.1, 2, NaN, Infinity])('refuses a random source that gives %p', (chance) => {
    const random = () => chance;
    expect(() => backoffDelay(0, { delayMs: 1, maxMs: 1, random })).toThrow(
      new RangeError(`random: got ${String(chance)}, expected a number from 0 to below 1`),
    );
  });
});
