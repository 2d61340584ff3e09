import path from 'node:path';

import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import {
  BarFileError,
  parseBars,
  type ParseBarsOptions,
  readBarFile,
} from '../../../src/simulator/data/index.js';

const fixture = (name: string) => path.resolve(import.meta.dirname, '../../fixtures/ticks', name);
const row = '20140504,75600000,1.38817,1.38820,1.38780,1.38803,0,1.38884,1.38921,1.38881,1.38885,0';
const sunday = Date.UTC(2014, 4, 4) / 1000;
const names = 'time,open,high,low,close,tick_volume,spread,real_volume';

const faultOf = (text: string, options?: ParseBarsOptions): BarFileError => {
  const result = parseBars(text, options);
  if (E.isRight(result)) throw new Error('expected a fault');
  return result.left;
};

describe('quote bars', () => {
  test('give the bid, or the ask on request', () => {
    const counts = { tick_volume: 0, real_volume: 0 };
    const time = sunday + 75_600;
    expect(parseBars(row)).toEqual(
      E.right([{ time, open: 1.38817, high: 1.3882, low: 1.3878, close: 1.38803, ...counts }]),
    );
    expect(parseBars(row, { side: 'ask' })).toEqual(
      E.right([{ time, open: 1.38884, high: 1.38921, low: 1.38881, close: 1.38885, ...counts }]),
    );
  });

  test('are read from a file', async () => {
    const bars = await readBarFile(fixture('eurusd_m1_quotebars_20140504.csv'));
    expect(bars).toHaveLength(300);
    expect(new Date(bars[0]!.time * 1000).toISOString()).toBe('2014-05-04T21:00:00.000Z');
    expect(bars.every(({ time }) => time % 60 === 0)).toBe(true);
  });

  test("are shifted to the server's clock", async () => {
    const file = fixture('eurusd_m1_quotebars_20140504.csv');
    const [utc, server] = [
      await readBarFile(file),
      await readBarFile(file, { shiftSeconds: 10_800 }),
    ];
    expect(server).toEqual(utc.map((bar) => ({ ...bar, time: bar.time + 10_800 })));
  });
});

describe('rates of the MetaTrader5 package', () => {
  test('are read by the names of their columns', async () => {
    const bars = await readBarFile(fixture('mt5_eurusd_m1_rates_20211115.csv'));
    expect(bars).toHaveLength(300);
    expect(bars[0]).toEqual({
      time: 1_636_940_340,
      ...{ open: 1.14439, high: 1.14439, low: 1.14432, close: 1.14434 },
      ...{ tick_volume: 20, real_volume: 0 },
    });
    const reordered = 'close,open,time,high,low,real_volume,tick_volume\n2,1,60,3,0.5,0.5,9';
    expect(parseBars(reordered)).toEqual(
      E.right([
        { time: 60, open: 1, high: 3, low: 0.5, close: 2, tick_volume: 9, real_volume: 0.5 },
      ]),
    );
  });
});

describe('faults', () => {
  test.each([
    ['nonsense', 1, 'format'],
    [row.replace('20140504', '20140532'), 1, 'day'],
    [row.replace('75600000', '86400000'), 1, 'time'],
    [row.replace('75600000', '75600500'), 1, 'time'],
    [row.replace('1.38817', '0'), 1, 'bid open'],
    [row.replace('1.38820', '1.38810'), 1, 'high'],
    [row.replace('1.38780', '1.38810'), 1, 'low'],
    [row.replace(',0,', ','), 1, 'columns'],
    [`${row}\n${row}`, 2, 'time'],
    [`${row}\n${row.replace('75600000', '75540000')}`, 2, 'time'],
    [`${names}\n60,1,1,1,1,1,0`, 2, 'columns'],
    [`${names}\n61,1,1,1,1,1,0,0`, 2, 'time'],
    [`${names}\n2147483700,1,1,1,1,1,0,0`, 2, 'time'],
    [`${names}\n9000000000000000,1,1,1,1,1,0,0`, 2, 'time'],
    [`${names}\n60.5,1,1,1,1,1,0,0`, 2, 'time'],
    [`${names}\n60,1,1,1,1,-1,0,0`, 2, 'tick_volume'],
    [`${names}\n60,1,1,1,1,4294967296,0,0`, 2, 'tick_volume'],
    [`${names}\n60,1,1,1,1,1,0,x`, 2, 'real_volume'],
    [`${names.replace('tick_volume,', '')}\n60,1,1,1,1,1,0`, 1, 'header'],
  ])('%j', (text, line, field) => {
    expect(faultOf(text)).toMatchObject({ name: 'BarFileError', file: 'bars', line, field });
  });

  test('the side is named', () => {
    expect(faultOf(row.replace('1.38921', 'x'), { side: 'ask' }).message).toBe(
      'bars:1: ask high: got "x", expected a price above 0',
    );
  });

  test('missing columns are named', () => {
    expect(faultOf('time,open,high').expected).toBe('columns low, close, tick_volume, real_volume');
  });

  test('a format that is asked for is taken at its word', () => {
    expect(faultOf(`${names}\n`, { format: 'quote-bars' }).field).toBe('columns');
    expect(faultOf(row, { format: 'mt5-rates', file: 'x.csv' })).toMatchObject({
      ...{ field: 'header', file: 'x.csv' },
    });
  });

  test('a file rejects', async () => {
    await expect(readBarFile(fixture('xauusd_ticks_20140504.csv'))).rejects.toBeInstanceOf(
      BarFileError,
    );
    await expect(readBarFile(fixture('missing.csv'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('an empty text has no bars', () => {
    expect(parseBars('\n')).toEqual(E.right([]));
  });

  test.each([
    [{ format: 'csv' }, 'format: got "csv", expected "auto" | "quote-bars" | "mt5-rates"'],
    [{ side: 'mid' }, 'side: got "mid", expected "bid" | "ask"'],
    [{ shiftSeconds: 30 }, 'shiftSeconds: got 30, expected whole minutes, in seconds'],
    [{ shiftSeconds: 0.5 }, 'shiftSeconds: got 0.5'],
  ])('%j is refused', async (options, message) => {
    expect(() => parseBars('', options as never)).toThrow(`parseBars: ${message}`);
    await expect(readBarFile('', options as never)).rejects.toThrow(`readBarFile: ${message}`);
  });
});
