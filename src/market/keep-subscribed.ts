import {
  defer,
  ignoreElements,
  mergeMap,
  of,
  tap,
  throttleTime,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Connection } from '../connection/index.js';
import { conflateMap, retryBackoff } from '../operators/index.js';
import type { DesiredSet } from './desired-set.js';
import { loadFull, setTickSubscription } from './load.js';
import type { SymbolCatalogue } from './symbol-catalogue.js';
import type { TickRouter } from './tick-router.js';

export interface KeepSubscribedOptions {
  readonly connection: Connection;
  readonly catalogue: SymbolCatalogue;
  readonly desired: DesiredSet;
  readonly router: TickRouter;
  /** Changes within this time become one request. */
  readonly windowMs: number;
  readonly scheduler: SchedulerLike;
  /** A request failed and is about to be made again. */
  readonly onFailure: (error: unknown) => void;
  /** The server has taken a list. */
  readonly onConfirmed: (ids: readonly number[]) => void;
}

const retryDelayMs = 1000;
const retryMaxMs = 30_000;

/**
 * Keeps the server's list of ticks equal to the wanted set for the life of one
 * connection, beginning with what is wanted when it starts: a reconnect is
 * nothing but a new run of this. Command 7 replaces the whole list, so that
 * sending it again after a failure does no harm.
 *
 * Full records come first: without them the markup of a symbol is not known, and
 * its first ticks would show other prices than the rest.
 */
export const keepSubscribed = (options: KeepSubscribedOptions): Observable<never> => {
  const { connection, catalogue, desired, router, scheduler } = options;

  const bind = (): void => {
    for (const name of router.unbound()) {
      const id = catalogue.idOf(name);
      const symbol = catalogue.slotSymbol(name);
      if (id === undefined || symbol === undefined) router.fail(name, catalogue.notFound(name));
      else router.bind(id, symbol);
    }
  };

  let confirmed: readonly number[] = [];
  const send = (names: ReadonlySet<string>): Observable<unknown> =>
    loadFull(connection, catalogue.idsToLoad(names)).pipe(
      mergeMap((records) => {
        catalogue.addFull(records);
        bind();
        const ids = [...names]
          .map((name) => catalogue.idOf(name))
          .filter((id): id is number => id !== undefined)
          .sort((a, b) => a - b);
        if (isSame(ids, confirmed)) return of(undefined);
        return setTickSubscription(connection, ids).pipe(
          tap(() => {
            confirmed = ids;
            options.onConfirmed(ids);
          }),
        );
      }),
    );

  return defer(() => desired.names$).pipe(
    throttleTime(options.windowMs, scheduler, { leading: false, trailing: true }),
    conflateMap(() => send(desired.names)),
    retryBackoff({
      delayMs: retryDelayMs,
      maxMs: retryMaxMs,
      scheduler,
      onAttempt: ({ error }) => {
        options.onFailure(error);
      },
    }),
    ignoreElements(),
  );
};

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);
