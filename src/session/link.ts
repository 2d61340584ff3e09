import {
  defer,
  EMPTY,
  finalize,
  ignoreElements,
  merge,
  mergeMap,
  Observable,
  startWith,
  Subject,
  switchMap,
  tap,
  type Subscription,
} from 'rxjs';
import {
  connections,
  Credentials,
  defaultRuntime,
  RequestPacer,
  silentLogger,
  socket$,
  StateMachine,
  throwsOnIllegal,
  type Connection,
  type Diagnostic,
  type Logger,
  type Runtime,
  type Socket,
  type SocketOptions,
} from '../connection/index.js';
import { AccountClock, accountTerms } from '../market/index.js';
import { commands, type Account, type Short } from '../wire/index.js';
import type { CheckedConfig } from './config.js';
import { NotConnectedError, SessionClosedError } from './errors.js';
import type { Part } from './part.js';
import { Readiness } from './readiness.js';
import { loadAccount, prepare, type Opened } from './ready.js';
import { SocketCount } from './socket-count.js';

const defaultRequestTimeoutMs = 30_000;
const logoutTimeoutMs = 1000;
const hourMs = 3_600_000;

/**
 * The life of a session below its streams: connecting, getting ready, handing each connection to
 * the parts, and the end.
 */
export class Link {
  readonly config: CheckedConfig;
  readonly runtime: Runtime;
  readonly requestTimeoutMs: number;
  readonly logger: Logger;
  readonly state: StateMachine;
  readonly credentials: Credentials;
  readonly readiness: Readiness;
  readonly #pacer: RequestPacer;
  readonly #sockets = new SocketCount();
  readonly #diagnostics = new Subject<Diagnostic>();
  readonly #reloads = new Subject<void>();
  #parts: readonly Part[] = [];
  /** The server's clock outlives connections: what was seen of its changes is kept. */
  #clock: AccountClock | undefined;
  #running: Subscription | undefined;
  #closing: Promise<void> | undefined;

  constructor(config: CheckedConfig) {
    this.config = config;
    this.runtime = { ...defaultRuntime, ...config.runtime };
    this.requestTimeoutMs = config.requestTimeoutMs ?? defaultRequestTimeoutMs;
    this.logger = (config.logger ?? silentLogger()).child({ login: String(config.login) });
    const { scheduler } = this.runtime;
    this.state = new StateMachine({
      scheduler,
      onIllegal: (error) => {
        this.report({ kind: 'illegal-transition', error });
        if (throwsOnIllegal()) throw error;
      },
    });
    this.#pacer = new RequestPacer(config.limits ?? {}, scheduler);
    this.credentials = new Credentials({
      login: config.login,
      password: config.secret,
      cid: config.clientId,
    });
    const waitMs = this.requestTimeoutMs;
    this.readiness = new Readiness({
      waitMs,
      scheduler,
      notConnected: () => new NotConnectedError(waitMs, this.state.status.state),
    });
  }

  get diagnostics$(): Observable<Diagnostic> {
    return this.#diagnostics.asObservable();
  }

  /** What is to run over each connection. Once, before `run`. */
  attach(parts: readonly Part[]): void {
    this.#parts = parts;
  }

  report(diagnostic: Diagnostic): void {
    this.logger.debug({ diagnostic: diagnostic.kind });
    this.#diagnostics.next(diagnostic);
  }

  /** A command failed that was sent on the session's own account. */
  reportFailure(step: string, error: unknown): void {
    this.report({ kind: 'background-failure', step, error });
  }

