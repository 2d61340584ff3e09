import { catchError, concat, defer, EMPTY, map, mergeMap, of, switchMap, throwError } from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import {
  checkSymbolName,
  loadFull,
  SymbolRecordError,
  keepAsking,
  type FeedEvent,
  type KeepAskingOptions,
  type SymbolSpecification,
  type SymbolCatalogue,
} from '../market/index.js';
import { SessionClosedError } from './errors.js';
import type { Ready } from './ready.js';

/** Completes where a session was closed in order; its failure stays one. */
export const untilClosed = <T>(): MonoTypeOperatorFunction<T> =>
  catchError((error: unknown) =>
    error instanceof SessionClosedError && error.cause === undefined
      ? EMPTY
      : throwError(() => error as Error),
  );

/** One symbol in full, asked for if not loaded yet. Fails with `SymbolNotFoundError`, `SymbolNameError`. */
export const specificationOf = (
  { requester, catalogue }: Pick<Ready, 'requester' | 'catalogue'>,
  name: string,
): Observable<SymbolSpecification> =>
  defer(() => {
    if (catalogue.idOf(checkSymbolName(name)) === undefined) throw catalogue.notFound(name);
    return loadFull(requester, catalogue.idsToLoad([name])).pipe(
      map((records) => {
        catalogue.addFull(records);
        return present(catalogue, name);
      }),
    );
  });

const present = (catalogue: SymbolCatalogue, name: string): SymbolSpecification => {
  const specification = catalogue.specification(name);
  if (specification === undefined) throw new SymbolRecordError(name);
  return specification;
};

/**
 * The record of a symbol and the server's clock over each connection, as the events of a feed
 * that has no ticks: `open`, then `terms` whenever the record or the account has changed. A request
 * that fails is made again.
 */
export const recordEvents = (
  ready$: Observable<Ready>,
  name: string,
  asking: KeepAskingOptions,
): Observable<FeedEvent> => {
  const now = (): number => asking.scheduler.now();
  return ready$.pipe(
    switchMap((ready) => {
      const { requester, catalogue, times } = ready;
      const opened$ = specificationOf(ready, name).pipe(
        keepAsking(asking),
        map((specification): FeedEvent => {
          return { kind: 'open', at: now(), requester, specification, times };
        }),
      );
      const changed$ = catalogue.changes$.pipe(
        mergeMap(() => {
          const specification = catalogue.specification(name);
          return specification === undefined ? EMPTY : of(specification);
        }),
        map((specification): FeedEvent => ({ kind: 'terms', at: now(), specification, times })),
      );
      return concat(opened$, changed$);
    }),
    untilClosed(),
  );
};
