import type { Tick as WireTick } from '../wire/index.js';
import { tick as tickRecord } from '../wire/index.js';

/** Which values a tick changed; the flags of MetaTrader's own `MqlTick`. */
export const TickFlag = { bid: 2, ask: 4, last: 8, volume: 16 } as const;

/**
 * One change of a quote. Bid and ask carry forward: each tick has both, even if
 * it changed only one. A value that was never seen is 0, as in `MqlTick`.
 */
export class Tick {
  /** Name of the symbol, as the server spells it. */
  readonly symbol: string;
  /** Price, with the markup of the account's group. */
  readonly bid: number;
  /** Price, with the markup of the account's group. */
  readonly ask: number;
  /** Price of the last trade. */
  readonly last: number;
  /** Volume of the last trade, lots. */
  readonly volume: number;
  /** UTC milliseconds. */
  readonly time: number;
  /** `TickFlag`s of the values that this tick changed. */
  readonly flags: number;
  /** A delayed quote: late by what the subscription says, not for trading. */
  readonly delayed: boolean;
  readonly #view: DataView;
  readonly #offset: number;

  constructor(
    symbol: string,
    bid: number,
    ask: number,
    last: number,
    volume: number,
    time: number,
    flags: number,
    delayed: boolean,
    view: DataView,
    offset: number,
  ) {
    this.symbol = symbol;
    this.bid = bid;
    this.ask = ask;
    this.last = last;
    this.volume = volume;
    this.time = time;
    this.flags = flags;
    this.delayed = delayed;
    this.#view = view;
    this.#offset = offset;
  }

  /**
   * The record as it came: prices in points without markup, times of the
   * server's clock. Read from the bytes of the network read, which live as long
   * as the tick does (64 KiB at most).
   */
  get raw(): WireTick {
    const { buffer, byteOffset, byteLength } = this.#view;
    return tickRecord.get(this.#view, Buffer.from(buffer, byteOffset, byteLength), this.#offset);
  }
}
