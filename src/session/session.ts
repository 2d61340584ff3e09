import { defer, map, mergeMap, tap, throwError, type Observable } from 'rxjs';
import {
  AccountStore,
  type AccountInfo,
  type Changes,
  type Deal,
  type Order,
  type Position,
  type TradeServerStatus,
} from '../account/index.js';
import type { Diagnostic, Reply, Status } from '../connection/index.js';
import {
  marginSpreads,
  resolveSymbol,
  symbolChanges,
  withCondition,
  type BackfillCondition,
  type BarCondition,
  type BarUpdate,
  type Book,
  type BookDelta,
  type Condition,
  type KeepAskingOptions,
  type LiveStream,
  type MarginSpread,
  type Quote,
  type ResolveOptions,
  type SessionKind,
  type SessionState,
  type SymbolChanges,
  type SymbolInfo,
  type SymbolSpecification,
  type SymbolStatistics,
  type Tick,
} from '../market/index.js';
import {
  changePassword,
  corporateLinks,
  notify,
  riskWarningAccepted,
  type CorporateLink,
  type PasswordChange,
} from '../onboarding/index.js';
import { AccountRights, commands } from '../wire/index.js';
import { BookStreams } from './book-streams.js';
import type { CheckedConfig } from './config.js';
import { TradingDisabledError } from './errors.js';
import { SessionHistory } from './history.js';
import { Link } from './link.js';
import { MarketStreams, type BarStreamOptions } from './market-streams.js';
import type { Part } from './part.js';
import { payloadFrom } from './payload.js';
import { recordEvents, specificationOf, untilClosed } from './records.js';
import { TickStreams } from './tick-streams.js';

const defaultSubscribeWindowMs = 10;
const defaultStaleAfterMs = 60_000;

/**
 * One account on one server. What its user wants (subscriptions, streams) lives
 * here and outlives the connections, which come and go below.
 *
 * Methods that ask something complete; streams of the market, and properties and methods with a
 * `$`, keep running until the session is closed. All are cold: nothing happens before they are
 * subscribed to. A `LiveStream` says in its `condition$` whether it is live, stale or has a gap.
 */
export class Session implements AsyncDisposable {
  /** Account number. */
  readonly login: bigint;
  /** What has been: bars, deals, orders, positions. */
  readonly history: SessionHistory;
  readonly #link: Link;
  readonly #ticks: TickStreams;
  readonly #books: BookStreams;
  readonly #market: MarketStreams;
  readonly #account: AccountStore;

