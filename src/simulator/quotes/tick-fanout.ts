import type { SchedulerLike } from 'rxjs';
import type { FeedTick } from '../data/index.js';
import { Timers } from '../server/timers.js';
import type { ServerClock } from './clock.js';
import type { Subscriber } from './subscriber.js';
import type { SymbolEntry } from './symbol-entry.js';
import { tickRecord } from './records.js';

/** How long changes of the day's statistics are gathered before they are sent. */
const detailsDelayMs = 100;

/** Sends each tick to the clients that watch its symbol; a symbol nobody watches costs a look-up. */
export class TickFanout {
  readonly #watchers = new Map<number, Set<Subscriber>>();
  readonly #withTicks = new Set<Subscriber>();
  readonly #withDetails = new Set<Subscriber>();
  readonly #timers: Timers;

  constructor(
    private readonly clock: ServerClock,
    scheduler: SchedulerLike,
    /** Whether the last quote of a symbol follows its subscription. */
    private readonly snapshots: boolean,
  ) {
    this.#timers = new Timers(scheduler);
  }

  /** Replaces the list of a client, who is then sent what it cannot know of the new symbols. */
  watch(subscriber: Subscriber, symbols: readonly SymbolEntry[]): void {
    this.#leave(subscriber);
    const added = subscriber.watch(symbols);
    for (const { id } of symbols) {
      const watchers = this.#watchers.get(id);
      if (watchers === undefined) this.#watchers.set(id, new Set([subscriber]));
      else watchers.add(subscriber);
    }
    for (const entry of added) {
      if (this.snapshots && entry.quote !== undefined) {
        subscriber.addTick(tickRecord(entry, entry.quote, this.clock));
        this.#ticksSoon(subscriber);
      }
      subscriber.addDetails(entry);
      this.#detailsSoon(subscriber);
    }
  }

  /** Takes a tick in and passes it on. Ticks of one turn of the scheduler share a push. */
  accept(entry: SymbolEntry, tick: FeedTick): void {
    const rangeChanged = entry.apply(tick);
    const watchers = this.#watchers.get(entry.id);
    if (watchers === undefined) return;
    const record = tickRecord(entry, tick, this.clock);
    for (const subscriber of watchers) {
      subscriber.addTick(record);
      this.#ticksSoon(subscriber);
      if (rangeChanged) {
        subscriber.addDetails(entry);
        this.#detailsSoon(subscriber);
      }
    }
  }

  /** Forgets a client that is gone. */
  remove(subscriber: Subscriber): void {
    this.#leave(subscriber);
    subscriber.watch([]);
    this.#withTicks.delete(subscriber);
    this.#withDetails.delete(subscriber);
  }

  /** Sends what is gathered without waiting for the end of the turn. */
  flush(): void {
    for (const subscriber of this.#withTicks) subscriber.flushTicks();
  }

  close(): void {
    this.#timers.close();
    this.#watchers.clear();
    this.#withTicks.clear();
    this.#withDetails.clear();
  }

  #leave(subscriber: Subscriber): void {
    for (const { id } of subscriber.watched) {
      const watchers = this.#watchers.get(id);
      watchers?.delete(subscriber);
      if (watchers?.size === 0) this.#watchers.delete(id);
    }
  }

  #ticksSoon(subscriber: Subscriber): void {
    this.#soon(this.#withTicks, subscriber, 0, (waiting) => waiting.flushTicks());
  }

  #detailsSoon(subscriber: Subscriber): void {
    this.#soon(this.#withDetails, subscriber, detailsDelayMs, (waiting) => waiting.flushDetails());
  }

  #soon(
    waiting: Set<Subscriber>,
    subscriber: Subscriber,
    delayMs: number,
    flush: (subscriber: Subscriber) => void,
  ): void {
    const first = waiting.size === 0;
    waiting.add(subscriber);
    if (!first) return;
    const flushAll = (): void => {
      const all = [...waiting];
      waiting.clear();
      for (const each of all) flush(each);
    };
    this.#timers.after(delayMs, flushAll);
  }
}
