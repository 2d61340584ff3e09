import { defer, filter, finalize, merge, NEVER, type Observable, type SchedulerLike } from 'rxjs';
import {
  withCondition,
  type BackfillCondition,
  type Condition,
  type LiveStream,
  type ServerTimes,
} from '../market/index.js';
import {
  AccountRights,
  utcMs,
  type Account,
  type Short,
  type TradeResultPush,
} from '../wire/index.js';
import type { AccountEvent } from './account-event.js';
import { AccountSteps } from './store-steps.js';
import { followPushes, loadTrades, type AccountConnection } from './store-serve.js';
import { historyFrom } from './state-snapshot.js';
import {
  initialAccountState,
  type AccountRules,
  type AccountState,
  type AccountStep,
  type TradeServerStatus,
} from './state.js';
import { LiveList, type Changes } from './streams.js';
import {
  accountOf,
  dealOf,
  orderOf,
  positionOf,
  type AccountInfo,
  type Deal,
  type Order,
  type Position,
} from './views/index.js';

/** Queries whose failure is reported before they are made again. */
export type AccountQuery = 'open trades' | 'trade history';

export interface AccountStoreOptions extends Partial<AccountRules> {
  /** Account number: the record does not hold it. */
  readonly login: bigint;
  readonly scheduler: SchedulerLike;
  /** A query failed and is about to be made again. */
  readonly onFailure: (error: unknown, query: AccountQuery) => void;
  /** A record of push 10 that is neither order nor deal. */
  readonly onUnknownUpdate?: ((flagMask: number) => void) | undefined;
  /** The server's clock as an account record tells of it. Default: as it was when served. */
  readonly timesOf?: ((account: Short<Account>) => ServerTimes) | undefined;
  /** Jitter of the retries; uniform in [0, 1). Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

export interface ServeOptions {
  /** The last status push (15) that came before serving; 0, connected, if there was none. */
  readonly tradeServerState?: number | undefined;
}

/**
 * The account of a session: what is known of it, across connections. Streams replay what is known
 * at once and go on through reconnects, where `condition$` tells of the gap; they end with `end`.
 */
export class AccountStore {
  /**
   * Open positions. Nothing is emitted until they are known; none at all is `all: []`. After a
   * reconnect only what differs comes, with the source `reconcile`.
   */
  readonly positions$: LiveStream<Changes<Position>, BackfillCondition>;
  /** Open orders, as `positions$`. */
  readonly orders$: LiveStream<Changes<Order>, BackfillCondition>;
  /**
   * Deals since the session began, each once in `added`. Those that were missed while there was
   * no connection come from the history, with the source `reconcile`; those that the history has
   * in another form by then (cancelled, say) are in `changed`. Of very many the oldest
   * leave `all` without being in `removed`; `dropped` counts them.
   */
  readonly deals$: LiveStream<Changes<Deal>, BackfillCondition>;
  /** Orders closed since the session began, as `deals$`. */
  readonly closedOrders$: LiveStream<Changes<Order>, BackfillCondition>;
  /**
   * The account record: at once, with each connection, when the server sends it anew, and when a
   * deal changes balance, credit, fixed profit or commissions.
   */
  readonly account$: LiveStream<AccountInfo, Condition>;
  /**
   * The gateway's link to the trade server. It counts as up until the gateway says otherwise;
   * while the gateway itself is away nothing is known of it, and `condition$` says `gap`.
   */
  readonly tradeServer$: LiveStream<TradeServerStatus, Condition>;
  /** Results of trade requests (push 19), as they come. None is replayed. */
  readonly results$: Observable<TradeResultPush>;
  /** Every step of the reducer, in order; for what is built on it. */
  readonly steps$: Observable<AccountStep>;

  readonly #options: AccountStoreOptions;
  readonly #steps: AccountSteps;
  readonly #infos = new WeakMap<object, AccountInfo>();

