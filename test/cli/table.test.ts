import { describe, expect, test } from '@jest/globals';

import { spark } from '../../src/cli/spark.js';
import { tableLines } from '../../src/cli/table.js';
import type { BoardRow } from '../../src/cli/tick-board.js';

const wide = { columns: 100, rows: 24, colours: false };

const eurusd: BoardRow = {
  symbol: 'EURUSD',
  digits: 5,
  tick: {
    symbol: 'EURUSD',
    bid: 1.3919,
    ask: 1.39213,
    last: 0,
    time: Date.UTC(2014, 4, 7, 14, 3, 22, 123),
    flags: 6,
  },
  direction: 1,
  ticksPerSecond: 3.24,
  trend: [1, 2, 3],
};
const silent: BoardRow = {
  symbol: 'XAUUSD',
  digits: 3,
  tick: undefined,
  direction: 0,
  ticksPerSecond: 0,
  trend: [],
};

describe('tableLines', () => {
  test('shows prices with the decimals of the symbol, the spread in points and the time', () => {
    expect(tableLines([eurusd, silent], wide)).toEqual([
      'symbol      bid      ask  spread  last time UTC  ticks/s  trend',
      'EURUSD  1.39190  1.39213      23   14:03:22.123      3.2  ▁▅█',
      'XAUUSD        -        -       -              -      0.0',
    ]);
  });

  test('a side that is not quoted is no price and makes no spread', () => {
    const tick = { ...eurusd.tick!, ask: 0 };
    expect(tableLines([{ ...eurusd, tick }], wide)[1]).toMatch(/^EURUSD {2}1\.39190 +- +- /);
  });

  test.each([10, 20, 30, 40, 50, 60, 70])('no line is wider than %i columns', (columns) => {
    const lines = tableLines([eurusd, silent], { ...wide, columns });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(lines[1]).toMatch(/^EURUSD/);
  });

  test('a terminal narrower than a name shows what fits of it', () => {
    expect(tableLines([eurusd], { ...wide, columns: 3 })).toEqual(['sym', 'EUR']);
  });

  test('rows that the terminal has no room for are counted', () => {
    const rows = Array.from({ length: 10 }, () => silent);
    expect(tableLines(rows, { ...wide, rows: 11 })).toHaveLength(11);
    const lines = tableLines(rows, { ...wide, rows: 5 });
    expect(lines).toHaveLength(5);
    expect(lines[4]).toBe('and 7 more');
  });

  test('the bid is green when it rose, red when it fell, and plain without colours', () => {
    const line = (direction: BoardRow['direction'], colours: boolean) =>
      tableLines([{ ...eurusd, direction }], { ...wide, colours })[1];
    expect(line(1, true)).toContain('\x1b[32m1.39190\x1b[0m');
    expect(line(-1, true)).toContain('\x1b[31m1.39190\x1b[0m');
    expect(line(0, true)).not.toContain('\x1b');
    expect(line(1, false)).not.toContain('\x1b');
  });
});

describe('spark', () => {
  test('goes from the lowest value to the highest', () => {
    expect(spark([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
    expect(spark([10, 30, 20])).toBe('▁█▅');
  });

  test('a flat line is in the middle, no values are no line', () => {
    expect(spark([5, 5])).toBe('▄▄');
    expect(spark([])).toBe('');
  });
});
