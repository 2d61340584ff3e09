import path from 'node:path';

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  BarStore,
  catalogue,
  demoTicks,
  type FeedTick,
  readBarFile,
} from '../../../src/simulator/data/index.js';
import { nativePeriods, periodStart, type RateBar } from '../../../src/wire/index.js';

const fixture = (name: string) => path.resolve(import.meta.dirname, '../../fixtures/ticks', name);
const day = Date.UTC(2014, 4, 7);
const seconds = day / 1000;
const symbol = 'EURUSD';
const tick = (time: number, bid?: number, more: Partial<FeedTick> = {}): FeedTick => ({
  symbol,
  time: day + time,
  ...(bid !== undefined && { bid }),
  ...more,
});
const bar = (time: number, price: number, more: Partial<RateBar> = {}): RateBar => ({
  time,
  ...{ open: price, high: price, low: price, close: price, tick_volume: 1, real_volume: 0 },
  ...more,
});
const all = (store: BarStore, period = 1, name = symbol) => store.bars(name, period, 0, 2e9);

describe('bars of ticks', () => {
  test('open, high, low, close and the number of ticks', () => {
    const store = new BarStore();
    for (const [time, bid] of [
      [1000, 5],
      [2000, 9],
      [2000, 3],
      [59_999, 4],
      [60_000, 7],
      [240_000, 8],
    ] as const) {
      expect(store.add(tick(time, bid))).toBe(true);
    }
    // Minutes without a tick have no bar.
    expect(all(store)).toEqual([
      bar(seconds, 5, { high: 9, low: 3, close: 4, tick_volume: 4 }),
      bar(seconds + 60, 7),
      bar(seconds + 240, 8),
    ]);
  });

  test('add the volumes of trades, in lots', () => {
    const store = new BarStore();
    store.add(tick(0, 1, { last: 2, volume: 150_000_000n }));
    store.add(tick(1, 1, { last: 2, volume: 29_000_000n }));
    store.add(tick(2, 1));
    expect(all(store)).toEqual([bar(seconds, 1, { tick_volume: 3, real_volume: 1.79 })]);
  });

  test("carry the server's time", () => {
    const store = new BarStore({ serverOffsetSeconds: 10_800 });
    store.add(tick(0, 1));
    expect(all(store).map(({ time }) => time)).toEqual([seconds + 10_800]);
    expect(store.serverOffsetSeconds).toBe(10_800);
  });

  test('ignore a tick of an earlier minute, and one without a price', () => {
    const store = new BarStore();
    expect(store.add(tick(0))).toBe(false);
    expect(store.add(tick(0, undefined, { ask: 5, last: 6 }))).toBe(false);
    expect(store.add(tick(0, 0))).toBe(false);
    expect(all(store)).toEqual([]);
    expect(store.add(tick(60_000, 1))).toBe(true);
    expect(store.add(tick(59_999, 9))).toBe(false);
    expect(store.add(tick(61_000, 2))).toBe(true);
    expect(store.add(tick(60_500, 3))).toBe(true);
    expect(all(store)).toEqual([bar(seconds + 60, 1, { high: 3, close: 3, tick_volume: 3 })]);
  });

  test('keep symbols apart', () => {
    const store = new BarStore();
    store.add(tick(0, 1));
    store.add({ ...tick(60_000, 2), symbol: 'X' });
    expect(all(store)).toHaveLength(1);
    expect(all(store, 1, 'X')).toEqual([bar(seconds + 60, 2)]);
    expect(all(store, 1, 'Y')).toEqual([]);
  });

  test.each([
    ['bid', 0, 0, [1, 1, undefined]],
    ['last', 1, 0, [2, undefined, 2]],
    ['auto without depth: last, else bid', 255, 0, [2, 1, 2]],
    ['auto with depth: last', 255, 5, [2, undefined, 2]],
  ] as const)('show the price of the chart mode: %s', (_, chartMode, bookDepth, expected) => {
    const prices = [tick(0, 1, { last: 2 }), tick(0, 1), tick(0, undefined, { last: 2 })];
    const closes = prices.map((given) => {
      const store = new BarStore({ symbols: [{ name: symbol, chartMode, bookDepth }] });
      expect(store.add(given)).toBe(all(store).length === 1);
      return all(store)[0]?.close;
    });
    expect(closes).toEqual(expected);
  });

  test('can be told the chart modes later', () => {
    const store = new BarStore();
    store.chart(catalogue);
    store.add({ symbol: 'AAPL.NAS', time: day, bid: 1, ask: 3, last: 2 });
    expect(all(store, 1, 'AAPL.NAS')).toEqual([bar(seconds, 2)]);
  });

  test('of the recording are the recorded bars, but for their counts', async () => {
    const store = new BarStore();
    for (const recorded of await demoTicks({ to: Infinity })) store.add(recorded);
    const recorded = await readBarFile(fixture('eurusd_m1_quotebars_20140507_1400-1500Z.csv'));
    const made = all(store);
    expect(made.map(({ tick_volume: _, ...prices }) => prices)).toEqual(
      recorded.map(({ tick_volume: _, ...prices }) => prices),
    );
    expect(made.reduce((sum, { tick_volume }) => sum + tick_volume, 0)).toBe(7672);
  });
});

