import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { VirtualTimeScheduler } from 'rxjs';
import {
  catalogue,
  type FeedTick,
  generateSymbols,
  isOpen,
  pointOf,
  randomWalk,
  type RandomWalkOptions,
  type SymbolSpec,
  symbolSpec,
} from '../../../src/simulator/data/index.js';

const walked = (options: RandomWalkOptions, ms: number): FeedTick[] => {
  const scheduler = new VirtualTimeScheduler(undefined, ms);
  const ticks: FeedTick[] = [];
  randomWalk({ ...options, scheduler }).subscribe((tick) => ticks.push(tick));
  scheduler.flush();
  return ticks;
};

const symbols = [...catalogue, ...generateSymbols(30)];
const specs = new Map(symbols.map((spec) => [spec.name, spec]));
const wednesday = Date.UTC(2014, 4, 7);

const onGrid = (price: number, spec: SymbolSpec): boolean => {
  const ticks = Math.round(price / spec.tickSize);
  const pointsPerTick = Math.round(spec.tickSize / pointOf(spec.digits));
  // The very double of the decimal, not one beside it.
  return price === Number(((ticks * pointsPerTick) / 10 ** spec.digits).toFixed(spec.digits));
};

/** What holds for every tick by itself. */
const keepsRules = (tick: FeedTick, serverOffsetSeconds: number): boolean => {
  const { symbol, time, bid = NaN, ask = NaN, last, volume } = tick;
  const spec = specs.get(symbol)!;
  const { startPrice, tickSize, priceLimitMax, quoteSessions } = spec;
  const trade =
    last === undefined
      ? volume === undefined
      : [bid, ask].includes(last) &&
        spec.chartMode === 1 &&
        Number(volume) >= spec.volumeStep * 1e8;
  return (
    Number.isInteger(time) &&
    bid < ask &&
    onGrid(bid, spec) &&
    onGrid(ask, spec) &&
    bid >= startPrice / 2 - tickSize &&
    ask <= (priceLimitMax > 0 ? priceLimitMax : startPrice * 2 + tickSize) &&
    isOpen(quoteSessions, Math.floor(time / 1000) + serverOffsetSeconds) &&
    trade
  );
};

describe('every walk', () => {
  test('keeps bid below ask, the grid, the limits, the order of time and the sessions', () => {
    const hour = fc.integer({ min: 0, max: 167 });
    const offset = fc.constantFrom(-18_000, 0, 7200, 10_800);
    fc.assert(
      fc.property(fc.integer(), hour, offset, (seed, hours, serverOffsetSeconds) => {
        const startAt = wednesday + hours * 3_600_000;
        const ticks = walked({ symbols, seed, startAt, serverOffsetSeconds }, 30_000);
        let latest = startAt;
        const broken = ticks.filter((tick) => {
          const kept = tick.time >= latest && keepsRules(tick, serverOffsetSeconds);
          latest = tick.time;
          return !kept;
        });
        expect(broken).toEqual([]);
        const open = symbols.filter(({ quoteSessions }) =>
          isOpen(quoteSessions, startAt / 1000 + serverOffsetSeconds),
        );
        expect(ticks.slice(0, open.length).map(({ symbol }) => symbol)).toEqual(
          open.map(({ name }) => name),
        );
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  test('moves with every tick', () => {
    const latest = new Map<string, number | undefined>();
    for (const { symbol, bid } of walked({ symbols, startAt: wednesday + 6.2e7 }, 60_000)) {
      if (bid === latest.get(symbol)) throw new Error(`${symbol} did not move from ${bid}`);
      latest.set(symbol, bid);
    }
    expect(latest.size).toBeGreaterThan(20);
  });

  test('starts at the start price and shows trades where there are any', () => {
    const ticks = walked({ symbols, startAt: wednesday, sessions: 'ignore' }, 60_000);
    for (const spec of symbols) {
      const own = ticks.filter(({ symbol }) => symbol === spec.name);
      expect(Math.abs(own[0]!.bid! - spec.startPrice)).toBeLessThanOrEqual(spec.tickSize);
      expect(own.some(({ last }) => last !== undefined)).toBe(spec.chartMode === 1);
      expect(own.some(({ last }) => last === undefined)).toBe(true);
    }
  });

  test('has about the volatility and the rate of its symbol', () => {
    const gold = catalogue.find(({ name }) => name === 'XAUUSD')!;
    const minutes = 240;
    const ticks = walked({ symbols: [gold], startAt: wednesday + 7_200_000 }, minutes * 60_000);
    expect(ticks.length / (minutes * 60)).toBeCloseTo(gold.tickRate, 0);
    const closes = new Map(ticks.map(({ time, bid = 0 }) => [Math.floor(time / 60_000), bid]));
    const moves = [...closes.values()].map((bid, minute, all) =>
      Math.log(bid / (all[minute - 1] ?? bid)),
    );
    const deviation = Math.sqrt(moves.reduce((sum, move) => sum + move ** 2, 0) / minutes);
    const ratio = (deviation * Math.sqrt(1440)) / gold.volatility;
    expect(ratio).toBeGreaterThan(0.7);
    expect(ratio).toBeLessThan(1.4);
  });

  test('turns at its bounds, even with a wild price', () => {
    const wild = symbolSpec({
      ...{ kind: 'crypto', path: 'A\\WILDUSD', startPrice: 0.1, spread: 3, volatility: 50 },
      ...{ priceLimitMin: 0.08, priceLimitMax: 0.3 },
    });
    const ticks = walked({ symbols: [wild], startAt: wednesday, ticksPerSecond: 50 }, 60_000);
    expect(ticks.length).toBeGreaterThan(2000);
    for (const { bid = 0, ask = 0 } of ticks) {
      if (bid < 0.08 || ask > 0.2) throw new Error(`out of bounds: ${bid} ${ask}`);
    }
    expect(new Set(ticks.map(({ bid }) => bid)).size).toBeGreaterThan(5);
  });

  test('keeps a fixed spread', () => {
    const fixed = symbolSpec({ kind: 'forex', path: 'EURUSD', startPrice: 1.1, fixedSpread: 20 });
    const ticks = walked({ symbols: [fixed], startAt: wednesday }, 30_000);
    const spreads = ticks.map(({ bid = 0, ask = 0 }) => Math.round((ask - bid) * 1e5));
    expect(new Set(spreads)).toEqual(new Set([20]));
  });
});

test('ten thousand symbols walk together', () => {
  const many = generateSymbols(10_000);
  const ticks = walked({ symbols: many, startAt: wednesday, sessions: 'ignore' }, 2000);
  expect(ticks.length).toBeGreaterThan(25_000);
  expect(new Set(ticks.map(({ symbol }) => symbol)).size).toBe(10_000);
});
