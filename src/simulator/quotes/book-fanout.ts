import type { SchedulerLike } from 'rxjs';
import type { BookEntry } from '../../wire/index.js';
import { Timers } from '../server/timers.js';
import { ladderOf, type BookLadder } from './book-ladder.js';
import { BookLedger, type BookFrame } from './book-ledger.js';
import type { ServerClock } from './clock.js';
import type { SymbolEntry } from './symbol-entry.js';

/** The client behind a subscription. */
export interface BookSink {
  /** False when it is not sent: too much waits for the client already. */
  sendBooks(entries: readonly BookEntry[]): boolean;
}

/** Whose depth one client wants to see, and of which it is due a whole book. */
export class BookSubscriber {
  readonly due = new Set<SymbolEntry>();
  watched: readonly SymbolEntry[] = [];

  constructor(readonly sink: BookSink) {}
}

/** A symbol that somebody watches. */
interface Watched {
  readonly ledger: BookLedger;
  readonly subscribers: Set<BookSubscriber>;
}

const defaultSeed = 1;

/**
 * Sends the depth of market to the clients that watch it: a whole book when they begin, then
 * what changes with the quotes. Changes of one turn of the scheduler share a push, as ticks do.
 * A symbol that nobody watches costs a look-up.
 */
export class BookFanout {
  readonly #clock: ServerClock;
  readonly #scheduler: SchedulerLike;
  readonly #seed: number;
  readonly #timers: Timers;
  readonly #watched = new Map<SymbolEntry, Watched>();
  readonly #moved = new Set<SymbolEntry>();
  /** Those who are to be sent something at the end of the turn. */
  readonly #waiting = new Set<BookSubscriber>();
  #isDue = false;

  constructor(clock: ServerClock, scheduler: SchedulerLike, seed = defaultSeed) {
    this.#clock = clock;
    this.#scheduler = scheduler;
    this.#seed = seed;
    this.#timers = new Timers(scheduler);
  }

  /** The book of a symbol at this moment. */
  book({ spec, quote }: SymbolEntry): BookLadder {
    return ladderOf(spec, quote, this.#seed);
  }

  /** Replaces the list of a client. Symbols that were not on it before begin with a whole book. */
  watch(subscriber: BookSubscriber, symbols: readonly SymbolEntry[]): void {
    const before = new Set(subscriber.watched);
    const after = new Set(symbols);
    subscriber.watched = [...after];
    for (const entry of before) if (!after.has(entry)) this.#leave(subscriber, entry);
    for (const entry of after) if (!before.has(entry)) this.#enter(subscriber, entry);
    if (subscriber.due.size > 0) this.#soon(subscriber);
  }

  /** The quote of a symbol has changed. */
  accept(entry: SymbolEntry): void {
    const watched = this.#watched.get(entry);
    if (watched === undefined) return;
    this.#moved.add(entry);
    for (const subscriber of watched.subscribers) this.#soon(subscriber);
  }

  /** Sends what is gathered without waiting for the end of the turn. */
  flush(): void {
    const frames = new Map<SymbolEntry, BookFrame>();
    for (const entry of this.#moved) {
      const frame = this.#watched.get(entry)?.ledger.advance();
      if (frame !== undefined) frames.set(entry, frame);
    }
    const subscribers = [...this.#waiting];
    this.#moved.clear();
    this.#waiting.clear();
    for (const subscriber of subscribers) this.#send(subscriber, frames);
  }

  /** Forgets a client that is gone. */
  remove(subscriber: BookSubscriber): void {
    this.watch(subscriber, []);
    this.#waiting.delete(subscriber);
  }

  close(): void {
    this.#timers.close();
    this.#watched.clear();
    this.#moved.clear();
    this.#waiting.clear();
  }

  #send(subscriber: BookSubscriber, frames: ReadonlyMap<SymbolEntry, BookFrame>): void {
    const sent = subscriber.watched.filter(
      (entry) => (subscriber.due.has(entry) || frames.has(entry)) && entry.spec.bookDepth > 0,
    );
    if (sent.length === 0) return;
    const entries = sent.flatMap((entry) => {
      const frame = subscriber.due.has(entry)
        ? this.#watched.get(entry)?.ledger.whole()
        : frames.get(entry);
      return frame === undefined ? [] : [this.#record(entry, frame)];
    });
    const isSent = subscriber.sink.sendBooks(entries);
    for (const entry of sent) {
      // What was not sent cannot be made up for but by a whole book.
      if (isSent) subscriber.due.delete(entry);
      else subscriber.due.add(entry);
    }
  }

  #record({ id, quote }: SymbolEntry, { flags, items }: BookFrame): BookEntry {
    const { seconds, ms } = this.#clock.fromUtc(quote?.time ?? this.#scheduler.now());
    return {
      symbol_id: id,
      books_time: seconds,
      time_msc: ms,
      flag_mask: 0,
      books_flags: flags,
      items_count: items.length,
      items: [...items],
    };
  }

  #enter(subscriber: BookSubscriber, entry: SymbolEntry): void {
    let watched = this.#watched.get(entry);
    if (watched === undefined) {
      watched = { ledger: new BookLedger(entry, this.#seed), subscribers: new Set() };
      this.#watched.set(entry, watched);
    }
    watched.subscribers.add(subscriber);
    subscriber.due.add(entry);
    // The symbol itself may have changed since the last tick.
    this.#moved.add(entry);
  }

  #leave(subscriber: BookSubscriber, entry: SymbolEntry): void {
    subscriber.due.delete(entry);
    const watched = this.#watched.get(entry);
    watched?.subscribers.delete(subscriber);
    if (watched?.subscribers.size === 0) this.#watched.delete(entry);
  }

  #soon(subscriber: BookSubscriber): void {
    this.#waiting.add(subscriber);
    if (this.#isDue) return;
    this.#isDue = true;
    this.#timers.after(0, () => {
      this.#isDue = false;
      this.flush();
    });
  }
}
