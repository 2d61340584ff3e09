import { symbolSpecification, type SymbolSpecification } from '../../../src/market/symbols.js';
import type { FeedEvent, ServerTimes } from '../../../src/market/index.js';
import { catalogue, symbolFull } from '../../../src/simulator/index.js';
import {
  Cursor,
  serverMs,
  symbolDetails,
  SymbolDetailsFields,
  utcMs,
  type SessionMinutes,
  type SymbolDetails,
  type SymbolFull,
  type SymbolSchedule,
  type SymbolTradeSettings,
  type Tick,
} from '../../../src/wire/index.js';
import { wireTick } from '../../support/tick-bytes.js';

/** A clock that is always `offsetMs` ahead of UTC. */
export const fixedTimes = (offsetMs: number): ServerTimes => changingTimes(offsetMs);

/** A clock that is `offsetMs` ahead of UTC, and from each of `changes` on as it says. */
export const changingTimes = (
  offsetMs: number,
  ...changes: readonly (readonly [fromUtc: number, offsetMs: number])[]
): ServerTimes => {
  const offsetAt = (utc: number): number =>
    changes.findLast(([from]) => from <= utc)?.[1] ?? offsetMs;
  const offsets = [offsetMs, ...changes.map(([, offset]) => offset)];
  return {
    offsetAt,
    fromUtc: (utc) => serverMs(utc + offsetAt(utc)),
    toUtc: (server) => {
      const fitting = offsets
        .map((offset) => server - offset)
        .filter((utc) => utc + offsetAt(utc) === server);
      return utcMs(fitting.length === 0 ? server - offsetMs : Math.min(...fitting));
    },
  };
};

const [eurusd] = catalogue;
if (eurusd === undefined) throw new Error('no symbols');

/** EURUSD of the embedded server: 5 digits, live quotes, no markup; fields and settings as given. */
export const specificationOf = (
  fields: Partial<SymbolFull> = {},
  settings: Partial<SymbolTradeSettings> = {},
): SymbolSpecification => {
  const raw = { ...symbolFull(eurusd, 1), ...fields };
  return symbolSpecification(raw, { ...raw.trade, ...settings });
};

export interface FeedTerms {
  readonly specification?: SymbolSpecification;
  readonly times?: ServerTimes;
}

const connectionless = {
  request: () => {
    throw new Error('no request is expected');
  },
};

export const open = (at: number, { specification, times }: FeedTerms = {}): FeedEvent => ({
  kind: 'open',
  at,
  requester: connectionless,
  specification: specification ?? specificationOf(),
  times: times ?? fixedTimes(0),
});

export const terms = (at: number, { specification, times }: FeedTerms = {}): FeedEvent => ({
  kind: 'terms',
  at,
  specification: specification ?? specificationOf(),
  times: times ?? fixedTimes(0),
});

export const confirmed = (at: number): FeedEvent => ({ kind: 'confirmed', at });
export const lost = (at: number): FeedEvent => ({ kind: 'lost', at });
export const tick = (fields: Partial<Tick> = {}): FeedEvent => ({
  kind: 'tick',
  tick: wireTick(fields),
});

const zeros = symbolDetails.read(new Cursor(new Uint8Array(symbolDetails.size)));

/** A record of push 17 that has these values, with their bits set, and no other. */
export const detailsRecord = (values: Partial<SymbolDetails>): SymbolDetails => {
  const bits = SymbolDetailsFields as unknown as Readonly<Record<string, bigint>>;
  const fields = Object.keys(values).reduce((mask, name) => mask | (bits[name] ?? 0n), 0n);
  return { ...zeros, symbol_id: 1, fields, ...values };
};

export const details = (values: Partial<SymbolDetails>): FeedEvent => ({
  kind: 'details',
  details: detailsRecord(values),
});

/** The schedule of a record with the same sessions every day. */
export const everyDayOf = (
  trade: readonly SessionMinutes[],
  quote: readonly SessionMinutes[] = trade,
): SymbolSchedule => {
  const days = (sessions: readonly SessionMinutes[]) =>
    Array.from({ length: 7 }, () =>
      sessions.map(([from_minute, to_minute]) => ({ from_minute, to_minute })),
    );
  return { quote_sessions: days(quote), trade_sessions: days(trade) };
};