  /** Connects, and keeps connected while it is subscribed to; see `Session.run`. */
  run(): Observable<never> {
    const { config, runtime, requestTimeoutMs, logger, state, credentials } = this;
    return new Observable<never>((subscriber) => {
      this.#running = connections({
        socket: {
          url: config.url,
          origin: config.origin,
          tls: config.tls,
          maxFrameBytes: config.maxFrameBytes,
          openTimeoutMs: config.connectTimeoutMs,
        },
        ...{ runtime, requestTimeoutMs, logger, state, credentials },
        otp: config.otp,
        heartbeat: config.heartbeat,
        reconnect: config.reconnect,
        pacer: this.#pacer,
        onDiagnostic: (diagnostic) => {
          this.report(diagnostic);
        },
        serve: (connection) => this.#serve(connection),
        openSocket: (options) => this.#open(options),
      })
        .pipe(ignoreElements())
        .subscribe({
          error: (error: unknown) => {
            this.#end(error);
            subscriber.error(error);
          },
          complete: () => {
            subscriber.complete();
          },
        });
      return this.#running;
    });
  }

  /** Logs out and closes; resolves when the socket is gone. */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  /** Loads everything anew over the connection that is there: the account may be another one now. */
  reload(): void {
    this.#reloads.next();
  }

  /** The account record has come again (push 14): what it says of the clock counts from now on. */
  observe(account: Short<Account>): AccountClock {
    const { offsetMs } = accountTerms(account);
    const now = this.runtime.scheduler.now();
    this.#clock ??= new AccountClock({ offsetMs, at: now, daylight: this.config.daylight });
    // Clocks change on the full hour, and word of it comes a moment later.
    this.#clock.observe(offsetMs, now - (now % hourMs));
    return this.#clock;
  }

  #open(options: SocketOptions): Observable<Socket> {
    return defer(() => {
      const onGone = this.#sockets.opened();
      return socket$({ ...options, onGone });
    });
  }

  /** What runs over each connection. Parts listen before anybody is told that it is ready. */
  #serve(connection: Connection): Observable<never> {
    let tradeServerState = 0;
    // The gateway may say so right after the login, before anything else is loaded.
    const status$ = connection.on(commands.loginStatusPush).pipe(
      tap(({ state }) => {
        tradeServerState = state;
      }),
      ignoreElements(),
    );
    const served$ = defer(() => loadAccount(connection)).pipe(
      mergeMap((account) => {
        const times = this.observe(account);
        return this.#serveAccount({ connection, account, times, tradeServerState });
      }),
      finalize(() => {
        this.readiness.leave();
      }),
    );
    const always$ = this.#reloads.pipe(
      startWith(undefined),
      switchMap(() => served$),
    );
    return merge(status$, always$);
  }

  #serveAccount(opened: Opened): Observable<never> {
    const accounts$ = this.#parts.map((part) => part.serveAccount?.(opened) ?? EMPTY);
    const ready$ = prepare(opened).pipe(
      mergeMap((ready) => {
        const announced$ = defer(() => {
          this.readiness.enter(ready);
          return EMPTY;
        });
        return merge(...this.#parts.map((part) => part.serve?.(ready) ?? EMPTY), announced$);
      }),
    );
    return merge(...accounts$, ready$);
  }

  async #shutDown(): Promise<void> {
    if (this.readiness.ended === undefined) {
      this.state.enter('closing', 'closed by the user');
      this.logger.info({ state: 'closing', reason: 'closed by the user' });
      await this.#logOut();
    }
    // The streams end before their connection does: its loss is no gap to them.
    this.#end(undefined);
    this.#running?.unsubscribe();
    await this.#sockets.allGone();
    if (this.state.status.state !== 'disconnected') {
      this.state.enter('disconnected', 'closed');
      this.logger.info({ state: 'disconnected', reason: 'closed' });
    }
    this.state.complete();
    this.#diagnostics.complete();
  }

  /** Best effort: the server forgets a connection that goes away, too. */
  #logOut(): Promise<void> {
    const connection = this.readiness.present?.connection;
    if (connection === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const logout = connection.request(commands.logout, undefined, { timeoutMs: logoutTimeoutMs });
      logout.subscribe({
        error: () => {
          resolve();
        },
        complete: resolve,
      });
    });
  }

  /** Nothing more comes: closed in order (no cause), or failed for good. */
  #end(cause: unknown): void {
    if (this.readiness.ended !== undefined) return;
    const error = new SessionClosedError(cause);
    this.#pacer.close(error);
    for (const part of this.#parts) part.end(error, cause !== undefined);
    this.readiness.end(error);
    if (cause === undefined) return;
    this.state.complete();
    this.#diagnostics.complete();
  }
}
