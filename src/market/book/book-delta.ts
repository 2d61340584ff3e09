import type { Book, BookLevel } from './book.js';

/** One level before and after a push. */
export interface BookChange {
  readonly side: 'bid' | 'ask';
  readonly price: number;
  readonly kind: 'added' | 'changed' | 'removed';
  /** Units of the base asset; 0 where the level was not there. */
  readonly volumeBefore: number;
  /** Units of the base asset; 0 where the level is gone. */
  readonly volumeAfter: number;
  /** `volumeBefore` exactly, in units of 1e-8. */
  readonly unitsBefore: bigint;
  /** `volumeAfter` exactly, in units of 1e-8. */
  readonly unitsAfter: bigint;
}

/**
 * What one push has changed. The changes are net: whoever sets each level to what it is after
 * has the new book, also where `reset` is true. Do not clear anything on a reset.
 */
export interface BookDelta {
  /** Name of the symbol. */
  readonly symbol: string;
  /** UTC milliseconds, that of the book. */
  readonly time: number;
  /**
   * The book before was dropped as a whole: the server has sent it anew, or it was lost with
   * the connection.
   */
  readonly reset: boolean;
  /** Removed levels first, then the others; bids before asks, best price first. */
  readonly changes: readonly BookChange[];
  /** Items of the push whose type is not known. They changed nothing. */
  readonly ignored: number;
  /** Items that reduce a level that is not there: something was missed. They changed nothing. */
  readonly unmatched: number;
}

/** The levels of a book; none before there is one. */
type Levels = Pick<Book, 'bids' | 'asks'>;

export const noLevels: Levels = { bids: [], asks: [] };

/** What turns one book into another. */
export const changesBetween = (before: Levels, after: Levels): BookChange[] => {
  const bids = changesOfSide('bid', before.bids, after.bids);
  const asks = changesOfSide('ask', before.asks, after.asks);
  return [...bids.removed, ...asks.removed, ...bids.others, ...asks.others];
};

/** The delta from nothing to a whole book: the first one of those who join late. */
export const wholeDelta = (book: Book): BookDelta => ({
  symbol: book.symbol,
  time: book.time,
  reset: true,
  changes: changesBetween(noLevels, book),
  ignored: 0,
  unmatched: 0,
});

/** Both lists have their best price first, so one walk along both is enough. */
const changesOfSide = (
  side: BookChange['side'],
  before: readonly BookLevel[],
  after: readonly BookLevel[],
): { readonly removed: readonly BookChange[]; readonly others: readonly BookChange[] } => {
  const removed: BookChange[] = [];
  const others: BookChange[] = [];
  let next = 0;
  for (const level of after) {
    let known = before[next];
    while (known !== undefined && isBetter(side, known.price, level.price)) {
      removed.push(change(side, 'removed', known, undefined));
      next += 1;
      known = before[next];
    }
    if (known?.price !== level.price) others.push(change(side, 'added', undefined, level));
    else {
      next += 1;
      if (known.volumeUnits !== level.volumeUnits) {
        others.push(change(side, 'changed', known, level));
      }
    }
  }
  for (const level of before.slice(next)) removed.push(change(side, 'removed', level, undefined));
  return { removed, others };
};

const isBetter = (side: BookChange['side'], price: number, than: number): boolean =>
  side === 'bid' ? price > than : price < than;

const change = (
  side: BookChange['side'],
  kind: BookChange['kind'],
  before: BookLevel | undefined,
  after: BookLevel | undefined,
): BookChange => ({
  side,
  price: (after ?? before)?.price ?? 0,
  kind,
  volumeBefore: before?.volume ?? 0,
  volumeAfter: after?.volume ?? 0,
  unitsBefore: before?.volumeUnits ?? 0n,
  unitsAfter: after?.volumeUnits ?? 0n,
});
