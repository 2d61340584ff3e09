import { defer, map, mergeMap, type Observable } from 'rxjs';
import { History } from '../account/index.js';
import {
  checkSymbolName,
  loadBarsResuming,
  timeframeOf,
  type BarsRequest,
  type BarsResult,
} from '../market/index.js';
import type { Ready } from './ready.js';

/**
 * Which bars of the past: a range (`from`, `to`: open times, UTC milliseconds, both included), the
 * newest `count` of it, or the newest `count` of all.
 */
export type BarsFilter = Pick<
  BarsRequest,
  'from' | 'to' | 'count' | 'pageBars' | 'maxBars' | 'onProgress'
>;

export interface SessionHistoryOptions {
  /** Emits as soon as there is a connection that can be used, and fails if that takes too long. */
  readonly when: () => Observable<Ready>;
  /** UTC milliseconds. */
  readonly now: () => number;
}

/** Our own clock may be late: the bars that the server has by then are asked for all the same. */
const aheadMs = 86_400_000;

/** What has been, asked of the server: one-shots that emit one result and complete. */
export class SessionHistory extends History {
  readonly #options: SessionHistoryOptions;

  constructor(options: SessionHistoryOptions) {
    super(options);
    this.#options = options;
  }

  /**
   * Bars of the past, oldest first. `complete` says whether they are all that the server has of
   * what was asked for. Loaded page by page (`onProgress`); a reconnect on the way is waited for,
   * and nothing is lost or doubled by it.
   *
   * Fails with `SymbolNotFoundError`, and with `BarsRangeError` for a range that makes no sense.
   *
   * @throws TimeframeError, SymbolNameError
   */
  bars(name: string, timeframe: string, filter: BarsFilter = {}): Observable<BarsResult> {
    const { when, now } = this.#options;
    const symbol = checkSymbolName(name);
    const frame = timeframeOf(timeframe);
    return defer(() => when()).pipe(
      mergeMap(({ catalogue, times }) => {
        if (catalogue.idOf(symbol) === undefined) throw catalogue.notFound(symbol);
        const request = { ...filter, symbol, timeframe: frame, now: now(), aheadMs };
        return loadBarsResuming(
          () => when().pipe(map(({ requester }) => requester)),
          request,
          times,
        );
      }),
    );
  }
}
