import {
  DealAction,
  DealEntry,
  OrderState,
  OrderTime,
  OrderType,
  PositionType,
  type Deal,
  type Order,
  type Position,
} from '../../wire/index.js';
import {
  doneOrder,
  newDeal,
  newOrder,
  newPosition,
  noSymbol,
  reasonOf,
  termsOf,
  type Stamp,
  type Terms,
} from '../desk/records.js';
import type { LedgerState } from '../desk/state.js';
import type { AccountOptions } from '../options/account-options.js';
import type { DealOptions, OrderOptions, PositionOptions } from '../options/trade-options.js';
import { unitsOf } from './volume.js';

/** What has to be known to write a trade: its symbol, and the clock. */
export interface TradeSource {
  symbol(name: string): { readonly digits: number; readonly contractSize: number };
  /** UTC milliseconds to the server's clock. */
  serverTime(utcMs: number): Stamp;
  /** UTC milliseconds of trades that say no time. */
  readonly startMs: number;
}

const defaultBalance = 10_000;

const digitsOfCurrency = (options: AccountOptions): number => options.currencyDigits ?? 2;

const termsFor = (name: string, account: AccountOptions, source: TradeSource): Terms => {
  const { digits, contractSize } = source.symbol(name);
  return { symbol: name, digits, contractSize, currencyDigits: digitsOfCurrency(account) };
};

const positionOf = (
  options: PositionOptions,
  account: AccountOptions,
  source: TradeSource,
): Position => {
  const time = source.serverTime(options.time ?? source.startMs);
  return {
    ...newPosition(termsFor(options.symbol, account, source), time),
    position_id: BigInt(options.ticket),
    trade_order: BigInt(options.ticket),
    trade_action: PositionType[options.side],
    price_open: options.price,
    price_close: options.price,
    sl: options.sl ?? 0,
    tp: options.tp ?? 0,
    trade_volume: unitsOf(options.volume),
    commission: options.commission ?? 0,
    storage: options.swap ?? 0,
    expert: BigInt(options.magic ?? 0),
    comment: options.comment ?? '',
    trade_reason: reasonOf(options.magic),
  };
};

const orderOf = (options: OrderOptions, account: AccountOptions, source: TradeSource): Order => {
  const time = source.serverTime(options.time ?? source.startMs);
  const { expiration } = options;
  const volume = unitsOf(options.volume);
  return {
    ...newOrder(termsFor(options.symbol, account, source), time),
    trade_order: BigInt(options.ticket),
    time_expiration: expiration === undefined ? 0 : source.serverTime(expiration).seconds,
    order_type: OrderType[options.type],
    type_time: expiration === undefined ? OrderTime.gtc : OrderTime.specified,
    type_reason: reasonOf(options.magic),
    price_order: options.price,
    price_trigger: options.trigger ?? 0,
    price_current: options.price,
    price_sl: options.sl ?? 0,
    price_tp: options.tp ?? 0,
    volume_initial: volume,
    volume_current: options.state === 'filled' ? 0n : volume,
    order_state: OrderState[options.state ?? 'placed'],
    expert: BigInt(options.magic ?? 0),
    position_id: BigInt(options.position ?? 0),
    comment: options.comment ?? '',
  };
};

const closedOrderOf = (
  options: OrderOptions,
  account: AccountOptions,
  source: TradeSource,
): Order => {
  const done = source.serverTime(options.timeDone ?? options.time ?? source.startMs);
  const state = OrderState[options.state ?? 'filled'];
  return doneOrder(orderOf(options, account, source), state, done);
};

