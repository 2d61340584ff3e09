import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  isNativePeriod,
  nativePeriods,
  nextPeriod,
  periodCode,
  periodMinutes,
  periodStart,
  RatesPeriod,
} from '../../../src/wire/index.js';

const at = (text: string) => Date.parse(`${text}Z`) / 1000;

describe('periods', () => {
  test('are the nine of the official client, by their codes', () => {
    expect(Object.values(RatesPeriod).map(periodMinutes)).toEqual([...nativePeriods]);
    expect(nativePeriods.map(periodCode)).toEqual(Object.values(RatesPeriod));
    expect([0, 60, 16_386].map(periodMinutes)).toEqual([undefined, undefined, undefined]);
    expect([0, 2, 120, 1440.5, Number.NaN].some(isNativePeriod)).toBe(false);
  });

  // 2014-05-07 was a Wednesday.
  test.each([
    [1, '2014-05-07T14:37:00', '2014-05-07T14:38:00'],
    [5, '2014-05-07T14:35:00', '2014-05-07T14:40:00'],
    [15, '2014-05-07T14:30:00', '2014-05-07T14:45:00'],
    [30, '2014-05-07T14:30:00', '2014-05-07T15:00:00'],
    [60, '2014-05-07T14:00:00', '2014-05-07T15:00:00'],
    [240, '2014-05-07T12:00:00', '2014-05-07T16:00:00'],
    [1440, '2014-05-07T00:00:00', '2014-05-08T00:00:00'],
    [10_080, '2014-05-04T00:00:00', '2014-05-11T00:00:00'],
    [43_200, '2014-05-01T00:00:00', '2014-06-01T00:00:00'],
  ] as const)('of %p minutes start at %s', (period, start, next) => {
    expect(periodStart(at('2014-05-07T14:37:21'), period)).toBe(at(start));
    expect(periodStart(at(start), period)).toBe(at(start));
    expect(nextPeriod(at(start), period)).toBe(at(next));
    expect(periodStart(at(next) - 1, period)).toBe(at(start));
  });

  test('a year turns, a leap day counts', () => {
    expect(nextPeriod(at('2015-12-01T00:00:00'), 43_200)).toBe(at('2016-01-01T00:00:00'));
    expect(nextPeriod(at('2016-02-01T00:00:00'), 43_200)).toBe(at('2016-03-01T00:00:00'));
    expect(periodStart(at('2016-02-29T23:59:59'), 43_200)).toBe(at('2016-02-01T00:00:00'));
  });

  test('every bar is aligned as the official client checks it', () => {
    const time = fc.integer({ min: 0, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(time, fc.constantFrom(...nativePeriods), (seconds, period) => {
        const start = periodStart(seconds, period);
        const date = new Date(start * 1000);
        const next = nextPeriod(start, period);
        expect(start).toBeLessThanOrEqual(seconds);
        expect(next).toBeGreaterThan(seconds);
        expect(periodStart(next, period)).toBe(next);
        expect(date.getUTCSeconds()).toBe(0);
        expect(date.getUTCMinutes() % Math.min(period, 60)).toBe(0);
        if (period >= 240) expect(date.getUTCHours() % 4).toBe(0);
        if (period >= 1440) expect(date.getUTCHours()).toBe(0);
        if (period === 10_080) expect(date.getUTCDay()).toBe(0);
        if (period === 43_200) expect(date.getUTCDate()).toBe(1);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
