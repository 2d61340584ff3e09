import { BooksFlags, BookType, type BookEntry, type BookItem } from '../../wire/index.js';

/** A level in integers, as the wire has it. */
export interface LadderLevel {
  /** Price multiplied by 10^digits. */
  readonly points: bigint;
  /** Units of 1e-8 of the base asset. */
  readonly units: bigint;
  /** The item that changed it last was of a "market" type. */
  readonly market: boolean;
}

/** The levels of one side by their points, in no order. */
export type LadderSide = ReadonlyMap<bigint, LadderLevel>;

export interface Ladder {
  readonly bids: LadderSide;
  readonly asks: LadderSide;
  /** It goes back to a complete book; otherwise levels may be missing. */
  readonly isComplete: boolean;
}

export const emptyLadder: Ladder = { bids: new Map(), asks: new Map(), isComplete: false };

export interface MergeRules {
  /**
   * Does as the official client does where that looks like an oversight: it takes a volume of
   * -9,999,999 to -1 units for 0, which removes the level, and shows a level of negative volume
   * where one is reduced that is not there. False unless given.
   */
  readonly officialQuirks?: boolean | undefined;
}

/** A ladder after an entry. */
export interface Merged {
  readonly ladder: Ladder;
  /** The levels before were dropped as a whole. */
  readonly reset: boolean;
  /** Items of types that are not known. They change nothing. */
  readonly ignored: number;
  /** Items that reduce a level that is not there: something was missed. They change nothing. */
  readonly unmatched: number;
}

/** The official client reads -0.1 and less of a unit as what it is. */
const quirkAbove = -10_000_000n;

type MutableSide = Map<bigint, LadderLevel>;

/**
 * Merges an entry of push 23 by the rules of the official client: bit 2 of `books_flags` drops
 * both sides first, as an item of type 0 does. Volume 0 removes a level; any other volume is
 * added to the level of its price, and a sum of 0 or less removes it. Types 1 and 3 are the sell
 * side, 2 and 4 the buy side; others change nothing.
 *
 * The ladder that is given stays as it is.
 */
export const mergeEntry = (before: Ladder, entry: BookEntry, rules: MergeRules = {}): Merged => {
  const bids: MutableSide = new Map(before.bids);
  const asks: MutableSide = new Map(before.asks);
  let reset = false;
  let ignored = 0;
  let unmatched = 0;
  const dropAll = (): void => {
    bids.clear();
    asks.clear();
    reset = true;
  };

  if ((entry.books_flags & BooksFlags.snapshot) !== 0) dropAll();
  for (const item of entry.items) {
    switch (item.book_type) {
      case BookType.reset:
        dropAll();
        break;
      case BookType.sell:
      case BookType.sell_market:
        if (!mergeItem(asks, item, rules)) unmatched += 1;
        break;
      case BookType.buy:
      case BookType.buy_market:
        if (!mergeItem(bids, item, rules)) unmatched += 1;
        break;
      default:
        ignored += 1;
    }
  }
  const ladder = { bids, asks, isComplete: before.isComplete || reset };
  return { ladder, reset, ignored, unmatched };
};

/** False when the item reduces a level that is not there. */
const mergeItem = (side: MutableSide, item: BookItem, { officialQuirks }: MergeRules): boolean => {
  const { price: points, trade_volume } = item;
  const quirky = officialQuirks === true;
  const change = quirky && trade_volume > quirkAbove && trade_volume < 0n ? 0n : trade_volume;
  const market = isMarket(item);
  const level = side.get(points);
  if (level === undefined) {
    if (change < 0n && !quirky) return false;
    if (change !== 0n) side.set(points, { points, units: change, market });
    return true;
  }
  const units = level.units + change;
  if (change === 0n || units <= 0n) side.delete(points);
  else side.set(points, { points, units, market });
  return true;
};

const isMarket = ({ book_type }: BookItem): boolean =>
  book_type === BookType.sell_market || book_type === BookType.buy_market;
