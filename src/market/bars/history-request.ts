import type { Bar } from './bar.js';
import type { Timeframe } from './timeframe.js';

/** How far a load of bars has come. */
export interface BarsProgress {
  /** Bars of the timeframe so far. */
  readonly loaded: number;
  /** Everything that opens from here on is loaded, UTC milliseconds. */
  readonly from: number;
  /** The newest open time that was asked for, UTC milliseconds. */
  readonly to: number;
  /** Requests that were answered. */
  readonly requests: number;
  /** From 0 to 1: of the range or of the count, whichever is further. */
  readonly fraction: number;
}

/** Which bars to load. Times are UTC milliseconds. Needs `from`, `count` or both. */
export interface BarsRequest {
  /** As the server spells it. */
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Bars that open at this time or later. */
  readonly from?: number | undefined;
  /** Bars that open at this time or earlier; what is after `now` is cut off. Default: `now`. */
  readonly to?: number | undefined;
  /** The newest so many of them. */
  readonly count?: number | undefined;
  /**
   * The present. The bar that is open then is the newest that is asked for, so where a later
   * time of the server is known (a tick), that is the better present.
   */
  readonly now: number;
  /**
   * How much earlier than the server's our clock may be, milliseconds: without `to`, bars up to so
   * much after `now` are asked for as well. Default 0.
   */
  readonly aheadMs?: number | undefined;
  /** Bars per request, as periods of the server's bars. Default 5000. */
  readonly pageBars?: number | undefined;
  /** The most bars that a result holds. Default 1,000,000. */
  readonly maxBars?: number | undefined;
  /** Is told after each reply. What it throws ends the load. */
  readonly onProgress?: ((progress: BarsProgress) => void) | undefined;
}

/** What was wrong with replies and has been put right. */
export interface BarRepairs {
  /** Bars that came twice in one reply; the later one counts. */
  readonly duplicates: number;
  /** Bars outside of what was asked for, left out. */
  readonly outside: number;
  /** Replies that were not in order, sorted. */
  readonly unordered: number;
}

export interface BarsResult {
  /** Ascending, each open time once. */
  readonly bars: readonly Bar[];
  /**
   * Whether these are all bars that the server has of what was asked for, as far as its replies
   * tell: the range was covered to its start (of a count alone: to 1970), or there are as many
   * as `count`. False when
   *
   * - `maxBars` cut the oldest of a range off,
   * - 20 requests in a row, each for twice the time, found nothing and time was left, or
   * - a reply held nothing but bars that were not asked for.
   */
  readonly complete: boolean;
  /** When the first bar opens, UTC milliseconds; `undefined` where there is none. */
  readonly oldest: number | undefined;
  /** Requests that were answered. */
  readonly requests: number;
  readonly repairs: BarRepairs;
}
