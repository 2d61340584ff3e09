import type { ServerTimes } from '../market/index.js';
import type {
  Account,
  Deal,
  DealUpdate,
  OpenTrades,
  Order,
  Short,
  TradeResultPush,
  TradeUpdateOrder,
} from '../wire/index.js';

/**
 * Everything that happens to an account, in the order of the wire, across connections: the one
 * source of account, positions, orders and deals. Records are as they came; `at` is UTC
 * milliseconds of our own clock.
 *
 * - `open`: a connection is there, and this is its account record.
 * - `account`: the account record has changed (push 14).
 * - `opened`: all that is open (reply to 4): the snapshot, the first of a connection and any later.
 * - `history`: deals and closed orders from `from` on, seconds of the server's clock (reply to 5).
 *   On the first connection it says what was there before, on a later one what was missed.
 * - `update`: one record of push 10.
 * - `result`: what became of a trade request (push 19).
 * - `status`: the gateway's link to the trade server; 0 is up (push 15).
 * - `query-failed`: the query for all that is open failed. It says nothing of what is open.
 * - `lost`: the connection is gone.
 */
export type AccountEvent =
  | {
      readonly kind: 'open';
      readonly at: number;
      readonly account: Short<Account>;
      readonly times: ServerTimes;
    }
  | { readonly kind: 'account'; readonly account: Short<Account>; readonly times: ServerTimes }
  | { readonly kind: 'opened'; readonly at: number; readonly trades: OpenTrades }
  | {
      readonly kind: 'history';
      readonly at: number;
      readonly from: number;
      readonly deals: readonly Deal[];
      readonly orders: readonly Order[];
    }
  | {
      readonly kind: 'update';
      readonly at: number;
      readonly update: DealUpdate | TradeUpdateOrder;
    }
  | { readonly kind: 'result'; readonly at: number; readonly result: TradeResultPush }
  | { readonly kind: 'status'; readonly at: number; readonly state: number }
  | { readonly kind: 'query-failed'; readonly at: number; readonly error: unknown }
  | { readonly kind: 'lost'; readonly at: number };
