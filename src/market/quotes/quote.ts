/** How a value compares with the one before it; `none` when it is equal, or the first. */
export type Trend = 'up' | 'down' | 'none';

/** The values of a quote that come from the server or follow from what does. */
export interface QuoteValues {
  /** Price, with the markup of the account's group. */
  readonly bid: number | undefined;
  /** Price, with the markup of the account's group. */
  readonly ask: number | undefined;
  /** Price of the last trade. */
  readonly last: number | undefined;
  /** Volume of the last trade, lots. */
  readonly volume: number | undefined;
  /** Bid before the markup of the account's group. */
  readonly bidOriginal: number | undefined;
  /** Ask before the markup of the account's group. */
  readonly askOriginal: number | undefined;
  /** Highest bid of the day, moved by the markup as bids are. */
  readonly bidHigh: number | undefined;
  /** Lowest bid of the day, moved by the markup as bids are. */
  readonly bidLow: number | undefined;
  /** Highest ask of the day, moved by the markup. */
  readonly askHigh: number | undefined;
  /** Lowest ask of the day, moved by the markup. */
  readonly askLow: number | undefined;
  readonly lastHigh: number | undefined;
  readonly lastLow: number | undefined;
  /** First price of the day. */
  readonly open: number | undefined;
  /** The price that `change` is counted from. */
  readonly previousClose: number | undefined;
  /** Daily change, percent, two decimals. */
  readonly change: number | undefined;
}

export type QuoteValue = keyof QuoteValues;

export const noValues: QuoteValues = {
  bid: undefined,
  ask: undefined,
  last: undefined,
  volume: undefined,
  bidOriginal: undefined,
  askOriginal: undefined,
  bidHigh: undefined,
  bidLow: undefined,
  askHigh: undefined,
  askLow: undefined,
  lastHigh: undefined,
  lastLow: undefined,
  open: undefined,
  previousClose: undefined,
  change: undefined,
};

/** Names of the values that differ, in this order, to the end of a list. On the hot path. */
export const addChanged = (list: QuoteValue[], now: QuoteValues, before: QuoteValues): void => {
  if (now.bid !== before.bid) list.push('bid');
  if (now.ask !== before.ask) list.push('ask');
  if (now.last !== before.last) list.push('last');
  if (now.volume !== before.volume) list.push('volume');
  if (now.bidOriginal !== before.bidOriginal) list.push('bidOriginal');
  if (now.askOriginal !== before.askOriginal) list.push('askOriginal');
  if (now.bidHigh !== before.bidHigh) list.push('bidHigh');
  if (now.bidLow !== before.bidLow) list.push('bidLow');
  if (now.askHigh !== before.askHigh) list.push('askHigh');
  if (now.askLow !== before.askLow) list.push('askLow');
  if (now.lastHigh !== before.lastHigh) list.push('lastHigh');
  if (now.lastLow !== before.lastLow) list.push('lastLow');
  if (now.open !== before.open) list.push('open');
  if (now.previousClose !== before.previousClose) list.push('previousClose');
  if (now.change !== before.change) list.push('change');
};

/**
 * The quote of a symbol at one moment. What the server has not told since the connection was
 * opened is `undefined`. Prices are rounded to the digits of the symbol.
 *
 * Highs, lows, open, previous close and change are the server's statistics of its day; they are
 * never drawn from ticks, except that each bid brings `change` up to date.
 */
export interface Quote extends QuoteValues {
  readonly symbol: string;
  /** Ask less bid in points (10^-digits); `undefined` while a side is not known, or is 0. */
  readonly spread: number | undefined;
  readonly bidTrend: Trend;
  readonly askTrend: Trend;
  readonly lastTrend: Trend;
  /** Values that differ from the quote before; of the first quote all that are known. */
  readonly changed: readonly QuoteValue[];
  /**
   * `TickFlag`s of the values that the tick has brought, equal ones too: the "changed" bits of
   * the official client. 0 when this quote comes from statistics or other terms.
   */
  readonly flags: number;
  /** A delayed quote: late by what the subscription says, not for trading. */
  readonly delayed: boolean;
  /** UTC milliseconds. */
  readonly time: number;
  /** The same on the server's clock, milliseconds, as the wire has it. */
  readonly serverTime: number;
}
