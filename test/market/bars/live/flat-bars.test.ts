import { describe, expect, test } from '@jest/globals';
import { timeframeOf } from '../../../../src/market/bars/index.js';
import { flatBars } from '../../../../src/market/bars/live/flat-bars.js';
import { flatBar } from '../../../../src/market/bars/live/live-bar.js';
import { weekSessions } from '../../../../src/wire/index.js';
import { clockOf, sessionsOf, utcClock } from '../../../support/bar-feed.js';

const hour = 3600;
const everyDay = weekSessions(sessionsOf([0, 1440]).quote_sessions);

const starts = (
  name: string,
  after: number,
  until: number,
  { times = utcClock, sessions = everyDay } = {},
): number[] => {
  const options = { timeframe: timeframeOf(name), times, sessions };
  return [...flatBars(flatBar(after, 1.5, times), until, options)].map(
    ({ serverTime }) => serverTime,
  );
};

describe('flat bars', () => {
  test('one for each period in between, at the last close, without ticks', () => {
    expect(starts('M5', 0, 1200)).toEqual([300, 600, 900]);
    const options = { timeframe: timeframeOf('H1'), times: utcClock, sessions: everyDay };
    const before = { ...flatBar(0, 1.5, utcClock), close: 1.7, high: 1.8, tickVolume: 9 };
    expect([...flatBars(before, 2 * hour, options)]).toEqual([flatBar(hour, 1.7, utcClock)]);
    expect(starts('M5', 0, 300)).toEqual([]);
  });

  test('only where a session is on at some time of the period', () => {
    // 00:10 to 01:00 and 23:59 to 24:00.
    const sessions = weekSessions(sessionsOf([10, 60], [1439, 1440]).quote_sessions);
    const midnight = 24 * hour;
    expect(starts('M5', 23 * hour, midnight + 900, { sessions })).toEqual([
      midnight - 300,
      midnight + 600,
    ]);
    expect(starts('D1', 0, 3 * midnight, { sessions })).toEqual([midnight, 2 * midnight]);
    expect(starts('M5', 0, midnight, { sessions: weekSessions([]) })).toEqual([]);
  });

  test('an hour that the server’s clock skips has none', () => {
    // At 01:00 UTC the clock goes from 03:00 to 04:00.
    const times = clockOf([-Infinity, 2 * hour * 1000], [hour * 1000, 3 * hour * 1000]);
    expect(starts('M30', 2 * hour, 5 * hour, { times })).toEqual(
      [2.5, 4, 4.5].map((n) => n * hour),
    );
  });

  test('of a long time only the last 10,000 periods', () => {
    const year = 366 * 24 * hour;
    const found = starts('M1', 0, year);
    expect([found.length, found[0], found.at(-1)]).toEqual([10_000, year - 600_000, year - 60]);
  });
});
