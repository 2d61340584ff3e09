import { Observable, type Subscriber } from 'rxjs';
import type { TickFrames } from '../connection/index.js';
import { tick as tickRecord, type Tick as WireTick } from '../wire/index.js';
import { QuoteSlot, type SlotSymbol } from './quote-slot.js';
import type { Tick } from './tick.js';

/** A subscriber of arrays: gathers the ticks of one frame. */
class Batch {
  ticks: Tick[] = [];
  readonly subscriber: Subscriber<readonly Tick[]>;

  constructor(subscriber: Subscriber<readonly Tick[]>) {
    this.subscriber = subscriber;
  }
}

/** Shared by all entries: one empty list stays in the cache, a thousand do not. */
const nobody: readonly never[] = [];

/** A symbol and those who listen to it. */
class Entry {
  readonly name: string;
  slot: QuoteSlot | undefined;
  id: number | undefined;
  /** Replaced as a whole on change, so that a subscriber may leave while ticks are handed out. */
  batches: readonly Batch[] = nobody;
  /** Those who want its quote kept, and no ticks. */
  holders = 0;
  /** The listener of a symbol that has one, as most have: spares each tick the way through a list. */
  sole: Subscriber<Tick> | undefined;
  #listeners: readonly Subscriber<Tick>[] = nobody;

  constructor(name: string) {
    this.name = name;
  }

  get listeners(): readonly Subscriber<Tick>[] {
    return this.#listeners;
  }

  /** Replaced as a whole, as `batches`. */
  set listeners(listeners: readonly Subscriber<Tick>[]) {
    this.#listeners = listeners;
    this.sole = listeners.length === 1 ? listeners[0] : undefined;
  }
}

const without = <T>(list: readonly T[], item: T): readonly T[] =>
  list.filter((other) => other !== item);

/**
 * Hands ticks to those who listen to their symbol: one look-up per tick by the
 * symbol's id, and an object only where somebody listens. Listeners are kept by
 * name and outlive connections; ids belong to one connection (`bind`).
 */
export class TickRouter {
  readonly #byName = new Map<string, Entry>();
  #byId = new Map<number, Entry>();
  readonly #dirty: Batch[] = [];
  #everything: readonly Batch[] = [];
  readonly #onUnknown: (symbolId: number) => void;

  /** `onUnknown` is told of ids that no listener is bound to. */
  constructor(onUnknown: (symbolId: number) => void) {
    this.#onUnknown = onUnknown;
  }

  /** Symbols that somebody listens to. */
  get size(): number {
    return this.#byName.size;
  }

