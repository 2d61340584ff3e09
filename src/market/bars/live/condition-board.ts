import { Observable, Subscription, type Subscriber } from 'rxjs';
import type { BarCondition } from './bar-update.js';

/** One run of a stream, and what it said last. */
export class Seat {
  latest: BarCondition | undefined;
}

/**
 * What the runs of one stream say of themselves: of several the one that began first speaks.
 * Where somebody listens and nothing runs, a run of the board's own does.
 */
export class ConditionBoard {
  readonly #ownRun$: Observable<unknown>;
  #told: BarCondition | undefined;
  readonly #seats: Seat[] = [];
  /** Replaced as a whole on change, so that one may leave while it is told. */
  #listeners: readonly Subscriber<BarCondition>[] = [];
  #ownRun: Subscription | undefined;

  /** @param ownRun takes a seat for as long as it is subscribed to */
  constructor(ownRun$: Observable<unknown>) {
    this.#ownRun$ = ownRun$;
  }

  /** The present condition at once, then every change. Ends as the stream does. */
  get condition$(): Observable<BarCondition> {
    return new Observable((subscriber) => {
      if (this.#told !== undefined) subscriber.next(this.#told);
      this.#listeners = [...this.#listeners, subscriber];
      subscriber.add(() => {
        this.#listeners = this.#listeners.filter((other) => other !== subscriber);
        this.#settle();
      });
      this.#settle();
    });
  }

  enter(): Seat {
    const seat = new Seat();
    this.#seats.push(seat);
    this.#settle();
    return seat;
  }

  leave(seat: Seat): void {
    this.#seats.splice(this.#seats.indexOf(seat), 1);
    const { latest } = this.#seats[0] ?? seat;
    if (latest !== undefined && this.#seats.length > 0 && latest !== this.#told) this.#say(latest);
    this.#settle();
    if (this.#seats.length === 0 && this.#listeners.length === 0) this.#told = undefined;
  }

  tell(seat: Seat, condition: BarCondition): void {
    seat.latest = condition;
    if (seat === this.#seats[0]) this.#say(condition);
  }

  /** The stream has ended. */
  complete(): void {
    for (const listener of this.#listeners) listener.complete();
  }

  /** The stream has failed. */
  error(error: unknown): void {
    for (const listener of this.#listeners) listener.error(error);
  }

  #say(condition: BarCondition): void {
    // Another run may have become the one that speaks.
    const isKnown = condition.kind === 'live' && this.#told?.kind === 'live';
    this.#told = condition;
    if (!isKnown) for (const listener of this.#listeners) listener.next(condition);
  }

  #settle(): void {
    const others = this.#seats.length - (this.#ownRun === undefined ? 0 : 1);
    const isNeeded = others <= 0 && this.#listeners.length > 0;
    if (isNeeded === (this.#ownRun !== undefined)) return;
    const run = this.#ownRun;
    this.#ownRun = isNeeded ? new Subscription() : undefined;
    run?.unsubscribe();
    this.#ownRun?.add(this.#ownRun$.subscribe({ error: () => {} }));
  }
}