  constructor(options: AccountStoreOptions) {
    this.#options = options;
    this.#steps = new AccountSteps(initialAccountState(rulesOf(options)));
    this.positions$ = this.#list(
      new LiveList({
        table: (state) => state.positions,
        changes: ({ positions }) => positions,
        view: positionOf,
      }),
    );
    this.orders$ = this.#list(
      new LiveList({
        table: (state) => state.orders,
        changes: ({ orders }) => orders,
        view: orderOf,
      }),
    );
    this.deals$ = this.#list(
      new LiveList({
        table: (state) => state.deals,
        changes: ({ deals }) => deals,
        view: dealOf,
      }),
    );
    this.closedOrders$ = this.#list(
      new LiveList({
        table: (state) => state.closedOrders,
        changes: ({ closedOrders }) => closedOrders,
        view: orderOf,
      }),
    );
    this.account$ = withCondition(
      this.#steps.follow(
        (state) => this.#infoOf(state),
        ({ state, changes }) => (changes.account ? one(this.#infoOf(state)) : []),
      ),
      this.#conditions().pipe(filter(isCondition)),
    );
    this.tradeServer$ = withCondition(
      this.#steps.follow(
        ({ tradeServer }) => tradeServer,
        ({ state, changes }) => (changes.tradeServer ? one(state.tradeServer) : []),
      ),
      this.#conditions().pipe(filter(isCondition)),
    );
    this.results$ = this.#steps.follow(nothing, ({ changes }) => changes.results);
    this.steps$ = this.#steps.follow<AccountStep>(nothing, (step) => [step]);
  }

  /** What is known now, in records of the wire. */
  get state(): AccountState {
    return this.#steps.state;
  }

  /**
   * What runs over one connection, for as long as it is subscribed to; emits nothing. Begin it in
   * the turn in which the account record came, so that no push after that record is missed. Of an
   * account that has to change its password first nothing more is asked for.
   */
  serve(
    connection: AccountConnection,
    account: Short<Account>,
    times: ServerTimes,
    { tradeServerState = 0 }: ServeOptions = {},
  ): Observable<never> {
    const { scheduler, onFailure, random, onUnknownUpdate = () => undefined } = this.#options;
    const timesOf = (pushed: Short<Account>): ServerTimes => this.#timesOf(pushed);
    const dispatch = (events: readonly AccountEvent[]): void => {
      this.#steps.dispatch(events);
    };
    const opened$ = defer(() => {
      const at = scheduler.now();
      dispatch([
        { kind: 'open', at, account, times },
        { kind: 'status', at, state: tradeServerState },
      ]);
      if (mustResetPassword(account)) return NEVER;
      return loadTrades({
        ...{ connection, scheduler, dispatch, onFailure, random },
        historyFrom: (now) => historyFrom(this.#steps.state, serverSeconds(times, now)),
      });
    });
    // Listens before anything is asked for, so that nothing comes in between.
    return merge(
      followPushes({ connection, scheduler, timesOf, dispatch, onUnknownUpdate }),
      opened$,
    ).pipe(
      finalize(() => {
        dispatch([{ kind: 'lost', at: scheduler.now() }]);
      }),
    );
  }

  /** Nothing more comes: streams fail with `error`, or complete. Who joins later gets `error`. */
  end(error: Error, isFailure: boolean): void {
    this.#steps.end(error, isFailure);
  }

  #list<W extends object, T>(list: LiveList<W, T>): LiveStream<Changes<T>, BackfillCondition> {
    const changes$ = this.#steps.follow(
      (state) => list.present(state),
      (step) => one(list.changes(step)),
    );
    return withCondition(changes$, this.#conditions());
  }

  #conditions(): Observable<BackfillCondition> {
    return this.#steps.follow(
      ({ condition }) => condition,
      ({ changes }) => changes.conditions,
    );
  }

  /** A push that ends before the server's clock says nothing of it. */
  #timesOf(account: Short<Account>): ServerTimes {
    const { times } = this.#steps.state;
    if (account.timezone_shift === undefined) return times;
    return this.#options.timesOf?.(account) ?? times;
  }

  #infoOf({ account }: AccountState): AccountInfo | undefined {
    if (account === undefined) return undefined;
    let info = this.#infos.get(account);
    if (info === undefined) {
      info = accountOf(account, this.#options.login);
      this.#infos.set(account, info);
    }
    return info;
  }
}

/** The account record has no history that could be fetched. */
const isCondition = (condition: BackfillCondition): condition is Condition =>
  condition.kind !== 'backfilled';

const nothing = (): undefined => undefined;

const one = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

const rulesOf = (options: AccountStoreOptions): Partial<AccountRules> => {
  const { keptDeals, keptClosedOrders, keptResults, officialQuirks } = options;
  const given = { keptDeals, keptClosedOrders, keptResults, officialQuirks };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
};

const mustResetPassword = ({ rights = 0 }: Short<Account>): boolean =>
  (rights & AccountRights.reset_password) !== 0;

const serverSeconds = (times: ServerTimes, at: number): number =>
  Math.floor(times.fromUtc(utcMs(at)) / 1000);
