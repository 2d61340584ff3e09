import type { PeriodMinutes, RateBar } from '../../wire/index.js';
import { BarAlignmentError } from './history-errors.js';
import { baseStart } from './history-plan.js';
import { nameOfMinutes } from './timeframe-names.js';

/** What was asked for; both ends included, seconds of the server's clock. */
export interface BarsQuery {
  readonly symbol: string;
  readonly period: PeriodMinutes;
  readonly from: number;
  readonly to: number;
}

/** A reply of which every bar is where it belongs, in order and once. */
export interface BarsReply {
  readonly bars: readonly RateBar[];
  readonly duplicates: number;
  readonly outside: number;
  readonly isUnordered: boolean;
}

/**
 * Checks and orders a reply.
 *
 * @throws BarAlignmentError if a bar does not open where its period starts.
 */
export const barsReply = (records: readonly RateBar[], query: BarsQuery): BarsReply => {
  const { symbol, period, from, to } = query;
  let outside = 0;
  let unordered = false;
  let ascending = true;
  let before = -Infinity;
  for (const { time } of records) {
    if (baseStart(time, period) !== time) {
      throw new BarAlignmentError(symbol, nameOfMinutes(period), time);
    }
    if (time < from || time > to) outside += 1;
    if (time < before) unordered = true;
    if (time <= before) ascending = false;
    before = time;
  }
  const inside = outside === 0 ? records : records.filter(({ time }) => time >= from && time <= to);
  const bars = ascending ? inside : unique([...inside].sort((a, b) => a.time - b.time));
  return {
    bars,
    duplicates: inside.length - bars.length,
    outside,
    isUnordered: unordered,
  };
};

/** Of bars with the same time the last one. */
const unique = (bars: readonly RateBar[]): RateBar[] =>
  bars.filter(({ time }, index) => bars[index + 1]?.time !== time);
