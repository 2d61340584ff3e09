import { Observable, type Subscriber } from 'rxjs';
import type { BookEntry } from '../../wire/index.js';
import type { SubscriptionTarget } from '../keep-subscribed.js';
import type { SlotSymbol } from '../quote-slot.js';
import type { ServerTimes } from '../server-times.js';
import type { SymbolSpecification } from '../symbols.js';
import type { BookEvent } from './book-event.js';
import { depthFault, NoDepthError } from './no-depth-error.js';

type Open = Extract<BookEvent, { kind: 'open' }>;
type Confirmed = Extract<BookEvent, { kind: 'confirmed' }>;

/** A symbol and those who listen to it. */
interface Entry {
  readonly name: string;
  /** Replaced as a whole, so that a listener may leave while events are handed out. */
  listeners: readonly Subscriber<BookEvent>[];
  id: number | undefined;
  open: Open | undefined;
  confirmed: Confirmed | undefined;
}

export interface BookRouterOptions {
  /** UTC milliseconds. */
  readonly now: () => number;
  /** Told of entries under ids that no listener is bound to. */
  readonly onUnknown: (symbolId: number) => void;
}

/**
 * Hands what happens to the depth of market to those who listen to its symbol. Listeners are
 * kept by name and outlive connections; ids belong to one connection (`attach` to `unbind`).
 */
export class BookRouter implements SubscriptionTarget {
  readonly #options: BookRouterOptions;
  readonly #byName = new Map<string, Entry>();
  readonly #byId = new Map<number, Entry>();
  #times: ServerTimes | undefined;

  constructor(options: BookRouterOptions) {
    this.#options = options;
  }

  /** Symbols that somebody listens to. */
  get size(): number {
    return this.#byName.size;
  }

  /** Cold: what happens to a symbol, for as long as it is subscribed to; see `BookEvent`. */
  events(name: string): Observable<BookEvent> {
    return new Observable((subscriber) => {
      const entry = this.#enter(name);
      entry.listeners = [...entry.listeners, subscriber];
      subscriber.add(() => {
        this.#leave(entry, subscriber);
      });
      if (entry.open !== undefined) subscriber.next(entry.open);
      if (entry.confirmed !== undefined) subscriber.next(entry.confirmed);
    });
  }

  /** A connection is there, with this clock: symbols can be bound from now on. */
  attach(times: ServerTimes): void {
    this.#times = times;
  }

  /** Names that somebody listens to and that no id is bound to yet. */
  unbound(): string[] {
    return [...this.#byName.values()].filter(({ id }) => id === undefined).map(({ name }) => name);
  }

  /** From now on entries of `id` are those of this symbol. One without depth fails. */
  bind(
    id: number,
    { name }: Pick<SlotSymbol, 'name'>,
    specification: SymbolSpecification | undefined,
  ): void {
    const entry = this.#byName.get(name);
    if (entry === undefined || this.#times === undefined) return;
    const fault =
      specification === undefined ? new NoDepthError(name, 'no-record') : depthFault(specification);
    if (fault !== undefined || specification === undefined) {
      this.fail(name, fault);
      return;
    }
    entry.id = id;
    entry.open = { kind: 'open', at: this.#options.now(), specification, times: this.#times };
    this.#byId.set(id, entry);
    emit(entry, entry.open);
  }

  /** The server has these on its list. */
  confirm(ids: readonly number[]): void {
    for (const id of ids) {
      const entry = this.#byId.get(id);
      if (entry === undefined || entry.confirmed !== undefined) continue;
      entry.confirmed = { kind: 'confirmed', at: this.#options.now() };
      emit(entry, entry.confirmed);
    }
  }

  /** Hands out the entries of a push. */
  consume(entries: readonly BookEntry[]): void {
    for (const record of entries) {
      const entry = this.#byId.get(record.symbol_id);
      if (entry === undefined) this.#options.onUnknown(record.symbol_id);
      else emit(entry, { kind: 'entry', at: this.#options.now(), entry: record });
    }
  }

  /** Bound symbols get other terms and keep their levels. One that has no depth now fails. */
  setTerms(
    times: ServerTimes,
    specificationOf: (name: string) => SymbolSpecification | undefined,
  ): void {
    this.#times = times;
    for (const entry of [...this.#byName.values()]) {
      const specification = specificationOf(entry.name);
      if (entry.open === undefined || specification === undefined) continue;
      const fault = depthFault(specification);
      if (fault !== undefined) {
        this.fail(entry.name, fault);
        continue;
      }
      entry.open = { ...entry.open, specification, times };
      emit(entry, { kind: 'terms', at: this.#options.now(), specification, times });
    }
  }

  /** Fails those who listen to a symbol. */
  fail(name: string, error: unknown): void {
    for (const listener of this.#byName.get(name)?.listeners ?? []) listener.error(error);
  }

  /** Forgets ids: they belonged to a connection that has ended. */
  unbind(): void {
    this.#times = undefined;
    this.#byId.clear();
    for (const entry of [...this.#byName.values()]) {
      const wasOpen = entry.open !== undefined;
      entry.id = undefined;
      entry.open = undefined;
      entry.confirmed = undefined;
      if (wasOpen) emit(entry, { kind: 'lost', at: this.#options.now() });
    }
  }

  /** Completes everybody; nothing is handed out any more. */
  complete(): void {
    for (const listener of this.#clear()) listener.complete();
  }

  /** Fails everybody; nothing is handed out any more. */
  failAll(error: unknown): void {
    for (const listener of this.#clear()) listener.error(error);
  }

  #clear(): readonly Subscriber<BookEvent>[] {
    const listeners = [...this.#byName.values()].flatMap((entry) => entry.listeners);
    this.#byName.clear();
    this.#byId.clear();
    return listeners;
  }

  #enter(name: string): Entry {
    let entry = this.#byName.get(name);
    if (entry === undefined) {
      entry = { name, listeners: [], id: undefined, open: undefined, confirmed: undefined };
      this.#byName.set(name, entry);
    }
    return entry;
  }

  #leave(entry: Entry, subscriber: Subscriber<BookEvent>): void {
    entry.listeners = entry.listeners.filter((other) => other !== subscriber);
    if (entry.listeners.length > 0 || this.#byName.get(entry.name) !== entry) return;
    this.#byName.delete(entry.name);
    if (entry.id !== undefined) this.#byId.delete(entry.id);
  }
}

const emit = (entry: Entry, event: BookEvent): void => {
  for (const listener of entry.listeners) listener.next(event);
};
