import {
  lotsFromVolume,
  priceFromPoints,
  SymbolDetailsFields,
  SymbolDetailsFlags,
  TickFields,
  TickFlags,
  TicksChartMode,
  type SymbolDetails,
} from '../../../wire/index.js';
import { isDelayed, type SymbolSpecification } from '../../symbols.js';
import type { ChartTick } from './bar-update.js';

/** Milliseconds of the server's clock. */
export const serverTimeOf = (tick: ChartTick): number => tick.tick_time * 1000 + tick.time_ms_delta;

/** The volume that the tick tells, lots; 0 if it tells none. */
export const lotsOf = ({ fields, tick_volume }: ChartTick): number =>
  (fields & TickFields.tick_volume) === 0 ? 0 : lotsFromVolume(tick_volume);

/**
 * The price that ticks give to bars, by the rule of the official client and of the server's own
 * bars: the bid or the last price, by the chart mode of the symbol, and never with the markup
 * of the account's group.
 */
export class ChartPrice {
  /** Milliseconds of the server's clock. */
  #quoteTime = -Infinity;
  #lastTime = -Infinity;
  #specification: SymbolSpecification;

  constructor(specification: SymbolSpecification) {
    this.#specification = specification;
  }

  /** Other settings of the same symbol. */
  update(specification: SymbolSpecification): void {
    this.#specification = specification;
  }

  /** The server's clock was set anew, ahead by so much; when it is set back, later ticks are not older. */
  shift(ms: number): void {
    this.#quoteTime += ms;
    this.#lastTime += ms;
  }

  /** Only ticks of the symbol's own subscription count: the live ones, or the delayed ones. */
  counts(tick: ChartTick): boolean {
    const isTickDelayed = (tick.flags & TickFlags.delayed) !== 0;
    return isTickDelayed === isDelayed(this.#specification.raw.subscription);
  }

  /**
   * Takes note of the tick's time. False when it is older than the last one of its side: quotes
   * leave such a tick out as a whole, and so do bars.
   */
  inOrder(tick: ChartTick): boolean {
    const { fields } = tick;
    const time = serverTimeOf(tick);
    const isQuote = (fields & (TickFields.bid | TickFields.ask)) !== 0;
    const isLast = (fields & TickFields.last) !== 0;
    if ((isQuote && time < this.#quoteTime) || (isLast && time < this.#lastTime)) return false;
    const hasBid = (fields & TickFields.bid) !== 0 && tick.bid !== 0;
    const hasAsk = (fields & TickFields.ask) !== 0 && tick.ask !== 0;
    if (hasBid || hasAsk) this.#quoteTime = time;
    if (isLast && tick.last !== 0) this.#lastTime = time;
    return true;
  }

  /** The price that the tick gives to a bar; undefined when it gives none. 0 is no price. */
  of(tick: ChartTick): number | undefined {
    const { digits, raw } = this.#specification;
    const { ticks_chart_mode: mode, ticks_bookdepth: depth } = raw;
    const isByBid = mode === TicksChartMode.bid;
    // A last price of 0 is no change of it, so that the bid may count.
    const byLast = !isByBid && (tick.fields & TickFields.last) !== 0 && tick.last !== 0;
    const mayBeBid = isByBid || (mode === TicksChartMode.auto && depth === 0);
    const byBid = mayBeBid && (tick.fields & TickFields.bid) !== 0;
    const points = byLast ? tick.last : byBid ? tick.bid : 0;
    return points === 0 ? undefined : priceFromPoints(points, digits);
  }
}

const present = (details: SymbolDetails, detailsField: bigint, tickField: number): number =>
  (details.fields & detailsField) === 0n ? 0 : tickField;

/** Details (push 17) as the tick that the official client counts them for. */
export const tickOfDetails = (details: SymbolDetails): ChartTick => ({
  fields:
    present(details, SymbolDetailsFields.bid_last, TickFields.bid) |
    present(details, SymbolDetailsFields.last_last, TickFields.last) |
    present(details, SymbolDetailsFields.vol_last, TickFields.tick_volume),
  bid: details.bid_last,
  ask: 0,
  last: details.last_last,
  tick_volume: details.vol_last,
  tick_time: details.lasttime,
  time_ms_delta: Number(details.lasttime_msc),
  flags: (details.flags & SymbolDetailsFlags.delayed) === 0 ? 0 : TickFlags.delayed,
});
