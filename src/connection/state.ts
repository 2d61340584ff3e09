import { BehaviorSubject, type Observable, type SchedulerLike } from 'rxjs';
import { AuthenticationError, Mt5Error, type OtpNeed } from './errors.js';

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
  /** Retries in a row: how many it has taken so far, or took to get here. */
  readonly attempt: number;
  /** What ended the last connection or attempt; absent once the next one has succeeded. */
  readonly error?: unknown;
  /**
   * What the server wants of one-time passwords: while a code is being asked for, and after a
   * login that failed for want of the right one. Absent otherwise.
   */
  readonly otp?: OtpNeed;
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

/** States in which the last failure is over and done with. */
const unclouded: ReadonlySet<ConnectionState> = new Set(['authenticated', 'closing']);

type Details = Partial<Pick<Status, 'connection' | 'attempt' | 'error' | 'otp'>>;

/** The need of one-time passwords that a failure tells of. */
const otpOf = (error: unknown): Pick<Status, 'otp'> => {
  const need = error instanceof AuthenticationError ? error.otp : undefined;
  return need === undefined ? {} : { otp: need };
};

/** The state of a session's connection, driven by the table. */
export class StateMachine {
  readonly #options: StateMachineOptions;
  readonly #announced: BehaviorSubject<Status>;
  readonly #unannounced: Status[] = [];
  #status: Status;
  #isAnnouncing = false;

  constructor(options: StateMachineOptions) {
    this.#options = options;
    this.#status = {
      state: 'disconnected',
      reason: 'not opened yet',
      since: options.scheduler.now(),
      connection: 0,
      attempt: 0,
    };
    this.#announced = new BehaviorSubject(this.#status);
  }

  /** The present status, then every change. */
  get status$(): Observable<Status> {
    return this.#announced.asObservable();
  }

  get status(): Status {
    return this.#status;
  }

  /** Enters a state. Entering the present one again changes nothing but the details. */
  enter(state: ConnectionState, reason: string, details: Details = {}): void {
    const { error: last, otp, ...before } = this.#status;
    if (before.state !== state && !transitions[before.state].includes(state)) {
      this.#options.onIllegal(new IllegalTransitionError(before.state, state));
    }
    const error = details.error ?? (unclouded.has(state) ? undefined : last);
    this.#status = {
      ...before,
      ...(error === undefined ? {} : { error }),
      ...otpOf(error),
      ...details,
      state,
      reason,
      since: this.#options.scheduler.now(),
    };
    this.#announce(this.#status);
  }

  complete(): void {
    this.#announced.complete();
  }

  /** A listener that enters a state must not let others see the two in reverse. */
  #announce(status: Status): void {
    this.#unannounced.push(status);
    if (this.#isAnnouncing) return;
    this.#isAnnouncing = true;
    for (let next = this.#unannounced.shift(); next; next = this.#unannounced.shift()) {
      this.#announced.next(next);
    }
    this.#isAnnouncing = false;
  }
}
