import type { Tick } from '../../wire/index.js';
import type { SymbolEntry } from './symbol-entry.js';

/** The client behind a subscription. */
export interface QuoteSink {
  sendTicks(ticks: readonly Tick[]): void;
  sendDetails(symbols: readonly SymbolEntry[]): void;
}

/** Ticks in one push at most, 50 kB of them. */
const maxTicksPerPush = 1000;

/** What one client wants to see, and what it has not been sent yet. */
export class Subscriber {
  #watched: ReadonlyMap<number, SymbolEntry> = new Map();
  #ticks: Tick[] = [];
  #details = new Set<SymbolEntry>();

  constructor(readonly sink: QuoteSink) {}

  get watched(): readonly SymbolEntry[] {
    return [...this.#watched.values()];
  }

  /** Replaces the whole list; gives the symbols that were not on it before. */
  watch(symbols: readonly SymbolEntry[]): readonly SymbolEntry[] {
    const before = this.#watched;
    this.#watched = new Map(symbols.map((entry) => [entry.id, entry]));
    this.#ticks = this.#ticks.filter(({ symbol_id }) => this.#watched.has(symbol_id));
    for (const entry of this.#details) {
      if (!this.#watched.has(entry.id)) this.#details.delete(entry);
    }
    return symbols.filter(({ id }) => !before.has(id));
  }

  addTick(tick: Tick): void {
    this.#ticks.push(tick);
    if (this.#ticks.length >= maxTicksPerPush) this.flushTicks();
  }

  addDetails(entry: SymbolEntry): void {
    this.#details.add(entry);
  }

  flushTicks(): void {
    const ticks = this.#ticks;
    if (ticks.length === 0) return;
    this.#ticks = [];
    this.sink.sendTicks(ticks);
  }

  flushDetails(): void {
    const details = this.#details;
    if (details.size === 0) return;
    this.#details = new Set();
    this.sink.sendDetails([...details]);
  }
}
