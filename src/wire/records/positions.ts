import type { ValueOf } from '../schema/layout.js';
import { record } from '../schema/record.js';
import { f64, i32, i64, u32, u64 } from '../schema/scalars.js';
import { utf16 } from '../schema/strings.js';

/** An open position; command 4 and push 10. 344 bytes. */
export const position = record('position', {
  position_id: i64,
  trade_order: i64,
  time_create: u32, // s, server clock
  time_update: u32, // s, server clock
  trade_symbol: utf16(64),
  trade_action: u32, // position_type
  price_open: f64,
  price_close: f64, // current price of the closing side
  sl: f64,
  tp: f64,
  trade_volume: u64, // 1e-8 lot
  profit: f64,
  rate_profit: f64,
  rate_margin: f64,
  commission: f64,
  storage: f64, // accumulated swap
  expert: i64,
  expert_position_id: i64,
  comment: utf16(64),
  contract_size: f64,
  digits: u32,
  digits_currency: u32,
  trade_reason: u32, // reason
  external_id: utf16(64),
  time_create_ms: i32, // ms; milliseconds to add to the seconds field
  time_update_ms: i32, // ms; milliseconds to add to the seconds field
});
export type Position = ValueOf<typeof position>;

/** An order, open or closed; commands 4 and 5, push 10. 356 bytes. */
export const order = record('order', {
  trade_order: i64,
  order_id: utf16(64),
  trade_symbol: utf16(64),
  time_setup: u32, // s, server clock
  time_expiration: u32, // s, server clock
  time_done: u32, // s, server clock
  order_type: u32, // order_type
  type_filling: u32, // order_filling
  type_time: u32, // order_time
  type_reason: u32, // reason
  price_order: f64,
  price_trigger: f64,
  price_current: f64,
  price_sl: f64,
  price_tp: f64,
  volume_initial: i64, // 1e-8 lot
  volume_current: i64, // 1e-8 lot
  order_state: u32, // order_state
  expert: i64,
  position_id: i64,
  comment: utf16(64),
  contract_size: f64,
  digits: u32,
  digits_currency: u32,
  commission_daily: f64,
  commission_monthly: f64,
  margin_rate: f64,
  activation_mode: u32, // order_activation
  time_setup_ms: i32, // ms; milliseconds to add to the seconds field
  time_done_ms: i32, // ms; milliseconds to add to the seconds field
});
export type Order = ValueOf<typeof order>;

/** A deal; command 5 and push 10. 356 bytes. */
export const deal = record('deal', {
  deal: i64,
  deal_id: utf16(64),
  trade_order: i64,
  time_create: u32, // s, server clock
  time_update: u32, // s, server clock
  trade_symbol: utf16(64),
  trade_action: u32, // deal_action
  entry: u32, // deal_entry
  price_open: f64, // deal price
  price_close: f64,
  sl: f64,
  tp: f64,
  trade_volume: u64, // 1e-8 lot
  profit: f64,
  rate_profit: f64,
  rate_margin: f64,
  commission: f64,
  storage: f64,
  expert: i64,
  position_id: i64,
  comment: utf16(64),
  contract_size: f64,
  digits: u32,
  digits_currency: u32,
  trade_reason: u32, // reason
  time_create_ms: i32, // ms; milliseconds to add to the seconds field
  time_update_ms: i32, // ms; milliseconds to add to the seconds field
  commission_fee: f64,
});
export type Deal = ValueOf<typeof deal>;

/** Command 5; 0 and 0 ask for everything. 8 bytes. */
export const tradeHistoryRequest = record('trade_history_request', {
  from: i32, // s, server clock
  to: i32, // s, server clock
});
export type TradeHistoryRequest = ValueOf<typeof tradeHistoryRequest>;
