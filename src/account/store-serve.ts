import * as E from 'fp-ts/lib/Either.js';
import {
  defer,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  tap,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Connection } from '../connection/index.js';
import type { ServerTimes } from '../market/index.js';
import { retryBackoff } from '../operators/index.js';
import {
  commands,
  decode,
  enumName,
  TradeUpdateKind,
  type Account,
  type Short,
} from '../wire/index.js';
import type { AccountEvent } from './account-event.js';

/** All that the account needs of a connection. */
export type AccountConnection = Pick<Connection, 'request' | 'on' | 'pushes$'>;

/** Takes what came in one frame. */
export type Dispatch = (events: readonly AccountEvent[]) => void;

export interface FollowOptions {
  readonly connection: AccountConnection;
  readonly scheduler: SchedulerLike;
  /** The server's clock after a change of the account record. */
  readonly timesOf: (account: Short<Account>) => ServerTimes;
  readonly dispatch: Dispatch;
  /** A record of push 10 that is neither order nor deal: it is not counted. */
  readonly onUnknownUpdate: (flagMask: number) => void;
}

/** Pushes 10, 14, 15 and 19 of one connection, in the order of the wire. */
export const followPushes = ({
  connection,
  scheduler,
  timesOf,
  dispatch,
  onUnknownUpdate,
}: FollowOptions): Observable<never> => {
  const updates$ = connection.on(commands.tradeUpdate).pipe(
    tap((updates) => {
      for (const { flag_mask: mask } of updates) {
        if (enumName(TradeUpdateKind, mask) === undefined) onUnknownUpdate(mask);
      }
    }),
    map((updates) => {
      const at = scheduler.now();
      return updates.map((update): AccountEvent => ({ kind: 'update', at, update }));
    }),
  );
  const accounts$ = accountPushes(connection).pipe(
    map((account): AccountEvent[] => [{ kind: 'account', account, times: timesOf(account) }]),
  );
  const status$ = connection
    .on(commands.loginStatusPush)
    .pipe(map(({ state }): AccountEvent[] => [{ kind: 'status', at: scheduler.now(), state }]));
  const results$ = connection
    .on(commands.tradeResult)
    .pipe(map((result): AccountEvent[] => [{ kind: 'result', at: scheduler.now(), result }]));
  return merge(updates$, accounts$, status$, results$).pipe(tap(dispatch), ignoreElements());
};

/** As far as the server sends it: who leaves the end out of the record does so in pushes, too. */
const accountPushes = ({ pushes$ }: AccountConnection): Observable<Short<Account>> => {
  const { id, reply } = commands.accountPush;
  return pushes$.pipe(
    filter(({ command, resCode }) => command === id && resCode === 0),
    mergeMap(({ body }): Short<Account>[] => {
      const decoded = decode(reply, body);
      return E.isLeft(decoded) ? [] : [decoded.right.value];
    }),
  );
};

export interface LoadOptions {
  readonly connection: AccountConnection;
  readonly scheduler: SchedulerLike;
  readonly dispatch: Dispatch;
  /** Where history begins, seconds of the server's clock; `now` is UTC milliseconds. */
  readonly historyFrom: (now: number) => number;
  readonly onFailure: (error: unknown, query: 'open trades' | 'trade history') => void;
  readonly random: (() => number) | undefined;
}

const retryDelayMs = 1000;
const retryMaxMs = 30_000;

/** No upper bound. */
const toNow = 0;

/** Asks for what is open (4) and for the history (5), again and again until there is a reply. */
export const loadTrades = (options: LoadOptions): Observable<never> => {
  const { connection, scheduler, dispatch, onFailure, random } = options;
  const retried = { delayMs: retryDelayMs, maxMs: retryMaxMs, scheduler };
  const withRandom = random === undefined ? retried : { ...retried, random };
  const opened$ = connection.request(commands.tradingOpened, undefined).pipe(
    tap((trades) => {
      dispatch([{ kind: 'opened', at: scheduler.now(), trades }]);
    }),
    retryBackoff({
      ...withRandom,
      onAttempt: ({ error, at }) => {
        dispatch([{ kind: 'query-failed', at, error }]);
        onFailure(error, 'open trades');
      },
    }),
  );
  const history$ = defer(() => {
    const from = options.historyFrom(scheduler.now());
    return connection.request(commands.tradeHistory, { from, to: toNow }).pipe(
      tap(({ deals, orders }) => {
        dispatch([{ kind: 'history', at: scheduler.now(), from, deals, orders }]);
      }),
    );
  }).pipe(
    retryBackoff({
      ...withRandom,
      onAttempt: ({ error }) => {
        onFailure(error, 'trade history');
      },
    }),
  );
  return merge(opened$, history$).pipe(ignoreElements());
};
