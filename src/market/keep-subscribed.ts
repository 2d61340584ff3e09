import {
  concat,
  defer,
  EMPTY,
  ignoreElements,
  map,
  mergeMap,
  throttleTime,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { conflateMap, retryBackoff } from '../operators/index.js';
import { commands, type Command } from '../wire/index.js';
import type { DesiredSet } from './desired-set.js';
import { loadFull } from './load.js';
import type { SlotSymbol } from './quote-slot.js';
import type { Requester } from './requester.js';
import type { SymbolCatalogue } from './symbol-catalogue.js';
import type { SymbolSpecification } from './symbols.js';

/** A list of symbols that the server keeps for a connection. */
export interface SubscriptionList {
  /** Replaces the whole list. */
  readonly command: Command<readonly number[]>;
  /**
   * The server sends something, such as a whole book, only when a symbol enters its list. One
   * that was left and is wanted again before the list was sent then leaves it and enters again.
   */
  readonly startsWhole: boolean;
}

/** Whose ticks are sent. */
export const tickList: SubscriptionList = {
  command: commands.ticksSubscribe,
  startsWhole: false,
};

/** Whose depth of market is sent. */
export const bookList: SubscriptionList = {
  command: commands.bookSubscribe,
  startsWhole: true,
};

/** Those who listen to symbols by name, as the keeping of a list sees them. */
export interface SubscriptionTarget {
  /** The list is about to be that of these names: what is kept of others gets old. */
  retain?(names: ReadonlySet<string>): void;
  /** Names that somebody listens to and that no id is bound to yet. */
  unbound(): readonly string[];
  /**
   * From now on what comes under `id` is of this symbol. There is no specification when the
   * server has not sent the full record that it was asked for.
   */
  bind(id: number, symbol: SlotSymbol, specification: SymbolSpecification | undefined): void;
  /** Fails those who listen to a symbol. */
  fail(name: string, error: unknown): void;
}

export interface KeepSubscribedOptions {
  readonly connection: Requester;
  readonly catalogue: SymbolCatalogue;
  readonly desired: DesiredSet;
  /** The list of ticks unless told otherwise. */
  readonly list?: SubscriptionList;
  readonly router: SubscriptionTarget;
  /** Changes within this time become one request. */
  readonly windowMs: number;
  readonly scheduler: SchedulerLike;
  /** A request failed and is about to be made again. */
  readonly onFailure: (error: unknown) => void;
  /** A list is about to be sent. */
  readonly onSending?: (ids: readonly number[]) => void;
  /** The server has taken a list. */
  readonly onConfirmed: (ids: readonly number[]) => void;
}

const retryDelayMs = 1000;
const retryMaxMs = 30_000;

/**
 * Keeps a list of the server equal to the wanted set for the life of one
 * connection, beginning with what is wanted when it starts: a reconnect is
 * nothing but a new run of this. Commands 7 and 22 replace the whole list, so that
 * sending it again after a failure does no harm.
 *
 * Full records come first: without them the markup of a symbol is not known, and
 * its first ticks would show other prices than the rest.
 */
export const keepSubscribed = (options: KeepSubscribedOptions): Observable<never> =>
  defer(() => {
    const { desired, scheduler } = options;
    const list = new ServerList(options);
    return defer(() => desired.changes$).pipe(
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
  readonly #list: SubscriptionList;
  #confirmed: readonly number[] = [];
  /** On the list of the server for all we know: confirmed, or sent since without an answer. */
  #possible: ReadonlySet<number> = new Set();
  /** False while a list is out, and after one that failed: the server may have taken it. */
  #isCertain = true;
  /** On the list, and to leave it before they are on it again. */
  readonly #leaving = new Set<number>();

  constructor(options: KeepSubscribedOptions) {
    this.#options = options;
    this.#list = options.list ?? tickList;
  }

  /** Makes the server's list that of these names; sends nothing if it is already. */
  send(names: ReadonlySet<string>): Observable<void> {
    const { connection, catalogue } = this.#options;
    return loadFull(connection, catalogue.idsToLoad(names)).pipe(
      mergeMap((records) => {
        catalogue.addFull(records);
        this.#bind(names);
        const ids = this.#idsOf(names);
        return concat(
          defer(() => this.#leave()),
          defer(() => this.#set(ids)),
        );
      }),
    );
  }

  #leave(): Observable<void> {
    if (this.#leaving.size === 0) return EMPTY;
    return this.#set(this.#confirmed.filter((id) => !this.#leaving.has(id)));
  }

  #set(ids: readonly number[]): Observable<void> {
    if (this.#isCertain && isSame(ids, this.#confirmed)) return EMPTY;
    this.#isCertain = false;
    this.#possible = new Set([...this.#possible, ...ids]);
    this.#options.onSending?.(ids);
    return this.#options.connection.request(this.#list.command, ids).pipe(
      map(() => {
        this.#confirmed = ids;
        this.#possible = new Set(ids);
        this.#isCertain = true;
        for (const id of this.#leaving) if (!ids.includes(id)) this.#leaving.delete(id);
        this.#options.onConfirmed(ids);
      }),
    );
  }

  /** Those that came meanwhile have their turn when their full records are loaded. */
  #bind(names: ReadonlySet<string>): void {
    const { router, catalogue } = this.#options;
    router.retain?.(names);
    for (const name of router.unbound()) {
      if (!names.has(name)) continue;
      const id = catalogue.idOf(name);
      const symbol = catalogue.slotSymbol(name);
      if (id === undefined || symbol === undefined) {
        router.fail(name, catalogue.notFound(name));
        continue;
      }
      if (this.#list.startsWhole && this.#possible.has(id)) this.#leaving.add(id);
      router.bind(id, symbol, catalogue.specification(name));
    }
  }

  /** Who could not be bound has given up: such a name is wanted no more. */
  #idsOf(names: ReadonlySet<string>): number[] {
    const { catalogue, desired } = this.#options;
    return [...names]
      .filter((name) => desired.names.has(name))
      .map((name) => catalogue.idOf(name))
      .filter((id) => id !== undefined)
      .sort((a, b) => a - b);
  }
}

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);
