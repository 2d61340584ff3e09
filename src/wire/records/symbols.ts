import type { ValueOf } from '../schema/layout.js';
import { array, record } from '../schema/record.js';
import { f64, i32, u16, u32, u8 } from '../schema/scalars.js';
import { utf16 } from '../schema/strings.js';
import { symbolTradeSettings } from './trade-settings.js';

/** Path of a symbol folder, levels separated by a backslash; command 9. 256 bytes. */
export const symbolGroup = record('symbol_group', {
  group_name: utf16(256),
});
export type SymbolGroup = ValueOf<typeof symbolGroup>;

/** One symbol of the lists 6 and 34. 526 bytes. */
export const symbolShort = record('symbol_short', {
  trade_symbol: utf16(64),
  symbol_description: utf16(128),
  digits: u32,
  symbol_id: u32,
  symbol_path: utf16(256),
  trade_calc_mode: u32,
  basis: utf16(64),
  sector: u16,
});
export type SymbolShort = ValueOf<typeof symbolShort>;

/** One session of a day, minutes of the server day; `to_minute` is exclusive. 4 bytes. */
export const symbolSession = record('symbol_session', {
  from_minute: u16, // min
  to_minute: u16, // min
});
export type SymbolSession = ValueOf<typeof symbolSession>;

/** Seven days (0 = Sunday) of sixteen sessions each, for quotes and for trades. 896 bytes. */
export const symbolSchedule = record('symbol_schedule', {
  quote_sessions: array(array(symbolSession, 16), 7),
  trade_sessions: array(array(symbolSession, 16), 7),
});
export type SymbolSchedule = ValueOf<typeof symbolSchedule>;

/** State of the quote subscription. 8 bytes. */
export const symbolSubscription = record('symbol_subscription', {
  delay: u32, // min
  status: u8,
  level: u8,
  reserved: u16,
});
export type SymbolSubscription = ValueOf<typeof symbolSubscription>;

/** Everything about a symbol; answer to 18 and push 13. 3068 bytes. */
export const symbolFull = record('symbol_full', {
  trade_symbol: utf16(64),
  isin: utf16(32),
  symbol_description: utf16(128),
  international: utf16(128),
  basis: utf16(64),
  symbol_source: utf16(64),
  symbol_page: utf16(512),
  category: utf16(128),
  trade_exchange: utf16(128),
  cfi: utf16(16),
  sector: u16,
  industry: u16,
  country: utf16(8),
  currency_base: utf16(32),
  currency_profit: utf16(32),
  currency_margin: utf16(32),
  currency_base_digits: u32,
  currency_profit_digits: u32,
  currency_margin_digits: u32,
  symbol_color: u32,
  color_background: u32,
  digits: u32,
  point: f64, // price
  symbol_multiply: f64,
  symbol_id: u32,
  ticks_flags: u32,
  ticks_bookdepth: u32,
  ticks_chart_mode: u32,
  trade_flags: u32,
  trade_spread: i32, // points (10^-digits)
  trade_spread_balance: i32, // points (10^-digits)
  trade_tick_value: f64,
  trade_tick_size: f64, // price
  trade_contract_size: f64,
  trade_gtc_mode: u32,
  trade_calc_mode: u32,
  trade_price_settle: f64, // price
  trade_price_limit_min: f64, // price
  trade_price_limit_max: f64, // price
  trade_price_strike: f64, // price
  trade_option_mode: u32,
  trade_face_value: f64,
  trade_accrued_interest: f64,
  time_flags: u32,
  time_start: i32, // s, server clock
  time_expiration: i32, // s, server clock
  trade: symbolTradeSettings,
  schedule: symbolSchedule,
  subscription: symbolSubscription,
});
export type SymbolFull = ValueOf<typeof symbolFull>;
