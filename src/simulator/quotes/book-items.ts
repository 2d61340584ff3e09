import { BookType, type BookItem } from '../../wire/index.js';
import type { BookLadder, BookSide } from './book-ladder.js';

type Type = (typeof BookType)['buy' | 'sell'];

const item = (book_type: number, points: number, trade_volume: bigint): BookItem => {
  return { flag_mask: 0, book_type, price: BigInt(points), trade_volume };
};

/** Drops all levels of both sides. */
export const resetItem: BookItem = item(BookType.reset, 0, 0n);

/** A whole ladder as items of a book that is empty before. */
export const wholeItems = ({ bids, asks }: BookLadder): BookItem[] => [
  ...[...asks].map(([points, units]) => item(BookType.sell, points, units)),
  ...[...bids].map(([points, units]) => item(BookType.buy, points, units)),
];

/** The changes that turn one ladder into another: volumes are to be added to those before. */
export const changeItems = (before: BookLadder, after: BookLadder): BookItem[] => [
  ...changesOfSide(BookType.sell, before.asks, after.asks),
  ...changesOfSide(BookType.buy, before.bids, after.bids),
];

const changesOfSide = (type: Type, before: BookSide, after: BookSide): BookItem[] => {
  const removed = [...before]
    .filter(([points]) => !after.has(points))
    .map(([points, units]) => item(type, points, removal(points, units)));
  const others = [...after].flatMap(([points, units]) => {
    const change = units - (before.get(points) ?? 0n);
    return change === 0n ? [] : [item(type, points, change)];
  });
  return [...removed, ...others];
};

/** A level goes by volume 0, by its own volume, or by more than there is: all three occur. */
const removal = (points: number, units: bigint): bigint => {
  const way = points % 3;
  if (way === 0) return 0n;
  return way === 1 ? -units : -2n * units;
};
