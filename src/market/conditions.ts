import { Observable, type SchedulerLike } from 'rxjs';
import type { Condition, OfSymbol } from './condition.js';
import type { FeedEvent } from './feed-event.js';
import {
  Alarm,
  calendarOf,
  isOpenAt,
  nextChangeAfter,
  type ServerCalendar,
} from './schedule/index.js';

export interface ConditionsOptions {
  /** Name of the symbol whose events these are. */
  readonly symbol: string;
  /** Its clock is taken for UTC. */
  readonly scheduler: SchedulerLike;
  /** How long an open market may be silent, milliseconds above 0; Infinity for any time. */
  readonly staleAfterMs: number;
  /** With `'ticks'` only ticks count as values; otherwise details do, too. */
  readonly silence?: 'ticks' | undefined;
}

/**
 * - `away`: no connection, or nothing is confirmed yet.
 * - `due`: the server sends; nothing has come yet.
 * - `live`, `stale`: as told.
 */
type Phase = 'away' | 'due' | 'live' | 'stale';

class ConditionWatch {
  readonly #options: ConditionsOptions;
  readonly #tell: (condition: OfSymbol<Condition>) => void;
  readonly #alarm: Alarm;
  #phase: Phase = 'away';
  #quoting: ServerCalendar | undefined;
  #isOpen = false;
  /** The last value, opening of the market or confirmation, whichever was latest. */
  #heardAt = -Infinity;
  #gapFrom: number | undefined;

  constructor(options: ConditionsOptions, tell: (condition: OfSymbol<Condition>) => void) {
    this.#options = options;
    this.#tell = tell;
    this.#alarm = new Alarm(options.scheduler);
  }

  on(event: FeedEvent): void {
    switch (event.kind) {
      case 'open':
      case 'terms':
        this.#quoting = {
          calendar: calendarOf(event.specification, 'quote'),
          times: event.times,
        };
        if (this.#phase !== 'away') this.#watch();
        return;
      case 'confirmed':
        this.#confirm(event.at);
        return;
      case 'tick':
        this.#hear();
        return;
      case 'details':
        if (this.#options.silence !== 'ticks') this.#hear();
        return;
      case 'present':
        // Of before: no sign of life.
        return;
      case 'lost':
        this.#lose(event.at);
    }
  }

  stop(): void {
    this.#alarm.stop();
  }

  #confirm(at: number): void {
    if (this.#phase !== 'away') return;
    this.#phase = 'due';
    // Not the event's own time: who joins late has not listened since then.
    this.#heardAt = this.#options.scheduler.now();
    this.#isOpen = false;
    this.#watch();
    if (this.#gapFrom === undefined) return;
    const from = this.#gapFrom;
    this.#gapFrom = undefined;
    this.#say({ kind: 'restored', at, from, to: at, reason: 'disconnected' });
  }

  #hear(): void {
    if (this.#phase === 'away') return;
    const at = this.#options.scheduler.now();
    this.#heardAt = at;
    if (this.#phase === 'live') return;
    const wasStale = this.#phase === 'stale';
    this.#phase = 'live';
    if (wasStale) this.#watch();
    this.#say({ kind: 'live', at });
  }

  #lose(at: number): void {
    this.#alarm.off();
    this.#phase = 'away';
    if (this.#gapFrom !== undefined) return;
    this.#gapFrom = at;
    this.#say({ kind: 'gap', at, from: at, reason: 'disconnected' });
  }

  /**
   * Looks whether values are overdue, and sets the alarm for the next time that they may be. A
   * value does not move the alarm: when it rings, it is set anew for what is left.
   */
  #watch(): void {
    const { scheduler, staleAfterMs } = this.#options;
    if (this.#quoting === undefined) return;
    const now = scheduler.now();
    const wasOpen = this.#isOpen;
    this.#isOpen = isOpenAt(this.#quoting, now);
    if (this.#isOpen && !wasOpen) this.#heardAt = Math.max(this.#heardAt, now);
    if (this.#phase === 'stale' && wasOpen && !this.#isOpen) {
      this.#phase = 'due';
      this.#say({ kind: 'closed', at: now });
    }
    const isDue = this.#isOpen && this.#phase !== 'stale';
    const dueAt = isDue ? this.#heardAt + staleAfterMs : Infinity;
    if (dueAt <= now) {
      this.#phase = 'stale';
      this.#say({ kind: 'stale', at: now, since: this.#heardAt });
      this.#watch();
      return;
    }
    const changeAt = nextChangeAfter(this.#quoting, now) ?? Infinity;
    this.#alarm.set(Math.min(dueAt, changeAt), () => {
      this.#watch();
    });
  }

  #say(condition: Condition): void {
    this.#tell({ ...condition, symbol: this.#options.symbol });
  }
}

/**
 * What the market data of a symbol says of itself:
 *
 * - `live` with the first value after the server has confirmed to send, and with the first one
 *   after `stale`.
 * - `stale` when its market is open (quote sessions) and nothing has come for `staleAfterMs`
 *   since the last value, the opening of the market or the confirmation, whichever was latest.
 *   A closed market is never called stale: one that was stale when it closed is `closed`.
 * - `gap` when the connection is lost, and `restored` when the next one is confirmed.
 *
 * Nothing is said twice in a row. One timer is pending at most.
 *
 * @throws RangeError unless `staleAfterMs` is above 0
 */
export const conditions = (
  events$: Observable<FeedEvent>,
  options: ConditionsOptions,
): Observable<OfSymbol<Condition>> => {
  const { staleAfterMs } = options;
  if (!(staleAfterMs > 0)) {
    throw new RangeError(`staleAfterMs: got ${staleAfterMs}, expected milliseconds above 0`);
  }
  return new Observable((subscriber) => {
    const watch = new ConditionWatch(options, (condition) => {
      subscriber.next(condition);
    });
    subscriber.add(() => {
      watch.stop();
    });
    subscriber.add(
      events$.subscribe({
        next: (event) => {
          watch.on(event);
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          subscriber.complete();
        },
      }),
    );
  });
};
