import {
  BehaviorSubject,
  defer,
  filter,
  of,
  take,
  throwError,
  timeout,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { NotConnectedError, SessionClosedError } from './errors.js';
import type { Ready } from './ready.js';

export interface ReadinessOptions {
  /** How long a request may wait for a connection, milliseconds. */
  readonly waitMs: number;
  readonly scheduler: SchedulerLike;
  /** What to say when it has waited in vain. */
  readonly notConnected: () => NotConnectedError;
}

/** Whether a session can work now, will again, or never will. */
export class Readiness {
  readonly #present = new BehaviorSubject<Ready | undefined>(undefined);
  readonly #options: ReadinessOptions;
  #ended: SessionClosedError | undefined;

  constructor(options: ReadinessOptions) {
    this.#options = options;
  }

  /** What to work with; undefined while there is no connection and after the end. */
  get present(): Ready | undefined {
    return this.#ended === undefined ? this.#present.getValue() : undefined;
  }

  /** Set once the session has ended. */
  get ended(): SessionClosedError | undefined {
    return this.#ended;
  }

  /** What to work with: now, and again after each reconnect. Fails when the session has ended. */
  get ready$(): Observable<Ready> {
    return this.#present.pipe(filter((ready) => ready !== undefined));
  }

  /** What to work with, once: at once or with the next connection, but not for ever. */
  when(): Observable<Ready> {
    return defer(() => {
      if (this.#ended !== undefined) return throwError(() => this.#ended as Error);
      const { present } = this;
      return present === undefined ? this.#next() : of(present);
    });
  }

  enter(ready: Ready): void {
    this.#present.next(ready);
  }

  leave(): void {
    this.#present.next(undefined);
  }

  end(error: SessionClosedError): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    this.#present.error(error);
  }

  #next(): Observable<Ready> {
    const { waitMs, scheduler, notConnected } = this.#options;
    return this.ready$.pipe(
      take(1),
      timeout({ first: waitMs, scheduler, with: () => throwError(() => notConnected()) }),
    );
  }
}
