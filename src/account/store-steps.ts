import { mergeMap, Observable, Subject } from 'rxjs';
import type { AccountEvent } from './account-event.js';
import { reduceAccountFrame } from './state-reduce.js';
import type { AccountState, AccountStep } from './state.js';

/** The one run of the reducer: events in, steps out, in order, to all who follow. */
export class AccountSteps {
  readonly #steps = new Subject<AccountStep>();
  readonly #waiting: (readonly AccountEvent[])[] = [];
  #isReducing = false;
  #state: AccountState;
  #ended: { readonly error: Error } | undefined;

  constructor(state: AccountState) {
    this.#state = state;
  }

  get state(): AccountState {
    return this.#state;
  }

  /**
   * Takes the events of one frame. One step at a time: what a follower sets off comes after
   * what it was told.
   */
  dispatch(events: readonly AccountEvent[]): void {
    this.#waiting.push(events);
    if (this.#isReducing) return;
    this.#isReducing = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
        const step = reduceAccountFrame(this.#state, next);
        this.#state = step.state;
        this.#steps.next(step);
      }
    } finally {
      this.#isReducing = false;
    }
  }

  /** What there is at once, if anything, then what each step gives. */
  follow<T>(
    present: (state: AccountState) => T | undefined,
    next: (step: AccountStep) => readonly T[],
  ): Observable<T> {
    return new Observable<T>((subscriber) => {
      if (this.#ended !== undefined) {
        subscriber.error(this.#ended.error);
        return;
      }
      const now = present(this.#state);
      // Before the first value: who takes it may set off the next step.
      subscriber.add(this.#steps.pipe(mergeMap(next)).subscribe(subscriber));
      if (now !== undefined) subscriber.next(now);
    });
  }

  /** Followers fail with `error`, or complete. Who joins later gets `error`. */
  end(error: Error, isFailure: boolean): void {
    if (this.#ended !== undefined) return;
    this.#ended = { error };
    if (isFailure) this.#steps.error(error);
    else this.#steps.complete();
  }
}
