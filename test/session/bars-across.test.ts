import { afterEach, describe, expect, test } from '@jest/globals';
import { asyncScheduler, firstValueFrom } from 'rxjs';
import type { BarUpdate, IgnoredTick, SessionConfig } from '../../src/index.js';
import type { Simulator, SimulatorOptions } from '../../src/simulator/index.js';
import { commands } from '../../src/wire/index.js';
import { hastyScheduler } from '../support/hasty-scheduler.js';
import {
  hourMs,
  load,
  marketWorld,
  minuteMs,
  serverTimes,
  settled,
  settledAfter,
  tickOf,
  type MarketWorld,
} from '../support/market-world.js';
import { Cleanup, next } from '../support/session.js';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const world = (options?: SimulatorOptions, config?: Partial<SessionConfig>): Promise<MarketWorld> =>
  marketWorld(cleanup, options, config);

describe('a connection that is lost while bars are loaded', () => {
  test.each([1, 2, 3, 4])('before the answer to request %i: each bar once', async (nth) => {
    const { simulator, session, store } = await world();
    const bars = load(store, 'EURUSD', 40, Date.now());
    let asked = 0;
    simulator.requests$.subscribe(({ command }) => {
      if (command !== commands.rates.id) return;
      asked += 1;
      if (asked === nth) simulator.controls.drop();
    });
    const loaded: number[] = [];
    const range = {
      from: (bars[0]?.time ?? 0) * 1000,
      pageBars: 10,
      onProgress: (progress: { readonly loaded: number }) => loaded.push(progress.loaded),
    };
    const result = await firstValueFrom(session.history.bars('EURUSD', 'M1', range));
    expect(serverTimes(result.bars)).toEqual(bars.map(({ time }) => time));
    expect(result).toMatchObject({ complete: true, oldest: range.from });
    expect(session.status.connection).toBe(2);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
    expect(loaded.at(-1)).toBe(40);
  });

  test.each(['drop', 'closeClean'] as const)(
    'again and again (%s), after each answer: each bar once',
    async (control) => {
      const { simulator, session, store } = await world();
      const bars = load(store, 'EURUSD', 40, Date.now());
      const range = {
        from: (bars[0]?.time ?? 0) * 1000,
        pageBars: 10,
        onProgress: () => simulator.controls[control](),
      };
      const result = await firstValueFrom(session.history.bars('EURUSD', 'M1', range));
      expect(serverTimes(result.bars)).toEqual(bars.map(({ time }) => time));
      expect(session.status.connection).toBeGreaterThan(3);
    },
  );

  test('a stream that loads its history over it has each bar once, too', async () => {
    const { simulator, session, store } = await world();
    const bars = load(store, 'EURUSD', 40, Date.now() - minuteMs);
    let pages = 0;
    const stream = session.bars('EURUSD', 'M1', {
      history: { from: (bars[0]?.time ?? 0) * 1000 },
      onProgress: () => {
        pages += 1;
        if (pages < 3) simulator.controls.drop();
      },
    });
    const closed: number[] = [];
    stream.subscribe(({ closed: isClosed, bar }) => {
      if (isClosed) closed.push(bar.serverTime);
    });
    await next(stream.condition$, ({ kind }) => kind === 'live');
    expect(closed).toEqual(bars.slice(0, -1).map(({ time }) => time));
    expect(session.status.connection).toBe(3);
  });
});

