import { defer, mergeMap, take, type Observable } from 'rxjs';
import type { Requester, ServerTimes } from '../../market/index.js';
import { criteriaOf, type HistoryFilter } from './filter.js';
import {
  loadDeals,
  loadOrders,
  loadPositions,
  type DealHistory,
  type OrderHistory,
  type PositionHistory,
  type PositionsFilter,
} from './load.js';

/** A connection to ask, and the server's clock. */
export interface HistorySource {
  readonly requester: Requester;
  readonly times: ServerTimes;
}

export interface HistoryOptions {
  /** Emits as soon as the history can be asked for, and fails if that takes too long. */
  readonly when: () => Observable<HistorySource>;
  /** UTC milliseconds. */
  readonly now: () => number;
}

type Loader<F, T> = (
  requester: Requester,
  filter: F,
  times: ServerTimes,
  now: number,
) => Observable<T>;

/**
 * What has happened on the account. Each method is cold and asks once: it emits one result and
 * completes. Nothing is asked again if the connection is lost meanwhile: that is an error. Failures
 * are `HistoryRangeError` before anything is sent, and those of requests and of the wait for a
 * connection.
 */
export class History {
  readonly #options: HistoryOptions;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /** Deals of a range, oldest first, with where the money went. Balance operations are deals, too. */
  deals(filter: HistoryFilter = {}): Observable<DealHistory> {
    return this.#load(loadDeals, filter);
  }

  /** Orders that were done with in a range: filled, cancelled, refused, expired. */
  orders(filter: HistoryFilter = {}): Observable<OrderHistory> {
    return this.#load(loadOrders, filter);
  }

  /** Positions with a deal in a range, built from their deals. */
  positions(filter: PositionsFilter = {}): Observable<PositionHistory> {
    return this.#load(loadPositions, filter);
  }

  /** The filter is checked before there is a connection, against the time of the subscription. */
  #load<F extends HistoryFilter, T>(loader: Loader<F, T>, filter: F): Observable<T> {
    const { when, now } = this.#options;
    return defer(() => {
      const asOf = now();
      criteriaOf(filter, asOf);
      return when().pipe(
        take(1),
        mergeMap(({ requester, times }) => loader(requester, filter, times, asOf)),
      );
    });
  }
}
