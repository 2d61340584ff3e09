import type { ValueOf } from '../schema/layout.js';
import { array, record } from '../schema/record.js';
import { f64, i32, u32, u64 } from '../schema/scalars.js';
import { utf16 } from '../schema/strings.js';

/** Trade settings of a symbol, or of a group of symbols in an account. 628 bytes. */
export const symbolTradeSettings = record('symbol_trade_settings', {
  symbol_path: utf16(256),
  spread_diff: i32, // points (10^-digits)
  spread_diff_balance: i32, // points (10^-digits)
  trade_mode: u32,
  trade_stops_level: i32, // points (10^-digits)
  trade_freeze_level: i32, // points (10^-digits)
  trade_exemode: u32,
  trade_fill_flags: u32,
  trade_time_flags: u32,
  trade_order_flags: u32,
  trade_request_flags: u32,
  trade_request_timeout: u32, // s
  trade_instant_flags: u32,
  trade_instant_timeout: u32, // s
  trade_instant_slip_profit: u32,
  trade_instant_slip_losing: u32,
  trade_instant_volume: u64, // 1e-8 lot
  trade_instant_checkmode: u32,
  trade_market_flags: u32,
  trade_exchange_flags: u32,
  volume_min: u64, // 1e-8 lot
  volume_max: u64, // 1e-8 lot
  volume_step: u64, // 1e-8 lot
  volume_limit: u64, // 1e-8 lot
  margin_flags: u32,
  margin_initial: f64,
  margin_maintenance: f64,
  margin_rates_initial: array(f64, 8),
  margin_rates_maintenance: array(f64, 8),
  margin_rate_liquidity: f64,
  margin_hedged: f64,
  margin_rate_currency: f64,
  swap_mode: u32,
  swap_long: f64,
  swap_short: f64,
  swap_rollover3days: i32,
  permissions_flags: u32,
  permissions_bookdepth: u32,
  swap_rates: array(f64, 7),
});
export type SymbolTradeSettings = ValueOf<typeof symbolTradeSettings>;
