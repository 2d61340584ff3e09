import type { ValueOf } from '../schema/layout.js';
import { record } from '../schema/record.js';
import { f64, i32, i8, u16, u32, u64, u8 } from '../schema/scalars.js';
import { utf16 } from '../schema/strings.js';

/** Fixed part of the account, command 3 and push 14. 816 bytes. */
export const accountMain = record('account_main', {
  account_type: u8,
  rights: i32,
  permissions_flags: i32,
  balance: f64, // account currency
  credit: f64, // account currency
  account_currency: utf16(64),
  currency_digits: u32,
  margin_leverage: u32,
  account_name: utf16(256),
  server_build: u16,
  server_name: utf16(128),
  company: utf16(256),
  timezone_shift: i32, // s
  daylightmode: i8, // h
  margin_mode: u32,
  margin_free_mode: u32,
  margin_so_call: f64,
  margin_so_so: f64,
  margin_so_mode: u32,
  margin_virtual: f64, // account currency
  margin_free_profit_mode: u32,
  acc_profit: f64, // account currency
  commission_daily: f64, // account currency
  commission_monthly: f64, // account currency
  auth_password_min: u32,
  otp_status: u32,
});
export type AccountMain = ValueOf<typeof accountMain>;

/** What follows the trade settings; each field may be absent. 16 bytes. */
export const accountTail = record('account_tail', {
  trade_flags: i32,
  symbols_count: i32,
  leverage_flags: u64,
});
export type AccountTail = ValueOf<typeof accountTail>;

/** Floating leverage: head of a rule. 300 bytes. */
export const accountLeverageRule = record('account_leverage_rule', {
  path: utf16(256),
  range_mode: u32,
  range_currency: utf16(32),
  range_currency_digits: u32,
  tier_count: i32,
});
export type AccountLeverageRule = ValueOf<typeof accountLeverageRule>;

/** One step of a leverage rule. 32 bytes. */
export const accountLeverageTier = record('account_leverage_tier', {
  range_from: f64,
  range_to: f64,
  margin_rate_initial: f64,
  margin_rate_maintenance: f64,
});
export type AccountLeverageTier = ValueOf<typeof accountLeverageTier>;

/** Head of a commission rule. 304 bytes. */
export const accountCommission = record('account_commission', {
  path: utf16(256),
  mode: u32,
  mode_range: u32,
  mode_charge: u32,
  mode_currency: utf16(32),
  mode_entry: u32,
});
export type AccountCommission = ValueOf<typeof accountCommission>;

/** One step of a commission rule. 80 bytes. */
export const accountCommissionTier = record('account_commission_tier', {
  mode: u32,
  type: u32,
  value: f64,
  range_from: f64,
  range_to: f64,
  minimal: f64,
  maximal: f64,
  currency: utf16(32),
});
export type AccountCommissionTier = ValueOf<typeof accountCommissionTier>;