describe('longer periods', () => {
  test('hold the minutes of a file', async () => {
    const store = new BarStore();
    const minutes = await readBarFile(fixture('mt5_eurusd_m1_rates_20211115.csv'));
    store.load(symbol, minutes);
    expect(all(store)).toEqual(minutes);
    const [first, second] = all(store, 60);
    const inHour = minutes.filter(({ time }) => periodStart(time, 60) === second?.time);
    expect(first?.time).toBe(Date.UTC(2021, 10, 15, 1) / 1000);
    expect(second).toEqual({
      time: Date.UTC(2021, 10, 15, 2) / 1000,
      open: inHour[0]?.open,
      high: Math.max(...inHour.map(({ high }) => high)),
      low: Math.min(...inHour.map(({ low }) => low)),
      close: inHour.at(-1)?.close,
      tick_volume: inHour.reduce((sum, { tick_volume }) => sum + tick_volume, 0),
      real_volume: 0,
    });
  });

  const someTicks = fc
    .array(
      fc.record({
        gap: fc.oneof(
          fc.integer({ min: 0, max: 90_000 }),
          fc.integer({ min: 0, max: 4 * 86_400_000 }),
        ),
        bid: fc.integer({ min: 1, max: 1000 }),
        volume: fc.integer({ min: 0, max: 1000 }),
      }),
      { maxLength: 150 },
    )
    .map((steps) => {
      let time = 0;
      return steps.map(({ gap, bid, volume }) => {
        time += gap;
        return tick(time, bid, { volume: BigInt(volume) * 12_500_000n });
      });
    });

  test('are what grouping all ticks gives', () => {
    fc.assert(
      fc.property(
        someTicks,
        fc.constantFrom(...nativePeriods),
        fc.integer({ min: -20, max: 20 }).map((hours) => hours * 3600),
        fc.tuple(fc.nat(40_000_000), fc.nat(40_000_000)),
        (ticks, period, serverOffsetSeconds, [from, length]) => {
          const store = new BarStore({ serverOffsetSeconds });
          for (const each of ticks) expect(store.add(each)).toBe(true);

          const groups = new Map<number, FeedTick[]>();
          for (const each of ticks) {
            const start = periodStart(Math.floor(each.time / 1000) + serverOffsetSeconds, period);
            groups.set(start, [...(groups.get(start) ?? []), each]);
          }
          const naive = [...groups].map(([time, group]) => {
            const bids = group.map(({ bid = 0 }) => bid);
            return {
              time,
              open: bids[0],
              high: Math.max(...bids),
              low: Math.min(...bids),
              close: bids.at(-1),
              tick_volume: group.length,
              // Eighths of a lot: sums are exact.
              real_volume: group.reduce((sum, { volume = 0n }) => sum + Number(volume) / 1e8, 0),
            };
          });
          expect(all(store, period)).toEqual(naive);

          const range = [seconds + from - 86_400, seconds + from - 86_400 + length] as const;
          expect(store.bars(symbol, period, ...range)).toEqual(
            naive.filter(({ time }) => time >= range[0] && time <= range[1]),
          );
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  test('both ends of the range are included', () => {
    const store = new BarStore();
    for (let minute = 0; minute < 20; minute += 1) store.add(tick(minute * 60_000, minute + 1));
    const opens = (period: number, from: number, to: number) =>
      store.bars(symbol, period, seconds + from, seconds + to).map(({ open }) => open);
    expect(opens(5, 300, 600)).toEqual([6, 11]);
    expect(opens(5, 301, 600)).toEqual([11]);
    expect(opens(5, 300, 599)).toEqual([6]);
    expect(opens(5, 600, 300)).toEqual([]);
    expect(opens(5, NaN, 300)).toEqual([]);
    expect(opens(1, 60, 60)).toEqual([2]);
  });

  test.each([0, 2, 16_385, 60.5, NaN])('there is none of %p minutes', (period) => {
    expect(() => new BarStore().bars(symbol, period, 0, 1)).toThrow(
      `BarStore: periodMinutes: got ${period}, expected one of 1, 5, 15, 30, 60, 240, 1440, 10080, 43200`,
    );
  });

  test('what is given can be changed without harm', () => {
    const store = new BarStore();
    store.add(tick(0, 5));
    for (const period of [1, 5]) {
      (all(store, period)[0] as { high: number }).high = 99;
      expect(all(store, period)[0]?.high).toBe(5);
    }
  });
});

describe('memory', () => {
  test('is for so many minutes; the oldest go first', () => {
    const store = new BarStore({ maxBars: 3 });
    for (let minute = 0; minute < 10; minute += 1) store.add(tick(minute * 60_000, minute + 1));
    expect(all(store).map(({ open }) => open)).toEqual([8, 9, 10]);
  });

  test('a long bar that lost its beginning is not shown', () => {
    const store = new BarStore({ maxBars: 8 });
    for (let minute = 0; minute < 20; minute += 1) store.add(tick(minute * 60_000, minute + 1));
    // Minutes 12 to 19 are left: the bar of 10 to 14 is not whole.
    expect(all(store, 5).map(({ open, tick_volume }) => [open, tick_volume])).toEqual([[16, 5]]);
    expect(all(store, 15).map(({ open }) => open)).toEqual([16]);
    expect(all(store, 1440)).toEqual([]);
    expect(store.bars(symbol, 5, seconds + 600, seconds + 600)).toEqual([]);
  });

  test('one whose minutes are all kept is, however close the loss', () => {
    const store = new BarStore({ maxBars: 5 });
    for (let minute = 0; minute < 10; minute += 1) store.add(tick(minute * 60_000, minute + 1));
    expect(all(store, 5)).toEqual([bar(seconds + 300, 6, { high: 10, close: 10, tick_volume: 5 })]);
  });

  test('holds over many turns of the ring', () => {
    for (const maxBars of [1, 255, 256, 257, 700]) {
      const store = new BarStore({ maxBars });
      const times: number[] = [];
      for (let minute = 0; minute < 2000; minute += 1 + (minute % 3)) {
        store.add(tick(minute * 60_000, minute + 1));
        times.push(seconds + minute * 60);
      }
      expect(all(store).map(({ time }) => time)).toEqual(times.slice(-maxBars));
      expect(store.maxBars).toBe(maxBars);
    }
  });
});

describe('load', () => {
  test('goes among what is there; the loaded minute wins', () => {
    const store = new BarStore();
    store.add(tick(60_000, 1));
    store.add(tick(120_000, 2));
    store.load(symbol, [bar(seconds, 7), bar(seconds + 120, 8), bar(seconds + 300, 9)]);
    expect(all(store).map(({ time, open }) => [time - seconds, open])).toEqual([
      [0, 7],
      [60, 1],
      [120, 8],
      [300, 9],
    ]);
  });

  test('ticks go on from there, and leave what was given alone', () => {
    const store = new BarStore();
    const given = bar(seconds, 7);
    store.load(symbol, [given]);
    store.add(tick(30_000, 9));
    expect(all(store)).toEqual([bar(seconds, 7, { high: 9, close: 9, tick_volume: 2 })]);
    expect(given.high).toBe(7);
  });

  test('keeps the latest, and knows what it lost', () => {
    const store = new BarStore({ maxBars: 3 });
    store.load(
      symbol,
      [0, 60, 120, 180, 240, 300, 360].map((time) => bar(seconds + time, 1)),
    );
    expect(all(store).map(({ time }) => time - seconds)).toEqual([240, 300, 360]);
    expect(all(store, 5).map(({ time }) => time - seconds)).toEqual([300]);
  });

  test.each([
    [
      'a time within a minute',
      [bar(61, 1)],
      'got 61, expected the start of a minute after 0, in seconds',
    ],
    ['no whole time', [bar(60.5, 1)], 'got 60.5'],
    ['a time twice', [bar(60, 1), bar(60, 1)], 'the start of a minute after 60, in seconds'],
    ['a step back', [bar(120, 1), bar(60, 1)], 'the start of a minute after 120'],
  ])('%s: nothing is loaded', (_, bars, message) => {
    const store = new BarStore();
    expect(() => store.load(symbol, [bar(0, 5), ...bars])).toThrow(message);
    expect(() => store.load(symbol, [bar(0, 5), ...bars])).toThrow(RangeError);
    expect(all(store)).toEqual([]);
  });
});

test.each([
  [{ serverOffsetSeconds: 30 }, 'BarStore: serverOffsetSeconds: got 30, expected whole minutes'],
  [{ maxBars: 0 }, 'BarStore: maxBars: got 0, expected a whole number from 1'],
  [{ maxBars: Infinity }, 'BarStore: maxBars: got Infinity'],
])('%j is refused', (options, message) => {
  expect(() => new BarStore(options)).toThrow(message);
});
