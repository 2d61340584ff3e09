import { normalize, pointsFromPrice, serverMs } from '../../wire/index.js';
import type { Markup } from '../markup.js';
import { quoteValues, type Quote, type QuoteValues, type Trend } from './quote.js';
import type { DayValues, QuoteState } from './quote-state.js';
import type { QuoteTerms } from './terms.js';

/** What led to an announcement. */
export interface Cause {
  /** `TickFlag`s of a tick; `undefined` for anything else. */
  readonly flags?: number;
  /** The quote that was announced before. */
  readonly before: Quote | undefined;
}

/** A high or low that the markup moves; where that leaves nothing, it stays as it is. */
const moved = (price: number | undefined, by: number, digits: number): number | undefined => {
  if (price === undefined || price === 0) return price;
  const shown = normalize(price + by, digits);
  return shown <= 0 ? price : shown;
};

/** Highs and lows of a side move as its prices do: bids by the shift, asks by what is left. */
const movedDay = (day: DayValues, markup: Markup): DayValues => {
  const { bidShift, widthPoints, point, digits } = markup;
  const askShift = point * widthPoints - bidShift;
  return {
    ...day,
    bidHigh: moved(day.bidHigh, -bidShift, digits),
    bidLow: moved(day.bidLow, -bidShift, digits),
    askHigh: moved(day.askHigh, askShift, digits),
    askLow: moved(day.askLow, askShift, digits),
  };
};

/**
 * The daily change. The official client counts it from the bid that was shown before the tick
 * that brings the new one, and so is one tick late; this is counted from the bid of the tick.
 */
const changeOf = ({ shown, day, isChangeByBid }: QuoteState): number | undefined => {
  const { previousClose: close, change } = day;
  if (!isChangeByBid || shown.bid === undefined || close === undefined || close === 0) {
    return change;
  }
  return normalize(((shown.bid - close) / close) * 100, 2);
};

const spreadOf = ({ bid, ask }: QuoteState['shown'], digits: number): number | undefined =>
  bid === undefined || ask === undefined || bid === 0 || ask === 0
    ? undefined
    : pointsFromPrice(ask - bid, digits);

const trendOf = (value: number | undefined, before: number | undefined): Trend => {
  if (value === undefined || before === undefined || value === before) return 'none';
  return value > before ? 'up' : 'down';
};

type Priced = 'bid' | 'ask' | 'last';

/**
 * With each tick a value is compared with the one before. What is no tick moves only what it
 * changes; and a markup is no movement of the market.
 */
const trendIn = (values: QuoteValues, { flags, before }: Cause, name: Priced): Trend => {
  if (before === undefined) return 'none';
  const original = name === 'last' ? name : (`${name}Original` as const);
  const hasMoved = values[original] !== before[original];
  return flags === undefined && !hasMoved
    ? before[`${name}Trend`]
    : trendOf(values[name], before[name]);
};

/** The quote as it is to be shown. */
export const quoteOf = (state: QuoteState, terms: QuoteTerms, cause: Cause): Quote => {
  const { symbol, digits, markup, shown, times } = terms;
  const isDelayed = shown === 'delayed';
  // The other quote of the symbol is nothing to compare with.
  const before = cause.before?.delayed === isDelayed ? cause.before : undefined;
  const values: QuoteValues = {
    ...(markup === undefined ? state.day : movedDay(state.day, markup)),
    ...state.shown,
    last: state.last,
    volume: state.volume,
    bidOriginal: state.bid,
    askOriginal: state.ask,
    change: changeOf(state),
  };
  return {
    symbol,
    ...values,
    spread: spreadOf(state.shown, digits),
    bidTrend: trendIn(values, { ...cause, before }, 'bid'),
    askTrend: trendIn(values, { ...cause, before }, 'ask'),
    lastTrend: trendIn(values, { ...cause, before }, 'last'),
    changed: quoteValues.filter((name) => values[name] !== before?.[name]),
    flags: cause.flags ?? 0,
    delayed: isDelayed,
    time: times.toUtc(serverMs(state.serverTime)),
    serverTime: state.serverTime,
  };
};
