import {
  defer,
  EMPTY,
  finalize,
  ignoreElements,
  map,
  merge,
  mergeMap,
  Observable,
  Subject,
  throwError,
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
  type Reply,
  type Runtime,
  type Socket,
  type SocketOptions,
  type Status,
} from '../connection/index.js';
import { loadFull, type SymbolInfo, type SymbolSpecification, type Tick } from '../market/index.js';
import { commands } from '../wire/index.js';
import type { CheckedConfig } from './config.js';
import { NotConnectedError, SessionClosedError, TradingDisabledError } from './errors.js';
import { payloadFrom } from './payload.js';
import { Readiness } from './readiness.js';
import { prepare } from './ready.js';
import { SocketCount } from './socket-count.js';
import { TickStreams } from './tick-streams.js';

const defaultRequestTimeoutMs = 30_000;
const defaultSubscribeWindowMs = 10;
const logoutTimeoutMs = 1000;

/**
 * One account on one server. What its user wants (subscriptions, streams) lives
 * here and outlives the connections, which come and go below.
 *
 * Methods without a `$` that ask something complete; `ticks` and properties with
 * a `$` keep running. All are cold: nothing happens before they are subscribed to.
 */
export class Session implements AsyncDisposable {
  /** Account number. */
  readonly login: bigint;
  readonly #config: CheckedConfig;
  readonly #runtime: Runtime;
  readonly #requestTimeoutMs: number;
  readonly #logger: Logger;
  readonly #state: StateMachine;
  readonly #pacer: RequestPacer;
  readonly #credentials: Credentials;
  readonly #sockets = new SocketCount();
  readonly #diagnostics = new Subject<Diagnostic>();
  readonly #readiness: Readiness;
  readonly #streams: TickStreams;
  #running: Subscription | undefined;
  #closing: Promise<void> | undefined;

