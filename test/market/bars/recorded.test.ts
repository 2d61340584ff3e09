import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { EMPTY, firstValueFrom, of, Subject, toArray, VirtualTimeScheduler } from 'rxjs';
import type { Bar } from '../../../src/index.js';
import { AccountClock, bars, timeframeOf, type FeedEvent } from '../../../src/market/index.js';
import { symbolSpecification } from '../../../src/market/symbols.js';
import {
  catalogue,
  readTickFile,
  symbolFull,
  type FeedTick,
} from '../../../src/simulator/index.js';
import { ServerClock } from '../../../src/simulator/quotes/clock.js';
import { tickRecord } from '../../../src/simulator/quotes/records.js';
import { SymbolTable } from '../../../src/simulator/quotes/symbol-table.js';
import { commands } from '../../../src/wire/index.js';
import { Cleanup, next } from '../../support/session.js';

/** Two hours ahead of UTC, as the clocks of most servers. */
const offsetSeconds = 7200;
const clock = new ServerClock(offsetSeconds, 0);
const times = new AccountClock({ offsetMs: offsetSeconds * 1000, at: 0 });
const recorded = (name: string): string =>
  new URL(`../../fixtures/recorded/${name}`, import.meta.url).pathname;
const demo = (name: string): string =>
  new URL(`../../../examples/data/${name}`, import.meta.url).pathname;

type Prices = readonly [open: number, high: number, low: number, close: number];

/** The bid side of the recorded bars of a day, by open time. */
const recordedBars = (symbol: string, day: string): Map<number, Prices> => {
  const file = recorded(`${symbol.toLowerCase()}_m1_quotebars_20140504_07_08.csv.gz`);
  const midnight = Date.parse(`${day}T00:00Z`);
  const rows = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  return new Map(
    rows
      .map((row) => row.split(','))
      .filter(([date]) => date === day.replaceAll('-', ''))
      .map(([, ms, open, high, low, close]): [number, Prices] => [
        midnight + Number(ms),
        [Number(open), Number(high), Number(low), Number(close)],
      ]),
  );
};

/** Bars that the library makes of ticks: a connection without history, then one tick after another. */
const barsOf = async (symbol: string, ticks: readonly FeedTick[]): Promise<readonly Bar[]> => {
  const spec = catalogue.find(({ name }) => name === symbol);
  if (spec === undefined) throw new Error(symbol);
  const [entry] = new SymbolTable([spec], clock).entries;
  const full = symbolFull(spec, 1);
  const events$ = new Subject<FeedEvent>();
  const none = { history: () => of({ bars: [] }), since: () => of([]) };
  const scheduler = new VirtualTimeScheduler();
  const options = { symbol, timeframe: timeframeOf('M1'), liveUpdates: true, scheduler };
  const all$ = bars(events$, { ...options, load: none }).pipe(toArray());
  const made = firstValueFrom(all$);
  const specification = symbolSpecification(full, full.trade);
  const requester = { request: () => EMPTY };
  events$.next({ kind: 'open', at: 0, requester, specification, times });
  events$.next({ kind: 'confirmed', at: 0 });
  for (const tick of ticks) {
    if (entry === undefined) throw new Error('no entry');
    events$.next({ kind: 'tick', tick: tickRecord(entry, tick, clock) });
  }
  events$.complete();
  // The last bar is never closed: nothing came after it.
  return [...new Map((await made).map(({ bar }) => [bar.time, bar])).values()];
};

/** Minutes that the ticks cover whole: the files are cut at full minutes. */
const covered = (
  all: Map<number, Prices>,
  day: string,
  [from, to]: readonly [string, string],
): Map<number, Prices> => {
  const at = (time: string): number =>
    Date.parse(`${day}T00:00Z`) + (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000;
  return new Map([...all].filter(([time]) => time >= at(from) && time < at(to)));
};

describe('recorded ticks make the recorded bars', () => {
  test.each([
    ['EURUSD', '2014-05-07', recorded('eurusd_ticks_20140507.csv.gz'), ['00:00', '24:00'], 1406],
    ['EURUSD', '2014-05-04', recorded('eurusd_ticks_20140504.csv.gz'), ['00:00', '24:00'], 157],
    [
      'EURUSD',
      '2014-05-08',
      recorded('eurusd_ticks_20140508_1130-1400Z.csv.gz'),
      ['11:30', '14:00'],
      150,
    ],
    ['XAUUSD', '2014-05-04', recorded('xauusd_ticks_20140504.csv.gz'), ['00:00', '24:00'], 120],
    [
      'XAUUSD',
      '2014-05-07',
      demo('xauusd_ticks_20140507_1400-1500Z.csv.gz'),
      ['14:00', '15:00'],
      60,
    ],
  ] as const)('%s %s: every minute of the file', async (symbol, day, file, window, count) => {
    const ticks = await readTickFile(file, { symbol });
    const made = await barsOf(symbol, ticks);
    const expected = covered(recordedBars(symbol, day), day, window);
    expect(expected.size).toBe(count);
    const got = new Map(
      made.map((b): [number, Prices] => [b.time, [b.open, b.high, b.low, b.close]]),
    );
    expect(got).toEqual(expected);
    expect(made.reduce((sum, { tickVolume }) => sum + tickVolume, 0)).toBe(ticks.length);
  });
});

describe('over the wire', () => {
  const cleanup = new Cleanup();
  afterEach(() => cleanup.run());

  test('an hour of ticks through the embedded server: live bars, its own bars, the recorded bars', async () => {
    const file = demo('eurusd_ticks_20140507_1400-1500Z.csv.gz');
    const ticks = await readTickFile(file, { symbol: 'EURUSD' });
    const simulator = await cleanup.simulator({ feed: EMPTY });
    const session = await cleanup.session(simulator);
    const live = new Map<number, Bar>();
    const stream = session.bars('EURUSD', 'M1');
    const running = stream.subscribe(({ bar }) => live.set(bar.time, bar));
    await next(stream.condition$, ({ kind }) => kind === 'live');
    for (const tick of ticks) simulator.pushTick(tick);
    // The reply comes after everything that was sent before it.
    await firstValueFrom(session.command(commands.ping.id));
    running.unsubscribe();

    const day = '2014-05-07';
    const expected = covered(recordedBars('EURUSD', day), day, ['14:00', '15:00']);
    const prices = (made: readonly Bar[]) =>
      new Map(made.map((b): [number, Prices] => [b.time, [b.open, b.high, b.low, b.close]]));
    expect(expected.size).toBe(60);
    expect(prices([...live.values()])).toEqual(expected);
    const from = Date.parse(`${day}T14:00Z`);
    const history = session.history.bars('EURUSD', 'M1', { from, to: from + 3_600_000 - 1 });
    const served = await firstValueFrom(history);
    expect(served.bars).toEqual([...live.values()]);
    expect(served.complete).toBe(true);
  });
});
