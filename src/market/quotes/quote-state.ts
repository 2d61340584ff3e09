import { applyMarkup, type Markup } from '../markup.js';
import type { QuoteValues } from './quote.js';

/** Daily statistics as the server sends them: prices without markup. */
export type DayValues = Omit<
  QuoteValues,
  'bid' | 'ask' | 'last' | 'volume' | 'bidOriginal' | 'askOriginal'
>;

/** Bid and ask, each if it is known. */
export interface Pair {
  readonly bid: number | undefined;
  readonly ask: number | undefined;
}

/** One of the two quotes of a symbol, merged from its records. Prices are without markup. */
export interface QuoteState extends Pair {
  readonly last: number | undefined;
  readonly volume: number | undefined;
  readonly day: DayValues;
  /** A bid has come since the server last sent the change: it is counted from the bid. */
  readonly isChangeByBid: boolean;
  /** Bid and ask as they were last shown: a pair that the markup turns over is not. */
  readonly shown: Pair;
  /** Time of the last tick that changed bid or ask, milliseconds of the server's clock. */
  readonly quoteTime: number;
  /** Time of the last tick that changed the last price, likewise. */
  readonly lastTime: number;
  /** Time of the quote, likewise; -Infinity before the first record. */
  readonly serverTime: number;
}

export const noQuote: QuoteState = {
  bid: undefined,
  ask: undefined,
  last: undefined,
  volume: undefined,
  day: {
    bidHigh: undefined,
    bidLow: undefined,
    askHigh: undefined,
    askLow: undefined,
    lastHigh: undefined,
    lastLow: undefined,
    open: undefined,
    previousClose: undefined,
    change: undefined,
  },
  isChangeByBid: false,
  shown: { bid: undefined, ask: undefined },
  quoteTime: -Infinity,
  lastTime: -Infinity,
  serverTime: -Infinity,
};

/** Bid and ask as the account sees them; `undefined` when the markup turns them over. */
export const shownPair = (
  markup: Markup | undefined,
  bid: number | undefined,
  ask: number | undefined,
): Pair | undefined =>
  markup === undefined || bid === undefined || ask === undefined
    ? { bid, ask }
    : applyMarkup(markup, bid, ask);

/** The state with its bid and ask shown, and whether they can be. */
export const withShown = (
  state: QuoteState,
  markup: Markup | undefined,
): { readonly state: QuoteState; readonly isShown: boolean } => {
  const shown = shownPair(markup, state.bid, state.ask);
  return shown === undefined
    ? { state, isShown: false }
    : { state: { ...state, shown }, isShown: true };
};

/**
 * The state after the server's clock was set anew, ahead by so much: what is compared with the
 * times of ticks moves with it, or all of them would be late when it is set back.
 */
export const moved = (state: QuoteState, shiftMs: number): QuoteState =>
  shiftMs === 0
    ? state
    : {
        ...state,
        quoteTime: state.quoteTime + shiftMs,
        lastTime: state.lastTime + shiftMs,
      };
