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
import { conflateMap, retryBackoff } from '../operators/index.js';
import type { DesiredSet } from './desired-set.js';
import { loadFull, setTickSubscription } from './load.js';
import type { Requester } from './requester.js';
import type { SymbolCatalogue } from './symbol-catalogue.js';
import type { TickRouter } from './tick-router.js';

export interface KeepSubscribedOptions {
  readonly connection: Requester;
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
export const keepSubscribed = (options: KeepSubscribedOptions): Observable<never> =>
  defer(() => {
    const { desired, scheduler } = options;
    const list = new ServerList(options);
    return defer(() => desired.names$).pipe(
      throttleTime(options.windowMs, scheduler, { leading: false, trailing: true }),
      conflateMap(() => list.send(desired.names)),
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
  });

/** The list of one connection, as the server has confirmed it. */
class ServerList {
  readonly #options: KeepSubscribedOptions;
  #confirmed: readonly number[] = [];

  constructor(options: KeepSubscribedOptions) {
    this.#options = options;
  }

  /** Makes the server's list that of these names; sends nothing if it is already. */
  send(names: ReadonlySet<string>): Observable<void> {
    const { connection, catalogue, onConfirmed } = this.#options;
    return loadFull(connection, catalogue.idsToLoad(names)).pipe(
      mergeMap((records) => {
        catalogue.addFull(records);
        this.#bind();
        const ids = this.#idsOf(names);
        if (isSame(ids, this.#confirmed)) return of(undefined);
        return setTickSubscription(connection, ids).pipe(
          tap(() => {
            this.#confirmed = ids;
            onConfirmed(ids);
          }),
        );
      }),
    );
  }

  #bind(): void {
    const { router, catalogue } = this.#options;
    for (const name of router.unbound()) {
      const id = catalogue.idOf(name);
      const symbol = catalogue.slotSymbol(name);
      if (id === undefined || symbol === undefined) router.fail(name, catalogue.notFound(name));
      else router.bind(id, symbol);
    }
  }

  #idsOf(names: ReadonlySet<string>): number[] {
    return [...names]
      .map((name) => this.#options.catalogue.idOf(name))
      .filter((id) => id !== undefined)
      .sort((a, b) => a - b);
  }
}

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);
