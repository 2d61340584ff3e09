import { Observable, type Subscriber } from 'rxjs';
import type { TickFrames } from '../connection/index.js';
import { tick as tickRecord, type SymbolDetails, type Tick as WireTick } from '../wire/index.js';
import type { SlotSymbol } from './quote-slot.js';
import { TickBatch, TickEntry } from './tick-entry.js';
import type { Tick } from './tick.js';

/** What records of a connection have told of a symbol, as records that could have told it. */
export interface PresentRecords {
  readonly ticks: readonly WireTick[];
  readonly details: readonly SymbolDetails[];
}

const without = <T>(list: readonly T[], item: T): readonly T[] =>
  list.filter((other) => other !== item);

/**
 * Hands ticks to those who listen to their symbol: one look-up per tick by the
 * symbol's id, and an object only where somebody listens. Listeners are kept by
 * name and outlive connections; ids belong to one connection (`bind`).
 *
 * The quote of a symbol that nobody listens to any more is kept for as long as the server may be
 * sending it (`retain`): who comes back before the server is told is sent nothing of before.
 */
export class TickRouter {
  readonly #byName = new Map<string, TickEntry>();
  #byId = new Map<number, TickEntry>();
  readonly #dirty: TickBatch[] = [];
  #everything: readonly TickBatch[] = [];
  readonly #onUnknown: (symbolId: number) => void;

  /** `onUnknown` is told of ids that no listener is bound to. */
  constructor(onUnknown: (symbolId: number) => void) {
    this.#onUnknown = onUnknown;
  }

  /** Symbols that somebody listens to. */
  get size(): number {
    return [...this.#byName.values()].filter(({ isIdle }) => !isIdle).length;
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
      const batch = new TickBatch(subscriber);
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
      const batch = new TickBatch(subscriber);
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

  /** The quote of a symbol and its statistics, as far as they are known. */
  present(name: string): PresentRecords {
    const entry = this.#byName.get(name);
    return {
      ticks: entry?.id === undefined ? [] : (entry.slot?.records(entry.id) ?? []),
      details: entry?.details ?? [],
    };
  }

  /** Keeps what a push of details tells, for `present`. */
  details(records: readonly SymbolDetails[]): void {
    for (const record of records) this.#byId.get(record.symbol_id)?.takeDetails(record);
  }

  /** The list of the server is about to be these: what is kept of others gets old. */
  retain(names: ReadonlySet<string>): void {
    for (const entry of [...this.#byName.values()]) {
      if (entry.isIdle && !names.has(entry.name)) this.#drop(entry);
    }
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
    entry.use(symbol);
    entry.id = id;
    this.#byId.set(id, entry);
  }

  /** Bound symbols get other settings and keep their quotes. */
  rebind(symbolOf: (name: string) => SlotSymbol | undefined): void {
    for (const entry of this.#byName.values()) {
      const symbol = entry.slot === undefined ? undefined : symbolOf(entry.name);
      if (symbol !== undefined) entry.use(symbol);
    }
  }

  /** Forgets the quotes of symbols that have another id now, or none; true if there are any. */
  release(idOf: (name: string) => number | undefined): boolean {
    const gone = [...this.#byName.values()].filter(
      ({ id, name }) => id !== undefined && id !== idOf(name),
    );
    for (const entry of gone) {
      if (entry.id !== undefined) this.#byId.delete(entry.id);
      entry.unbind();
      if (entry.isIdle) this.#drop(entry);
    }
    return gone.length > 0;
  }

  /** Forgets ids and quotes: they belonged to a connection that has ended. */
  unbind(): void {
    this.#byId = new Map();
    for (const entry of [...this.#byName.values()]) {
      entry.unbind();
      if (entry.isIdle) this.#drop(entry);
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
      if (this.#everything.length > 0 && !entry.isIdle) this.#gather(this.#everything, tick);
    }
    if (this.#dirty.length > 0) this.#emitBatches();
  }

  #gather(batches: readonly TickBatch[], tick: Tick): void {
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
    { enter, leave }: Readonly<Record<'enter' | 'leave', (entry: TickEntry) => void>>,
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

  #enter(name: string): TickEntry {
    let entry = this.#byName.get(name);
    if (entry === undefined) {
      entry = new TickEntry(name);
      this.#byName.set(name, entry);
    }
    return entry;
  }

  #leave(entry: TickEntry): void {
    if (entry.isIdle && entry.slot === undefined) this.#drop(entry);
  }

  #drop(entry: TickEntry): void {
    this.#byName.delete(entry.name);
    if (entry.id !== undefined) this.#byId.delete(entry.id);
  }
}
