import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import { candleChart, fittingBars, type Candle } from '../../src/cli/candles.js';

const start = Date.UTC(2026, 1, 16, 23, 40);
const minutes = (count: number): number => count * 60_000;

const candle = (
  [open, high, low, close]: readonly [number, number, number, number],
  index = 0,
  tickVolume = 10,
): Candle => ({ time: start + minutes(5 * index), open, high, low, close, tickVolume });

const options = { width: 40, height: 11, minutes: 5, digits: 1, colour: false };

describe('candleChart', () => {
  const bars = [
    candle([1, 4, 0, 3], 0, 10),
    candle([3, 8, 2, 7], 1, 40),
    candle([7, 7, 3, 4], 2, 20),
    candle([4, 5, 3, 4], 3, 0),
  ];

  test('draws wicks and bodies, prices, times and volumes', () => {
    expect(candleChart(bars, options)).toEqual([
      '8.0 ┤  │',
      '    │  ┃ █',
      '    │  ┃ █',
      '    │  ┃ █ │',
      '3.5 ┤╽ ┃ ▀ ╿',
      '    │┃ │',
      '    │┃',
      '    ││',
      '    └┬──────',
      '     23:40',
      ' vol ▃ █ ▅ ▁',
    ]);
  });

  test('colours rising candles green and falling ones red, of one shape', () => {
    const lines = candleChart(bars, { ...options, colour: true });
    expect(lines[1]).toBe('    │  \x1b[32m┃\x1b[0m \x1b[31m┃\x1b[0m');
    expect(lines.slice(0, -3).join('')).not.toMatch(/[█▄▀]/u);
  });

  test('labels a new day by its date, and bars of days by theirs', () => {
    const intraday = Array.from({ length: 30 }, (_, index) => candle([1, 2, 0, 1], index));
    expect(candleChart(intraday, options).at(-2)).toBe('     23:40       02-17 00:40 01:40');
    const days = [0, 1, 2].map((day) => ({ ...candle([1, 2, 0, 1]), time: day * 86_400_000 }));
    const daily = { ...options, minutes: 1440 };
    expect(candleChart(days, daily).at(-2)).toBe('     1970-01-01');
    expect(candleChart(days.slice(0, 1), daily).at(-2)).toBe('     1970-01-01');
  });

  test('hours over a weekend are labelled by the clock', () => {
    const monday = Date.UTC(2026, 1, 16);
    const times = [monday - 50 * minutes(60), monday, monday + minutes(60)];
    const hours = times.map((time) => ({ ...candle([1, 2, 0, 1]), time }));
    expect(candleChart(hours, { ...options, minutes: 60 }).at(-2)).toBe('     22:00');
  });

  test('each time is below the candle that it is of, and whole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 20, max: 120 }),
        (count, width) => {
          const many = Array.from({ length: count }, (_, at) => candle([1, 2, 0, 1], at));
          const lines = candleChart(many, { ...options, width });
          const [ruler = '', labels = ''] = lines.slice(-3);
          const { candles, step } = fittingBars(many, { width, digits: 1 });
          for (const { 0: label, index } of labels.matchAll(/(\d\d-\d\d )?\d\d:\d\d/g)) {
            expect(ruler[index]).toBe('┬');
            const { time } = candles[(index - ruler.indexOf('┬')) / step]!;
            expect(new Date(time).toISOString().replace('T', ' ')).toContain(`${label}:00.000Z`);
          }
          expect(labels.replaceAll(/(\d\d-\d\d )?\d\d:\d\d/g, '').trim()).toBe('');
        },
      ),
    );
  });

  test('shows the newest where there are more bars than columns', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      candle([index, index + 1, index, index + 1], index),
    );
    const lines = candleChart(many, { ...options, width: 20 });
    // 13 of them, from 87 to 100; the axis has room for the prices of all.
    expect(lines[0]).toBe('100.0 ┤           ╻┃');
    expect(lines[7]).toBe('      │┃╹');
    expect(lines.at(-1)).toHaveLength(20);
  });

  test('a single price is a line in the middle, no bars are said to be none', () => {
    const lines = candleChart([candle([5, 5, 5, 5])], options);
    expect(lines.filter((line) => line.includes('╻') || line.includes('╹'))).toHaveLength(1);
    expect(candleChart([], options)).toEqual(['no bars']);
  });

  test('is as high as wanted and never wider, and every candle has a body', () => {
    const price = fc.double({ min: 0.5, max: 2000, noNaN: true });
    const anyCandle = fc
      .tuple(price, price, price, price, fc.nat(1000))
      .map(([a, b, c, d, tickVolume]): Candle => {
        const [low = 0, open = 0, close = 0, high = 0] = [a, b, c, d].sort((x, y) => x - y);
        return { time: start, open, high, low, close, tickVolume };
      });
    fc.assert(
      fc.property(
        fc.array(anyCandle, { minLength: 1, maxLength: 120 }),
        fc.integer({ min: 24, max: 130 }),
        fc.integer({ min: 6, max: 40 }),
        (bars_, width, height) => {
          const lines = candleChart(bars_, { ...options, width, height, digits: 2 });
          expect(lines).toHaveLength(height);
          expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
          const axis = (lines[0] ?? '').search(/[┤│]/u);
          const columns = (lines.at(-3) ?? '').length - axis - 1;
          const shown = Math.min(bars_.length, columns);
          const step = bars_.length * 2 <= width - axis - 1 ? 2 : 1;
          for (let at = 0; at < shown * step; at += step) {
            const column = lines.slice(0, -3).map((line) => line[axis + 1 + at] ?? ' ');
            expect(column.some((glyph) => '╻╽╹╿┃'.includes(glyph))).toBe(true);
          }
        },
      ),
    );
  });
});
