import { describe, expect, test } from '@jest/globals';
import { map, take, VirtualTimeScheduler } from 'rxjs';
import {
  catalogue,
  type FeedTick,
  randomWalk,
  type RandomWalkOptions,
  symbolSpec,
  weekdays,
} from '../../src/simulator/data/index.js';
import { marbles } from '../support/marbles.js';
import { watched } from '../support/watched-scheduler.js';

const eurusd = symbolSpec({ kind: 'forex', path: 'A\\EURUSD', startPrice: 1.1 });
const bitcoin = symbolSpec({ kind: 'crypto', path: 'A\\BTCUSD', startPrice: 60_000 });
const never = symbolSpec({
  ...eurusd,
  path: 'A\\NEVER',
  quoteSessions: weekdays().map(() => []),
});

const wednesday = Date.UTC(2014, 4, 7, 12);
const saturday = Date.UTC(2014, 4, 10, 12);
const sunday = Date.UTC(2014, 4, 11, 23, 50);

/** All ticks of the first `ms` milliseconds. */
const walked = (options: RandomWalkOptions, ms: number): FeedTick[] => {
  const scheduler = new VirtualTimeScheduler(undefined, ms);
  const ticks: FeedTick[] = [];
  const subscription = randomWalk({ ...options, scheduler }).subscribe((tick) => ticks.push(tick));
  scheduler.flush();
  subscription.unsubscribe();
  return ticks;
};

