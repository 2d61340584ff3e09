import { nextPeriod, periodStart, serverMs, utcMs, type PeriodMinutes } from '../../wire/index.js';
import type { ServerTimes } from '../server-times.js';
import { BarsRangeError } from './history-errors.js';
import type { BarsRequest } from './history-request.js';
import { barStart, nextBarStart, type Timeframe } from './timeframe.js';

export const defaultPageBars = 5000;
export const defaultMaxBars = 1_000_000;
const largestPageBars = 100_000;
const largestMaxBars = 100_000_000;
/** Times of command 11 are seconds in 32 bits. */
const latestSecond = 2 ** 31 - 1;
const weekMinutes = 10_080;
const dayMinutes = 1440;
/** More than any change of a clock. */
const twoDays = 2 * 86_400;

/** What to page through. Times are seconds of the server's clock and name bars of the base period. */
export interface BarsPlan {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** No bar before this one. */
  readonly first: number;
  /** The newest bar; before `first` if there is nothing to ask for. */
  readonly last: number;
  /** Where it is the present one: what is asked for, so that a server ahead of our clock tells all. */
  readonly beyond: number;
  readonly count: number | undefined;
  readonly pageBars: number;
  readonly maxBars: number;
}

/** @throws BarsRangeError for a request that makes no sense. */
export const barsPlan = (request: BarsRequest, times: ServerTimes): BarsPlan => {
  const { symbol, timeframe, from, to, count, now } = request;
  const { pageBars = defaultPageBars, maxBars = defaultMaxBars, aheadMs = 0 } = request;
  whole('pageBars', pageBars, largestPageBars);
  whole('maxBars', maxBars, largestMaxBars);
  time('now', now);
  if (count !== undefined) whole('count', count, maxBars, ' (maxBars)');
  if (from === undefined && count === undefined) {
    throw new BarsRangeError('from', 'undefined', 'a time, or a count instead');
  }
  if (to !== undefined) time('to', to);
  if (from !== undefined) {
    time('from', from);
    if (to !== undefined && from > to) throw new BarsRangeError('from', iso(from), upTo('to', to));
    if (from > now) throw new BarsRangeError('from', iso(from), upTo('now', now));
  }
  const first = from === undefined ? 0 : firstSecondFrom(from, times);
  const present = lastSecondTo(now, times);
  const last = lastSecondTo(Math.min(to ?? now, now), times);
  const range = baseRange(timeframe, Math.max(first, 0), last, present);
  const beyond =
    to === undefined && aheadMs > 0
      ? baseStart(lastSecondTo(now + aheadMs, times), timeframe.baseMinutes)
      : range.last;
  return { ...{ symbol, timeframe, count, pageBars, maxBars }, ...range, beyond };
};

/** The first second of the server's clock that is at or after a time of UTC. */
const firstSecondFrom = (utc: number, times: ServerTimes): number => {
  const near = Math.floor(times.fromUtc(utcMs(utc)) / 1000);
  let [low, high] = [near - twoDays, near + twoDays];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (times.toUtc(serverMs(middle * 1000)) >= utc) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** The last second of the server's clock that is at or before a time of UTC. */
const lastSecondTo = (utc: number, times: ServerTimes): number =>
  Math.min(firstSecondFrom(Math.floor(utc) + 1, times) - 1, latestSecond);

/** Bars of the base period that make up the bars which open within a range, no later than now. */
const baseRange = (
  timeframe: Timeframe,
  first: number,
  last: number,
  present: number,
): Pick<BarsPlan, 'first' | 'last'> => {
  const { baseMinutes, isNative } = timeframe;
  if (isNative) return { first, last: baseStart(last, baseMinutes) };
  const start = barStart(first, timeframe);
  const wholeFirst = start < first ? nextBarStart(start, timeframe) : start;
  const lastStart = barStart(last, timeframe);
  if (lastStart < wholeFirst) return { first: wholeFirst, last: wholeFirst - 1 };
  const end = Math.min(nextBarStart(lastStart, timeframe) - 1, present);
  return { first: wholeFirst, last: baseStart(end, baseMinutes) };
};

/**
 * As `periodStart`, but any midnight may start a week: the official client checks no more than
 * that, so bars of a server whose weeks start on another day are not missed.
 */
export const baseStart = (seconds: number, period: PeriodMinutes): number =>
  periodStart(seconds, period === weekMinutes ? dayMinutes : period);

/** The earliest second at which the bar after one that opens at `start` may open. */
export const baseNext = (start: number, period: PeriodMinutes): number =>
  nextPeriod(start, period === weekMinutes ? dayMinutes : period);

const whole = (field: string, got: number, most: number, what = ''): void => {
  if (Number.isSafeInteger(got) && got >= 1 && got <= most) return;
  throw new BarsRangeError(field, String(got), `a whole number from 1 to ${most}${what}`);
};

/** The last millisecond that `Date` knows. */
const latestMs = 8.64e15;

const time = (field: string, got: number): void => {
  if (got >= 0 && got <= latestMs) return;
  throw new BarsRangeError(field, String(got), 'UTC milliseconds since 1970');
};

const iso = (utc: number): string => new Date(utc).toISOString();
const upTo = (field: string, utc: number): string => `a time up to ${field}, ${iso(utc)}`;
