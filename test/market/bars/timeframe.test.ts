import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Mt5Error } from '../../../src/connection/index.js';
import {
  barStart,
  nextBarStart,
  TimeframeError,
  timeframeOf,
} from '../../../src/market/bars/index.js';

const at = (text: string) => Date.parse(`${text}Z`) / 1000;
const text = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 16);

describe('a timeframe', () => {
  test.each([
    ['M1', 1],
    ['M5', 5],
    ['M15', 15],
    ['M30', 30],
    ['H1', 60],
    ['H4', 240],
    ['D1', 1440],
    ['W1', 10_080],
    ['MN1', 43_200],
  ])('%s is made by the server', (name, minutes) => {
    expect(timeframeOf(name)).toEqual({ name, minutes, baseMinutes: minutes, isNative: true });
  });

  test.each([
    ['M2', 'M2', 2, 1],
    ['M7', 'M7', 7, 1],
    ['M10', 'M10', 10, 5],
    ['M45', 'M45', 45, 15],
    ['M90', 'M90', 90, 30],
    ['M120', 'H2', 120, 60],
    ['H3', 'H3', 180, 60],
    ['H8', 'H8', 480, 240],
    ['H12', 'H12', 720, 240],
    ['H36', 'H36', 2160, 240],
    ['H48', 'H48', 2880, 1440],
    // Two weeks from a Thursday are no two weeks of the server.
    ['H336', 'H336', 20_160, 1440],
    ['M43199', 'M43199', 43_199, 1],
  ])('%s is put together', (given, name, minutes, baseMinutes) => {
    expect(timeframeOf(given)).toEqual({ name, minutes, baseMinutes, isNative: false });
  });

  test.each([
    ['M60', 'H1'],
    ['M240', 'H4'],
    ['H24', 'D1'],
    ['M1440', 'D1'],
    ['H168', 'W1'],
    ['H720', 'MN1'],
    ['M43200', 'MN1'],
  ])('%s is %s', (alias, name) => {
    expect(timeframeOf(alias)).toEqual(timeframeOf(name));
  });

  test.each([
    ['m5', ['M5']],
    ['h1', ['H1']],
    ['mn1', ['MN1']],
    [' M5', ['M5']],
    ['M05', ['M5']],
    ['5m', ['M5']],
    ['5min', ['M5']],
    ['1h', ['H1']],
    ['1D', ['D1']],
    ['1mo', ['MN1']],
    ['m60', ['M60']],
  ])('%j is an error, and a hint', (name, near) => {
    expect(() => timeframeOf(name)).toThrow(expect.objectContaining({ near }));
  });

  test.each(['', 'M0', 'H0', 'M-5', 'M1.5', 'M5e2', 'M43201', 'H721', 'M999999999999', 'D2', 'W2'])(
    '%j is an error',
    (name) => {
      expect(() => timeframeOf(name)).toThrow(TimeframeError);
      expect(() => timeframeOf(name)).toThrow(Mt5Error);
    },
  );

  test.each([[undefined], [null], [5], [{}]])('%p is an error', (name) => {
    expect(() => timeframeOf(name as string)).toThrow(TimeframeError);
  });

  test('the message says what was got and what is expected', () => {
    const expected =
      'timeframe: got "m5", expected M1, M5, M15, M30, H1, H4, D1, W1, MN1, ' +
      'or M<minutes> or H<hours> up to 43200 minutes; did you mean M5?';
    expect(() => timeframeOf('m5')).toThrow(expected);
    expect(() => timeframeOf('m99999')).toThrow(expect.objectContaining({ code: 'timeframe' }));
    expect(() => timeframeOf('m99999')).not.toThrow(/M99999\?/);
  });
});

describe('bars open', () => {
  test.each([
    ['M7', '2024-03-06T23:58', '2024-03-06T23:55', '2024-03-07T00:00'],
    ['M7', '2024-03-06T00:13', '2024-03-06T00:07', '2024-03-06T00:14'],
    ['H5', '2024-03-06T21:00', '2024-03-06T20:00', '2024-03-07T00:00'],
    ['H2', '2024-03-06T21:59', '2024-03-06T20:00', '2024-03-06T22:00'],
    ['H36', '1970-01-02T13:00', '1970-01-02T12:00', '1970-01-04T00:00'],
    ['H48', '1970-01-04T13:00', '1970-01-03T00:00', '1970-01-05T00:00'],
    ['W1', '2024-03-06T10:00', '2024-03-03T00:00', '2024-03-10T00:00'],
    ['MN1', '2024-02-29T10:00', '2024-02-01T00:00', '2024-03-01T00:00'],
  ])('of %s at %s: %s, then %s', (name, time, start, next) => {
    const timeframe = timeframeOf(name);
    expect(text(barStart(at(`${time}:00`), timeframe))).toBe(start);
    expect(text(nextBarStart(at(`${start}:00`), timeframe))).toBe(next);
  });

  test('one after the other without a hole, each on its base', () => {
    const times = fc.integer({ min: 0, max: 2 ** 31 - 1 });
    const names = fc.oneof(
      fc.integer({ min: 1, max: 43_200 }).map((minutes) => `M${minutes}`),
      fc.constantFrom('M1', 'M15', 'H1', 'H4', 'H5', 'D1', 'W1', 'MN1', 'H36', 'H336'),
    );
    fc.assert(
      fc.property(times, names, (time, name) => {
        const timeframe = timeframeOf(name);
        const base = timeframeOf(`M${timeframe.baseMinutes}`);
        const start = barStart(time, timeframe);
        const next = nextBarStart(start, timeframe);
        expect(start).toBeLessThanOrEqual(time);
        expect(next).toBeGreaterThan(time);
        expect(barStart(start, timeframe)).toBe(start);
        expect(barStart(next, timeframe)).toBe(next);
        expect(barStart(next - 1, timeframe)).toBe(start);
        // Bars of the base nest: none reaches over an end.
        expect(barStart(start, base)).toBe(start);
        expect(barStart(next, base)).toBe(next);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});
