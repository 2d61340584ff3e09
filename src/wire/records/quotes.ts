import type { ValueOf } from '../schema/layout.js';
import { record } from '../schema/record.js';
import { f64, i32, i64, u16, u32, u64 } from '../schema/scalars.js';

/** One tick of push 8. 50 bytes. */
export const tick = record('tick', {
  symbol_id: u32,
  tick_time: i32, // s, server clock
  fields: u32,
  bid: f64, // points (10^-digits)
  ask: f64, // points (10^-digits)
  last: f64, // points (10^-digits)
  tick_volume: i64, // 1e-8
  time_ms_delta: u32, // ms
  flags: u16,
});
export type Tick = ValueOf<typeof tick>;

/** Daily statistics and greeks of push 17. 274 bytes. */
export const symbolDetails = record('symbol_details', {
  symbol_id: u32,
  fields: i64,
  lasttime: i32, // s, server clock
  digits: u32,
  bid_last: f64, // points (10^-digits)
  bid_high: f64, // points (10^-digits)
  bid_low: f64, // points (10^-digits)
  ask_last: f64, // points (10^-digits)
  ask_high: f64, // points (10^-digits)
  ask_low: f64, // points (10^-digits)
  last_last: f64, // points (10^-digits)
  last_high: f64, // points (10^-digits)
  last_low: f64, // points (10^-digits)
  vol_last: i64, // 1e-8
  vol_high: i64,
  vol_low: i64,
  trade_deals: u32,
  trade_volume: u64,
  trade_turnover: u32,
  trade_interest: u32,
  trade_buy_orders: u32,
  trade_buy_volume: i64,
  trade_sell_orders: u32,
  trade_sell_volume: i64,
  price_open: f64, // points (10^-digits)
  price_close: f64, // points (10^-digits)
  price_aw: f64, // points (10^-digits)
  price_change: f64, // 1e-2 percent
  price_volatility: f64, // 1e-3
  price_theoretical: f64, // points (10^-digits)
  lasttime_msc: i64, // ms
  price_greeks_delta: i64, // 1e-5
  price_greeks_theta: i64, // 1e-5
  price_greeks_gamma: i64, // 1e-5
  price_greeks_vega: i64, // 1e-5
  price_greeks_rho: i64, // 1e-5
  price_greeks_omega: i64, // 1e-5
  price_sensitivity: i64, // 1e-5
  flags: u16,
});
export type SymbolDetails = ValueOf<typeof symbolDetails>;