  /** Cold: ticks of these symbols in the order of arrival, for as long as it is subscribed to. */
  ticks(names: readonly string[]): Observable<Tick> {
    return new Observable((subscriber) =>
      this.#attend(names, {
        enter: (entry) => {
          entry.listeners = [...entry.listeners, subscriber];
        },
        leave: (entry) => {
          entry.listeners = without(entry.listeners, subscriber);
        },
      }),
    );
  }

  /** As `ticks`, one array per frame of the wire. Arrays are fresh and never empty. */
  batches(names: readonly string[]): Observable<readonly Tick[]> {
    return new Observable((subscriber) => {
      const batch = new Batch(subscriber);
      return this.#attend(names, {
        enter: (entry) => {
          entry.batches = [...entry.batches, batch];
        },
        leave: (entry) => {
          entry.batches = without(entry.batches, batch);
        },
      });
    });
  }

  /** Ticks of all symbols that somebody listens to, one array per frame. */
  allBatches(): Observable<readonly Tick[]> {
    return new Observable((subscriber) => {
      const batch = new Batch(subscriber);
      this.#everything = [...this.#everything, batch];
      return () => {
        this.#everything = without(this.#everything, batch);
      };
    });
  }

  /** Emits nothing: keeps the quote of a symbol, for as long as it is subscribed to; see `present`. */
  hold(name: string): Observable<never> {
    return new Observable(() =>
      this.#attend([name], {
        enter: (entry) => {
          entry.holders += 1;
        },
        leave: (entry) => {
          entry.holders -= 1;
        },
      }),
    );
  }

  /** The quote of a symbol, as records of ticks that could have told it; none if it is not known. */
  present(name: string): readonly WireTick[] {
    const entry = this.#byName.get(name);
    return entry?.id === undefined ? [] : (entry.slot?.records(entry.id) ?? []);
  }

  /** Fails those who listen to a symbol. */
  fail(name: string, error: unknown): void {
    const entry = this.#byName.get(name);
    if (entry === undefined) return;
    for (const listener of entry.listeners) listener.error(error);
    for (const { subscriber } of entry.batches) subscriber.error(error);
  }

  /** Whether ticks of a symbol that somebody listens to have an id to come by. */
  isBound(name: string): boolean {
    return this.#byName.get(name)?.slot !== undefined;
  }

  /** Names that somebody listens to and that no id is bound to yet. */
  unbound(): string[] {
    return [...this.#byName.values()]
      .filter(({ slot }) => slot === undefined)
      .map(({ name }) => name);
  }

  /** From now on ticks of `id` are those of this symbol. Keeps the quote if it is bound already. */
  bind(id: number, symbol: SlotSymbol): void {
    const entry = this.#byName.get(symbol.name);
    if (entry === undefined) return;
    if (entry.slot === undefined) entry.slot = new QuoteSlot(symbol);
    else entry.slot.update(symbol);
    entry.id = id;
    this.#byId.set(id, entry);
  }

  /** Bound symbols get other settings and keep their quotes. */
  rebind(symbolOf: (name: string) => SlotSymbol | undefined): void {
    for (const { name, slot } of this.#byName.values()) {
      const symbol = symbolOf(name);
      if (symbol !== undefined) slot?.update(symbol);
    }
  }

  /** Forgets ids and quotes: they belonged to a connection that has ended. */
  unbind(): void {
    this.#byId = new Map();
    for (const entry of this.#byName.values()) {
      entry.slot = undefined;
      entry.id = undefined;
    }
  }

  /** Completes everybody; nothing is handed out any more. */
  complete(): void {
    for (const subscriber of this.#clear()) subscriber.complete();
  }

  /** Fails everybody; nothing is handed out any more. */
  failAll(error: unknown): void {
    for (const subscriber of this.#clear()) subscriber.error(error);
  }

  #clear(): readonly Subscriber<never>[] {
    const entries = [...this.#byName.values()];
    const everything = this.#everything.map(({ subscriber }) => subscriber);
    this.#byName.clear();
    this.unbind();
    return [
      ...new Set<Subscriber<never>>([
        ...entries.flatMap(({ listeners }) => listeners),
        ...entries.flatMap(({ batches }) => batches.map(({ subscriber }) => subscriber)),
        ...everything,
      ]),
    ];
  }

  /** Hands out the ticks of one socket read. */
  consume(frames: TickFrames): void {
    const { view, count, starts, ends } = frames;
    for (let frame = 0; frame < count; frame += 1) {
      this.#consumeFrame(view, starts[frame] ?? 0, ends[frame] ?? 0);
    }
  }

  #consumeFrame(view: DataView, start: number, end: number): void {
    const { size } = tickRecord;
    for (let offset = start; offset + size <= end; offset += size) {
      const id = view.getUint32(offset, true);
      const entry = this.#byId.get(id);
      if (entry === undefined) {
        this.#onUnknown(id);
        continue;
      }
      const tick = entry.slot?.take(view, offset);
      if (tick === undefined) continue;
      if (entry.sole !== undefined) entry.sole.next(tick);
      else for (const listener of entry.listeners) listener.next(tick);
      if (entry.batches.length > 0) this.#gather(entry.batches, tick);
      if (this.#everything.length > 0) this.#gather(this.#everything, tick);
    }
    if (this.#dirty.length > 0) this.#emitBatches();
  }

  #gather(batches: readonly Batch[], tick: Tick): void {
    for (const batch of batches) {
      if (batch.ticks.length === 0) this.#dirty.push(batch);
      batch.ticks.push(tick);
    }
  }

  #emitBatches(): void {
    for (const batch of this.#dirty.splice(0)) {
      const { ticks } = batch;
      batch.ticks = [];
      batch.subscriber.next(ticks);
    }
  }

  /** Enters the lists of these symbols; the returned function leaves them. */
  #attend(
    names: readonly string[],
    { enter, leave }: Readonly<Record<'enter' | 'leave', (entry: Entry) => void>>,
  ): () => void {
    for (const name of names) enter(this.#enter(name));
    return () => {
      for (const name of names) {
        const entry = this.#byName.get(name);
        if (entry === undefined) continue;
        leave(entry);
        this.#leave(entry);
      }
    };
  }

  #enter(name: string): Entry {
    let entry = this.#byName.get(name);
    if (entry === undefined) {
      entry = new Entry(name);
      this.#byName.set(name, entry);
    }
    return entry;
  }

  #leave(entry: Entry): void {
    if (entry.listeners.length > 0 || entry.batches.length > 0 || entry.holders > 0) return;
    this.#byName.delete(entry.name);
    if (entry.id !== undefined) this.#byId.delete(entry.id);
  }
}
