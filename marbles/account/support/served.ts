import * as E from 'fp-ts/lib/Either.js';
import { defer, filter, map, mergeMap, of, throwError, timer, type Observable } from 'rxjs';
import {
  AccountStore,
  type AccountStoreOptions,
  type Changes,
} from '../../../src/account/index.js';
import type { AccountConnection } from '../../../src/account/index.js';
import {
  commands,
  encode,
  type Command,
  type OpenTrades,
  type TradeHistory,
} from '../../../src/wire/index.js';
import { account, times } from '../../../test/account/support/trades.js';
import type { MarbleHelpers } from '../../support/marbles.js';

/** A push as a spec writes it down: the command, and the value of its body. */
export interface Push {
  readonly command: Command;
  readonly value: unknown;
}

export const push = <R>(command: Command<undefined, R>, value: R): Push => ({
  command,
  value,
});

type Reply<T> = Partial<T> | Error;

export interface Replies {
  /** Replies to 4, in order; the last one counts for all that follow. Default: nothing is open. */
  readonly opened?: readonly Reply<OpenTrades>[];
  /** Replies to 5. Default: there was nothing. */
  readonly history?: readonly Reply<TradeHistory>[];
  /** Until the reply to 4. Default 2 ms. */
  readonly openedMs?: number;
  /** Until the reply to 5. Default 4 ms. */
  readonly historyMs?: number;
}

export interface Sent {
  readonly at: number;
  readonly command: number;
  readonly value: unknown;
}

const bytesOf = ({ command, value }: Push): Uint8Array => {
  const bytes = encode(command.reply, value);
  if (E.isLeft(bytes)) throw bytes.left;
  return bytes.right;
};

/** One connection: pushes as in the diagram, replies after a while. */
export const connectionOf = (
  { scheduler }: MarbleHelpers,
  pushes: Observable<Push>,
  { opened = [{}], history = [{}], openedMs = 2, historyMs = 4 }: Replies = {},
  sent: Sent[] = [],
): AccountConnection => {
  const queues = { [commands.tradingOpened.id]: opened, [commands.tradeHistory.id]: history };
  const blank = { positions: [], orders: [], deals: [] };
  const asked = { [commands.tradingOpened.id]: 0, [commands.tradeHistory.id]: 0 };
  return {
    pushes$: pushes.pipe(
      map((each) => ({ command: each.command.id, resCode: 0, body: bytesOf(each) })),
    ),
    on: (command: Command) =>
      pushes.pipe(
        filter((each) => each.command.id === command.id),
        map(({ value }) => value),
      ),
    request: ({ id }: Command, value: unknown) =>
      defer(() => {
        sent.push({ at: scheduler.now(), command: id, value });
        const queue = queues[id]!;
        const reply = queue[Math.min(asked[id]!, queue.length - 1)];
        asked[id] = asked[id]! + 1;
        return timer(id === commands.tradingOpened.id ? openedMs : historyMs, scheduler).pipe(
          mergeMap(() =>
            reply instanceof Error ? throwError(() => reply) : of({ ...blank, ...reply }),
          ),
        );
      }),
  } as unknown as AccountConnection;
};

export const storeOf = (
  { scheduler }: MarbleHelpers,
  options: Partial<AccountStoreOptions> = {},
): AccountStore =>
  new AccountStore({
    login: 7n,
    scheduler,
    onFailure: () => undefined,
    random: () => 0,
    ...options,
  });

/** Serves a connection from one frame to another; `until` is a marble diagram of a subscription. */
export const serve = (
  { expectObservable }: MarbleHelpers,
  store: AccountStore,
  connection: AccountConnection,
  until: string,
): void => {
  expectObservable(store.serve(connection, account, times), until).toBe('');
};

interface Ticketed {
  readonly ticket: bigint;
}

/** A change in short: `push 1,2 +2 ~1 -3`. */
export const brief = ({ source, all, added, changed, removed }: Changes<Ticketed>): string => {
  const list = (sign: string, values: readonly Ticketed[]): string =>
    values.length === 0 ? '' : ` ${sign}${values.map(({ ticket }) => ticket).join(',')}`;
  const after = changed.map((change) => change.after);
  return `${source}${list('', all)}${list('+', added)}${list('~', after)}${list('-', removed)}`;
};
