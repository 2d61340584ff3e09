import { Observable, type Subscriber } from 'rxjs';
import type { ServerTimes } from './server-times.js';
import type { SymbolSpecification } from './symbols.js';

/** The first event of a connection: the symbol as it is there. */
export interface OpenEvent {
  readonly kind: 'open';
  readonly at: number;
  readonly specification: SymbolSpecification;
  readonly times: ServerTimes;
}

/** What happens to a symbol besides the records that are told of it. */
export type LifeEvent<Open extends OpenEvent> =
  | Open
  | { readonly kind: 'confirmed'; readonly at: number }
  | {
      readonly kind: 'terms';
      readonly at: number;
      readonly specification: SymbolSpecification;
      readonly times: ServerTimes;
    }
  | { readonly kind: 'lost'; readonly at: number };

/** A symbol and those who follow it. */
class Entry<Open extends OpenEvent, Event> {
  /** Replaced as a whole, so that a follower may leave while events are handed out. */
  followers: readonly Subscriber<Event>[] = [];
  /** Set while a connection feeds the symbol. */
  bound: { readonly id: number; readonly open: Open } | undefined;
  confirmed: LifeEvent<Open> | undefined;

  constructor(readonly name: string) {}
}

/**
 * The events of symbols, handed to those who follow them: what a connection tells of a symbol, and
 * what becomes of the connection. Followers are kept by name and outlive connections; ids belong to
 * one connection (`bind` to `lose`).
 */
export class SymbolEvents<Open extends OpenEvent, Value> {
  readonly #byName = new Map<string, Entry<Open, LifeEvent<Open> | Value>>();
  readonly #byId = new Map<number, Entry<Open, LifeEvent<Open> | Value>>();
  readonly #now: () => number;

  /** `now` gives UTC milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Symbols that somebody follows. */
  get size(): number {
    return this.#byName.size;
  }

  /** Whether nothing that is told would reach anybody. */
  get isIdle(): boolean {
    return this.#byId.size === 0;
  }

  /**
   * Cold: the events of a symbol, for as long as it is subscribed to. Who comes late gets `open`
   * and `confirmed` at once if they hold.
   */
  events(name: string): Observable<LifeEvent<Open> | Value> {
    return new Observable((subscriber) => {
      const entry = this.#enter(name);
      entry.followers = [...entry.followers, subscriber];
      subscriber.add(() => {
        this.#leave(entry, subscriber);
      });
      if (entry.bound !== undefined) subscriber.next(entry.bound.open);
      if (entry.confirmed !== undefined) subscriber.next(entry.confirmed);
    });
  }

  isBound(name: string): boolean {
    return this.#byName.get(name)?.bound !== undefined;
  }

  /** Names that somebody follows and that no id is bound to yet. */
  unbound(): string[] {
    return [...this.#byName.values()]
      .filter(({ bound }) => bound === undefined)
      .map(({ name }) => name);
  }

  /** From now on what is told of `id` is of this symbol. */
  bind(id: number, open: Open): void {
    const entry = this.#byName.get(open.specification.name);
    if (entry === undefined || entry.bound !== undefined) return;
    entry.bound = { id, open };
    this.#byId.set(id, entry);
    emit(entry, open);
  }

  /** The server has these on its list. */
  confirm(ids: Iterable<number>): void {
    for (const id of ids) {
      const entry = this.#byId.get(id);
      if (entry === undefined || entry.confirmed !== undefined) continue;
      entry.confirmed = { kind: 'confirmed', at: this.#now() };
      emit(entry, entry.confirmed);
    }
  }

  /** Of all others it is not certain any more that they are on its list. */
  doubt(confirmed: ReadonlySet<number>): void {
    for (const [id, entry] of this.#byId) {
      if (!confirmed.has(id)) entry.confirmed = undefined;
    }
  }

  /** Whether anybody follows the symbol of an id. */
  has(id: number): boolean {
    return this.#byId.has(id);
  }

  /** Tells something of a symbol, if anybody follows it. */
  tell(id: number, value: Value): void {
    const entry = this.#byId.get(id);
    if (entry !== undefined) emit(entry, value);
  }

  /** Bound symbols get other terms; `openOf` gives those of one, or nothing to leave it alone. */
  setTerms(openOf: (name: string) => Open | undefined): void {
    for (const entry of [...this.#byName.values()]) {
      const open = entry.bound === undefined ? undefined : openOf(entry.name);
      if (entry.bound === undefined || open === undefined) continue;
      entry.bound = { id: entry.bound.id, open };
      const { specification, times } = open;
      emit(entry, { kind: 'terms', at: this.#now(), specification, times });
    }
  }

  /** Bound symbols that have another id now, or none, are lost; true if there are any. */
  release(idOf: (name: string) => number | undefined): boolean {
    const gone = [...this.#byName.values()].filter(
      ({ name, bound }) => bound !== undefined && bound.id !== idOf(name),
    );
    for (const { bound } of gone) if (bound !== undefined) this.#byId.delete(bound.id);
    const at = this.#now();
    for (const entry of gone) lose(entry, at);
    return gone.length > 0;
  }

  /** The connection is gone, with all its ids. */
  lose(): void {
    this.#byId.clear();
    const at = this.#now();
    for (const entry of [...this.#byName.values()]) lose(entry, at);
  }

  /** Fails those who follow a symbol. */
  fail(name: string, error: unknown): void {
    for (const follower of this.#byName.get(name)?.followers ?? []) follower.error(error);
  }

  /** Completes everybody; nothing is handed out any more. */
  complete(): void {
    for (const follower of this.#clear()) follower.complete();
  }

  /** Fails everybody; nothing is handed out any more. */
  failAll(error: unknown): void {
    for (const follower of this.#clear()) follower.error(error);
  }

  #clear(): readonly Subscriber<LifeEvent<Open> | Value>[] {
    const followers = [...this.#byName.values()].flatMap((entry) => entry.followers);
    this.#byName.clear();
    this.#byId.clear();
    return followers;
  }

  #enter(name: string): Entry<Open, LifeEvent<Open> | Value> {
    let entry = this.#byName.get(name);
    if (entry === undefined) {
      entry = new Entry(name);
      this.#byName.set(name, entry);
    }
    return entry;
  }

  #leave(
    entry: Entry<Open, LifeEvent<Open> | Value>,
    follower: Subscriber<LifeEvent<Open> | Value>,
  ): void {
    entry.followers = entry.followers.filter((other) => other !== follower);
    if (entry.followers.length > 0 || this.#byName.get(entry.name) !== entry) return;
    this.#byName.delete(entry.name);
    if (entry.bound !== undefined) this.#byId.delete(entry.bound.id);
  }
}

const lose = <Open extends OpenEvent, Value>(
  entry: Entry<Open, LifeEvent<Open> | Value>,
  at: number,
): void => {
  if (entry.bound === undefined) return;
  entry.bound = undefined;
  entry.confirmed = undefined;
  emit(entry, { kind: 'lost', at });
};

const emit = <Event>(
  { followers }: { readonly followers: readonly Subscriber<Event>[] },
  event: Event,
): void => {
  for (const follower of followers) follower.next(event);
};