const dealOf = (options: DealOptions, account: AccountOptions, source: TradeSource): Deal => {
  const time = source.serverTime(options.time ?? source.startMs);
  const terms =
    options.symbol === undefined
      ? noSymbol(digitsOfCurrency(account))
      : termsFor(options.symbol, account, source);
  return {
    ...newDeal(terms, time),
    deal: BigInt(options.ticket),
    trade_order: BigInt(options.order ?? 0),
    trade_action: DealAction[options.action],
    entry: DealEntry[options.entry ?? 'in'],
    price_open: options.price ?? 0,
    sl: options.sl ?? 0,
    tp: options.tp ?? 0,
    trade_volume: options.volume === undefined ? 0n : unitsOf(options.volume),
    profit: options.profit ?? 0,
    commission: options.commission ?? 0,
    storage: options.swap ?? 0,
    expert: BigInt(options.magic ?? 0),
    position_id: BigInt(options.position ?? 0),
    comment: options.comment ?? '',
    trade_reason: reasonOf(options.magic),
    commission_fee: options.fee ?? 0,
  };
};

/** The order that opened a position, filled at once at its open price. */
const openingOrder = (position: Position): Order => {
  const at = { seconds: position.time_create, ms: position.time_create_ms };
  const draft: Order = {
    ...newOrder(termsOf(position), at),
    trade_order: position.trade_order,
    order_type: position.trade_action === PositionType.buy ? OrderType.buy : OrderType.sell,
    type_reason: position.trade_reason,
    price_current: position.price_open,
    price_sl: position.sl,
    price_tp: position.tp,
    volume_initial: position.trade_volume,
    expert: position.expert,
    position_id: position.position_id,
    comment: position.comment,
  };
  return doneOrder(draft, OrderState.filled, at);
};

/** The deal that opened a position; its commission is that of the position. */
const openingDeal = (position: Position, ticket: bigint): Deal => ({
  ...newDeal(termsOf(position), { seconds: position.time_create, ms: position.time_create_ms }),
  deal: ticket,
  trade_order: position.trade_order,
  trade_action: position.trade_action === PositionType.buy ? DealAction.buy : DealAction.sell,
  entry: DealEntry.in,
  price_open: position.price_open,
  sl: position.sl,
  tp: position.tp,
  trade_volume: position.trade_volume,
  commission: position.commission,
  expert: position.expert,
  position_id: position.position_id,
  comment: position.comment,
  trade_reason: position.trade_reason,
});

/**
 * The account as its options say. A position of which the history has no deal gets the order
 * and the deal that opened it. The balance is taken as given: what deals before the history
 * made of it is not asked.
 */
export const ledgerStateOf = (account: AccountOptions, source: TradeSource): LedgerState => {
  const positions = (account.positions ?? []).map((each) => positionOf(each, account, source));
  const orders = (account.orders ?? []).map((each) => orderOf(each, account, source));
  const deals = (account.history?.deals ?? []).map((each) => dealOf(each, account, source));
  const closedOrders = (account.history?.orders ?? []).map((each) =>
    closedOrderOf(each, account, source),
  );
  const orderTickets = new Set([...orders, ...closedOrders].map((each) => each.trade_order));
  const tickets = [
    ...[...positions.map((each) => each.position_id), ...deals.map((each) => each.deal)],
    ...[...deals, ...positions].map((each) => each.position_id),
    ...[...deals.map((each) => each.trade_order), ...orderTickets],
  ];
  const firstTicket = tickets.reduce((most, each) => (each > most ? each : most), 0n) + 1n;
  const known = new Set(deals.map((each) => each.position_id));
  const unexplained = positions.filter((each) => !known.has(each.position_id));
  const currencyDigits = digitsOfCurrency(account);
  return {
    positions,
    orders,
    deals: [
      ...deals,
      ...unexplained.map((each, index) => openingDeal(each, firstTicket + BigInt(index))),
    ],
    closedOrders: [
      ...closedOrders,
      ...unexplained.filter((each) => !orderTickets.has(each.trade_order)).map(openingOrder),
    ],
    balance: account.balance ?? defaultBalance,
    credit: account.credit ?? 0,
    ...{ commissionDaily: 0, commissionMonthly: 0, fixedProfit: 0 },
    netting: (account.mode ?? 'hedging') !== 'hedging',
    currencyDigits,
    nextTicket: firstTicket + BigInt(unexplained.length),
  };
};
