import {
  catchError,
  defer,
  distinctUntilChanged,
  EMPTY,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  scan,
  take,
  takeUntil,
  throwIfEmpty,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Status } from '../connection/index.js';
import { OpenTimeoutError, SessionClosedError } from './errors.js';
import { accountStatus, isSameAccount, type Heard, type PoolAccountStatus } from './pool-status.js';

/** As much of a `Session` as a pool needs. */
export interface PooledSession {
  readonly login: bigint;
  readonly status: Status;
  readonly status$: Observable<Status>;
  readonly ready$: Observable<unknown>;
  readonly passwordResetRequired?: boolean;
  run(): Observable<never>;
  close(): Promise<void>;
}

export interface PoolMemberOptions {
  readonly url: string;
  /** How long it may take until the session is usable; for ever unless given. */
  readonly openTimeoutMs?: number | undefined;
  readonly scheduler: SchedulerLike;
}

type Event = { readonly status: Status } | { readonly isReady: true } | { readonly isEnded: true };

/** One session of a pool, and what is to be known of it. */
export class PoolMember<S extends PooledSession> {
  readonly session: S;
  readonly url: string;
  readonly #options: PoolMemberOptions;
  /** Why the pool itself gave it up. */
  #givenUp: OpenTimeoutError | undefined;

  constructor(session: S, options: PoolMemberOptions) {
    this.session = session;
    this.url = options.url;
    this.#options = options;
  }

  get login(): bigint {
    return this.session.login;
  }

  get #before(): Heard {
    return { status: this.session.status, isReady: false, isClosing: false };
  }

  /** Where it stands before anything was heard of it. */
  get initial(): PoolAccountStatus {
    return accountStatus(this.login, this.url, this.#before);
  }

  /** Where it stands: now, and after every change. Completes when it has failed or is closed. */
  get account$(): Observable<PoolAccountStatus> {
    const { session } = this;
    const events$: Observable<Event> = merge(
      session.status$.pipe(
        map((status): Event => ({ status })),
        endWith<Event>({ isEnded: true }),
      ),
      this.#ready$.pipe(map((): Event => ({ isReady: true }))),
    );
    return events$.pipe(
      scan((heard: Heard, event) => this.#after(heard, event), this.#before),
      map((heard) => accountStatus(this.login, this.url, heard)),
      distinctUntilChanged(isSameAccount),
    );
  }

  /**
   * Runs the session, which goes on by itself. Completes once it no longer takes the turn of
   * another: it is usable, an attempt has failed, or it has ended.
   */
  open(): Observable<never> {
    const failed$ = this.session.status$.pipe(
      filter(({ error }) => error !== undefined),
      endWith(undefined),
    );
    const settled$ = merge(this.#ready$, failed$).pipe(take(1), ignoreElements());
    return merge(settled$, this.#start().pipe(takeUntil(this.#ended$)));
  }

  /** The session once it is usable; fails when it never will be. */
  get whenReady$(): Observable<S> {
    const { session } = this;
    return session.ready$.pipe(
      take(1),
      // Closed by its user before.
      throwIfEmpty(() => new SessionClosedError()),
      map(() => session),
      catchError((error: unknown) => {
        throw this.#givenUp ?? (error as Error).cause ?? error;
      }),
    );
  }

  get #ready$(): Observable<unknown> {
    return this.session.ready$.pipe(catchError(() => EMPTY));
  }

  /** Emits when nothing more comes of the session. */
  get #ended$(): Observable<unknown> {
    return this.session.status$.pipe(ignoreElements(), endWith(undefined));
  }

  #start(): Observable<never> {
    return defer(() => {
      // What it fails with shows in its status.
      this.session.run().subscribe({ error: () => undefined });
      this.#limitOpening();
      return EMPTY;
    });
  }

  #limitOpening(): void {
    const { openTimeoutMs, scheduler } = this.#options;
    if (openTimeoutMs === undefined) return;
    timer(openTimeoutMs, scheduler)
      .pipe(takeUntil(merge(this.#ready$, this.#ended$)))
      .subscribe({
        next: () => {
          const { state, error } = this.session.status;
          this.#givenUp = new OpenTimeoutError(openTimeoutMs, state, error);
          void this.session.close();
        },
        // Neither a timer nor what it is called off by fails.
        error: () => undefined,
      });
  }

  #after(heard: Heard, event: Event): Heard {
    if ('isReady' in event) {
      const { passwordResetRequired = false } = this.session;
      return { ...heard, isReady: true, passwordResetRequired };
    }
    const givenUp = this.#givenUp;
    if ('isEnded' in event) {
      return { ...heard, isReady: false, end: { failure: givenUp ?? heard.status.error } };
    }
    const { status } = event;
    const isReady = heard.isReady && status.state === 'authenticated';
    const isClosing = heard.isClosing || status.state === 'closing';
    const end = givenUp === undefined ? {} : { end: { failure: givenUp } };
    return { status, isReady, isClosing, ...end };
  }
}
