import { bitMask, enumeration } from './enumeration.js';

export const TradeAction = enumeration('trade_action', {
  prices: 0,
  request: 1,
  instant: 2,
  market: 3,
  exchange: 4,
  pending: 5,
  modify_position: 6,
  modify_order: 7,
  remove_order: 8,
  transfer: 9,
  close_by: 10,
  activate_order: 100,
  activate_stop_loss: 101,
  activate_take_profit: 102,
  activate_stop_limit: 103,
  stop_out_order: 104,
  stop_out_position: 105,
  expire_order: 106,
  dealer_trade: 200,
  dealer_pending: 201,
  dealer_modify_position: 202,
  dealer_modify_order: 203,
  dealer_remove_order: 204,
  dealer_activate_order: 205,
  dealer_balance: 206,
  dealer_activate_stop_limit: 207,
  dealer_close_by: 208,
});

export const OrderType = enumeration('order_type', {
  buy: 0,
  sell: 1,
  buy_limit: 2,
  sell_limit: 3,
  buy_stop: 4,
  sell_stop: 5,
  buy_stop_limit: 6,
  sell_stop_limit: 7,
  close_by: 8,
});

export const PositionType = enumeration('position_type', {
  buy: 0,
  sell: 1,
});

export const OrderFilling = enumeration('order_filling', {
  fill_or_kill: 0,
  immediate_or_cancel: 1,
  return: 2,
  book_or_cancel: 3,
});

export const OrderTime = enumeration('order_time', {
  gtc: 0,
  day: 1,
  specified: 2,
  specified_day: 3,
});

export const OrderState = enumeration('order_state', {
  started: 0,
  placed: 1,
  canceled: 2,
  partial: 3,
  filled: 4,
  rejected: 5,
  expired: 6,
  request_add: 7,
  request_modify: 8,
  request_cancel: 9,
});

export const OrderActivation = enumeration('order_activation', {
  none: 0,
  activated_to_market: 1,
  stop_limit_activated_to_limit: 2,
});

export const DealAction = enumeration('deal_action', {
  buy: 0,
  sell: 1,
  balance: 2,
  credit: 3,
  charge: 4,
  correction: 5,
  bonus: 6,
  commission: 7,
  commission_daily: 8,
  commission_monthly: 9,
  agent_daily: 10,
  agent_monthly: 11,
  interest: 12,
  buy_canceled: 13,
  sell_canceled: 14,
  dividend: 15,
  dividend_franked: 16,
  tax: 17,
  unnamed_balance_operation: 18,
});

export const DealEntry = enumeration('deal_entry', {
  in: 0,
  out: 1,
  in_out: 2,
  out_by: 3,
});

export const Reason = enumeration('reason', {
  client: 0,
  expert: 1,
  dealer: 2,
  stop_loss: 3,
  take_profit: 4,
  stop_out: 5,
  rollover: 6,
  external_client: 7,
  variation_margin: 8,
  gateway: 9,
  signal: 10,
  settlement: 11,
  transfer: 12,
  sync: 13,
  external_service: 14,
  migration: 15,
  mobile: 16,
  web: 17,
  split: 18,
  corporate_action: 19,
});

export const TradeUpdateKind = enumeration('trade_update_kind', {
  open_order: 0,
  history_order: 1,
  deal_and_position: 2,
});

export const TransactionType = enumeration('transaction_type', {
  add: 0,
  update: 1,
  delete: 2,
});

export const TradeRequestFlags = bitMask('trade_request_flags', {
  close: 1,
  market: 2,
  expert: 256,
  signal: 512,
  skip_margin_check: 1024,
});

export const SpreadMarginType = enumeration('spread_margin_type', {
  fixed_value_per_lot: 0,
  drop_smaller_side: 1,
  percent_discount: 2,
  difference_plus_value: 3,
});

export const SpreadLegMode = enumeration('spread_leg_mode', {
  symbol: 0,
  basis: 1,
});
