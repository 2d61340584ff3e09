import type { Subscriber } from 'rxjs';
import type { SymbolDetails } from '../wire/index.js';
import { DetailsSlot } from './details-slot.js';
import { QuoteSlot, type SlotSymbol } from './quote-slot.js';
import type { Tick } from './tick.js';

/** A subscriber of arrays: gathers the ticks of one frame. */
export class TickBatch {
  ticks: Tick[] = [];
  readonly subscriber: Subscriber<readonly Tick[]>;

  constructor(subscriber: Subscriber<readonly Tick[]>) {
    this.subscriber = subscriber;
  }
}

/** Shared by all entries: one empty list stays in the cache, a thousand do not. */
const nobody: readonly never[] = [];

/** A symbol and those who listen to it. */
export class TickEntry {
  readonly name: string;
  slot: QuoteSlot | undefined;
  id: number | undefined;
  /** Replaced as a whole on change, so that a subscriber may leave while ticks are handed out. */
  batches: readonly TickBatch[] = nobody;
  /** Those who want its quote kept, and no ticks. */
  holders = 0;
  /** The listener of a symbol that has one, as most have: spares each tick the way through a list. */
  sole: Subscriber<Tick> | undefined;
  #listeners: readonly Subscriber<Tick>[] = nobody;
  #details: DetailsSlot | undefined;
  #digits = 0;

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

  /** Nobody wants anything of it. */
  get isIdle(): boolean {
    return this.#listeners.length === 0 && this.batches.length === 0 && this.holders === 0;
  }

  /** Other terms, the same quote. */
  use(symbol: SlotSymbol): void {
    // Points of other digits are other prices.
    if (this.#digits !== symbol.digits) this.#details = undefined;
    this.#digits = symbol.digits;
    if (this.slot === undefined) this.slot = new QuoteSlot(symbol);
    else this.slot.update(symbol);
  }

  /** Forgets id and quote: they belonged to a connection that has ended. */
  unbind(): void {
    this.slot = undefined;
    this.id = undefined;
    this.#details = undefined;
  }

  takeDetails(record: SymbolDetails): void {
    this.#details ??= new DetailsSlot();
    this.#details.take(record);
  }

  /** Statistics that have come, laid over each other. */
  get details(): readonly SymbolDetails[] {
    return this.#details?.records ?? nobody;
  }
}
