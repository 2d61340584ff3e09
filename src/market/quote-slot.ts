import { normalize, TickFields, TickFlags, tick as tickRecord } from '../wire/index.js';
import { applyMarkup, type Markup } from './markup.js';
import { Tick, TickFlag } from './tick.js';

const at = tickRecord.offsets;
const volumePerLot = 1e8;
const u32Range = 2 ** 32;
/** Below this an integer number of points divides to the nearest double at once. */
const exactPoints = 2 ** 51;

/** What a stream of ticks needs to know of its symbol. */
export interface SlotSymbol {
  readonly name: string;
  readonly digits: number;
  readonly markup: Markup | undefined;
  /** Milliseconds that the server's clock is ahead of UTC. */
  readonly offsetMs: number;
}

/** Carried from tick to tick; live and delayed ticks have one each. */
class QuoteState {
  bid = 0;
  ask = 0;
  last = 0;
  volume = 0;
  quoteTime = -Infinity;
  lastTime = -Infinity;
}

/**
 * The quote of one symbol, merged from its ticks by the rules of the official
 * client. Everything here is on the hot path: fields are read where they lie,
 * and a `Tick` is the only object made.
 */
export class QuoteSlot {
  #symbol: SlotSymbol;
  #power: number;
  readonly #live = new QuoteState();
  #delayed: QuoteState | undefined;

  constructor(symbol: SlotSymbol) {
    this.#symbol = symbol;
    this.#power = 10 ** Math.min(symbol.digits, 8);
  }

  /** Other settings, the same quote: group settings or the server's offset have changed. */
  update(symbol: SlotSymbol): void {
    this.#symbol = symbol;
    this.#power = 10 ** Math.min(symbol.digits, 8);
  }

  /**
   * Takes the tick at `offset`. Undefined when it is not to be shown: it is older
   * than what it would change, or the markup turns its prices over.
   */
  take(view: DataView, offset: number): Tick | undefined {
    const isDelayed = (view.getUint16(offset + at.flags, true) & TickFlags.delayed) !== 0;
    const state = isDelayed ? (this.#delayed ??= new QuoteState()) : this.#live;
    const fields = view.getUint32(offset + at.fields, true);
    const time =
      view.getInt32(offset + at.tick_time, true) * 1000 +
      view.getUint32(offset + at.time_ms_delta, true);

    const isQuote = (fields & (TickFields.bid | TickFields.ask)) !== 0;
    if (isQuote && time < state.quoteTime) return undefined;
    if ((fields & TickFields.last) !== 0 && time < state.lastTime) return undefined;

    let flags = 0;
    if ((fields & TickFields.bid) !== 0) {
      const bid = view.getFloat64(offset + at.bid, true);
      if (bid !== 0) {
        state.bid = this.#price(bid);
        state.quoteTime = time;
        flags |= TickFlag.bid;
      }
    }
    if ((fields & TickFields.ask) !== 0) {
      const ask = view.getFloat64(offset + at.ask, true);
      if (ask !== 0) {
        state.ask = this.#price(ask);
        state.quoteTime = time;
        flags |= TickFlag.ask;
      }
    }
    if ((fields & TickFields.last) !== 0) {
      const last = view.getFloat64(offset + at.last, true);
      if (last !== 0) {
        state.last = this.#price(last);
        state.lastTime = time;
        flags |= TickFlag.last;
      }
    }
    if ((fields & TickFields.tick_volume) !== 0) {
      const volume = offset + at.tick_volume;
      state.volume =
        (view.getUint32(volume, true) + view.getInt32(volume + 4, true) * u32Range) / volumePerLot;
      flags |= TickFlag.volume;
    }

    const { name, markup, offsetMs } = this.#symbol;
    let { bid, ask } = state;
    if (markup !== undefined) {
      const shown = applyMarkup(markup, bid, ask);
      if (shown === undefined) return undefined;
      ({ bid, ask } = shown);
    }
    return new Tick(
      name,
      bid,
      ask,
      state.last,
      state.volume,
      time - offsetMs,
      flags,
      isDelayed,
      view,
      offset,
    );
  }

  #price(points: number): number {
    // The same as `priceFromPoints`, without its rounding where nothing is to round.
    return Math.abs(points) < exactPoints && Math.floor(points) === points
      ? points / this.#power
      : normalize(points / this.#power, this.#symbol.digits);
  }
}
