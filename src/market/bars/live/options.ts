import type { Observable, SchedulerLike } from 'rxjs';
import type { Requester } from '../../requester.js';
import type { ServerTimes } from '../../server-times.js';
import type { Bar } from '../bar.js';
import {
  loadBars,
  loadBarsSince,
  type BarsProgress,
  type BarsRequest,
  type BarsResult,
  type BarsSinceRequest,
} from '../history.js';
import type { Timeframe } from '../timeframe.js';
import type { IgnoredTick } from './bar-update.js';

/** Where bars of the past come from. Both are cold, emit once and complete. */
export interface BarLoader {
  readonly history: (
    requester: Requester,
    request: BarsRequest,
    times: ServerTimes,
  ) => Observable<Pick<BarsResult, 'bars'>>;
  /** Emits together with the reply: what comes on the feed before it is in it. */
  readonly since: (
    requester: Requester,
    request: BarsSinceRequest,
    times: ServerTimes,
  ) => Observable<readonly Bar[]>;
}

/**
 * What to do with periods that have no bar.
 *
 * - `none`: there is none, as on the server.
 * - `forward`: before the next bar comes a flat one for each period in which a quote session is
 *   on, at the last close, with no ticks.
 * - `backfill`: when a tick jumps over periods, the server is asked for bars in between, once.
 */
export type GapFill = 'none' | 'forward' | 'backfill';

export interface BarsOptions {
  /** Name of the symbol, as the server spells it. */
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /**
   * What to begin with: a number of closed bars, or all that open at `from` (UTC milliseconds)
   * or later. Default 0: the open bar only. Bars that close during loading come on top.
   */
  readonly history?: number | { readonly from: number } | undefined;
  /** Default `none`. */
  readonly gapFill?: GapFill | undefined;
  /** Whether every tick tells the open bar, too; false for closed bars only. Default true. */
  readonly liveUpdates?: boolean | undefined;
  /**
   * Close a bar at the end of its period, too, not only with the first tick of a later one.
   *
   * By default a bar is closed by the first tick after it: exact, but in a quiet market late.
   * With this it is closed `closeGraceMs` after its end at the latest. The end is that of the
   * server's clock as the ticks show it, so that it does not matter how wrong our own clock is.
   * A tick that comes later still is left out of the bar and told to `onIgnored`. Nothing is
   * closed by the clock while the connection is lost. Default false.
   */
  readonly closeByClock?: boolean | undefined;
  /** How long a tick may be under way, milliseconds; see `closeByClock`. Default 2000. */
  readonly closeGraceMs?: number | undefined;
  /**
   * Count details (push 17) that carry a bid, last price or volume as a tick, as the official
   * client does. Default false: such details repeat a price that ticks have told already, and
   * the server's own bars do not count them, so that a bar would come to another number of
   * ticks than its reload.
   */
  readonly countDetails?: boolean | undefined;
  /** Told of each page of the history. What it throws ends the stream. */
  readonly onProgress?: ((progress: BarsProgress) => void) | undefined;
  /** Told of ticks with a price that moved no bar. What it throws ends the stream. */
  readonly onIgnored?: ((tick: IgnoredTick) => void) | undefined;
  /** Told of each request that failed and will be made again. What it throws ends the stream. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
  /** Default: command 11 over the connection that is there. */
  readonly load?: BarLoader | undefined;
  readonly scheduler: SchedulerLike;
  /** Uniform in [0, 1), for the jitter of retries. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

export const commandLoader: BarLoader = { history: loadBars, since: loadBarsSince };

const gapFills: readonly string[] = ['none', 'forward', 'backfill'] satisfies readonly GapFill[];

/** @throws RangeError for a value that bars cannot be made by. */
export const checkBarsOptions = (options: BarsOptions): void => {
  const { history = 0, gapFill = 'none', closeGraceMs = 0 } = options;
  if (typeof history === 'number' && !(Number.isSafeInteger(history) && history >= 0)) {
    throw wrong('history', history, 'a whole number of at least 0');
  }
  if (typeof history === 'object' && !Number.isFinite(history.from)) {
    throw wrong('history.from', history.from, 'UTC milliseconds');
  }
  if (!gapFills.includes(gapFill)) throw wrong('gapFill', gapFill, gapFills.join(' | '));
  if (!(Number.isFinite(closeGraceMs) && closeGraceMs >= 0)) {
    throw wrong('closeGraceMs', closeGraceMs, 'milliseconds of at least 0');
  }
};

const wrong = (field: string, got: unknown, expected: string): RangeError =>
  new RangeError(`bars: ${field}: got ${String(got)}, expected ${expected}`);
