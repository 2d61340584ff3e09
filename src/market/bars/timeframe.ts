import { nativePeriods, nextPeriod, periodStart, type PeriodMinutes } from '../../wire/index.js';
import { TimeframeError } from './timeframe-error.js';
import { minutesOfName, nameOfMinutes } from './timeframe-names.js';

/** How long a bar is, and what the server is asked for to make it. */
export interface Timeframe {
  /** Its one name: `M60` is `H1`. */
  readonly name: string;
  /** Minutes of a bar; a month counts as 43,200. */
  readonly minutes: number;
  /** The native period that is asked for; `minutes` itself for a native timeframe. */
  readonly baseMinutes: PeriodMinutes;
  /** Whether the server makes these bars itself. */
  readonly isNative: boolean;
}

const dayMinutes = 1440;
const daySeconds = 86_400;

/**
 * The timeframe of a name: `M1`, `M5`, `M15`, `M30`, `H1`, `H4`, `D1`, `W1` and `MN1`, which the
 * server makes, and any other `M<minutes>` or `H<hours>` up to 43,200 minutes, which are put
 * together from the longest native bars that fit. Two names of one length are one timeframe:
 * `M60` is `H1`, `H24` is `D1`, `H168` is `W1`, `H720` is `MN1`.
 *
 * @throws TimeframeError for anything else, lower case included.
 */
export const timeframeOf = (name: string): Timeframe => {
  // A caller in JavaScript may give anything.
  const minutes = typeof name === 'string' ? minutesOfName(name) : undefined;
  if (minutes === undefined) throw new TimeframeError(name);
  const native = nativePeriods.find((period) => period === minutes);
  return {
    name: nameOfMinutes(minutes),
    minutes,
    baseMinutes: native ?? baseOf(minutes),
    isNative: native !== undefined,
  };
};

/**
 * When the bar opens that holds this time; all in seconds of the server's clock.
 *
 * Native bars: weeks start on Sunday, months on their first day, all others divide the day.
 * Others of less than a day start anew at each midnight of the server, so that the last one of
 * a day may be shorter; those of more than a day are counted from 1970-01-01.
 */
export const barStart = (serverSeconds: number, timeframe: Timeframe): number => {
  const { minutes, isNative, baseMinutes } = timeframe;
  if (isNative) return periodStart(serverSeconds, baseMinutes);
  const length = minutes * 60;
  const origin = minutes < dayMinutes ? periodStart(serverSeconds, dayMinutes) : 0;
  return origin + Math.floor((serverSeconds - origin) / length) * length;
};

/** When the bar after the one that opens at `start` may open; seconds of the server's clock. */
export const nextBarStart = (start: number, timeframe: Timeframe): number => {
  const { minutes, isNative, baseMinutes } = timeframe;
  if (isNative) return nextPeriod(start, baseMinutes);
  const next = start + minutes * 60;
  if (minutes > dayMinutes) return next;
  return Math.min(next, periodStart(start, dayMinutes) + daySeconds);
};

/** Weeks and months do not nest in bars that are counted from 1970-01-01, a Thursday. */
const baseOf = (minutes: number): PeriodMinutes =>
  nativePeriods.findLast((period) => period <= dayMinutes && minutes % period === 0) ?? 1;
