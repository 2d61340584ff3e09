import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  AccountClock,
  aggregate,
  barOf,
  barsOfColumns,
  barStart,
  timeframeOf,
  type Bar,
} from '../../../src/market/index.js';
import { BarStore, readBarFile } from '../../../src/simulator/index.js';
import { BarColumns, nativePeriods, type RateBar } from '../../../src/wire/index.js';
import { barAt } from '../../support/bars-server.js';

const hour = 3_600_000;
const times = new AccountClock({
  offsetMs: 2 * hour,
  at: Date.parse('2024-01-15'),
  daylight: 'us',
});
const fixture = (name: string) => path.resolve(import.meta.dirname, '../../fixtures/ticks', name);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** By the book: group by start, then first, highest, lowest, last and sums. */
const naive = (bars: readonly Bar[], minutes: number): Bar[] => {
  const length = minutes * 60;
  const starts = [...new Set(bars.map(({ serverTime }) => serverTime - (serverTime % length)))];
  return starts.map((serverTime) => {
    const parts = bars.filter((bar) => bar.serverTime - (bar.serverTime % length) === serverTime);
    return {
      time: serverTime * 1000 - times.offsetAt(serverTime * 1000 - 2 * hour),
      open: parts[0]?.open ?? 0,
      high: Math.max(...parts.map(({ high }) => high)),
      low: Math.min(...parts.map(({ low }) => low)),
      close: parts.at(-1)?.close ?? 0,
      tickVolume: sum(parts.map(({ tickVolume }) => tickVolume)),
      realVolume: sum(parts.map(({ realVolume }) => realVolume)),
      serverTime,
    };
  });
};

const recorded = [
  'mt5_eurusd_m1_rates_20211115.csv',
  'eurusd_m1_quotebars_20140504.csv',
  'eurusd_m1_quotebars_20140507_1400-1500Z.csv',
];

describe('a bar', () => {
  test('is the wire record with its time in UTC', () => {
    const record: RateBar = { ...barAt(1_710_000_000), tick_volume: 7, real_volume: 2.5 };
    const { open, high, low, close } = record;
    expect(barOf(record, times)).toEqual({
      ...{ open, high, low, close, tickVolume: 7, realVolume: 2.5 },
      time: 1_710_000_000_000 - 2 * hour,
      serverTime: 1_710_000_000,
    });
  });

  test('of columns is the same', () => {
    const records = [1_710_000_000, 1_720_000_020, 1_730_000_040].map(barAt);
    const columns = new BarColumns(records.length);
    records.forEach((bar, index) => {
      columns.time[index] = bar.time;
      columns.open[index] = bar.open;
      columns.high[index] = bar.high;
      columns.low[index] = bar.low;
      columns.close[index] = bar.close;
      columns.tickVolume[index] = bar.tick_volume;
      columns.realVolume[index] = bar.real_volume;
    });
    expect(barsOfColumns(columns, times)).toEqual(records.map((record) => barOf(record, times)));
  });
});

describe('bars put together', () => {
  test.each(recorded.flatMap((file) => [5, 15, 60].map((minutes) => [file, minutes] as const)))(
    'of recorded M1 bars (%s) to %i minutes',
    async (file, minutes) => {
      const records = await readBarFile(fixture(file));
      const bars = records.map((record) => barOf(record, times));
      const longer = aggregate(bars, timeframeOf(`M${minutes}`), times);
      expect(longer).toEqual(naive(bars, minutes));
      expect(longer.length).toBeLessThanOrEqual(
        Math.ceil(bars.length / minutes) + bars.length / 20,
      );
    },
  );

  test('are those that the server makes, for every native period', async () => {
    const records = await readBarFile(fixture('mt5_eurusd_m1_rates_20211115.csv'));
    const store = new BarStore();
    store.load('EURUSD', records);
    const bars = records.map((record) => barOf(record, times));
    for (const minutes of nativePeriods) {
      const timeframe = timeframeOf(`M${minutes}`);
      const ofServer = store.bars('EURUSD', minutes, -Infinity, Infinity);
      expect(aggregate(bars, timeframe, times)).toEqual(
        ofServer.map((record) => barOf(record, times)),
      );
    }
  });

  test('begin anew at midnight of the server: 23:55 of M7 is five minutes long', () => {
    const midnight = Date.parse('2024-03-07') / 1000;
    const minutes = Array.from({ length: 20 }, (_, index) => midnight - 600 + index * 60);
    const bars = minutes.map((time) => barOf({ ...barAt(time), tick_volume: 1 }, times));
    const longer = aggregate(bars, timeframeOf('M7'), times);
    expect(longer.map(({ serverTime, tickVolume }) => [serverTime - midnight, tickVolume])).toEqual(
      [
        [-720, 5],
        [-300, 5],
        [0, 7],
        [420, 3],
      ],
    );
  });

  test('lose nothing, whatever the timeframe; the parts are not touched', () => {
    const moments = fc.uniqueArray(fc.nat(40 * 1440), { maxLength: 120 });
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 43_200 }), (minutes, length) => {
        const start = Date.parse('2024-02-20') / 1000;
        const bars = minutes
          .sort((a, b) => a - b)
          .map((minute) => Object.freeze(barOf(barAt(start + minute * 60), times)));
        const timeframe = timeframeOf(`M${length}`);
        const longer = aggregate(bars, timeframe, times);
        expect(sum(longer.map(({ tickVolume }) => tickVolume))).toBe(
          sum(bars.map(({ tickVolume }) => tickVolume)),
        );
        expect(longer.map(({ serverTime }) => serverTime)).toEqual([
          ...new Set(bars.map(({ serverTime }) => barStart(serverTime, timeframe))),
        ]);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('of nothing are none', () => {
    expect(aggregate([], timeframeOf('H1'), times)).toEqual([]);
  });
});
