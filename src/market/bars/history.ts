import {
  concatMap,
  defer,
  last,
  map,
  of,
  repeat,
  retry,
  take,
  takeWhile,
  throwError,
  throwIfEmpty,
  type Observable,
} from 'rxjs';
import { BadReplyError, ConnectionClosedError } from '../../connection/index.js';
import { commands, type RateBar } from '../../wire/index.js';
import type { Requester } from '../requester.js';
import type { ServerTimes } from '../server-times.js';
import { askBars } from './ask-bars.js';
import type { BarsQuery } from './bars-reply.js';
import { BarsPaging } from './history-paging.js';
import { barsPlan } from './history-plan.js';
import type { BarsRequest, BarsResult } from './history-request.js';

export type { BarRepairs, BarsProgress, BarsRequest, BarsResult } from './history-request.js';
export { loadBarsSince } from './history-since.js';
export type { BarsSinceRequest } from './history-since.js';

/**
 * Loads bars of the past, page by page, newest first. A one-shot: subscribing asks, the result
 * comes at the end, and unsubscribing stops.
 *
 * Times are UTC, and `times` converts them: a bar of an hour that the server's clock repeats is
 * one bar, of both passes, and opens in the earlier one. Each bar of the server comes exactly
 * once, whatever limit the server has on the bars of a reply; `complete` tells whether these are
 * all. Where nothing is found, requests widen: the market may have been at rest.
 *
 * Fails with `BarsRangeError` for a request that makes no sense, with `BarAlignmentError` for a
 * bar that does not open where its period starts, and as `Connection.request` does: a page that
 * fails fails the load. See `loadBarsResuming`.
 */
export const loadBars = (
  requester: Requester,
  request: BarsRequest,
  times: ServerTimes,
): Observable<BarsResult> => load((query) => askBars(requester, query), request, times);

export interface ResumeOptions {
  /** How often a page is asked for again when its connection closes. Default 5. */
  readonly retries?: number | undefined;
}

/**
 * As `loadBars`, over more than one connection if need be: a page whose connection closes is
 * asked for again over the next one, and the pages before it stay. Asking for bars changes
 * nothing on the server, so to repeat it is harmless.
 *
 * `when` gives the present connection, or the next one as soon as it is there; what it fails
 * with fails the load. So does a page that has lost its connection `retries` times over.
 */
export const loadBarsResuming = (
  when: () => Observable<Requester>,
  request: BarsRequest,
  times: ServerTimes,
  { retries = 5 }: ResumeOptions = {},
): Observable<BarsResult> => {
  const again = (error: unknown): Observable<unknown> =>
    error instanceof ConnectionClosedError ? of(undefined) : throwError(() => error as Error);
  const ask = (query: BarsQuery): Observable<readonly RateBar[]> =>
    defer(when).pipe(
      take(1),
      concatMap((requester) => askBars(requester, query)),
      retry({ count: retries, delay: again }),
    );
  return load(ask, request, times);
};

type Ask = (query: BarsQuery) => Observable<readonly RateBar[]>;

const load = (ask: Ask, request: BarsRequest, times: ServerTimes): Observable<BarsResult> =>
  defer(() => {
    const paging = new BarsPaging(barsPlan(request, times), times);
    if (paging.isDone) return of(paging.result);
    return defer(() => ask(paging.query)).pipe(
      // One reply per request, or this would ask without end.
      take(1),
      throwIfEmpty(() => new BadReplyError(commands.rates.id, new Error('no reply'))),
      map((records) => {
        paging.accept(records);
        request.onProgress?.(paging.progress);
        return paging.isDone;
      }),
      repeat(),
      takeWhile((isDone) => !isDone, true),
      last(),
      map(() => paging.result),
    );
  });