  /** Use `openSession` or `connect`. */
  constructor(config: CheckedConfig) {
    this.#config = config;
    this.login = config.login;
    this.#runtime = { ...defaultRuntime, ...config.runtime };
    this.#requestTimeoutMs = config.requestTimeoutMs ?? defaultRequestTimeoutMs;
    this.#logger = (config.logger ?? silentLogger()).child({ login: String(config.login) });
    this.#state = new StateMachine({
      scheduler: this.#runtime.scheduler,
      onIllegal: (error) => {
        this.#report({ kind: 'illegal-transition', error });
        if (throwsOnIllegal()) throw error;
      },
    });
    this.#pacer = new RequestPacer(config.limits ?? {}, this.#runtime.scheduler);
    this.#credentials = new Credentials({
      login: config.login,
      password: config.secret,
      cid: config.clientId,
    });
    const { scheduler } = this.#runtime;
    const waitMs = this.#requestTimeoutMs;
    this.#readiness = new Readiness({
      waitMs,
      scheduler,
      notConnected: () => new NotConnectedError(waitMs, this.status.state),
    });
    this.#streams = new TickStreams({
      windowMs: config.subscribeWindowMs ?? defaultSubscribeWindowMs,
      scheduler,
      report: (diagnostic) => {
        this.#report(diagnostic);
      },
      onConfirmed: (symbols) => {
        this.#logger.debug({ symbols }, 'tick subscription confirmed');
      },
    });
  }

  /**
   * State of the connection: the present one at once, then every change. Completes when the
   * session is closed or has failed for good; the last status then holds the error.
   */
  get status$(): Observable<Status> {
    return this.#state.status$;
  }

  /** The present state of the connection. */
  get status(): Status {
    return this.#state.status;
  }

  /** What was odd, but no reason to fail; see `Diagnostic`. */
  get diagnostics$(): Observable<Diagnostic> {
    return this.#diagnostics.asObservable();
  }

  /** Login token of the last login, 320 hex digits: as good as a password, keep it as one. */
  get loginToken(): string | undefined {
    return this.#credentials.loginToken;
  }

  /**
   * The broker wants another password before anything else: no symbols are loaded, and
   * command 24 is all that is left to do. False while there is no connection.
   */
  get passwordResetRequired(): boolean {
    return this.#readiness.present?.passwordResetRequired ?? false;
  }

  /** Emits when the session becomes usable, also again after each reconnect. */
  get ready$(): Observable<Session> {
    return this.#readiness.ready$.pipe(map(() => this));
  }

  /** All symbols of the account. Emits once. Fails with `NotConnectedError`. */
  symbols(): Observable<readonly SymbolInfo[]> {
    return this.#readiness.when().pipe(map(({ catalogue }) => catalogue.infos));
  }

  /**
   * One symbol in full, by its exact name. Emits once. Fails with
   * `SymbolNotFoundError`, which names near matches.
   */
  symbol(name: string): Observable<SymbolSpecification> {
    return this.#readiness.when().pipe(
      mergeMap(({ connection, catalogue }) => {
        if (catalogue.idOf(name) === undefined) throw catalogue.notFound(name);
        return loadFull(connection, catalogue.idsToLoad([name])).pipe(
          map((records) => {
            catalogue.addFull(records);
            const specification = catalogue.specification(name);
            if (specification === undefined) throw catalogue.notFound(name);
            return specification;
          }),
        );
      }),
    );
  }

  /**
   * Ticks of these symbols, by their exact names, in the order of arrival. The
   * subscription on the server is shared, counted by reference, and restored
   * after a reconnect; ticks that were missed meanwhile cannot be had. Fails with
   * `SymbolNotFoundError`; completes when the session is closed.
   */
  ticks(...names: readonly string[]): Observable<Tick> {
    return this.#streams.ticks(names);
  }

  /** As `ticks`, one array per frame of the wire: cheaper where ticks come in bulk. */
  ticksBatch(...names: readonly string[]): Observable<readonly Tick[]> {
    return this.#streams.batches(names);
  }

  /**
   * Ticks of all symbols that anybody has subscribed to, one array per frame. It
   * subscribes to nothing itself.
   */
  get ticksBatch$(): Observable<readonly Tick[]> {
    return defer(() => this.#streams.allBatches());
  }

  /**
   * Any command, past the typed face: `payload` is bytes, or a value of the
   * command's request layout. Emits the reply and completes. Cold: each
   * subscription sends once; nothing is ever sent again by itself. Fails with
   * `CommandRefusedError` for a code other than 0, and with
   * `TradingDisabledError` for command 12 unless trading is switched on.
   */
  command(id: number, payload?: unknown): Observable<Reply> {
    return defer(() => {
      if (id === commands.tradeRequest.id && this.#config.trading !== true) {
        return throwError(() => new TradingDisabledError());
      }
      const bytes = payloadFrom(id, payload);
      return this.#readiness
        .when()
        .pipe(mergeMap(({ connection }) => connection.requestRaw(id, bytes)));
    });
  }

  /**
   * Logs out and closes. Streams complete, requests that wait fail. Resolves when
   * the socket is gone; calling it again gives the same promise.
   */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Opens the connection and keeps it open for as long as it is subscribed to;
   * emits nothing. Fails when trying again cannot help. For one subscriber.
   *
   * @internal
   */
  run(): Observable<never> {
    return new Observable<never>((subscriber) => {
      this.#running = connections({
        socket: {
          url: this.#config.url,
          origin: this.#config.origin,
          tls: this.#config.tls,
          maxFrameBytes: this.#config.maxFrameBytes,
          openTimeoutMs: this.#config.connectTimeoutMs,
        },
        credentials: this.#credentials,
        otp: this.#config.otp,
        heartbeat: this.#config.heartbeat,
        reconnect: this.#config.reconnect,
        requestTimeoutMs: this.#requestTimeoutMs,
        pacer: this.#pacer,
        state: this.#state,
        runtime: this.#runtime,
        logger: this.#logger,
        onDiagnostic: (diagnostic) => {
          this.#report(diagnostic);
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

  #open(options: SocketOptions): Observable<Socket> {
    return defer(() => {
      const onGone = this.#sockets.opened();
      return socket$({ ...options, onGone });
    });
  }

  /** What runs over each connection. */
  #serve(connection: Connection): Observable<never> {
    return prepare(connection).pipe(
      mergeMap((ready) => {
        const announced = defer(() => {
          this.#readiness.enter(ready);
          return EMPTY;
        });
        // Listens before anybody is told, so that nothing is missed.
        return merge(this.#streams.serve(ready), announced);
      }),
      finalize(() => {
        this.#readiness.leave();
      }),
    );
  }

  #report(diagnostic: Diagnostic): void {
    this.#logger.debug({ diagnostic: diagnostic.kind });
    this.#diagnostics.next(diagnostic);
  }

  async #shutDown(): Promise<void> {
    if (this.#readiness.ended === undefined) {
      this.#state.enter('closing', 'closed by the user');
      this.#logger.info({ state: 'closing', reason: 'closed by the user' });
      await this.#logOut();
    }
    this.#running?.unsubscribe();
    this.#end(undefined);
    await this.#sockets.allGone();
    if (this.status.state !== 'disconnected') {
      this.#state.enter('disconnected', 'closed');
      this.#logger.info({ state: 'disconnected', reason: 'closed' });
    }
    this.#state.complete();
    this.#diagnostics.complete();
  }

  /** Best effort: the server forgets a connection that goes away, too. */
  #logOut(): Promise<void> {
    const connection = this.#readiness.present?.connection;
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
    if (this.#readiness.ended !== undefined) return;
    const error = new SessionClosedError(cause);
    this.#pacer.close(error);
    this.#streams.end(error, cause !== undefined);
    this.#readiness.end(error);
    if (cause === undefined) return;
    this.#state.complete();
    this.#diagnostics.complete();
  }
}
