import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { commands } from '../../src/wire/index.js';
import { until } from './support/fake-environment.js';
import { minuteBars, openMarket, type Market } from './support/market.js';

let market: Market;
let endMs: number;
let folder: string;

beforeEach(async () => {
  endMs = Math.floor(Date.now() / 60_000) * 60_000;
  market = await openMarket({}, minuteBars(300, endMs));
  folder = mkdtempSync(path.join(tmpdir(), 'rxmt5-bars-'));
});
afterEach(async () => {
  await market.close();
  rmSync(folder, { recursive: true });
});

const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
const minute = 60_000;
const tick = (bid: number, time = Date.now()) =>
  market.feed.next({ symbol: 'EURUSD', time, bid, ask: bid + 0.0001 });
const isSubscribed = () => market.simulator.connections.some(({ ticks }) => ticks.length > 0);

describe('rxmt5 bars', () => {
  test('prints the newest 100 as JSON lines, oldest first', async () => {
    const { environment, done } = market.start(['bars', 'EURUSD', 'M1']);
    await expect(done).resolves.toBe(0);
    const bars = environment.stdout.json;
    expect(bars).toHaveLength(100);
    expect(bars.at(-1)).toEqual({
      ...{ time: endMs - minute, open: 1.10299, high: 1.103, low: 1.10299, close: 1.103 },
      ...{ tickVolume: 14, realVolume: 0, serverTime: endMs / 1000 - 60 + 7200 },
    });
    expect(environment.stderr.text).toBe('');
    await until(() => market.simulator.connections.length === 0);
  });

  test('--from and --to name open times, both included; without a zone they are UTC', async () => {
    const { environment, done } = market.start([
      ...['bars', 'EURUSD', 'M1', '--json', '--from', iso(endMs - 10 * minute).replace('Z', '')],
      ...['--to', new Date(endMs - 8 * minute + 7_200_000).toISOString().replace('Z', '+02:00')],
    ]);
    await expect(done).resolves.toBe(0);
    const times = environment.stdout.json.map(({ time }) => time);
    expect(times).toEqual([10, 9, 8].map((back) => endMs - back * minute));
  });

  test('--csv prints CSV with ISO times, or writes it to a file, over what is there', async () => {
    const expected = [
      'time,open,high,low,close,tick_volume,real_volume',
      `${iso(endMs - 2 * minute)},1.10298,1.10299,1.10298,1.10299,13,0`,
      `${iso(endMs - minute)},1.10299,1.103,1.10299,1.103,14,0`,
    ];
    const printed = market.start(['bars', 'EURUSD', 'M1', '--count', '2', '--csv']);
    await expect(printed.done).resolves.toBe(0);
    expect(printed.environment.stdout.lines).toEqual(expected);

    const file = path.join(folder, 'bars.csv');
    writeFileSync(file, 'something longer that was there before\n'.repeat(20));
    const written = market.start(['bars', 'EURUSD', 'M1', '--count', '2', '--csv', file]);
    await expect(written.done).resolves.toBe(0);
    expect(written.environment.stdout.text).toBe('');
    expect(readFileSync(file, 'utf8')).toBe(`${expected.join('\n')}\n`);
  });

  test('a file keeps what it holds while there is nothing to write', async () => {
    const file = path.join(folder, 'bars.csv');
    writeFileSync(file, 'kept');
    const { done } = market.start(['bars', 'EURUS', 'M1', '--csv', file]);
    await expect(done).resolves.toBe(1);
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  test('draws candles on a terminal, with a line that sums them up', async () => {
    const { environment, done } = market.start(['bars', 'EURUSD', 'M5', '--count', '20'], {
      terminal: true,
    });
    await expect(done).resolves.toBe(0);
    const { lines } = environment.stdout;
    expect(lines[0]).toMatch(/^1\.10\d{3} ┤/);
    expect(lines.at(-3)).toMatch(/^ {5}vol ( ?[▁-█]){20}$/u);
    expect(lines.at(-2)).toMatch(/^EURUSD M5: 20 bars, \d{4}-.*Z to \d{4}-.*Z$/);
    expect(lines.at(-1)).toMatch(
      /^open 1\.1\d{4}, high 1\.1\d{4}, low 1\.1\d{4}, close 1\.10300 \(\+0\.\d\d %\), \d+ ticks$/,
    );
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(environment.stdout.text).not.toContain('\x1b');
  });

  test('says how many of the bars it has drawn, where there is no room for all', async () => {
    const { environment, done } = market.start(['bars', 'EURUSD', 'M1'], { terminal: true });
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.lines.at(-2)).toMatch(/^EURUSD M1: 100 bars \(71 drawn\), /);
  });

  test('shows on a terminal how far a long load has come, and takes it away', async () => {
    market.simulator.controls.delayReplies(250, commands.rates.id);
    const { environment, done } = market.start(
      ['bars', 'EURUSD', 'M1', '--from', iso(endMs - 20_000 * minute)],
      { terminal: true },
    );
    await expect(done).resolves.toBe(0);
    const [first = ''] = environment.stderr.text.split('\r\x1b[K').slice(1);
    expect(first).toMatch(/^EURUSD M1: \d+ %, \d+ bars, back to \d{4}-\d\d-\d\d$/);
    expect(environment.stderr.text.endsWith('\r\x1b[K')).toBe(true);
  });

  test('a symbol that does not exist is told with near ones', async () => {
    const { environment, done } = market.start(['bars', 'EURUS', 'M1']);
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.text).toMatch(/^rxmt5 bars: No symbol named "EURUS"; did you mean/);
  });

  test('a symbol without bars prints nothing, on a terminal it says so', async () => {
    const { environment, done } = market.start(['bars', 'XAUUSD', 'H1', '--csv']);
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.lines).toHaveLength(1);
    const terminal = market.start(['bars', 'XAUUSD', 'H1'], { terminal: true });
    await expect(terminal.done).resolves.toBe(0);
    expect(terminal.environment.stdout.lines).toEqual(['XAUUSD H1: no bars']);
  });

  test('--follow goes on with live bars, and tells of what a gap has cost', async () => {
    const { environment, done } = market.start([
      ...['bars', 'EURUSD', 'M1', '--follow', '--count', '2'],
    ]);
    await until(() => isSubscribed() && environment.stdout.lines.length >= 2);
    tick(1.2);
    await until(() => environment.stdout.json.at(-1)?.['close'] === 1.2);
    market.simulator.controls.drop();
    await until(() => !isSubscribed());
    await until(isSubscribed);
    await until(() => environment.stderr.text.includes('backfilled'));
    environment.signals$.next('SIGINT');
    await expect(done).resolves.toBe(0);
    const [first, second] = environment.stdout.json;
    expect(first).toMatchObject({ time: endMs - 2 * minute, closed: true, source: 'history' });
    expect(second).toMatchObject({ time: endMs - minute, source: 'history' });
    expect(environment.stdout.json.some(({ source }) => source === 'live')).toBe(true);
    expect(environment.stderr.json.map(({ msg }) => msg)).toContain('gap');
  });

  test('--follow --csv writes a line for each bar that has closed', async () => {
    const { environment, done } = market.start([
      ...['bars', 'EURUSD', 'M1', '--follow', '--from', iso(endMs - 3 * minute), '--csv'],
    ]);
    await until(() => isSubscribed() && environment.stdout.lines.length >= 3);
    tick(1.2, endMs + 70 * minute);
    await until(() => environment.stdout.text.includes(iso(endMs - minute)));
    environment.signals$.next('SIGINT');
    await expect(done).resolves.toBe(0);
    const times = environment.stdout.lines.map((line) => line.split(',')[0]);
    expect(times.slice(0, 4)).toEqual(['time', ...[3, 2, 1].map((n) => iso(endMs - n * minute))]);
    expect(new Set(times).size).toBe(times.length);
  });

  test('--follow on a terminal keeps a chart', async () => {
    const { environment, done } = market.start(['bars', 'EURUSD', 'M1', '--follow'], {
      terminal: true,
    });
    await until(() => environment.stdout.text.includes('EURUSD M1: 1'));
    environment.signals$.next('SIGINT');
    await expect(done).resolves.toBe(0);
    const shown = stripVTControlCharacters(environment.stdout.text);
    expect(shown).toMatch(/1\.10\d{3} ┤/);
    expect(shown).toContain('Ctrl-C ends');
    expect(environment.stdout.text.endsWith('\x1b[?25h')).toBe(true);
  });
});
