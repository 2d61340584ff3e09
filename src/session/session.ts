import {
  BehaviorSubject,
  defer,
  EMPTY,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  mergeMap,
  Observable,
  of,
  Subject,
  take,
  tap,
  throwError,
  timeout,
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
import {
  accountTerms,
  DesiredSet,
  keepSubscribed,
  loadFull,
  TickRouter,
  type SymbolInfo,
  type SymbolSpecification,
  type Tick,
} from '../market/index.js';
import { commands } from '../wire/index.js';
import type { CheckedConfig } from './config.js';
import { NotConnectedError, SessionClosedError, TradingDisabledError } from './errors.js';
import { payloadFrom } from './payload.js';
import { prepare, type Ready } from './ready.js';
import { SocketCount } from './socket-count.js';

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
  readonly #ready = new BehaviorSubject<Ready | undefined>(undefined);
  readonly #desired = new DesiredSet();
  readonly #router: TickRouter;
  readonly #unknownSymbols = new Set<number>();
  #running: Subscription | undefined;
  #closing: Promise<void> | undefined;
  #ended: { readonly cause: unknown } | undefined;

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
    this.#router = new TickRouter((symbolId) => {
      this.#onUnknownSymbol(symbolId);
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

  /** Emits when the session becomes usable, also again after each reconnect. */
  get ready$(): Observable<Session> {
    return this.#ready.pipe(
      filter((ready) => ready !== undefined),
      map(() => this),
    );
  }

  /** All symbols of the account. Emits once. Fails with `NotConnectedError`. */
  symbols(): Observable<readonly SymbolInfo[]> {
    return this.#whenReady().pipe(map(({ catalogue }) => catalogue.infos));
  }

  /**
   * One symbol in full, by its exact name. Emits once. Fails with
   * `SymbolNotFoundError`, which names near matches.
   */
  symbol(name: string): Observable<SymbolSpecification> {
    return this.#whenReady().pipe(
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
    return this.#held(names, (unique) => this.#router.ticks(unique));
  }

  /** As `ticks`, one array per frame of the wire: cheaper where ticks come in bulk. */
  ticksBatch(...names: readonly string[]): Observable<readonly Tick[]> {
    return this.#held(names, (unique) => this.#router.batches(unique));
  }

  /**
   * Ticks of all symbols that anybody has subscribed to, one array per frame. It
   * subscribes to nothing itself.
   */
  get ticksBatch$(): Observable<readonly Tick[]> {
    return defer(() => (this.#ended === undefined ? this.#router.allBatches() : EMPTY));
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
      return this.#whenReady().pipe(mergeMap(({ connection }) => connection.requestRaw(id, bytes)));
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
        const ticks$ = connection.tickFrames$.pipe(
          tap((frames) => {
            this.#router.consume(frames);
          }),
        );
        this.#unknownSymbols.clear();
        return merge(
          ticks$.pipe(ignoreElements()),
          this.#followUpdates(ready),
          this.#keepSubscribed(ready),
          defer(() => {
            this.#ready.next(ready);
            return EMPTY;
          }),
        );
      }),
      finalize(() => {
        this.#ready.next(undefined);
        this.#router.unbind();
      }),
    );
  }

  #keepSubscribed({ connection, catalogue }: Ready): Observable<never> {
    return keepSubscribed({
      connection,
      catalogue,
      desired: this.#desired,
      router: this.#router,
      windowMs: this.#config.subscribeWindowMs ?? defaultSubscribeWindowMs,
      scheduler: this.#runtime.scheduler,
      onFailure: (error) => {
        this.#report({ kind: 'background-failure', step: 'tick subscription', error });
      },
      onConfirmed: (ids) => {
        this.#logger.debug({ symbols: ids.length }, 'tick subscription confirmed');
      },
    });
  }

  /** Pushes that change what quotes are read with: the account (14) and symbols (13). */
  #followUpdates({ connection, catalogue }: Ready): Observable<never> {
    const account$ = connection.on(commands.accountPush).pipe(
      tap((account) => {
        catalogue.setTerms(accountTerms(account));
      }),
    );
    const symbols$ = connection.on(commands.symbolUpdatePush).pipe(
      tap((records) => {
        catalogue.update(records);
      }),
    );
    return merge(account$, symbols$).pipe(
      tap(() => {
        this.#router.rebind((name) => catalogue.slotSymbol(name));
      }),
      ignoreElements(),
    );
  }

  #held<T>(
    names: readonly string[],
    stream: (names: readonly string[]) => Observable<T>,
  ): Observable<T> {
    const unique = [...new Set(names)];
    if (unique.length === 0) throw new RangeError('ticks: got no symbol, expected at least one');
    return new Observable<T>((subscriber) => {
      if (this.#ended !== undefined) {
        subscriber.error(new SessionClosedError(this.#ended.cause));
        return;
      }
      subscriber.add(stream(unique).subscribe(subscriber));
      subscriber.add(this.#desired.acquire(unique));
    });
  }

  #whenReady(): Observable<Ready> {
    return defer(() => {
      if (this.#ended !== undefined) {
        const { cause } = this.#ended;
        return throwError(() => new SessionClosedError(cause));
      }
      const present = this.#ready.getValue();
      return present === undefined ? this.#nextReady() : of(present);
    });
  }

  #nextReady(): Observable<Ready> {
    const waitMs = this.#requestTimeoutMs;
    return this.#ready.pipe(
      filter((ready) => ready !== undefined),
      take(1),
      timeout({
        first: waitMs,
        scheduler: this.#runtime.scheduler,
        with: () => throwError(() => new NotConnectedError(waitMs, this.status.state)),
      }),
    );
  }

  #onUnknownSymbol(symbolId: number): void {
    // Ticks may still be on their way when the last listener leaves: those are no news.
    if (this.#ready.getValue()?.catalogue.has(symbolId) !== false) return;
    if (this.#unknownSymbols.has(symbolId)) return;
    this.#unknownSymbols.add(symbolId);
    this.#report({ kind: 'unknown-symbol', symbolId });
  }

  #report(diagnostic: Diagnostic): void {
    this.#logger.debug({ diagnostic: diagnostic.kind });
    this.#diagnostics.next(diagnostic);
  }

  async #shutDown(): Promise<void> {
    if (this.#ended === undefined) {
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
    const connection = this.#ready.getValue()?.connection;
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

  #end(cause: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = { cause };
    this.#pacer.close(new SessionClosedError(cause));
    if (cause === undefined) this.#router.complete();
    else this.#router.failAll(new SessionClosedError(cause));
    this.#ready.error(new SessionClosedError(cause));
    if (cause === undefined) return;
    this.#state.complete();
    this.#diagnostics.complete();
  }
}
