import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { defer, firstValueFrom, of, throwError } from 'rxjs';
import { ConnectionClosedError } from '../../../src/connection/index.js';
import {
  AccountClock,
  aggregate,
  barOf,
  loadBars,
  loadBarsResuming,
  timeframeOf,
  type Bar,
  type DaylightRule,
  type Requester,
} from '../../../src/market/index.js';
import { periodStart, type RateBar } from '../../../src/wire/index.js';
import { barAt, barsServer } from '../../support/bars-server.js';

const hour = 3_600_000;
/** The last bars of the data are about here; times differ by where daylight saving begins or ends. */
const ends = [
  Date.parse('2024-03-10T09:00Z'),
  Date.parse('2024-11-03T08:00Z'),
  Date.parse('2024-06-12T12:00Z'),
];

interface Case {
  readonly name: string;
  readonly bars: readonly RateBar[];
  readonly now: number;
  readonly daylight: DaylightRule;
}

/** Runs of bars and holes between them, back from an end. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    name: fc.constantFrom('M1', 'M5', 'M7', 'H1', 'H5', 'D1', 'W1', 'MN1', 'M90'),
    end: fc.constantFrom(...ends),
    later: fc.nat(3 * 24 * 60),
    runs: fc.array(fc.record({ bars: fc.nat(40), hole: fc.nat(120) }), { maxLength: 8 }),
    daylight: fc.constantFrom<DaylightRule>('us', 'eu', 'none'),
  })
  .map(({ name, end, later, runs, daylight }) => {
    const { baseMinutes } = timeframeOf(name);
    const times: number[] = [];
    let time = periodStart(end / 1000, baseMinutes);
    for (const { bars, hole } of runs) {
      for (let count = 0; count < bars + hole; count += 1) {
        if (count < bars) times.unshift(time);
        time = periodStart(time - 1, baseMinutes);
      }
    }
    return { name, bars: times.map(barAt), now: end + (later - 24 * 60) * 60_000, daylight };
  });

const servers = fc.record({
  cap: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant(Infinity)),
  keep: fc.constantFrom<'newest' | 'oldest'>('newest', 'oldest'),
});

const clockOf = ({ now, daylight }: Case) =>
  new AccountClock({ offsetMs: 3 * hour, at: now, daylight });

/** All bars of the server up to now, as the timeframe has them. */
const allBars = (given: Case): Bar[] => {
  const clock = clockOf(given);
  const timeframe = timeframeOf(given.name);
  const present = given.bars
    .map((record) => barOf(record, clock))
    .filter(({ time }) => time <= given.now);
  return timeframe.isNative ? present : aggregate(present, timeframe, clock);
};

