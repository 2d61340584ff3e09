import type { DealAction, EnumName, OrderType, Reason } from '../../wire/index.js';
import type { AccountSettings } from '../options/account-options.js';
import type { DeskState } from './state.js';

export type Ticket = bigint | number;

/** Order types that wait for a price. */
export type PendingType = Exclude<EnumName<typeof OrderType>, 'buy' | 'sell' | 'close_by'>;

/** Balance operations: deals without a symbol, whose profit is the amount. */
export type BalanceAction = Exclude<
  EnumName<typeof DealAction>,
  'buy' | 'sell' | 'buy_canceled' | 'sell_canceled'
>;

/** How an order may stop being open without a deal. */
export type EndState = 'canceled' | 'expired' | 'rejected';

/** How a deal is made. Money is account currency. */
export interface DeskDealOptions {
  /** Default: the present quote, the ask to buy and the bid to sell, without the group's markup. */
  readonly price?: number;
  /** Booked with the deal, and shown with its position; a cost is negative. Default 0. */
  readonly commission?: number;
  /** Booked with the deal; a cost is negative. Default 0. */
  readonly fee?: number;
  readonly comment?: string;
  /** The `expert` of the wire. */
  readonly magic?: number;
  /** Default `expert` with a magic number, else `client`. */
  readonly reason?: EnumName<typeof Reason>;
}

/** Stops of a position; 0 for none. */
export interface DeskStops {
  readonly sl?: number;
  readonly tp?: number;
}

export interface DeskOpenOptions extends DeskDealOptions, DeskStops {}

export interface DeskCloseOptions extends DeskDealOptions {
  /** Default: all of the position. */
  readonly lots?: number;
}

/** A pending order. Prices are real prices, times UTC milliseconds. */
export interface DeskOrder extends DeskStops {
  readonly type: PendingType;
  readonly symbol: string;
  readonly lots: number;
  /** Of a stop limit order: the price that turns it into a limit order. */
  readonly price: number;
  /** Limit price of a stop limit order. */
  readonly trigger?: number;
  readonly expiration?: number;
  readonly comment?: string;
  readonly magic?: number;
}

/** What may change of a pending order. */
export interface DeskOrderChanges extends DeskStops {
  readonly price?: number;
  readonly trigger?: number;
  /** UTC milliseconds; 0 for no end. */
  readonly expiration?: number;
}

/** Tickets of a deal, of its order, and of the position that it opened or changed. */
export interface DeskTrade {
  readonly order: bigint;
  readonly deal: bigint;
  readonly position: bigint;
}

/**
 * Changes the trades of one account by hand, and tells its clients of it as a trade server does.
 * Each call takes place at once, at the quote and the time of now, and is in the answers to
 * commands 3, 4 and 5 from then on. A call that cannot be carried out throws a `DeskError` and
 * changes nothing.
 *
 * The desk does what it is told. It does not look at margin, volume limits, sessions or rights,
 * it triggers no stops and no pending orders, and it charges neither swap nor commission by
 * itself. Profits are the difference of the prices, times lots, times contract size, with 1 as
 * the rate from the profit currency to that of the account.
 *
 * What clients are told with push 10: an order that is no longer open, the order that the
 * history now has, then the deal with its position. Records of orders that follow one another
 * share a push.
 *
 * @example
 * ```ts
 * import { startSimulator } from 'rxmt5/simulator';
 *
 * const simulator = await startSimulator({ accounts: [{ login: 42, password: 'Secret-42' }] });
 * const desk = simulator.desk(42);
 * const { position } = desk.buy('EURUSD', 0.5, { price: 1.1, sl: 1.09 });
 * desk.close(position, { lots: 0.2, price: 1.101 });
 * console.log(desk.state.balance); // 10020
 * await simulator.close();
 * ```
 */
export interface Desk {
  readonly login: bigint;
  readonly state: DeskState;

  /**
   * A deal at the market. A hedging account gets a new position. Other accounts have one position
   * per symbol: the deal adds to it at the weighted open price, takes from it, or turns it round
   * (entry `in_out`), and stops that are not given stay as they were.
   */
  buy(symbol: string, lots: number, options?: DeskOpenOptions): DeskTrade;
  sell(symbol: string, lots: number, options?: DeskOpenOptions): DeskTrade;
  /** Closes a position or a part of it; the same part of its swap is booked. */
  close(position: Ticket, options?: DeskCloseOptions): DeskTrade;
  /**
   * Closes two opposite positions of a symbol against each other, in a hedging account. There
   * are two deals, both at the open price of the second position; the tickets are those of the
   * first. The larger position keeps its rest.
   */
  closeBy(position: Ticket, by: Ticket): DeskTrade;
  /** Stops of a position; one that is absent stays. */
  modify(position: Ticket, stops: DeskStops): void;

  /** Gives the ticket of a new pending order. */
  place(order: DeskOrder): bigint;
  modifyOrder(order: Ticket, changes: DeskOrderChanges): void;
  /** Ends an open order without a deal; default `canceled`. */
  cancel(order: Ticket, state?: EndState): void;
  /** Fills an open order as a whole; default: at its own price, of a stop limit order the limit. */
  fill(order: Ticket, price?: number): DeskTrade;

  /**
   * Pays in, or with a negative amount out; gives the ticket of the deal. The action is
   * `balance` unless it is given; `credit` goes to the credit, all others to the balance.
   */
  balance(
    amount: number,
    options?: { readonly action?: BalanceAction; readonly comment?: string },
  ): bigint;
  /** Changes the account, and tells its clients (push 14). Those who are logged in stay. */
  account(settings: AccountSettings): void;
}