  /** Use `openSession` or `connect`. */
  constructor(config: CheckedConfig) {
    const link = new Link(config);
    const { scheduler, random } = link.runtime;
    const windowMs = config.subscribeWindowMs ?? defaultSubscribeWindowMs;
    const report = (diagnostic: Diagnostic): void => {
      link.report(diagnostic);
    };
    const confirmed =
      (list: string) =>
      (symbols: number): void => {
        link.logger.debug({ symbols }, `${list} subscription confirmed`);
      };
    this.login = config.login;
    this.#link = link;
    this.#ticks = new TickStreams({
      ...{ windowMs, scheduler, report, onConfirmed: confirmed('tick') },
      timesOf: (account) => link.observe(account),
    });
    this.#books = new BookStreams({
      ...{ windowMs, scheduler, report, onConfirmed: confirmed('book') },
    });
    this.#account = new AccountStore({
      ...{ login: config.login, scheduler, random },
      onFailure: (error, query) => {
        link.reportFailure(query, error);
      },
      onUnknownUpdate: (flagMask) => {
        report({ kind: 'unknown-update', flagMask });
      },
      timesOf: (account) => link.observe(account),
    });
    this.#market = new MarketStreams({
      ...{ scheduler, random },
      staleAfterMs: config.staleAfterMs ?? defaultStaleAfterMs,
      events: (name) => this.#ticks.events(name),
      onFailure: (step, error) => {
        link.reportFailure(step, error);
      },
      records: (name) =>
        recordEvents(link.readiness.ready$, name, this.#asking(`record of ${name}`)),
    });
    this.history = new SessionHistory({
      when: () => link.readiness.when(),
      now: () => scheduler.now(),
    });
    // In this order: what the first one learns of symbols the others use.
    link.attach([this.#ticks, this.#books, accountPart(this.#account)]);
  }

  /**
   * State of the connection: the present one at once, then every change. Completes when the
   * session is closed or has failed for good; the last status then holds the error.
   */
  get status$(): Observable<Status> {
    return this.#link.state.status$;
  }

  /** The present state of the connection. */
  get status(): Status {
    return this.#link.state.status;
  }

  /** What was odd, but no reason to fail; see `Diagnostic`. */
  get diagnostics$(): Observable<Diagnostic> {
    return this.#link.diagnostics$;
  }

  /** Login token of the last login, 320 hex digits: as good as a password, keep it as one. */
  get loginToken(): string | undefined {
    return this.#link.credentials.loginToken;
  }

  /**
   * The broker wants another password before anything else: no symbols are loaded, and
   * `changePassword` is all that is left to do. False while there is no connection.
   */
  get passwordResetRequired(): boolean {
    return this.#link.readiness.present?.passwordResetRequired ?? false;
  }

  /**
   * Emits when the session is usable: at once, and again after each reconnect. Completes when it is
   * closed; fails with `SessionClosedError` if it has failed for good, or was closed before.
   */
  get ready$(): Observable<Session> {
    const { readiness } = this.#link;
    return defer(() =>
      readiness.ended === undefined ? readiness.ready$.pipe(untilClosed()) : readiness.ready$,
    ).pipe(map(() => this));
  }

  /** All symbols of the account. Emits once. Fails with `NotConnectedError`. */
  symbols(): Observable<readonly SymbolInfo[]> {
    return this.#link.readiness.when().pipe(map(({ catalogue }) => catalogue.infos));
  }

  /** All symbols and their folders, then what changes: by the server, or while it was away. */
  get symbols$(): Observable<SymbolChanges> {
    return symbolChanges(this.#link.readiness.ready$, (error) => {
      this.#link.reportFailure('symbol groups', error);
    }).pipe(untilClosed());
  }

  /**
   * One symbol in full, by its exact name. Emits once. Fails with
   * `SymbolNotFoundError`, which names near matches.
   */
  symbol(name: string): Observable<SymbolSpecification> {
    return this.#link.readiness.when().pipe(mergeMap((ready) => specificationOf(ready, name)));
  }

  /**
   * The broker's name of a symbol, who may have added a suffix. Emits once. Fails with
   * `SymbolNotFoundError`, `AmbiguousSymbolError` or `SymbolNameError`; see `resolveSymbol`.
   */
  resolve(name: string, options?: ResolveOptions): Observable<string> {
    return this.#link.readiness
      .when()
      .pipe(map(({ catalogue }) => resolveSymbol(name, catalogue.names, options)));
  }

  /** The rules by which positions in these symbols need less margin together, and their changes. */
  marginSpreads$(...names: readonly string[]): Observable<readonly MarginSpread[]> {
    const asking = this.#asking('margin spreads');
    return marginSpreads(this.#link.readiness.ready$, names, asking).pipe(untilClosed());
  }

  /** Whether a symbol's market is open, by its schedule, and when that changes next. */
  sessionOpen$(name: string, kind?: SessionKind): Observable<SessionState> {
    return this.#market.sessionOpen(name, kind);
  }

  /**
   * Ticks of these symbols, by their exact names, in the order of arrival. The
   * subscription on the server is shared, counted by reference, and restored
   * after a reconnect; ticks that were missed meanwhile cannot be had, as the type of
   * `condition$` says: it knows gaps, and no backfill. Fails with
   * `SymbolNotFoundError`; completes when the session is closed.
   */
  ticks(...names: readonly string[]): LiveStream<Tick> {
    return withCondition(this.#ticks.ticks(names), this.#market.conditions(names));
  }

  /** As `ticks`, one array per frame of the wire: cheaper where ticks come in bulk. */
  ticksBatch(...names: readonly string[]): LiveStream<readonly Tick[]> {
    return withCondition(this.#ticks.batches(names), this.#market.conditions(names));
  }

  /**
   * Ticks of all symbols that anybody has subscribed to, one array per frame. It
   * subscribes to nothing itself.
   */
  get ticksBatch$(): Observable<readonly Tick[]> {
    return defer(() => this.#ticks.allBatches());
  }

  /** Quotes merged from ticks and daily statistics: the present one at once, then each change. */
  quotes(...names: readonly string[]): LiveStream<Quote> {
    return this.#market.quotes(names);
  }

  /** The statistics of a symbol beyond its quote: deals, volumes, interest, greeks. */
  details(name: string): LiveStream<SymbolStatistics> {
    return this.#market.details(name);
  }

  /** Depth of market: the present book at once, then each change. Fails with `NoDepthError`. */
  book(name: string): LiveStream<Book> {
    return withCondition(this.#books.book(name), this.#books.conditions(name));
  }

  /** What changes in the depth of market; the first one is the present book as a whole. */
  bookDeltas(name: string): LiveStream<BookDelta> {
    return withCondition(this.#books.deltas(name), this.#books.conditions(name));
  }

  /**
   * Bars: of the past if wanted, then as ticks make them, without a gap and without a double,
   * across reconnects. Any of `M1` ... `MN1`, or another `M<minutes>` or `H<hours>`.
   *
   * @throws TimeframeError, or RangeError for an option that is not what it should be
   */
  bars(
    name: string,
    timeframe: string,
    options: BarStreamOptions = {},
  ): LiveStream<BarUpdate, BarCondition> {
    return this.#market.bars(name, timeframe, options);
  }

  /** The account record: the present one at once, then every change. */
  get account$(): LiveStream<AccountInfo, Condition> {
    return this.#account.account$;
  }

  /** Open positions: all of them at once, then what changes. Nothing while they are not known. */
  get positions$(): LiveStream<Changes<Position>, BackfillCondition> {
    return this.#account.positions$;
  }

  /** Open orders, as `positions$`. */
  get orders$(): LiveStream<Changes<Order>, BackfillCondition> {
    return this.#account.orders$;
  }

  /** Deals since the session began, each once; those that were missed come from the history. */
  get deals$(): LiveStream<Changes<Deal>, BackfillCondition> {
    return this.#account.deals$;
  }

  /** Whether the gateway is connected to the trade server: it may be up while that one is down. */
  get tradeServer$(): LiveStream<TradeServerStatus, Condition> {
    return this.#account.tradeServer$;
  }

  /**
   * Changes the password of the account, or that of its investor. Emits once the server has taken
   * it. Fails with `PasswordError`, before anything is sent where a rule of the server is not kept.
   * An account that had to change it is loaded then, and `ready$` emits again.
   */
  changePassword(change: PasswordChange): Observable<void> {
    const { readiness, credentials } = this.#link;
    return readiness.when().pipe(
      mergeMap(({ connection, account, passwordResetRequired }) => {
        const { auth_password_min: minLength, rights = 0 } = account;
        const isInvestor = (rights & AccountRights.investor) !== 0;
        // Who logged in as an investor keeps the password of an investor.
        const isOwn = isInvestor === (change.investor ?? false);
        return changePassword(connection, {
          ...{ ...change, minLength },
          credentials: isOwn ? credentials : undefined,
        }).pipe(
          tap(() => {
            if (passwordResetRequired && isOwn) this.#link.reload();
          }),
        );
      }),
    );
  }

  /** Tells the server something (command 42): 1, that the user has accepted the risk warning. */
  notify(value: number = riskWarningAccepted): Observable<void> {
    return this.#link.readiness
      .when()
      .pipe(mergeMap(({ connection }) => notify(connection, value)));
  }

  /** Documents and pages of the broker. Emits once. */
  corporateLinks(): Observable<readonly CorporateLink[]> {
    return this.#link.readiness
      .when()
      .pipe(mergeMap(({ connection }) => corporateLinks(connection)));
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
      if (id === commands.tradeRequest.id && this.#link.config.trading !== true) {
        return throwError(() => new TradingDisabledError());
      }
      const bytes = payloadFrom(id, payload);
      return this.#link.readiness
        .when()
        .pipe(mergeMap(({ connection }) => connection.requestRaw(id, bytes)));
    });
  }

  /**
   * Logs out and closes. Streams complete, requests that wait fail. Resolves when
   * the socket is gone; calling it again gives the same promise.
   */
  close(): Promise<void> {
    return this.#link.close();
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
    return this.#link.run();
  }

  /** How requests are made again that streams need, and what they are called in diagnostics. */
  #asking(step: string): KeepAskingOptions {
    const { scheduler, random } = this.#link.runtime;
    const onFailure = (error: unknown): void => {
      this.#link.reportFailure(step, error);
    };
    return { scheduler, random, onFailure };
  }
}

const accountPart = (store: AccountStore): Part => ({
  serveAccount: ({ connection, account, times, tradeServerState }) =>
    store.serve(connection, account, times, { tradeServerState }),
  end: (error, isFailure) => {
    store.end(error, isFailure);
  },
});