describe('whatever the server has and however it cuts its replies', () => {
  test('a range is every bar that opens in it, exactly once', async () => {
    const range = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    await fc.assert(
      fc.asyncProperty(
        cases,
        servers,
        range,
        fc.integer({ min: 1, max: 200 }),
        async (given, server, ends, pageBars) => {
          const { requester } = barsServer({ bars: given.bars, ...server });
          const span =
            given.now - ((given.bars[0]?.time ?? 0) * 1000 || given.now - 1000 * hour) + 10 * hour;
          const [a = 0, b = 0] = ends
            .map((part) => Math.max(0, Math.round(given.now - part * span)))
            .sort((x, y) => x - y);
          const request = {
            ...{ symbol: 'X', timeframe: timeframeOf(given.name), now: given.now },
            ...{ from: a, to: b, pageBars },
          };
          const result = await firstValueFrom(loadBars(requester, request, clockOf(given)));
          expect(result.bars).toEqual(allBars(given).filter(({ time }) => time >= a && time <= b));
          expect(result.complete).toBe(true);
          expect(result.repairs).toEqual({ duplicates: 0, outside: 0, unordered: 0 });
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });

  test('a count is the newest bars, over connections that break at any time', async () => {
    const count = fc.integer({ min: 1, max: 200 });
    const breaks = fc.infiniteStream(fc.nat(3));
    await fc.assert(
      fc.asyncProperty(
        cases,
        servers,
        count,
        fc.integer({ min: 30, max: 300 }),
        breaks,
        async (given, server, wanted, pageBars, when) => {
          const { requester } = barsServer({ bars: given.bars, ...server });
          let inRow = 0;
          const shaky = {
            request: (...ask: Parameters<Requester['request']>) =>
              defer(() => {
                const breaksNow = inRow < 5 && when.next().value === 0;
                inRow = breaksNow ? inRow + 1 : 0;
                return breaksNow
                  ? throwError(() => new ConnectionClosedError(11, true))
                  : requester.request(...ask);
              }),
          } as unknown as Requester;
          const request = {
            ...{ symbol: 'X', timeframe: timeframeOf(given.name), now: given.now },
            ...{ count: wanted, pageBars },
          };
          const load = loadBarsResuming(() => of(shaky), request, clockOf(given));
          const result = await firstValueFrom(load);
          const all = allBars(given);
          expect(result.bars).toEqual(all.slice(-wanted));
          expect(result.complete).toBe(true);
          expect(result.oldest).toBe(all.slice(-wanted)[0]?.time);
        },
      ),
      { seed: 2, numRuns: 500 },
    );
  });

  test('the limit of bars keeps the newest, and is told', async () => {
    await fc.assert(
      fc.asyncProperty(
        cases,
        servers,
        fc.integer({ min: 1, max: 100 }),
        async (given, server, maxBars) => {
          const { requester } = barsServer({ bars: given.bars, ...server });
          const request = {
            ...{ symbol: 'X', timeframe: timeframeOf(given.name), now: given.now },
            ...{ from: 0, maxBars, pageBars: 50 },
          };
          const result = await firstValueFrom(loadBars(requester, request, clockOf(given)));
          const all = allBars(given);
          expect(result.bars).toEqual(all.slice(-maxBars));
          expect(result.complete).toBe(all.length <= maxBars);
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('through a change of the server’s clock', () => {
  /** Bars as a server makes them that writes the minutes of its own clock: each minute is one. */
  const byServer = (fromUtc: number, toUtc: number, clock: AccountClock): RateBar[] => {
    const found = new Set<number>();
    for (let utc = fromUtc; utc < toUtc; utc += 60_000) {
      found.add((utc + clock.offsetAt(utc)) / 1000);
    }
    return [...found].sort((a, b) => a - b).map(barAt);
  };

  test.each([
    ['spring', '2024-03-10T07:00Z', 0],
    ['autumn', '2024-11-03T06:00Z', 60],
  ])('in %s nothing is lost or doubled', async (_, text, merged) => {
    const change = Date.parse(text);
    const now = change + 6 * hour;
    const clock = new AccountClock({
      offsetMs: 2 * hour,
      at: Date.parse('2024-01-15'),
      daylight: 'us',
    });
    const bars = byServer(change - 6 * hour, now, clock);
    expect(bars).toHaveLength(12 * 60 - merged);
    for (const pageBars of [7, 100, 5000]) {
      const { requester } = barsServer({ bars });
      const request = { symbol: 'X', timeframe: timeframeOf('M1'), now, pageBars };
      const from = change - 3 * hour;
      const { bars: loaded } = await firstValueFrom(
        loadBars(requester, { ...request, from, to: change + 3 * hour - 1 }, clock),
      );
      expect(loaded).toHaveLength(6 * 60 - merged);
      expect(loaded[0]?.time).toBe(from);
      expect(loaded.at(-1)?.time).toBe(change + 3 * hour - 60_000);
      const moments = loaded.map(({ time }) => time);
      expect(new Set(moments).size).toBe(moments.length);
      expect(moments).toEqual(moments.toSorted((a, b) => a - b));
      // Minute after minute but for the second pass, which is merged into the first.
      const steps = moments.slice(1).map((time, index) => time - (moments[index] ?? 0));
      expect(steps.filter((step) => step !== 60_000)).toEqual(merged === 0 ? [] : [61 * 60_000]);
    }
  });

  test('ranges that meet in a repeated or a skipped hour share no bar and miss none', async () => {
    const clock = new AccountClock({
      offsetMs: 2 * hour,
      at: Date.parse('2024-01-15'),
      daylight: 'us',
    });
    for (const change of [Date.parse('2024-03-10T07:00Z'), Date.parse('2024-11-03T06:00Z')]) {
      const now = change + 6 * hour;
      const bars = byServer(change - 4 * hour, now, clock);
      for (let minute = -90; minute <= 90; minute += 15) {
        const middle = change + minute * 60_000;
        const { requester } = barsServer({ bars });
        const request = { symbol: 'X', timeframe: timeframeOf('M1'), now };
        const parts = await Promise.all(
          [
            { from: 0, to: middle - 1 },
            { from: middle, to: now },
          ].map((range) => firstValueFrom(loadBars(requester, { ...request, ...range }, clock))),
        );
        const both = parts.flatMap(({ bars: part }) => part.map(({ serverTime }) => serverTime));
        expect(both).toEqual(bars.map(({ time }) => time));
      }
    }
  });

  test('without a rule the other half of the year is an hour off, and still whole', async () => {
    const clock = new AccountClock({
      offsetMs: 2 * hour,
      at: Date.parse('2024-01-15'),
      daylight: 'us',
    });
    const change = Date.parse('2024-03-10T07:00Z');
    const now = change + 6 * hour;
    const bars = byServer(change - 6 * hour, now, clock);
    const { requester } = barsServer({ bars });
    const request = { symbol: 'X', timeframe: timeframeOf('M1'), now, count: 720 };
    const ruleless = new AccountClock({ offsetMs: 3 * hour, at: now });
    const { bars: loaded } = await firstValueFrom(loadBars(requester, request, ruleless));
    expect(loaded.map(({ serverTime }) => serverTime)).toEqual(bars.map(({ time }) => time));
    expect(loaded[0]?.time).toBe(change - 7 * hour);
    expect(loaded.at(-1)?.time).toBe(now - 60_000);
  });
});
