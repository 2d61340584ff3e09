import { describe, expect, test } from '@jest/globals';

import { TickBoard, type ShownTick } from '../../src/cli/tick-board.js';
import { TickRate } from '../../src/cli/tick-rate.js';

describe('TickRate', () => {
  test('counts over the last five seconds', () => {
    const rate = new TickRate(0);
    for (let ms = 0; ms < 20_000; ms += 100) rate.add(ms);
    expect(rate.perSecond(19_999)).toBe(10);
    expect(rate.perSecond(22_499)).toBe(5);
    expect(rate.perSecond(25_000)).toBe(0);
  });

  test('at the start counts over the time there was, at least a second', () => {
    const rate = new TickRate(1000);
    rate.add(1000);
    rate.add(1100);
    expect(rate.perSecond(1100)).toBe(2);
    expect(rate.perSecond(3000)).toBe(1);
  });

  test('a long silence empties it, and a clock that steps back does no harm', () => {
    const rate = new TickRate(0);
    rate.add(0);
    expect(rate.perSecond(1_000_000_000)).toBe(0);
    rate.add(5);
    expect(rate.perSecond(10)).toBe(1);
  });
});

describe('TickBoard', () => {
  const tick = (symbol: string, bid: number, time = 0): ShownTick => ({
    symbol,
    bid,
    ask: bid + 2,
    last: 0,
    time,
    flags: 6,
  });
  const board = () =>
    new TickBoard(
      [
        { name: 'B', digits: 2 },
        { name: 'A', digits: 5 },
      ],
      0,
    );

  test('has a row for each symbol from the start, in the order given', () => {
    expect(board().rows(0)).toEqual([
      { symbol: 'B', digits: 2, tick: undefined, direction: 0, ticksPerSecond: 0, trend: [] },
      { symbol: 'A', digits: 5, tick: undefined, direction: 0, ticksPerSecond: 0, trend: [] },
    ]);
  });

  test('keeps the newest tick and the direction of the last change', () => {
    const quotes = board();
    const directions = [10, 11, 11, 9].map((bid) => {
      quotes.add(tick('A', bid), 100);
      return quotes.rows(100)[1]?.direction;
    });
    expect(directions).toEqual([0, 1, 1, -1]);
    expect(quotes.rows(100)[1]?.tick).toEqual(tick('A', 9));
    expect(quotes.rows(100)[0]?.tick).toBeUndefined();
    expect(quotes.count).toBe(4);
  });

  test('the trend has the last price of each half second, 24 at most', () => {
    const quotes = board();
    quotes.add(tick('A', 1), 0);
    quotes.add(tick('A', 2), 499);
    quotes.add(tick('A', 3), 500);
    quotes.add(tick('A', 4), 5000);
    expect(quotes.rows(5000)[1]?.trend).toEqual([3, 4, 5]);
    for (let step = 0; step < 100; step += 1) quotes.add(tick('A', step), 6000 + 500 * step);
    const trend = quotes.rows(60_000)[1]?.trend;
    expect(trend).toHaveLength(24);
    expect(trend?.at(-1)).toBe(100);
  });

  test('counts a tick of another symbol, and shows no row for it', () => {
    const quotes = board();
    quotes.add(tick('C', 1), 0);
    expect(quotes.count).toBe(1);
    expect(quotes.rows(0)).toHaveLength(2);
  });
});
