import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { describe, expect, test } from '@jest/globals';
import { take, VirtualTimeScheduler } from 'rxjs';
import {
  demoEnd,
  demoSpeed,
  demoStart,
  demoTicks,
  type FeedTick,
  replay,
} from '../../../src/simulator/data/index.js';
import { packageRoot } from '../../../src/simulator/data/demo-data.js';

const root = path.resolve(import.meta.dirname, '../../..');
const day = Date.UTC(2014, 4, 7);
const rows = (name: string) =>
  gunzipSync(readFileSync(path.join(root, 'examples/data', name)))
    .toString()
    .trimEnd()
    .split('\n')
    .map((row) => row.split(',').map(Number) as [number, number, number]);
const of = (ticks: readonly FeedTick[], symbol: string) =>
  ticks.filter((tick) => tick.symbol === symbol);

describe('demoTicks', () => {
  test.each([
    ['EURUSD', 'eurusd_ticks_20140507_1400-1500Z.csv.gz', 7672, 24_504],
    ['XAUUSD', 'xauusd_ticks_20140507_1400-1500Z.csv.gz', 36_771, 12_472],
  ])('%s: time and prices of every row', async (symbol, name, count, silence) => {
    const ticks = of(await demoTicks({ to: Infinity }), symbol);
    const recorded = rows(name);
    expect(recorded).toHaveLength(count);
    expect(ticks.map(({ time, bid, ask }) => `${time - day},${bid},${ask}`).join('\n')).toBe(
      recorded.map(([ms, bid, ask]) => `${Math.floor(ms)},${bid},${ask}`).join('\n'),
    );
    // The figures of the documentation.
    const gaps = recorded.slice(1).map(([ms], index) => ms - (recorded[index]?.[0] ?? 0));
    expect(Math.round(Math.max(...gaps))).toBe(silence);
  });

  test('are in the order of time, EURUSD first in the same millisecond', async () => {
    const ticks = await demoTicks();
    const wrong = ticks.filter(({ time, symbol }, index) => {
      const before = ticks[index - 1];
      if (before === undefined || time > before.time) return false;
      return time < before.time || (symbol === 'EURUSD' && before.symbol === 'XAUUSD');
    });
    expect(wrong).toEqual([]);
  });

  test('are those from demoStart to demoEnd, unless asked for others', async () => {
    const ticks = await demoTicks();
    expect(ticks[0]?.time).toBe(demoStart + 16);
    expect(ticks.at(-1)?.time).toBeLessThan(demoEnd);
    const minute = await demoTicks({ from: demoStart + 60_000, to: demoStart + 120_000 });
    expect(minute.length).toBeGreaterThan(1000);
    expect(minute).toEqual(
      ticks.filter(({ time }) => time >= demoStart + 60_000 && time < demoStart + 120_000),
    );
  });

  test.each(['EURUSD', 'XAUUSD'])(
    'at demoSpeed %s moves at least once a second, over the seam of the loop too',
    async (symbol) => {
      const ticks = await demoTicks();
      const scheduler = new VirtualTimeScheduler();
      let latest = 0;
      let longest = 0;
      let prices = '';
      replay({ ticks, speed: demoSpeed, loop: true, scheduler })
        .pipe(take(ticks.length * 2.5))
        .subscribe(({ bid, ask, symbol: name }) => {
          if (name !== symbol || `${bid} ${ask}` === prices) return;
          prices = `${bid} ${ask}`;
          longest = Math.max(longest, scheduler.now() - latest);
          latest = scheduler.now();
        });
      scheduler.flush();
      expect(scheduler.now()).toBeGreaterThan(240_000);
      expect(longest).toBeGreaterThan(500);
      expect(longest).toBeLessThan(850);
    },
  );

  test('an end before the start is refused', async () => {
    await expect(demoTicks({ to: demoStart })).rejects.toThrow(
      `demoTicks: to: got ${demoStart}, expected a time after ${demoStart}`,
    );
  });
});

describe('packageRoot', () => {
  test('is found from the sources and from either build', () => {
    for (const file of [
      'src/simulator/data/demo-data.ts',
      'dist/simulator/data/demo-data.js',
      'dist/index.cjs',
    ]) {
      expect(packageRoot(pathToFileURL(path.join(root, file)).href)).toBe(root);
    }
  });

  test('is that of the package, not of one within or around it', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rxmt5-root-'));
    try {
      const inner = path.join(folder, 'node_modules/rxmt5/dist');
      mkdirSync(inner, { recursive: true });
      const manifest = (where: string, content: string) =>
        writeFileSync(path.join(where, 'package.json'), content);
      manifest(folder, '{"name":"an-app"}');
      manifest(path.dirname(inner), '{"name":"rxmt5"}');
      manifest(inner, '{"type":"commonjs"}');
      const url = pathToFileURL(path.join(inner, 'demo-data.cjs')).href;
      expect(packageRoot(url)).toBe(path.dirname(inner));
      manifest(path.dirname(inner), '{"name":"other"}');
      expect(() => packageRoot(url)).toThrow(
        `demo data: no package.json of rxmt5 in ${inner} or above`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
