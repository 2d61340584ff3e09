import type { Observable } from 'rxjs';
import type { BookEntry } from '../../wire/index.js';
import type { SubscriptionTarget } from '../keep-subscribed.js';
import type { SlotSymbol } from '../quote-slot.js';
import type { ServerTimes } from '../server-times.js';
import { SymbolEvents } from '../symbol-events.js';
import type { SymbolSpecification } from '../symbols.js';
import type { BookEvent } from './book-event.js';
import { depthFault, NoDepthError } from './no-depth-error.js';

type Open = Extract<BookEvent, { kind: 'open' }>;
type Value = Extract<BookEvent, { kind: 'entry' }>;

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
  readonly #events: SymbolEvents<Open, Value>;
  #times: ServerTimes | undefined;

  constructor(options: BookRouterOptions) {
    this.#options = options;
    this.#events = new SymbolEvents(options.now);
  }

  /** Symbols that somebody listens to. */
  get size(): number {
    return this.#events.size;
  }

  /** Cold: what happens to a symbol, for as long as it is subscribed to; see `BookEvent`. */
  events(name: string): Observable<BookEvent> {
    return this.#events.events(name);
  }

  /** A connection is there, with this clock: symbols can be bound from now on. */
  attach(times: ServerTimes): void {
    this.#times = times;
  }

  unbound(): string[] {
    return this.#events.unbound();
  }

  /** From now on entries of `id` are those of this symbol. One without depth fails. */
  bind(
    id: number,
    { name }: Pick<SlotSymbol, 'name'>,
    specification: SymbolSpecification | undefined,
  ): void {
    if (this.#times === undefined) return;
    if (specification === undefined) this.fail(name, new NoDepthError(name, 'no-record'));
    const open = specification && this.#openOf(specification, this.#times);
    if (open !== undefined) this.#events.bind(id, open);
  }

  /** The server has these on its list. */
  confirm(ids: readonly number[]): void {
    this.#events.confirm(ids);
  }

  /** Hands out the entries of a push. */
  consume(entries: readonly BookEntry[]): void {
    for (const entry of entries) {
      const id = entry.symbol_id;
      if (!this.#events.has(id)) this.#options.onUnknown(id);
      else this.#events.tell(id, { kind: 'entry', at: this.#options.now(), entry });
    }
  }

  /** Bound symbols get other terms and keep their levels. One that has no depth now fails. */
  setTerms(
    times: ServerTimes,
    specificationOf: (name: string) => SymbolSpecification | undefined,
  ): void {
    this.#times = times;
    this.#events.setTerms((name) => {
      const specification = specificationOf(name);
      return specification && this.#openOf(specification, times);
    });
  }

  /** Symbols that have another id now, or none, are lost until they are bound again; true if there are any. */
  release(idOf: (name: string) => number | undefined): boolean {
    return this.#events.release(idOf);
  }

  /** Fails those who listen to a symbol. */
  fail(name: string, error: unknown): void {
    this.#events.fail(name, error);
  }

  /** Forgets ids: they belonged to a connection that has ended. */
  unbind(): void {
    this.#times = undefined;
    this.#events.lose();
  }

  /** Completes everybody; nothing is handed out any more. */
  complete(): void {
    this.#events.complete();
  }

  /** Fails everybody; nothing is handed out any more. */
  failAll(error: unknown): void {
    this.#events.failAll(error);
  }

  /** A symbol without depth fails instead. */
  #openOf(specification: SymbolSpecification, times: ServerTimes): Open | undefined {
    const fault = depthFault(specification);
    if (fault !== undefined) {
      this.fail(specification.name, fault);
      return undefined;
    }
    return { kind: 'open', at: this.#options.now(), specification, times };
  }
}
