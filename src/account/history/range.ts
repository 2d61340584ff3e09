import { utcMs, type TradeHistoryRequest } from '../../wire/index.js';
import type { ServerTimes } from '../../market/index.js';
import type { Criteria } from './filter.js';

const dayMs = 86_400_000;
const largestSeconds = 2 ** 31 - 1;

/** The whole history. */
export const everything: TradeHistoryRequest = { from: 0, to: 0 };

/**
 * What to ask the server for: whole seconds of its clock, 0 for no bound. It is not known whether
 * the server counts its bounds in, nor which time of a record it compares, so a day more is asked
 * for on both sides, and what lies outside is taken out afterwards.
 */
export const rangeOf = (
  { from, to }: Pick<Criteria, 'from' | 'to'>,
  times: ServerTimes,
): TradeHistoryRequest => ({
  from: from === undefined ? 0 : lowerBound(serverSeconds(from - dayMs, times)),
  to: to === undefined ? 0 : upperBound(serverSeconds(to + dayMs, times)),
});

/** With its fraction. Far outside of what the wire can carry no clock is needed. */
const serverSeconds = (utc: number, times: ServerTimes): number =>
  Math.abs(utc) > 2 * 1000 * largestSeconds ? utc / 1000 : times.fromUtc(utcMs(utc)) / 1000;

const lowerBound = (seconds: number): number =>
  Math.min(Math.max(Math.floor(seconds), 0), largestSeconds);

/** Nothing lies before 1970, but 0 would mean no bound; what is too far for the wire is no bound. */
const upperBound = (seconds: number): number => {
  const whole = Math.max(Math.ceil(seconds), 1);
  return whole > largestSeconds ? 0 : whole;
};