describe('randomWalk', () => {
  test(
    'starts with a tick of each symbol, in their order, at the start of its clock',
    marbles(({ expectObservable, scheduler }) => {
      const symbols = [bitcoin, eurusd];
      const feed = randomWalk({ symbols, startAt: wednesday, scheduler }).pipe(
        map(({ symbol, time }) => `${symbol} ${time - wednesday}`),
        take(2),
      );
      expectObservable(feed).toBe('(ab|)', { a: 'BTCUSD 0', b: 'EURUSD 0' });
    }),
  );

  test(
    'goes on at its own times and stops with its subscriber',
    marbles(({ expectObservable, scheduler }) => {
      const options = { symbols: [bitcoin], ticksPerSecond: 100, startAt: wednesday };
      const ticks = walked(options, 60);
      expect(ticks.length).toBeGreaterThan(2);
      const values: Record<string, FeedTick> = {};
      let diagram = '';
      ticks.forEach((tick, index) => {
        const name = String.fromCharCode(97 + index);
        values[name] = tick;
        // Given at the next whole millisecond of the clock.
        const due = tick.time - wednesday + (index === 0 ? 0 : 1);
        diagram = diagram.padEnd(due, '-') + name;
      });
      expectObservable(randomWalk({ ...options, scheduler }), '^ 59ms !').toBe(diagram, values);
    }),
  );

  test('has one timer and leaves none behind', () => {
    const scheduler = watched(new VirtualTimeScheduler());
    const subscription = randomWalk({ symbols: catalogue, scheduler }).subscribe();
    expect(scheduler.pending).toBe(1);
    expect(scheduler.peak).toBe(1);
    subscription.unsubscribe();
    expect(scheduler.pending).toBe(0);
  });

  test('uses the clock of its scheduler unless a start is given', () => {
    const scheduler = new VirtualTimeScheduler();
    scheduler.frame = wednesday;
    const times: number[] = [];
    randomWalk({ symbols: [bitcoin], scheduler })
      .pipe(take(3))
      .subscribe(({ time }) => times.push(time));
    scheduler.flush();
    expect(times[0]).toBe(wednesday);
    expect(times[2]).toBeGreaterThan(wednesday);
    expect(times[2]).toBeLessThanOrEqual(scheduler.now());
  });

  test('the same seed gives the same walk, another one another', () => {
    const options = { symbols: [eurusd, bitcoin], startAt: wednesday };
    const first = walked({ ...options, seed: 7 }, 10_000);
    expect(walked({ ...options, seed: 7 }, 10_000)).toEqual(first);
    expect(walked({ ...options, seed: 8 }, 10_000)).not.toEqual(first);
    expect(first.length).toBeGreaterThan(20);
  });

  test("a symbol's path does not depend on the others", () => {
    const of = (symbols: readonly (typeof eurusd)[]) =>
      walked({ symbols, startAt: wednesday }, 10_000).filter(({ symbol }) => symbol === 'EURUSD');
    expect(of([...catalogue.filter(({ name }) => name !== 'EURUSD'), eurusd])).toEqual(
      of([eurusd]),
    );
  });

  describe('sessions', () => {
    test('a closed symbol waits for its opening, an open one ticks', () => {
      const ticks = walked({ symbols: [eurusd, bitcoin], startAt: sunday }, 1_200_000);
      const euro = ticks.filter(({ symbol }) => symbol === 'EURUSD');
      expect(euro[0]?.time).toBe(Date.UTC(2014, 4, 12));
      expect(ticks[0]).toMatchObject({ symbol: 'BTCUSD', time: sunday });
      expect(euro.length).toBeGreaterThan(1000);
    });

    test("follow the server's clock", () => {
      const options = {
        symbols: [eurusd],
        startAt: sunday - 10_800_000,
        serverOffsetSeconds: 10_800,
      };
      // Monday 0:00 on a server three hours ahead.
      expect(walked(options, 1_200_000)[0]?.time).toBe(Date.UTC(2014, 4, 11, 21));
    });

    test('end a walk at the minute', () => {
      const friday = Date.UTC(2014, 4, 9, 23, 59, 58);
      const ticks = walked({ symbols: [eurusd], startAt: friday, ticksPerSecond: 50 }, 60_000);
      expect(ticks.length).toBeGreaterThan(50);
      expect(ticks.at(-1)?.time).toBeLessThan(Date.UTC(2014, 4, 10));
    });

    test('can be ignored', () => {
      const options = { symbols: [eurusd, never], startAt: saturday } as const;
      const ticks = walked({ ...options, sessions: 'ignore' }, 5000);
      expect(new Set(ticks.map(({ symbol }) => symbol))).toEqual(new Set(['EURUSD', 'NEVER']));
      expect(ticks[0]?.time).toBe(saturday);
    });

    test(
      'no session at all: nothing to wait for',
      marbles(({ expectObservable, scheduler }) => {
        expectObservable(randomWalk({ symbols: [never], scheduler })).toBe('|');
        expectObservable(randomWalk({ symbols: [], scheduler })).toBe('|');
      }),
    );
  });

  test('gives what is due at once, in order, when the process is late', () => {
    const inner = new VirtualTimeScheduler();
    let behind = 0;
    const scheduler = { now: () => inner.now() + behind, schedule: inner.schedule.bind(inner) };
    const options = { symbols: [eurusd, bitcoin], startAt: wednesday };
    const ticks: FeedTick[] = [];
    const frames: number[] = [];
    randomWalk({ ...options, scheduler })
      .pipe(take(60))
      .subscribe((tick) => {
        if (ticks.push(tick) === 5) behind = 3000;
        frames.push(inner.now());
      });
    inner.flush();
    expect(ticks).toEqual(walked(options, 60_000).slice(0, 60));
    // Twelve or so of them were due during the delay.
    expect(frames.filter((frame) => frame === frames[5]).length).toBeGreaterThan(5);
  });

  describe('bad input', () => {
    const symbols = [eurusd];
    test.each([
      [{ symbols: 'EURUSD' }, 'randomWalk: symbols: got "EURUSD", expected an array'],
      [{ symbols: [eurusd, eurusd] }, 'symbols: got "EURUSD", expected every name only once'],
      [{ symbols, seed: 1.5 }, 'randomWalk: seed: got 1.5, expected a whole number'],
      [{ symbols, ticksPerSecond: 0 }, 'ticksPerSecond: got 0, expected a finite number above 0'],
      [{ symbols, ticksPerSecond: () => -1 }, 'ticksPerSecond: got -1'],
      [{ symbols, ticksPerSecond: '3' }, 'ticksPerSecond: got "3"'],
      [{ symbols, startAt: NaN }, 'randomWalk: startAt: got NaN'],
      [{ symbols, serverOffsetSeconds: 0.5 }, 'serverOffsetSeconds: got 0.5'],
      [{ symbols, sessions: true }, 'sessions: got true, expected "keep" | "ignore"'],
      [{ symbols, scheduler: null }, 'randomWalk: scheduler: got null'],
    ])('%# is refused at once', (options, message) => {
      expect(() => randomWalk(options as never)).toThrow(message);
    });
  });

  test('the rate may differ from symbol to symbol', () => {
    const options: RandomWalkOptions = {
      symbols: [eurusd, bitcoin],
      startAt: wednesday,
      ticksPerSecond: ({ name }) => (name === 'EURUSD' ? 20 : 1),
    };
    const ticks = walked(options, 100_000);
    const euro = ticks.filter(({ symbol }) => symbol === 'EURUSD').length;
    expect(euro).toBeGreaterThan(1800);
    expect(euro).toBeLessThan(2200);
    expect(ticks.length - euro).toBeGreaterThan(60);
    expect(ticks.length - euro).toBeLessThan(140);
  });
});
