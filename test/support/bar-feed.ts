import { EMPTY } from 'rxjs';
import type {
  FeedEvent,
  Requester,
  ServerTimes,
  SymbolSpecification,
} from '../../src/market/index.js';
import { symbolSpecification } from '../../src/market/symbols.js';
import { catalogue, symbolFull } from '../../src/simulator/data/index.js';
import {
  serverMs,
  utcMs,
  type SymbolDetails,
  type SymbolFull,
  type Tick as WireTick,
} from '../../src/wire/index.js';
import { wireTick } from './tick-bytes.js';

const [spec] = catalogue;
if (spec === undefined) throw new Error('empty catalogue');

/** The first symbol of the catalogue, charted by bid, 5 digits, with these fields set. */
export const specificationOf = (fields: Partial<SymbolFull> = {}): SymbolSpecification => {
  const full = { ...symbolFull(spec, 1), digits: 5, ticks_chart_mode: 0, ...fields };
  return symbolSpecification(full, full.trade);
};

/** A server's clock that is ahead of UTC by so much, from each of the given times on. */
export const clockOf = (
  ...changes: readonly (readonly [utc: number, offsetMs: number])[]
): ServerTimes => {
  const offsetAt = (utc: number): number =>
    changes.findLast(([from]) => from <= utc)?.[1] ?? changes[0]?.[1] ?? 0;
  return {
    offsetAt,
    toUtc: (server) => {
      const found = changes.findIndex(
        ([, offsetMs], index) => server - offsetMs < (changes[index + 1]?.[0] ?? Infinity),
      );
      const [from, offsetMs] = changes[found] ?? [-Infinity, 0];
      return utcMs(Math.max(from, server - offsetMs));
    },
    fromUtc: (utc) => serverMs(utc + offsetAt(utc)),
  };
};

export const utcClock = clockOf([-Infinity, 0]);

/** Asks nobody: bars are given to a stream by its `load`. */
export const noRequester: Requester = { request: () => EMPTY };

export const openEvent = (
  at: number,
  specification = specificationOf(),
  times = utcClock,
): FeedEvent => ({ kind: 'open', at, requester: noRequester, specification, times });

/** A tick of the bid, `points` above 1.00000, at a time of the server's clock. */
export const bidTick = (
  serverTimeMs: number,
  points: number,
  fields: Partial<WireTick> = {},
): FeedEvent => ({
  kind: 'tick',
  tick: wireTick({
    fields: 1,
    bid: 100_000 + points,
    tick_time: Math.floor(serverTimeMs / 1000),
    time_ms_delta: serverTimeMs % 1000,
    ...fields,
  }),
});

export const detailsOf = (fields: Partial<SymbolDetails>): FeedEvent => ({
  kind: 'details',
  details: { ...({ fields: 0n, flags: 0, lasttime_msc: 0n } as SymbolDetails), ...fields },
});

/** A schedule with these quote sessions every day, in minutes of the server's day. */
export const sessionsOf = (
  ...sessions: readonly (readonly [from: number, to: number])[]
): SymbolFull['schedule'] => {
  const day = Array.from({ length: 16 }, (_, index) => {
    const [from_minute = 0, to_minute = 0] = sessions[index] ?? [];
    return { from_minute, to_minute };
  });
  const week = Array.from({ length: 7 }, () => day);
  return { quote_sessions: week, trade_sessions: week };
};
