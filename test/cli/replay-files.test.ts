import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { UsageError } from '../../src/cli/errors.js';
import { openRecordings } from '../../src/cli/replay-files.js';

let folder: string;
const names = ['EURUSD', 'EURUSD.m', 'XAUUSD', 'Si-12.29'];

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rxmt5-replay-'));
  writeFileSync(path.join(folder, 'eurusd_ticks_20140507.csv'), '10,1.1,1.2\n30,1.3,1.4\n');
  writeFileSync(path.join(folder, 'gold 20140507.csv'), '20,1300.1,1300.2\n');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const all = async (ticks: AsyncIterable<unknown> | readonly unknown[]) => {
  const list: unknown[] = [];
  for await (const tick of ticks) list.push(tick);
  return list;
};

describe('openRecordings', () => {
  test('takes the symbol from the name of the file, or as it is given, and merges by time', async () => {
    const recordings = await openRecordings(
      [
        path.join(folder, 'eurusd_ticks_20140507.csv'),
        `XAUUSD=${path.join(folder, 'gold 20140507.csv')}`,
      ],
      names,
    );
    expect(recordings.symbols).toEqual(['EURUSD', 'XAUUSD']);
    const day = Date.UTC(2014, 4, 7);
    expect(await all(recordings.ticks)).toEqual([
      { symbol: 'EURUSD', time: day + 10, bid: 1.1, ask: 1.2 },
      { symbol: 'XAUUSD', time: day + 20, bid: 1300.1, ask: 1300.2 },
      { symbol: 'EURUSD', time: day + 30, bid: 1.3, ask: 1.4 },
    ]);
  });

  test('no files are no symbols', async () => {
    expect((await openRecordings([], names)).symbols).toEqual([]);
  });

  test.each([
    [
      'gold.csv',
      '--replay: "gold.csv" does not tell its symbol; write SYMBOL=FILE, such as EURUSD=gold.csv',
    ],
    ['eurusd_xauusd.csv', 'does not tell its symbol'],
    [
      'GOLD=x.csv',
      '--replay: got the symbol "GOLD", expected one that the server has: EURUSD, EURUSD.m,',
    ],
    ['EURUSD=/no/such/file', '--replay: ENOENT'],
  ])('%s is refused', async (given, message) => {
    const opened = openRecordings([given], names);
    await expect(opened).rejects.toBeInstanceOf(UsageError);
    await expect(opened).rejects.toThrow(message);
  });
});
