import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { afterAll, describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import {
  DataFileError,
  type FeedTick,
  parseTicks,
  type ParseTicksOptions,
  readTickFile,
  tickFile,
  TickFileError,
} from '../../../src/simulator/data/index.js';

const fixtures = path.resolve(import.meta.dirname, '../../fixtures/ticks');
const fixture = (name: string) => path.join(fixtures, name);
const scratch = mkdtempSync(path.join(tmpdir(), 'rxmt5-ticks-'));
afterAll(() => {
  rmSync(scratch, { recursive: true });
});
const written = (name: string, content: string | Uint8Array): string => {
  const file = path.join(scratch, name);
  writeFileSync(file, content);
  return file;
};

const symbol = 'EURUSD';
const day = Date.UTC(2014, 4, 7);
const parse = (text: string, options: Partial<ParseTicksOptions> = {}) =>
  parseTicks(text, { symbol, day: '20140507', ...options });
const ticksOf = (text: string, options: Partial<ParseTicksOptions> = {}): readonly FeedTick[] => {
  const result = parse(text, options);
  if (E.isLeft(result)) throw result.left;
  return result.right;
};
const faultOf = (text: string, options: Partial<ParseTicksOptions> = {}): TickFileError => {
  const result = parse(text, options);
  if (E.isRight(result)) throw new Error('expected a fault');
  return result.left;
};

const header = '<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>';
const mt5 = (...rows: readonly string[]) => [header, ...rows, ''].join('\r\n');
const at = '2014.05.07\t07:00:00.012';

describe('ms,bid,ask', () => {
  test('counts from the midnight of the day, UTC', () => {
    expect(ticksOf('7135,1.39286,1.39298\n16860,1.39286,1.39297\n')).toEqual([
      { symbol, time: day + 7135, bid: 1.39286, ask: 1.39298 },
      { symbol, time: day + 16_860, bid: 1.39286, ask: 1.39297 },
    ]);
  });

  test('cuts parts of a millisecond', () => {
    const times = ticksOf('79200613.0668,1,2\n79200613.9999,1,2').map(({ time }) => time - day);
    expect(times).toEqual([79_200_613, 79_200_613]);
  });

  test.each([
    ['the option, plain', { day: '20140508' }],
    ['the option, with dashes', { day: '2014-05-08' }],
    ['the option, with points', { day: '2014.05.08' }],
    ['the option before the name', { day: '20140508', file: 'eurusd_20140101.csv' }],
    [
      'the name of the file',
      { day: undefined, file: '/a/20130101/eurusd_ticks_20140508_1130-1400Z.csv' },
    ],
    ['the first day in it', { day: undefined, file: 'x_99999999_20140508-20140509.csv' }],
  ])('takes the day from %s', (_, given) => {
    const { day: givenDay, ...rest } = given as { day?: string };
    const options = { symbol, ...rest, ...(givenDay !== undefined && { day: givenDay }) };
    const result = parseTicks('5,1,2', options);
    expect(result).toEqual(E.right([{ symbol, time: day + 86_400_005, bid: 1, ask: 2 }]));
  });

  test('takes the clock of the file into account', () => {
    expect(ticksOf('7200005,1,2', { serverOffsetSeconds: 7200 })[0]?.time).toBe(day + 5);
  });

  test('ticks of the same millisecond keep their order', () => {
    expect(ticksOf('5,1,2\n5,3,4\n5.5,5,6').map(({ bid }) => bid)).toEqual([1, 3, 5]);
  });

  test('empty lines and an empty file are no fault', () => {
    expect(ticksOf('\n5,1,2\n\n\n6,1,2\n\n')).toHaveLength(2);
    expect(ticksOf('')).toEqual([]);
  });

  test.each([
    ['5,1', 1, 'columns', '5,1', 'ms,bid,ask'],
    ['5,1,2,3', 1, 'columns', '5,1,2,3', 'ms,bid,ask'],
    ['5,1,2\n6;1;2', 2, 'columns', '6;1;2', 'ms,bid,ask'],
    ['5,1,2\nx,1,2', 2, 'time', 'x', 'milliseconds from 0 to 86399999'],
    ['5,1,2\n-6,1,2', 2, 'time', '-6', 'milliseconds'],
    ['5,1,2\n86400000,1,2', 2, 'time', '86400000', 'milliseconds'],
    ['5,1,2\n1e3,1,2', 2, 'time', '1e3', 'milliseconds'],
    ['5,,2', 1, 'bid', '', 'a price above 0'],
    ['5,1,', 1, 'ask', '', 'a price above 0'],
    ['5,0,2', 1, 'bid', '0', 'a price above 0'],
    ['5,-1,2', 1, 'bid', '-1', 'a price above 0'],
    ['5,NaN,2', 1, 'bid', 'NaN', 'a price above 0'],
    ['5,0x1,2', 1, 'bid', '0x1', 'a price above 0'],
    ['5,1.,2', 1, 'bid', '1.', 'a price above 0'],
    [`5,${'9'.repeat(400)},2`, 1, 'bid', '9'.repeat(400), 'a price above 0'],
    ['5,1,2 ', 1, 'ask', '2 ', 'a price above 0'],
    ['5,1,2\n\n7,1,2\n6.9,1,2', 4, 'time', '6.9', 'not before 2014-05-07T00:00:00.007Z'],
    ['time,bid,ask\n5,1,2', 1, 'format', 'time,bid,ask', 'the header of an MT5 export or'],
    ['hello', 1, 'format', 'hello', 'the header of an MT5 export or'],
  ])('%j: the fault is named', (text, line, field, got, expected) => {
    const fault = faultOf(text);
    expect(fault).toBeInstanceOf(TickFileError);
    expect(fault).toBeInstanceOf(DataFileError);
    expect(fault).toMatchObject({ name: 'TickFileError', file: 'ticks', line, field, got });
    expect(fault.expected).toContain(expected);
    expect(fault.message).toMatch(new RegExp(`^ticks:${line}: ${field}: got "`));
  });

  test('a message shows the beginning of what is very long', () => {
    expect(faultOf(`5,${'9'.repeat(400)},2`).message).toBe(
      `ticks:1: bid: got "${'9'.repeat(80)}…", expected a price above 0`,
    );
  });

  test.each([
    ['20140231', 'got "20140231", expected yyyymmdd, a day of the calendar'],
    ['00010101', 'got "00010101"'],
    ['2014-0507', 'got "2014-0507"'],
    ['today', 'got "today"'],
    ['', 'got ""'],
  ])('%j is no day', (text, message) => {
    expect(faultOf('5,1,2', { day: text }).message).toBe(faultOf('5,1,2', { day: text }).message);
    expect(faultOf('5,1,2', { day: text }).message).toContain(`ticks: day: ${message}`);
  });

  test('without a day there is no time', () => {
    const result = parseTicks('5,1,2', { symbol, file: 'eurusd_201405071.csv' });
    expect(E.isLeft(result) && result.left.message).toContain(
      'eurusd_201405071.csv: day: got "neither an option nor a file name with one"',
    );
  });
});

describe('the export of the terminal', () => {
  test('carries an unchanged side forward', () => {
    const text = mt5(
      `${at}\t1.39199\t1.39213\t\t\t6`,
      '2014.05.07\t07:00:00.151\t\t1.39212\t\t\t4',
      '2014.05.07\t07:00:01.639\t1.39197\t\t\t\t2',
    );
    const first = day + 25_200_000;
    expect(ticksOf(text)).toEqual([
      { symbol, time: first + 12, bid: 1.39199, ask: 1.39213 },
      { symbol, time: first + 151, bid: 1.39199, ask: 1.39212 },
      { symbol, time: first + 1639, bid: 1.39197, ask: 1.39212 },
    ]);
  });

  test('a side that was never given is left out', () => {
    expect(ticksOf(mt5(`${at}\t\t1.5\t\t\t4`))).toEqual([
      { symbol, time: day + 25_200_012, ask: 1.5 },
    ]);
  });

  test('a trade alone moves no quote', () => {
    const text = mt5(`${at}\t1\t2\t\t\t6`, `${at}\t\t\t1.5\t0.29\t24`, `${at}\t\t3\t1.5\t7.00\t28`);
    const time = day + 25_200_012;
    expect(ticksOf(text)).toEqual([
      { symbol, time, bid: 1, ask: 2 },
      { symbol, time, last: 1.5, volume: 29_000_000n },
      { symbol, time, bid: 1, ask: 3, last: 1.5, volume: 700_000_000n },
    ]);
  });

  test('a last price of 0 is none, and its volume goes with it', () => {
    expect(ticksOf(mt5(`${at}\t1\t2\t0.00000\t0\t6`))[0]).toEqual({
      ...{ symbol, time: day + 25_200_012, bid: 1, ask: 2 },
    });
  });

  test('columns are found by their names, and the last three may be missing', () => {
    const text = '<TIME>\t<DATE>\t<ASK>\t<BID>\n07:00:00\t2014.05.07\t2\t1\n';
    expect(ticksOf(text)).toEqual([{ symbol, time: day + 25_200_000, bid: 1, ask: 2 }]);
  });

  test("takes the server's clock into account, and needs no day", () => {
    const options = { symbol, serverOffsetSeconds: 10_800 };
    expect(parseTicks(mt5(`${at}\t1\t2\t\t\t6`), options)).toEqual(
      E.right([{ symbol, time: day + 25_200_012 - 10_800_000, bid: 1, ask: 2 }]),
    );
  });

  test('goes on over midnight', () => {
    const rows = ['2014.05.07\t23:59:59.999\t1\t2\t\t\t6', '2014.05.08\t00:00:00.000\t1\t3\t\t\t4'];
    expect(ticksOf(mt5(...rows)).map(({ time }) => time - day)).toEqual([86_399_999, 86_400_000]);
  });

  test.each([
    ['a column less', `${at}\t1\t2\t\t6`, 'columns', '7 tab separated columns'],
    ['blanks for tabs', `${at} 1 2 6`, 'columns', '7 tab separated columns'],
    ['a wrong date', '2014.13.07\t07:00:00.012\t1\t2\t\t\t6', 'DATE', 'a day of the calendar'],
    ['a date of three parts less one', '2014.05\t07:00:00.012\t1\t2\t\t\t6', 'DATE', 'a day of'],
    ['no time', '2014.05.07\t\t1\t2\t\t\t6', 'TIME', 'HH:MM:SS.mmm'],
    ['hour 24', '2014.05.07\t24:00:00.000\t1\t2\t\t\t6', 'TIME', 'HH:MM:SS.mmm'],
    ['minute 60', '2014.05.07\t07:60:00.000\t1\t2\t\t\t6', 'TIME', 'HH:MM:SS.mmm'],
    ['two decimals', '2014.05.07\t07:00:00.12\t1\t2\t\t\t6', 'TIME', 'HH:MM:SS.mmm'],
    ['no number', `${at}\tx\t2\t\t\t6`, 'BID', 'a price above 0'],
    ['a price of 0', `${at}\t1\t0\t\t\t6`, 'ASK', 'a price above 0'],
    ['a last price that is none', `${at}\t1\t2\tx\t\t6`, 'LAST', 'a decimal number from 0'],
    ['a negative volume', `${at}\t1\t2\t3\t-1\t6`, 'VOLUME', 'lots from 0, at most 8 decimals'],
    ['too fine a volume', `${at}\t1\t2\t3\t0.000000001\t6`, 'VOLUME', 'lots from 0, at most 8'],
    ['flags that are none', `${at}\t1\t2\t\t\t6.5`, 'FLAGS', 'a whole number from 0'],
    ['nothing at all', `${at}\t\t\t\t\t0`, 'BID', 'at least one of BID, ASK and LAST'],
    ['a volume alone', `${at}\t\t\t\t1\t16`, 'BID', 'at least one of BID, ASK and LAST'],
    [
      'a step back',
      `${at}\t1\t2\t\t\t6\r\n2014.05.07\t07:00:00.011\t1\t2\t\t\t6`,
      'time',
      'not before',
    ],
  ])('%s is a fault', (_, rows, field, expected) => {
    const fault = faultOf(mt5(rows));
    expect(fault).toMatchObject({ field, line: 1 + rows.split('\r\n').length });
    expect(fault.expected).toContain(expected);
  });

  test.each(['<DATE>\t<TIME>\t<BID>', '<DATE>,<TIME>,<BID>,<ASK>', '<>'])(
    'the header %j is a fault',
    (text) => {
      expect(faultOf(text)).toMatchObject({ line: 1, field: 'header', got: text });
    },
  );

  test('without its header it is none', () => {
    expect(faultOf(`${at}\t1\t2\t\t\t6`).field).toBe('format');
    expect(faultOf(`${at}\t1\t2\t\t\t6`, { format: 'mt5' }).field).toBe('header');
    expect(faultOf(mt5(), { format: 'ms-bid-ask' }).field).toBe('columns');
  });
});

describe('files', () => {
  test('a plain one, with parts of a millisecond', async () => {
    const ticks = await readTickFile(fixture('xauusd_ticks_20140504.csv'), { symbol: 'XAUUSD' });
    const sunday = Date.UTC(2014, 4, 4);
    expect(ticks).toHaveLength(300);
    expect(ticks[1]).toEqual({
      ...{ symbol: 'XAUUSD', time: sunday + 79_200_613, bid: 1299.968, ask: 1301.618 },
    });
    const source = readFileSync(fixture('xauusd_ticks_20140504.csv'), 'utf8').trim().split('\n');
    expect(ticks.map(({ time, bid, ask }) => [time - sunday, bid, ask])).toEqual(
      source.map((row) => {
        const [ms, bid, ask] = row.split(',').map(Number);
        return [Math.floor(ms!), bid, ask];
      }),
    );
  });

  test('a gzip one, whatever its name', async () => {
    const plain = gunzipSync(readFileSync(fixture('eurusd_ticks_20140508.csv.gz')));
    const gzip = await readTickFile(fixture('eurusd_ticks_20140508.csv.gz'), { symbol });
    expect(gzip).toHaveLength(400);
    expect(gzip[0]?.time).toBe(Date.UTC(2014, 4, 8) + 41_400_469);
    const renamed = written('eurusd_20140508.gz', plain);
    expect(await readTickFile(renamed, { symbol })).toEqual(gzip);
  });

  test('the export layout gives the same ticks as the plain one', async () => {
    const export_ = await readTickFile(fixture('EURUSD_201405070700_mt5.csv.gz'), { symbol });
    const plain = await readTickFile(fixture('eurusd_ticks_20140507_0700Z.csv'), { symbol });
    expect(export_).toHaveLength(300);
    // The export has no row where nothing changed.
    const changed = plain.filter(
      ({ bid, ask }, index) => bid !== plain[index - 1]?.bid || ask !== plain[index - 1]?.ask,
    );
    expect(changed).toHaveLength(300);
    expect(export_).toEqual(changed);
  });

  test('UTF-16 with its mark, as some exports are, and UTF-8 with one', async () => {
    const text = mt5(`${at}\t1\t2\t\t\t6`, '2014.05.07\t07:00:00.151\t\t3\t\t\t4');
    const expected = ticksOf(text);
    const wide = written('wide.csv', Buffer.from(`\ufeff${text}`, 'utf16le'));
    const marked = written('marked.csv', `\ufeff${text}`);
    const zipped = written('wide.csv.gz', gzipSync(Buffer.from(`\ufeff${text}`, 'utf16le')));
    for (const file of [wide, marked, zipped]) {
      expect(await readTickFile(file, { symbol })).toEqual(expected);
    }
  });

  test('a large one, in many blocks', async () => {
    const rows = Array.from({ length: 40_000 }, (_, n) => `${n * 2},1.${10_000 + n},2`).join('\n');
    const ticks = await readTickFile(written('large_20140507.csv', rows), { symbol });
    expect(ticks).toHaveLength(40_000);
    expect(ticks[39_999]).toEqual({ symbol, time: day + 79_998, bid: 1.49999, ask: 2 });
  });

  test('empty ones', async () => {
    expect(await readTickFile(written('empty_20140507.csv', ''), { symbol })).toEqual([]);
    expect(await readTickFile(written('empty_20140507.gz', gzipSync('')), { symbol })).toEqual([]);
    expect(
      await readTickFile(written('short_20140507.csv', '5'), { symbol, format: 'mt5' }).catch(
        String,
      ),
    ).toMatch(/header/);
  });

  test('a fault late in the file is named with its line', async () => {
    const rows = Array.from({ length: 30_000 }, (_, n) => `${n},1,2`);
    rows[29_000] = '29000,1,oops';
    const file = written('late_20140507.csv.gz', gzipSync(rows.join('\n')));
    await expect(readTickFile(file, { symbol })).rejects.toMatchObject({
      ...{ name: 'TickFileError', file, line: 29_001, field: 'ask', got: 'oops' },
    });
  });

  test('a broken archive', async () => {
    const rows = Array.from({ length: 5000 }, (_, n) => `${n},1.${n * 7919},2`).join('\n');
    const whole = gzipSync(rows);
    const cut = written('cut_20140507.gz', whole.subarray(0, whole.length / 2));
    const corrupt = written('corrupt_20140507.gz', whole.fill(0x55, 40, 80));
    for (const file of [cut, corrupt]) {
      await expect(readTickFile(file, { symbol })).rejects.toMatchObject({
        ...{ name: 'TickFileError', file, line: 0, field: 'gzip' },
        expected: 'a complete gzip archive',
      });
    }
  });

  test('bytes that are no text', async () => {
    const bytes = Buffer.concat([Buffer.from('5,1,2\n6,1,2\n'), Buffer.from([0xc3, 0x28])]);
    const file = written('bytes_20140507.csv', bytes);
    await expect(readTickFile(file, { symbol })).rejects.toMatchObject({
      ...{ name: 'TickFileError', field: 'text', expected: 'UTF-8 or UTF-16 text' },
    });
  });

  test('a line without an end', async () => {
    const file = written('endless_20140507.csv', `5,1,2\n${'9'.repeat(5000)}`);
    await expect(readTickFile(file, { symbol })).rejects.toMatchObject({
      ...{ name: 'TickFileError', line: 2, field: 'line' },
    });
  });

  test('none at all: the error of Node', async () => {
    const missing = path.join(scratch, 'missing_20140507.csv');
    await expect(readTickFile(missing, { symbol })).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(readTickFile(scratch, { symbol })).rejects.toHaveProperty('code');
  });
});

describe('tickFile', () => {
  const openFiles = async () => (await readdir('/proc/self/fd')).length;

  test('gives the ticks of readTickFile, each time it is iterated', async () => {
    const file = fixture('xauusd_ticks_20140504.csv');
    const ticks = tickFile(file, { symbol });
    const all = await readTickFile(file, { symbol });
    for (let pass = 0; pass < 2; pass += 1) {
      const seen: FeedTick[] = [];
      for await (const tick of ticks) seen.push(tick);
      expect(seen).toEqual(all);
    }
  });

  test('gives the ticks before a fault, then the fault', async () => {
    const file = written('fault_20140507.csv', '5,1,2\n6,1,2\n7,x,2\n8,1,2\n');
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { time } of tickFile(file, { symbol })) seen.push(time - day);
    })();
    await expect(reading).rejects.toMatchObject({ line: 3, field: 'bid' });
    expect(seen).toEqual([5, 6]);
  });

  (process.platform === 'linux' ? test : test.skip)('closes the file in any case', async () => {
    const rows = Array.from({ length: 50_000 }, (_, n) => `${n},1,2`);
    const good = written('good_20140507.csv', rows.join('\n'));
    const zipped = written('zipped_20140507.csv.gz', gzipSync(rows.join('\n')));
    const bad = written('bad_20140507.csv', '5,1,x');
    const before = await openFiles();
    for (const file of [good, zipped]) {
      for await (const tick of tickFile(file, { symbol })) if (tick.time > day + 10) break;
      await readTickFile(file, { symbol });
    }
    await expect(readTickFile(bad, { symbol })).rejects.toThrow(TickFileError);
    expect(await openFiles()).toBe(before);
  });
});

describe('options', () => {
  test.each([
    [{ symbol: '' }, 'symbol: got "", expected the name of the symbol'],
    [{ symbol: 5 }, 'symbol: got 5'],
    [{ symbol, format: 'csv' }, 'format: got "csv", expected "auto" | "ms-bid-ask" | "mt5"'],
    [{ symbol, serverOffsetSeconds: 0.5 }, 'serverOffsetSeconds: got 0.5, expected a whole number'],
  ])('%j', async (options, message) => {
    expect(() => parseTicks('', options as never)).toThrow(`parseTicks: ${message}`);
    expect(() => tickFile('', options as never)).toThrow(`tickFile: ${message}`);
    await expect(readTickFile('', options as never)).rejects.toThrow(`readTickFile: ${message}`);
  });
});
