import {
  pointsFromPrice,
  SymbolDetailsFields,
  SymbolDetailsFlags,
  TickFields,
  TickFlags,
  type SymbolDetails,
  type Tick,
} from '../../wire/index.js';
import type { ServerClock } from './clock.js';
import type { Range } from './daily-stats.js';
import type { Quote } from './quote.js';
import type { SymbolEntry } from './symbol-entry.js';

const isDelayed = (entry: SymbolEntry): boolean => entry.spec.delayMinutes > 0;

/** A tick of push 8: `fields` says which of the four values it has. */
export const tickRecord = (entry: SymbolEntry, tick: Quote, clock: ServerClock): Tick => {
  const { digits } = entry.spec;
  const { seconds, ms } = clock.fromUtc(tick.time);
  return {
    symbol_id: entry.id,
    tick_time: seconds,
    fields:
      (tick.bid === undefined ? 0 : TickFields.bid) |
      (tick.ask === undefined ? 0 : TickFields.ask) |
      (tick.last === undefined ? 0 : TickFields.last) |
      (tick.volume === undefined ? 0 : TickFields.tick_volume),
    bid: pointsFromPrice(tick.bid ?? 0, digits),
    ask: pointsFromPrice(tick.ask ?? 0, digits),
    last: pointsFromPrice(tick.last ?? 0, digits),
    tick_volume: tick.volume ?? 0n,
    time_ms_delta: ms,
    flags: isDelayed(entry) ? TickFlags.delayed : 0,
  };
};

const noDetails: SymbolDetails = {
  symbol_id: 0,
  fields: 0n,
  lasttime: 0,
  digits: 0,
  bid_last: 0,
  bid_high: 0,
  bid_low: 0,
  ask_last: 0,
  ask_high: 0,
  ask_low: 0,
  last_last: 0,
  last_high: 0,
  last_low: 0,
  vol_last: 0n,
  vol_high: 0n,
  vol_low: 0n,
  trade_deals: 0,
  trade_volume: 0n,
  trade_turnover: 0,
  trade_interest: 0,
  trade_buy_orders: 0,
  trade_buy_volume: 0n,
  trade_sell_orders: 0,
  trade_sell_volume: 0n,
  price_open: 0,
  price_close: 0,
  price_aw: 0,
  price_change: 0,
  price_volatility: 0,
  price_theoretical: 0,
  lasttime_msc: 0n,
  price_greeks_delta: 0n,
  price_greeks_theta: 0n,
  price_greeks_gamma: 0n,
  price_greeks_vega: 0n,
  price_greeks_rho: 0n,
  price_greeks_omega: 0n,
  price_sensitivity: 0n,
  flags: 0,
};

/**
 * The day of a symbol for push 17. Current prices are left out: the official client would count
 * them as one more tick of its bars.
 */
export const detailsRecord = (entry: SymbolEntry, clock: ServerClock): SymbolDetails => {
  const { daily, quote, spec } = entry;
  const points = (price: number): number => pointsFromPrice(price, spec.digits);
  const { seconds, ms } = clock.fromUtc(quote?.time ?? 0);
  const range = (side: 'bid' | 'ask' | 'last', of: Range | undefined): Partial<SymbolDetails> =>
    of === undefined ? {} : { [`${side}_high`]: points(of.high), [`${side}_low`]: points(of.low) };

  const values: Partial<SymbolDetails> = {
    ...range('bid', daily.bid),
    ...range('ask', daily.ask),
    ...range('last', daily.last),
    ...(daily.open === undefined ? {} : { price_open: points(daily.open) }),
    price_close: points(daily.close),
    ...(daily.changePercent === undefined
      ? {}
      : { price_change: Math.round(daily.changePercent * 100) }),
    ...(daily.deals === 0 ? {} : { trade_deals: daily.deals, trade_volume: daily.volume }),
  };
  const present = Object.keys(values) as (keyof typeof SymbolDetailsFields & string)[];
  return {
    ...noDetails,
    ...values,
    symbol_id: entry.id,
    fields: present.reduce((mask, field) => mask | SymbolDetailsFields[field], 0n),
    lasttime: seconds,
    lasttime_msc: BigInt(ms),
    digits: spec.digits,
    flags: isDelayed(entry) ? SymbolDetailsFlags.delayed : 0,
  };
};
