import {
  normalize,
  pointsFromPrice,
  serverMs,
  splitServerTime,
  TickFields,
  TickFlags,
  tick as tickRecord,
  type Tick as WireTick,
} from '../wire/index.js';
import { applyMarkup, type Markup } from './markup.js';
import { Tick, TickFlag } from './tick.js';

const at = tickRecord.offsets;
const volumePerLot = 1e8;
const u32Range = 2 ** 32;
/** Below this an integer number of points divides to the nearest double at once. */
const exactPoints = 2 ** 51;

const powerOf = ({ digits }: SlotSymbol): number => 10 ** Math.min(digits, 8);

/** A tick at a time of the server's clock, milliseconds, that tells nothing yet. */
const blankAt = (time: number): WireTick => {
  const { seconds, ms } = splitServerTime(serverMs(time));
  const values = { symbol_id: 0, fields: 0, bid: 0, ask: 0, last: 0, tick_volume: 0n, flags: 0 };
  return { ...values, tick_time: seconds, time_ms_delta: ms };
};

/** What a stream of ticks needs to know of its symbol. */
export interface SlotSymbol {
  readonly name: string;
  readonly digits: number;
  readonly markup: Markup | undefined;
  /** Milliseconds that the server's clock is ahead of UTC. */
  readonly offsetMs: number;
}

/**
 * The quote of one symbol, merged from its ticks by the rules of the official
 * client. Everything here is on the hot path: fields are read where they lie, a
 * `Tick` is the only object made, and what is carried from tick to tick lies in
 * the slot itself, since with many symbols each object on the way is a cache miss.
 */
export class QuoteSlot {
  #symbol: SlotSymbol;
  #power: number;
  #bid = 0;
  #ask = 0;
  #last = 0;
  #volume = 0;
  #quoteTime = -Infinity;
  #lastTime = -Infinity;
  /** Delayed ticks are a quote of their own. */
  #delayed: QuoteSlot | undefined;

  constructor(symbol: SlotSymbol) {
    this.#symbol = symbol;
    this.#power = powerOf(symbol);
  }

  /**
   * Other settings, the same quote: group settings or the server's offset have changed. Times
   * that are kept move with the server's clock: when it is set back, a tick that comes later
   * is not an older one.
   */
  update(symbol: SlotSymbol): void {
    const shiftMs = symbol.offsetMs - this.#symbol.offsetMs;
    this.#quoteTime += shiftMs;
    this.#lastTime += shiftMs;
    this.#symbol = symbol;
    this.#power = powerOf(symbol);
    this.#delayed?.update(symbol);
  }

  /**
   * Takes the tick at `offset`. Undefined when it is not to be shown: it is older
   * than what it would change, or the markup turns its prices over.
   */
  take(view: DataView, offset: number): Tick | undefined {
    const isDelayed = (view.getUint16(offset + at.flags, true) & TickFlags.delayed) !== 0;
    if (!isDelayed) return this.#merge(view, offset, false);
    this.#delayed ??= new QuoteSlot(this.#symbol);
    return this.#delayed.#merge(view, offset, true);
  }

  /** What is known, as records of ticks that could have told it; oldest first, live ones first. */
  records(symbolId: number): readonly WireTick[] {
    const live = this.#records(symbolId, 0);
    if (this.#delayed === undefined) return live;
    return [...live, ...this.#delayed.#records(symbolId, TickFlags.delayed)];
  }

  #records(symbolId: number, flags: number): readonly WireTick[] {
    const { digits } = this.#symbol;
    const bid = pointsFromPrice(this.#bid, digits);
    const ask = pointsFromPrice(this.#ask, digits);
    const sides = (bid === 0 ? 0 : TickFields.bid) | (ask === 0 ? 0 : TickFields.ask);
    const quote = {
      ...blankAt(this.#quoteTime),
      symbol_id: symbolId,
      flags,
      fields: sides,
      bid,
      ask,
    };
    const trade = {
      ...{ ...blankAt(this.#lastTime), symbol_id: symbolId, flags },
      fields: this.#last === 0 ? 0 : TickFields.last | TickFields.tick_volume,
      last: pointsFromPrice(this.#last, digits),
      tick_volume: BigInt(Math.round(this.#volume * volumePerLot)),
    };
    const both = this.#quoteTime <= this.#lastTime ? [quote, trade] : [trade, quote];
    return both.filter(({ fields }) => fields !== 0);
  }

  #merge(view: DataView, offset: number, isDelayed: boolean): Tick | undefined {
    const fields = view.getUint32(offset + at.fields, true);
    const time =
      view.getInt32(offset + at.tick_time, true) * 1000 +
      view.getUint32(offset + at.time_ms_delta, true);

    const isQuote = (fields & (TickFields.bid | TickFields.ask)) !== 0;
    if (isQuote && time < this.#quoteTime) return undefined;
    if ((fields & TickFields.last) !== 0 && time < this.#lastTime) return undefined;

    let flags = 0;
    if ((fields & TickFields.bid) !== 0) {
      const bid = view.getFloat64(offset + at.bid, true);
      if (bid !== 0) {
        this.#bid = this.#price(bid);
        this.#quoteTime = time;
        flags |= TickFlag.bid;
      }
    }
    if ((fields & TickFields.ask) !== 0) {
      const ask = view.getFloat64(offset + at.ask, true);
      if (ask !== 0) {
        this.#ask = this.#price(ask);
        this.#quoteTime = time;
        flags |= TickFlag.ask;
      }
    }
    if ((fields & TickFields.last) !== 0) {
      const last = view.getFloat64(offset + at.last, true);
      if (last !== 0) {
        this.#last = this.#price(last);
        this.#lastTime = time;
        flags |= TickFlag.last;
      }
    }
    if ((fields & TickFields.tick_volume) !== 0) {
      const volume = offset + at.tick_volume;
      this.#volume =
        (view.getUint32(volume, true) + view.getInt32(volume + 4, true) * u32Range) / volumePerLot;
      flags |= TickFlag.volume;
    }

    const { name, markup, offsetMs } = this.#symbol;
    let bid = this.#bid;
    let ask = this.#ask;
    if (markup !== undefined) {
      const shown = applyMarkup(markup, bid, ask);
      if (shown === undefined) return undefined;
      ({ bid, ask } = shown);
    }
    return new Tick(
      name,
      bid,
      ask,
      this.#last,
      this.#volume,
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
