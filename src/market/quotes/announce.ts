import { normalize, pointsFromPrice, serverMs } from '../../wire/index.js';
import type { Markup } from '../markup.js';
import { toPresentUtc } from '../server-times.js';
import { addChanged, noValues, type Quote, type QuoteValue, type Trend } from './quote.js';
import type { DayValues, QuoteState } from './quote-state.js';
import type { QuoteTerms } from './terms.js';

/** What led to an announcement. */
export interface Cause {
  /** `TickFlag`s of a tick; `undefined` for anything else. */
  readonly flags: number | undefined;
  /** The quote that was announced before. */
  readonly before: Quote | undefined;
}

/** A high or low that the markup moves; where that leaves nothing, it stays as it is. */
const moved = (price: number | undefined, by: number, digits: number): number | undefined => {
  if (price === undefined || price === 0) return price;
  const shown = normalize(price + by, digits);
  return shown <= 0 ? price : shown;
};

type Extremes = Pick<DayValues, 'bidHigh' | 'bidLow' | 'askHigh' | 'askLow'>;

/** Highs and lows of a side move as its prices do: bids by the shift, asks by what is left. */
const movedDay = (day: Extremes, markup: Markup): Extremes => {
  const { bidShift, widthPoints, point, digits } = markup;
  const askShift = point * widthPoints - bidShift;
  return {
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

/**
 * With each tick a value is compared with the one before. What is no tick moves only what it
 * changes; and a markup is no movement of the market, so that originals tell what has moved.
 */
const trendIn = (
  isTick: boolean,
  trendBefore: Trend,
  value: number | undefined,
  valueBefore: number | undefined,
  hasMoved: boolean,
): Trend => (isTick || hasMoved ? trendOf(value, valueBefore) : trendBefore);

type Trends = Pick<Quote, 'bidTrend' | 'askTrend' | 'lastTrend'>;

const noTrends: Trends = { bidTrend: 'none', askTrend: 'none', lastTrend: 'none' };

const trendsOf = (
  { shown, bid, ask, last }: QuoteState,
  before: Quote,
  isTick: boolean,
): Trends => ({
  bidTrend: trendIn(isTick, before.bidTrend, shown.bid, before.bid, bid !== before.bidOriginal),
  askTrend: trendIn(isTick, before.askTrend, shown.ask, before.ask, ask !== before.askOriginal),
  lastTrend: trendIn(isTick, before.lastTrend, last, before.last, last !== before.last),
});

/**
 * The quote as it is to be shown. Made anew for every tick, and so written out: spreading objects
 * and looking values up by name costs many times as much.
 */
export const quoteOf = (state: QuoteState, terms: QuoteTerms, cause: Cause): Quote => {
  const { symbol, digits, markup, times } = terms;
  const { shown, day } = state;
  const delayed = terms.shown === 'delayed';
  // The other quote of the symbol is nothing to compare with.
  const before = cause.before?.delayed === delayed ? cause.before : undefined;
  const extremes = markup === undefined ? day : movedDay(day, markup);
  const trends =
    before === undefined ? noTrends : trendsOf(state, before, cause.flags !== undefined);
  const changed: QuoteValue[] = [];
  const quote: Quote = {
    symbol,
    bid: shown.bid,
    ask: shown.ask,
    last: state.last,
    volume: state.volume,
    bidOriginal: state.bid,
    askOriginal: state.ask,
    bidHigh: extremes.bidHigh,
    bidLow: extremes.bidLow,
    askHigh: extremes.askHigh,
    askLow: extremes.askLow,
    lastHigh: day.lastHigh,
    lastLow: day.lastLow,
    open: day.open,
    previousClose: day.previousClose,
    change: changeOf(state),
    spread: spreadOf(shown, digits),
    bidTrend: trends.bidTrend,
    askTrend: trends.askTrend,
    lastTrend: trends.lastTrend,
    changed,
    flags: cause.flags ?? 0,
    delayed,
    time: toPresentUtc(times, serverMs(state.serverTime), terms.offsetMs),
    serverTime: state.serverTime,
  };
  addChanged(changed, quote, before ?? noValues);
  return quote;
};
