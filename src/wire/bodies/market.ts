import { rateBar } from '../records/bars.js';
import { bookEntryHeader, bookItem } from '../records/book.js';
import { symbolDetails, tick } from '../records/quotes.js';
import { spreadBlockHeader, spreadLeg, spreadRule } from '../records/spreads.js';
import { mapped } from '../schema/choice.js';
import type { Cursor } from '../schema/cursor.js';
import type { ValueOf } from '../schema/layout.js';
import { counted, untilEnd } from '../schema/list.js';
import { countedBy, when } from '../schema/parts.js';
import { u32 } from '../schema/scalars.js';
import { struct, type Owner } from '../schema/struct.js';

/** Push 8: no count. */
export const ticks = untilEnd(tick);

/** Push 17: no count. */
export const details = untilEnd(symbolDetails);

/** Answer to command 11: no count. */
export const bars = untilEnd(rateBar);

export const bookEntry = struct('book_entry', bookEntryHeader, {
  items: countedBy('items_count', bookItem),
});
export type BookEntry = ValueOf<typeof bookEntry>;

const bookEntries = counted(u32, bookEntry);

/** Push 23. A body of four bytes or less is an empty list. */
export const books = mapped('book', bookEntries, {
  minSize: 0,
  read(cursor: Cursor) {
    if (cursor.remaining > 4) return bookEntries.read(cursor);
    cursor.offset = cursor.end;
    return [];
  },
});

const hasLegs = (rule: Owner): boolean => rule['spread_id'] !== 0;

/** A rule with `spread_id` 0 is empty: no legs follow it. */
export const spread = struct('spread_rule', spreadRule, {
  legs_a: when(hasLegs, counted(u32, spreadLeg), []),
  legs_b: when(hasLegs, counted(u32, spreadLeg), []),
});
export type Spread = ValueOf<typeof spread>;

export const spreadBlock = struct('spread_block', spreadBlockHeader, {
  spreads: countedBy('spread_count', spread),
});
export type SpreadBlock = ValueOf<typeof spreadBlock>;

/** Answer to command 20 and push 20. */
export const spreadBlocks = untilEnd(spreadBlock);
