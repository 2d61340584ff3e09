import type { ValueOf } from '../schema/layout.js';
import { record } from '../schema/record.js';
import { f64, u32 } from '../schema/scalars.js';
import { utf16 } from '../schema/strings.js';

/** Head of one block of margin spreads, command 20. 8 bytes. */
export const spreadBlockHeader = record('spread_block_header', {
  skipped: u32,
  spread_count: u32,
});
export type SpreadBlockHeader = ValueOf<typeof spreadBlockHeader>;

/** Head of a margin spread rule. 28 bytes. */
export const spreadRule = record('spread_rule', {
  spread_id: u32,
  flag_mask: u32,
  margin_initial: f64,
  margin_maintenance: f64,
  margin_type: u32,
});
export type SpreadRule = ValueOf<typeof spreadRule>;

/** One leg of a margin spread. 88 bytes. */
export const spreadLeg = record('spread_leg', {
  spread_mode: u32,
  flag_mask: u32,
  trade_symbol: utf16(64),
  time_from: u32, // s, server clock
  time_to: u32, // s, server clock
  spread_ratio: f64,
});
export type SpreadLeg = ValueOf<typeof spreadLeg>;
