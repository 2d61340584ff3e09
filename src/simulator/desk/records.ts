import {
  OrderFilling,
  OrderState,
  OrderTime,
  Reason,
  type Deal,
  type Order,
  type Position,
} from '../../wire/index.js';

/** What every record of a trade repeats of its symbol and its account. */
export interface Terms {
  readonly symbol: string;
  readonly digits: number;
  /** Units of the underlying in one lot. */
  readonly contractSize: number;
  /** Decimals of the account currency. */
  readonly currencyDigits: number;
}

/** A time of the server's clock. */
export interface Stamp {
  readonly seconds: number;
  /** 0 to 999, to be added. */
  readonly ms: number;
}

/** The terms of what has no symbol: a balance operation. */
export const noSymbol = (currencyDigits: number): Terms => ({
  ...{ symbol: '', digits: 0, contractSize: 0, currencyDigits },
});

export const termsOf = (record: Position | Order): Terms => ({
  symbol: record.trade_symbol,
  digits: record.digits,
  contractSize: record.contract_size,
  currencyDigits: record.digits_currency,
});

/** A magic number says that a program did it. */
export const reasonOf = (magic: number | undefined): number =>
  magic === undefined ? Reason.client : Reason.expert;

/** What positions and deals have in common, of nothing yet. Conversion rates are all 1. */
const newTrade = (terms: Terms, at: Stamp) => ({
  trade_order: 0n,
  time_create: at.seconds,
  time_update: at.seconds,
  trade_symbol: terms.symbol,
  trade_action: 0,
  price_open: 0,
  price_close: 0,
  sl: 0,
  tp: 0,
  trade_volume: 0n,
  profit: 0,
  rate_profit: 1,
  rate_margin: 1,
  commission: 0,
  storage: 0,
  expert: 0n,
  comment: '',
  contract_size: terms.contractSize,
  digits: terms.digits,
  digits_currency: terms.currencyDigits,
  trade_reason: Reason.client,
  time_create_ms: at.ms,
  time_update_ms: at.ms,
});

/** A position of nothing yet: no ticket, no volume, no prices. */
export const newPosition = (terms: Terms, at: Stamp): Position => ({
  position_id: 0n,
  ...newTrade(terms, at),
  expert_position_id: 0n,
  external_id: '',
});

/** An order of nothing yet, good till cancelled. */
export const newOrder = (terms: Terms, at: Stamp): Order => ({
  trade_order: 0n,
  order_id: '',
  trade_symbol: terms.symbol,
  time_setup: at.seconds,
  time_expiration: 0,
  time_done: 0,
  order_type: 0,
  type_filling: OrderFilling.return,
  type_time: OrderTime.gtc,
  type_reason: Reason.client,
  price_order: 0,
  price_trigger: 0,
  price_current: 0,
  price_sl: 0,
  price_tp: 0,
  volume_initial: 0n,
  volume_current: 0n,
  order_state: OrderState.placed,
  expert: 0n,
  position_id: 0n,
  comment: '',
  contract_size: terms.contractSize,
  digits: terms.digits,
  digits_currency: terms.currencyDigits,
  commission_daily: 0,
  commission_monthly: 0,
  margin_rate: 0,
  activation_mode: 0,
  time_setup_ms: at.ms,
  time_done_ms: 0,
});

/** A deal of nothing yet. */
export const newDeal = (terms: Terms, at: Stamp): Deal => ({
  deal: 0n,
  deal_id: '',
  ...newTrade(terms, at),
  entry: 0,
  position_id: 0n,
  commission_fee: 0,
});

/** When an order stopped being open, and why. */
export const doneOrder = (order: Order, state: number, at: Stamp): Order => ({
  ...order,
  order_state: state,
  volume_current: state === OrderState.filled ? 0n : order.volume_current,
  time_done: at.seconds,
  time_done_ms: at.ms,
});
