import type { Observable } from 'rxjs';
import type { TickFrames } from '../connection/index.js';
import { readTick, tick as tickRecord, type SymbolDetails } from '../wire/index.js';
import { SymbolRecordError } from './errors.js';
import type { FeedEvent } from './feed-event.js';
import type { SubscriptionTarget } from './keep-subscribed.js';
import type { SlotSymbol } from './quote-slot.js';
import type { Requester } from './requester.js';
import type { ServerTimes } from './server-times.js';
import type { SymbolCatalogue } from './symbol-catalogue.js';
import { SymbolEvents } from './symbol-events.js';
import type { SymbolSpecification } from './symbols.js';

/** What a feed knows of the connection that it is fed by. */
export interface FeedContext {
  readonly requester: Requester;
  readonly catalogue: Pick<SymbolCatalogue, 'specification'>;
  readonly times: ServerTimes;
}

type Open = Extract<FeedEvent, { kind: 'open' }>;
type Value = Extract<FeedEvent, { kind: 'tick' | 'details' }>;

const noBytes = Buffer.alloc(0);

/**
 * Makes the events of each symbol that somebody follows: records as they came, in order, and what
 * happens to the connection. A symbol that nobody follows costs one look-up per tick, and a session
 * without any follower nothing.
 */
export class FeedRouter implements SubscriptionTarget {
  readonly #events: SymbolEvents<Open, Value>;
  readonly #now: () => number;
  #context: FeedContext | undefined;
  /** What the server has confirmed to send, whoever asked for it. */
  #confirmed: ReadonlySet<number> = new Set();

  /** `now` gives UTC milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
    this.#events = new SymbolEvents(now);
  }

  /** Cold: the events of a symbol, for as long as it is subscribed to. */
  events(name: string): Observable<FeedEvent> {
    return this.#events.events(name);
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
    this.#events.lose();
  }

  isBound(name: string): boolean {
    return this.#events.isBound(name);
  }

  unbound(): string[] {
    return this.#events.unbound();
  }

  /** From now on records of `id` are those of this symbol. One without its full record fails. */
  bind(
    id: number,
    { name }: Pick<SlotSymbol, 'name'>,
    specification: SymbolSpecification | undefined,
  ): void {
    if (specification === undefined) this.fail(name, new SymbolRecordError(name));
    const open = this.#openOf(specification);
    if (open === undefined) return;
    this.#events.bind(id, open);
    if (this.#confirmed.has(id)) this.#events.confirm([id]);
  }

  /** A list is on its way to the server: what is not in it is not certain to come any more. */
  sending(ids: readonly number[]): void {
    const kept = new Set(ids);
    this.#confirmed = new Set([...this.#confirmed].filter((id) => kept.has(id)));
    this.#events.doubt(this.#confirmed);
  }

  /** The server has taken a list. */
  confirmed(ids: readonly number[]): void {
    this.#confirmed = new Set(ids);
    this.#events.confirm(ids);
  }

  /** Settings, symbols or the server's clock have changed. */
  refresh(): void {
    this.#events.setTerms((name) => this.#openOf(this.#context?.catalogue.specification(name)));
  }

  /** Takes the ticks of one socket read. */
  consume(frames: TickFrames): void {
    if (this.#events.isIdle) return;
    const { view, count, starts, ends } = frames;
    const { size } = tickRecord;
    for (let frame = 0; frame < count; frame += 1) {
      const end = ends[frame] ?? 0;
      for (let offset = starts[frame] ?? 0; offset + size <= end; offset += size) {
        const id = view.getUint32(offset, true);
        if (!this.#events.has(id)) continue;
        // Bytes are read for texts only, and a tick has none.
        this.#events.tell(id, { kind: 'tick', tick: readTick(view, noBytes, offset) });
      }
    }
  }

  /** Takes the records of one push of details. */
  details(records: readonly SymbolDetails[]): void {
    for (const details of records) {
      this.#events.tell(details.symbol_id, { kind: 'details', details });
    }
  }

  /** Symbols that have another id now, or none, are lost until they are bound again; true if there are any. */
  release(idOf: (name: string) => number | undefined): boolean {
    return this.#events.release(idOf);
  }

  /** Fails those who follow a symbol. */
  fail(name: string, error: unknown): void {
    this.#events.fail(name, error);
  }

  /** Completes everybody; nothing comes any more. */
  complete(): void {
    this.#events.complete();
  }

  /** Fails everybody; nothing comes any more. */
  failAll(error: unknown): void {
    this.#events.failAll(error);
  }

  #openOf(specification: SymbolSpecification | undefined): Open | undefined {
    if (this.#context === undefined || specification === undefined) return undefined;
    const { requester, times } = this.#context;
    return { kind: 'open', at: this.#now(), requester, specification, times };
  }
}
