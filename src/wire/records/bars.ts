import type { ValueOf } from '../schema/layout.js';
import { record } from '../schema/record.js';
import { f64, i32, u16, u32 } from '../schema/scalars.js';
import { utf16 } from '../schema/strings.js';

/** Command 11. 74 bytes. */
export const ratesRequest = record('rates_request', {
  symbol: utf16(64),
  period: u16,
  from: i32, // s, server clock
  to: i32, // s, server clock
});
export type RatesRequest = ValueOf<typeof ratesRequest>;

/** One bar of the answer to command 11. 48 bytes. */
export const rateBar = record('rate_bar', {
  time: i32, // s, server clock
  open: f64, // price
  high: f64, // price
  low: f64, // price
  close: f64, // price
  tick_volume: u32,
  real_volume: f64,
});
export type RateBar = ValueOf<typeof rateBar>;
