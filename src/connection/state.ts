import { BehaviorSubject, type Observable, type SchedulerLike } from 'rxjs';
import { Mt5Error } from './errors.js';

export type ConnectionState =
  'disconnected' | 'connecting' | 'bootstrapped' | 'authenticated' | 'closing';

/** Where a connection may go from where it is. Everything else is a bug. */
export const transitions: Readonly<Record<ConnectionState, readonly ConnectionState[]>> = {
  disconnected: ['connecting', 'closing'],
  connecting: ['bootstrapped', 'disconnected', 'closing'],
  bootstrapped: ['authenticated', 'disconnected', 'closing'],
  authenticated: ['disconnected', 'closing'],
  closing: ['disconnected'],
};

export interface Status {
  readonly state: ConnectionState;
  /** Why the state was entered, in words. */
  readonly reason: string;
  /** When it was entered, UTC milliseconds. */
  readonly since: number;
  /** Number of the connection, counted from 1; 0 before the first. */
  readonly connection: number;
  /** Retries in a row since the last stable connection. */
  readonly attempt: number;
  /** What ended the last connection, if it failed. */
  readonly error?: unknown;
}

/** A state was entered that the table does not allow from the present one. */
export class IllegalTransitionError extends Mt5Error {
  readonly code = 'illegal-transition';

  constructor(
    readonly from: ConnectionState,
    readonly to: ConnectionState,
  ) {
    super(`Connection state may not go from ${from} to ${to}`, { from, to });
  }
}

export interface StateMachineOptions {
  readonly scheduler: SchedulerLike;
  /** Told of a transition that the table does not allow; the transition is made all the same. */
  readonly onIllegal: (error: IllegalTransitionError) => void;
}

/** Under a test runner a bug must not pass unseen; in production it is a diagnostic. */
export const throwsOnIllegal = (): boolean => process.env['NODE_ENV'] === 'test';

/** The state of a session's connection, driven by the table. */
export class StateMachine {
  readonly #status: BehaviorSubject<Status>;
  readonly #options: StateMachineOptions;

  constructor(options: StateMachineOptions) {
    this.#options = options;
    this.#status = new BehaviorSubject<Status>({
      state: 'disconnected',
      reason: 'not opened yet',
      since: options.scheduler.now(),
      connection: 0,
      attempt: 0,
    });
  }

  /** The present status, then every change. */
  get status$(): Observable<Status> {
    return this.#status.asObservable();
  }

  get status(): Status {
    return this.#status.getValue();
  }

  /** Enters a state. Entering the present one again changes nothing but the details. */
  enter(
    state: ConnectionState,
    reason: string,
    details: Partial<Pick<Status, 'connection' | 'attempt' | 'error'>> = {},
  ): void {
    const { error: _, ...before } = this.status;
    if (before.state !== state && !transitions[before.state].includes(state)) {
      this.#options.onIllegal(new IllegalTransitionError(before.state, state));
    }
    this.#status.next({
      ...before,
      ...details,
      state,
      reason,
      since: this.#options.scheduler.now(),
    });
  }

  complete(): void {
    this.#status.complete();
  }
}
