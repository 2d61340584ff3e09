import type { ValueOf } from '../schema/layout.js';
import { record } from '../schema/record.js';
import { i32, i64, u16, u32, u8 } from '../schema/scalars.js';

/** Head of one symbol in push 23. 22 bytes. */
export const bookEntryHeader = record('book_entry_header', {
  symbol_id: u32,
  books_time: i32, // s, server clock
  time_msc: i32, // ms
  flag_mask: u32,
  books_flags: u32,
  items_count: u16,
});
export type BookEntryHeader = ValueOf<typeof bookEntryHeader>;

/** One level, or one change of a level. 21 bytes. */
export const bookItem = record('book_item', {
  flag_mask: u32,
  book_type: u8,
  price: i64, // points (10^-digits)
  trade_volume: i64, // 1e-8 of a unit of the base asset
});
export type BookItem = ValueOf<typeof bookItem>;
