import {
  DealAction,
  DealEntry,
  OrderFilling,
  OrderState,
  OrderType,
  PositionType,
  Reason,
  type Deal,
  type Order,
  type Position,
} from '../../wire/index.js';
import type { AccountOptions } from '../options/account-options.js';
import type { DealOptions, OrderOptions, PositionOptions } from '../options/trade-options.js';
import { unitsOf } from './volume.js';

/** What an account holds and held, as it stands on the wire. */
export interface Trades {
  readonly positions: readonly Position[];
  readonly orders: readonly Order[];
  readonly deals: readonly Deal[];
  readonly closedOrders: readonly Order[];
}

/** What has to be known to write a trade: its symbol, and the clock. */
export interface TradeSource {
  symbol(name: string): { readonly digits: number; readonly contractSize: number };
  /** UTC milliseconds to the server's clock. */
  serverTime(utcMs: number): { readonly seconds: number; readonly ms: number };
  /** UTC milliseconds of trades that say no time. */
  readonly startMs: number;
}

const digitsOfCurrency = (options: AccountOptions): number => options.currencyDigits ?? 2;

const positionOf = (
  options: PositionOptions,
  account: AccountOptions,
  source: TradeSource,
): Position => {
  const { digits, contractSize } = source.symbol(options.symbol);
  const time = source.serverTime(options.time ?? source.startMs);
  return {
    position_id: BigInt(options.ticket),
    trade_order: BigInt(options.ticket),
    time_create: time.seconds,
    time_update: time.seconds,
    trade_symbol: options.symbol,
    trade_action: PositionType[options.side],
    price_open: options.price,
    price_close: options.price,
    sl: options.sl ?? 0,
    tp: options.tp ?? 0,
    trade_volume: unitsOf(options.volume),
    profit: 0,
    rate_profit: 1,
    rate_margin: 1,
    commission: options.commission ?? 0,
    storage: options.swap ?? 0,
    expert: BigInt(options.magic ?? 0),
    expert_position_id: 0n,
    comment: options.comment ?? '',
    contract_size: contractSize,
    digits,
    digits_currency: digitsOfCurrency(account),
    trade_reason: options.magic === undefined ? Reason.client : Reason.expert,
    external_id: '',
    time_create_ms: time.ms,
    time_update_ms: time.ms,
  };
};

const orderOf = (
  options: OrderOptions,
  account: AccountOptions,
  source: TradeSource,
  closed: boolean,
): Order => {
  const { digits, contractSize } = source.symbol(options.symbol);
  const time = source.serverTime(options.time ?? source.startMs);
  const done = closed
    ? source.serverTime(options.timeDone ?? options.time ?? source.startMs)
    : { seconds: 0, ms: 0 };
  const state = options.state ?? (closed ? 'filled' : 'placed');
  const volume = unitsOf(options.volume);
  return {
    trade_order: BigInt(options.ticket),
    order_id: '',
    trade_symbol: options.symbol,
    time_setup: time.seconds,
    time_expiration:
      options.expiration === undefined ? 0 : source.serverTime(options.expiration).seconds,
    time_done: done.seconds,
    order_type: OrderType[options.type],
    type_filling: OrderFilling.return,
    // Good till cancelled, or till a given time.
    type_time: options.expiration === undefined ? 0 : 2,
    type_reason: options.magic === undefined ? Reason.client : Reason.expert,
    price_order: options.price,
    price_trigger: options.trigger ?? 0,
    price_current: options.price,
    price_sl: options.sl ?? 0,
    price_tp: options.tp ?? 0,
    volume_initial: volume,
    volume_current: state === 'filled' ? 0n : volume,
    order_state: OrderState[state],
    expert: BigInt(options.magic ?? 0),
    position_id: BigInt(options.position ?? 0),
    comment: options.comment ?? '',
    contract_size: contractSize,
    digits,
    digits_currency: digitsOfCurrency(account),
    commission_daily: 0,
    commission_monthly: 0,
    margin_rate: 0,
    activation_mode: 0,
    time_setup_ms: time.ms,
    time_done_ms: done.ms,
  };
};

const dealOf = (options: DealOptions, account: AccountOptions, source: TradeSource): Deal => {
  const symbol = options.symbol === undefined ? undefined : source.symbol(options.symbol);
  const time = source.serverTime(options.time ?? source.startMs);
  return {
    deal: BigInt(options.ticket),
    deal_id: '',
    trade_order: BigInt(options.order ?? 0),
    time_create: time.seconds,
    time_update: time.seconds,
    trade_symbol: options.symbol ?? '',
    trade_action: DealAction[options.action],
    entry: DealEntry[options.entry ?? 'in'],
    price_open: options.price ?? 0,
    price_close: 0,
    sl: options.sl ?? 0,
    tp: options.tp ?? 0,
    trade_volume: options.volume === undefined ? 0n : unitsOf(options.volume),
    profit: options.profit ?? 0,
    rate_profit: 1,
    rate_margin: 1,
    commission: options.commission ?? 0,
    storage: options.swap ?? 0,
    expert: BigInt(options.magic ?? 0),
    position_id: BigInt(options.position ?? 0),
    comment: options.comment ?? '',
    contract_size: symbol?.contractSize ?? 0,
    digits: symbol?.digits ?? 0,
    digits_currency: digitsOfCurrency(account),
    trade_reason: options.magic === undefined ? Reason.client : Reason.expert,
    time_create_ms: time.ms,
    time_update_ms: time.ms,
    commission_fee: options.fee ?? 0,
  };
};

/** The trades of an account as given in its options. */
export const tradesOf = (account: AccountOptions, source: TradeSource): Trades => ({
  positions: (account.positions ?? []).map((position) => positionOf(position, account, source)),
  orders: (account.orders ?? []).map((order) => orderOf(order, account, source, false)),
  deals: (account.history?.deals ?? []).map((deal) => dealOf(deal, account, source)),
  closedOrders: (account.history?.orders ?? []).map((order) =>
    orderOf(order, account, source, true),
  ),
});
