import type { ServerClock } from './clock.js';
import type { Quote } from './quote.js';

/** Highest and lowest price of one side in a day. */
export interface Range {
  readonly high: number;
  readonly low: number;
}

const widened = (range: Range | undefined, price: number): Range => ({
  high: Math.max(range?.high ?? price, price),
  low: Math.min(range?.low ?? price, price),
});

/** What clients are told of a symbol's day on the server's clock, drawn from its ticks. */
export class DailyStats {
  bid: Range | undefined;
  ask: Range | undefined;
  last: Range | undefined;
  /** First price of the day. */
  open: number | undefined;
  /** Last price of the day before. */
  close: number;
  /** Trades of the day, and their volume in units of 1e-8 lot. */
  deals = 0;
  volume = 0n;
  readonly #clock: ServerClock;
  #day: number | undefined;
  #price: number | undefined;

  /** @param close the price before the first tick */
  constructor(clock: ServerClock, close: number) {
    this.#clock = clock;
    this.close = close;
  }

  /** Change of the price since the day before, in percent. */
  get changePercent(): number | undefined {
    return this.#price === undefined || this.close === 0
      ? undefined
      : ((this.#price - this.close) / this.close) * 100;
  }

  /** Takes a tick in; true when a high or low of the day changed. */
  apply(tick: Quote): boolean {
    const day = this.#clock.day(tick.time);
    if (this.#day !== undefined && day > this.#day) this.#startDay();
    this.#day = Math.max(this.#day ?? day, day);

    const { bid, ask, last } = this;
    if (tick.bid !== undefined) this.bid = this.#range(this.bid, tick.bid);
    if (tick.ask !== undefined) this.ask = this.#range(this.ask, tick.ask);
    if (tick.last !== undefined) {
      this.last = this.#range(this.last, tick.last);
      this.deals += 1;
      this.volume += tick.volume ?? 0n;
    }
    const price = tick.bid ?? tick.last;
    if (price !== undefined) {
      this.open ??= price;
      this.#price = price;
    }
    return bid !== this.bid || ask !== this.ask || last !== this.last;
  }

  #startDay(): void {
    this.close = this.#price ?? this.close;
    this.bid = undefined;
    this.ask = undefined;
    this.last = undefined;
    this.open = undefined;
    this.deals = 0;
    this.volume = 0n;
  }

  /** The same object when the price lies within. */
  #range(range: Range | undefined, price: number): Range {
    const within = range !== undefined && price <= range.high && price >= range.low;
    return within ? range : widened(range, price);
  }
}
