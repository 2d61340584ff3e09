import { describe, expect, test } from '@jest/globals';

import { ServerClock } from '../../src/simulator/quotes/clock.js';
import { DailyStats } from '../../src/simulator/quotes/daily-stats.js';

/** Midnight on the clock of a server that is two hours ahead. */
const midnight = Date.UTC(2024, 0, 2) - 2 * 3_600_000;
const stats = () => new DailyStats(new ServerClock(7200, 0), 100);

describe('the statistics of a day', () => {
  test('say whether a tick changed a high or low', () => {
    const day = stats();
    const changed = [
      { time: midnight, bid: 101, ask: 102 },
      { time: midnight, bid: 101, ask: 102 },
      { time: midnight, bid: 101.5, ask: 102 },
      { time: midnight, bid: 101.2 },
      { time: midnight, ask: 101.9 },
      { time: midnight },
      { time: midnight, last: 101 },
      { time: midnight, last: 101, volume: 5n },
    ].map((tick) => day.apply(tick));
    expect(changed).toEqual([true, false, true, false, true, false, true, false]);
    expect(day).toMatchObject({
      ...{ bid: { high: 101.5, low: 101 }, ask: { high: 102, low: 101.9 }, open: 101 },
      ...{ last: { high: 101, low: 101 }, deals: 2, volume: 5n, close: 100 },
    });
    expect(day.changePercent).toBeCloseTo(1);
  });

  test('begin anew at midnight of the server, not of UTC', () => {
    const day = stats();
    day.apply({ time: midnight - 1, bid: 110, last: 111, volume: 1n });
    day.apply({ time: midnight - 1, bid: 105 });
    expect(day.open).toBe(110);
    expect(day.apply({ time: midnight, bid: 108 })).toBe(true);
    expect(day).toMatchObject({
      ...{ bid: { high: 108, low: 108 }, last: undefined, open: 108, close: 105 },
      ...{ deals: 0, volume: 0n },
    });
    day.apply({ time: midnight + 2 * 3_600_000, bid: 109 });
    expect(day.open).toBe(108);
  });

  test('take a tick of yesterday that comes late for one of today', () => {
    const day = stats();
    day.apply({ time: midnight, bid: 108 });
    day.apply({ time: midnight - 1, bid: 90 });
    day.apply({ time: midnight + 1, bid: 109 });
    expect(day).toMatchObject({ bid: { high: 109, low: 90 }, close: 100 });
  });

  test('have no change before a price, or to a close of 0', () => {
    expect(stats().changePercent).toBeUndefined();
    const free = new DailyStats(new ServerClock(0, 0), 0);
    free.apply({ time: 0, bid: 1 });
    expect(free.changePercent).toBeUndefined();
  });
});