describe('daylight saving changes the server’s clock', () => {
  const shift = 7200;
  /** A full hour, some days ago. */
  const at = Math.floor(Date.now() / hourMs) * hourMs - 72 * hourMs;
  const begins = { before: 0, after: 1 };
  const ends = { before: 1, after: 0 };
  const rule = ({ before, after }: typeof begins) => [
    { at: 0, offsetMs: (shift + 3600 * before) * 1000 },
    { at, offsetMs: (shift + 3600 * after) * 1000 },
  ];
  /** One tick a minute, from so many minutes before the change to as many after it. */
  const play = (simulator: Simulator, minutes: number): number[] => {
    const times: number[] = [];
    for (let minute = -minutes; minute < minutes; minute += 1) {
      times.push(at + minute * minuteMs);
      simulator.pushTick(tickOf('EURUSD', 1.1, at + minute * minuteMs));
    }
    return times;
  };
  const clock = (hours: typeof begins): SimulatorOptions => ({
    timezoneShiftSeconds: shift,
    daylightHours: hours.before,
    daylightChange: { at, hours: hours.after },
  });

  test('it begins in the middle of a range: minutes of UTC without a gap', async () => {
    const { simulator, session } = await world(clock(begins), { daylight: rule(begins) });
    const times = play(simulator, 90);
    const range = { from: times[0] ?? 0, to: times.at(-1) ?? 0, pageBars: 25 };
    const { bars, complete } = await firstValueFrom(session.history.bars('EURUSD', 'M1', range));
    expect(bars.map(({ time }) => time)).toEqual(times);
    expect(complete).toBe(true);
    const jump = bars.findIndex(({ time }) => time === at);
    const [before, after] = serverTimes(bars).slice(jump - 1, jump + 1);
    expect((after ?? 0) - (before ?? 0)).toBe(3660);
    const part = { from: at - 5 * minuteMs, to: at + 5 * minuteMs };
    const { bars: few } = await firstValueFrom(session.history.bars('EURUSD', 'M1', part));
    expect(few.map(({ time }) => time)).toEqual(
      times.filter((time) => time >= part.from && time <= part.to),
    );
  });

  test('it ends in the middle of a range: the hour that comes twice is there once', async () => {
    const { simulator, session } = await world(clock(ends), { daylight: rule(ends) });
    const times = play(simulator, 90);
    const range = { from: times[0] ?? 0, to: times.at(-1) ?? 0, pageBars: 25 };
    const { bars } = await firstValueFrom(session.history.bars('EURUSD', 'M1', range));
    // The second pass of the hour is counted into the bars of the first.
    expect(bars.map(({ time }) => time)).toEqual(
      times.filter((time) => time < at || time >= at + hourMs),
    );
    const ticks = bars.reduce((sum, { tickVolume }) => sum + tickVolume, 0);
    expect(ticks).toBe(times.length);
  });

  /** Both sides live just before the change. The returned function lets it be just after it. */
  const live = async (hours: typeof begins) => {
    let ahead = at - 71 * minuteMs - Date.now();
    const now = (): number => asyncScheduler.now() + ahead;
    const it = await world(
      { ...clock(hours), scheduler: hastyScheduler(1, now) },
      { daylight: rule(hours), runtime: { scheduler: hastyScheduler(50, now) } },
    );
    const change = (): void => {
      ahead = at + 1000 - Date.now();
    };
    return { ...it, change };
  };

  test.each([
    ['begins', begins, 5, 0],
    ['ends', ends, 70, 3],
  ])('it %s while bars are made: those of the server, once', async (_name, hours, before, left) => {
    const { simulator, session, store, change } = await live(hours);
    const ignored: string[] = [];
    const onIgnored = ({ reason }: IgnoredTick): unknown => ignored.push(reason);
    const stream = session.bars('EURUSD', 'M1', { onIgnored });
    const seen: BarUpdate[] = [];
    stream.subscribe((update) => seen.push(update));
    await next(stream.condition$, ({ kind }) => kind === 'live');
    for (let minute = -before; minute < 3; minute += 1) {
      if (minute === 0) change();
      simulator.pushTick(tickOf('EURUSD', 1.1, at + minute * minuteMs));
    }
    const moved = next(session.ticks('EURUSD'), ({ bid }) => bid === 1.3);
    simulator.pushTick(tickOf('EURUSD', 1.3, at + 3 * minuteMs - 1));
    await moved;
    await settled(session);
    const closed = seen.filter(({ closed: isClosed }) => isClosed).map(({ bar }) => bar);
    const served = store.bars('EURUSD', 1, 0, Infinity).map(({ time }) => time);
    expect([...serverTimes(closed), seen.at(-1)?.bar.serverTime]).toEqual(served);
    // Of the hour that comes twice the second pass has bars already: it is counted, not kept.
    expect(ignored).toHaveLength(left === 0 ? 0 : left + 1);
  });

  test.each([
    ['begins', begins],
    ['ends', ends],
  ])('it %s while quotes come: they go on', async (_name, hours) => {
    const { simulator, session, change } = await live(hours);
    const seen = { ticks: [] as number[], quotes: [] as (number | undefined)[] };
    session.ticks('EURUSD').subscribe(({ bid }) => seen.ticks.push(bid));
    session.quotes('EURUSD').subscribe(({ bid }) => seen.quotes.push(bid));
    const first = next(session.quotes('EURUSD'), ({ bid }) => bid === 1.1);
    simulator.pushTick(tickOf('EURUSD', 1.1, at - minuteMs));
    await first;
    change();
    simulator.pushTick(tickOf('EURUSD', 1.2, at));
    simulator.pushTick(tickOf('EURUSD', 1.3, at + minuteMs));
    simulator.pushTick(tickOf('EURUSD', 1.4, at));
    await settledAfter(session, simulator);
    // The last one is late by any clock.
    expect(seen.ticks).toEqual([1.1, 1.2, 1.3]);
    expect([...new Set(seen.quotes)]).toEqual([1.1, 1.2, 1.3]);
  });
});
