import { readRateBar, readTick } from '../hot/records.js';
import { rateBar } from '../records/bars.js';
import { bookEntryHeader, bookItem } from '../records/book.js';
import { symbolDetails, tick } from '../records/quotes.js';
import { spreadBlockHeader, spreadLeg, spreadRule } from '../records/spreads.js';
import { mapped } from '../schema/choice.js';
import type { Cursor } from '../schema/cursor.js';
import type { ValueOf } from '../schema/layout.js';
import { counted, untilEnd } from '../schema/list.js';
import { countedBy, listWhen, type Owner } from '../schema/parts.js';
import { u32 } from '../schema/scalars.js';
import { struct } from '../schema/struct.js';
import { tuned } from '../schema/tuned.js';

/** Push 8: no count. */
export const ticks = untilEnd(tuned(tick, readTick));

/** Push 17: no count. */
export const details = untilEnd(symbolDetails);

/** Answer to command 11: no count. */
export const bars = untilEnd(tuned(rateBar, readRateBar));

export const bookEntry = struct('book_entry', bookEntryHeader, {
  items: countedBy('items_count', bookItem),
});
export type BookEntry = ValueOf<typeof bookEntry>;

const bookEntries = counted(u32, bookEntry);

/**
 * Push 23. A body of four bytes or less is an empty list, even where its count
 * says otherwise (then those bytes are reported as trailing).
 */
export const books = mapped('book', bookEntries, {
  minSize: 0,
  read(cursor: Cursor) {
    const { remaining, offset, view } = cursor;
    if (remaining > u32.size) return bookEntries.read(cursor);
    if (remaining === u32.size && view.getUint32(offset, true) === 0) cursor.offset += u32.size;
    return [];
  },
});

const hasLegs = (rule: Owner): boolean => rule['spread_id'] !== 0;

/** A rule with `spread_id` 0 is empty: no legs follow it. */
export const spread = struct('spread_rule', spreadRule, {
  legs_a: listWhen(hasLegs, counted(u32, spreadLeg)),
  legs_b: listWhen(hasLegs, counted(u32, spreadLeg)),
});
export type Spread = ValueOf<typeof spread>;

export const spreadBlock = struct('spread_block', spreadBlockHeader, {
  spreads: countedBy('spread_count', spread),
});
export type SpreadBlock = ValueOf<typeof spreadBlock>;

/** Answer to command 20 and push 20. */
export const spreadBlocks = untilEnd(spreadBlock);
