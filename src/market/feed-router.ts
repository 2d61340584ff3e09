import { Observable, Subject } from 'rxjs';
import type { TickFrames } from '../connection/index.js';
import { readTick, tick as tickRecord, type SymbolDetails } from '../wire/index.js';
import type { FeedEvent } from './feed-event.js';
import type { SubscriptionTarget } from './keep-subscribed.js';
import type { Requester } from './requester.js';
import type { ServerTimes } from './server-times.js';
import type { SymbolCatalogue } from './symbol-catalogue.js';
import type { SymbolSpecification } from './symbols.js';

/** What a feed knows of the connection that it is fed by. */
export interface FeedContext {
  readonly requester: Requester;
  readonly catalogue: Pick<SymbolCatalogue, 'specification'>;
  readonly times: ServerTimes;
}

/** A symbol and those who follow it. */
class Entry {
  followers = 0;
  readonly #events = new Subject<FeedEvent>();
  /** Set while a connection feeds the symbol. */
  bound: { readonly id: number; open: FeedEvent } | undefined;
  confirmed: FeedEvent | undefined;

  constructor(readonly name: string) {}

  get events$(): Observable<FeedEvent> {
    return this.#events;
  }

  tell(event: FeedEvent): void {
    this.#events.next(event);
  }

  fail(error: Error): void {
    this.#events.error(error);
  }

  complete(): void {
    this.#events.complete();
  }
}

/**
 * Makes the events of each symbol that somebody follows: records as they came, in order, and what
 * happens to the connection. Followers are kept by name and outlive connections; ids belong to one
 * connection (`bind`). A symbol that nobody follows costs one look-up per tick, and a session
 * without any follower nothing.
 */
export class FeedRouter implements SubscriptionTarget {
  readonly #byName = new Map<string, Entry>();
  readonly #byId = new Map<number, Entry>();
  readonly #now: () => number;
  #context: FeedContext | undefined;
  /** What the server has confirmed to send, whoever asked for it. */
  #confirmed: ReadonlySet<number> = new Set();

  /** `now` gives UTC milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Cold: the events of a symbol, for as long as it is subscribed to. */
  events(name: string): Observable<FeedEvent> {
    return new Observable((subscriber) => {
      const entry = this.#enter(name);
      entry.followers += 1;
      subscriber.add(() => {
        entry.followers -= 1;
        if (entry.followers === 0) this.#drop(entry);
      });
      if (entry.bound !== undefined) subscriber.next(entry.bound.open);
      if (entry.confirmed !== undefined) subscriber.next(entry.confirmed);
      subscriber.add(entry.events$.subscribe(subscriber));
    });
  }

  /** A connection is there; symbols are bound to it one by one. */
  enter(context: FeedContext): void {
    this.#context = context;
    this.#confirmed = new Set();
  }

  /** The connection is gone, with all its ids. */
  unbind(): void {
    this.#context = undefined;
    this.#confirmed = new Set();
    this.#byId.clear();
    const at = this.#now();
    for (const entry of [...this.#byName.values()]) {
      if (entry.bound === undefined) continue;
      entry.bound = undefined;
      entry.confirmed = undefined;
      entry.tell({ kind: 'lost', at });
    }
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

  /** From now on records of `id` are those of this symbol, whose full record is loaded. */
  bind(
    id: number,
    { name }: { readonly name: string },
    specification: SymbolSpecification | undefined,
  ): void {
    const entry = this.#byName.get(name);
    if (entry === undefined || entry.bound !== undefined || specification === undefined) return;
    const open = this.#openEvent(specification);
    if (open === undefined) return;
    entry.bound = { id, open };
    this.#byId.set(id, entry);
    entry.tell(open);
    if (this.#confirmed.has(id)) this.#confirm(entry);
  }

  /** A list is on its way to the server: what is not in it is not certain to come any more. */
  sending(ids: readonly number[]): void {
    const kept = new Set(ids);
    this.#confirmed = new Set([...this.#confirmed].filter((id) => kept.has(id)));
    for (const entry of this.#byName.values()) {
      if (entry.bound !== undefined && !this.#confirmed.has(entry.bound.id)) {
        entry.confirmed = undefined;
      }
    }
  }

  /** The server has taken a list. */
  confirmed(ids: readonly number[]): void {
    this.#confirmed = new Set(ids);
    for (const id of ids) {
      const entry = this.#byId.get(id);
      if (entry !== undefined && entry.confirmed === undefined) this.#confirm(entry);
    }
  }

  /** Settings, symbols or the server's clock have changed. */
  refresh(): void {
    const context = this.#context;
    if (context === undefined) return;
    const at = this.#now();
    for (const entry of [...this.#byName.values()]) {
      const specification = context.catalogue.specification(entry.name);
      if (entry.bound === undefined || specification === undefined) continue;
      entry.bound.open = this.#openEvent(specification) ?? entry.bound.open;
      entry.tell({ kind: 'terms', at, specification, times: context.times });
    }
  }

  /** Takes the ticks of one socket read. */
  consume(frames: TickFrames): void {
    if (this.#byId.size === 0) return;
    const { view, count, starts, ends } = frames;
    const { size } = tickRecord;
    for (let frame = 0; frame < count; frame += 1) {
      const end = ends[frame] ?? 0;
      for (let offset = starts[frame] ?? 0; offset + size <= end; offset += size) {
        const entry = this.#byId.get(view.getUint32(offset, true));
        if (entry === undefined) continue;
        // Bytes are read for texts only, and a tick has none.
        entry.tell({ kind: 'tick', tick: readTick(view, noBytes, offset) });
      }
    }
  }

  /** Takes the records of one push of details. */
  details(records: readonly SymbolDetails[]): void {
    for (const details of records) {
      this.#byId.get(details.symbol_id)?.tell({ kind: 'details', details });
    }
  }

  /** Fails those who follow a symbol. */
  fail(name: string, error: Error): void {
    this.#byName.get(name)?.fail(error);
  }

  /** Completes everybody; nothing comes any more. */
  complete(): void {
    for (const entry of this.#clear()) entry.complete();
  }

  /** Fails everybody; nothing comes any more. */
  failAll(error: Error): void {
    for (const entry of this.#clear()) entry.fail(error);
  }

  #openEvent(specification: SymbolSpecification): FeedEvent | undefined {
    if (this.#context === undefined) return undefined;
    const { requester, times } = this.#context;
    return { kind: 'open', at: this.#now(), requester, specification, times };
  }

  #confirm(entry: Entry): void {
    const event: FeedEvent = { kind: 'confirmed', at: this.#now() };
    entry.confirmed = event;
    entry.tell(event);
  }

  #enter(name: string): Entry {
    let entry = this.#byName.get(name);
    if (entry === undefined) {
      entry = new Entry(name);
      this.#byName.set(name, entry);
    }
    return entry;
  }

  #drop(entry: Entry): void {
    if (this.#byName.get(entry.name) === entry) this.#byName.delete(entry.name);
    if (entry.bound !== undefined && this.#byId.get(entry.bound.id) === entry) {
      this.#byId.delete(entry.bound.id);
    }
  }

  #clear(): readonly Entry[] {
    const entries = [...this.#byName.values()];
    this.#byName.clear();
    this.#byId.clear();
    this.#context = undefined;
    return entries;
  }
}

const noBytes = Buffer.alloc(0);
