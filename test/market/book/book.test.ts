import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bookOf, emptyLadder, mergeEntry, type Book } from '../../../src/market/index.js';
import { bookSymbol, one, wholeEntry, type ShortItem } from '../../support/books.js';

const [sell, buy] = [1, 2] as const;

const bookFrom = (items: readonly ShortItem[]): Book =>
  bookOf(mergeEntry(emptyLadder, wholeEntry(items)).ladder, bookSymbol(), 7);

describe('a book', () => {
  test('has prices, volumes and their sums, best prices first', () => {
    const book = bookFrom([
      [sell, 10_020, 30],
      [buy, 9990, 5],
      [sell, 10_010, 10],
      [buy, 10_000, 15],
    ]);
    expect(book).toMatchObject({ symbol: 'ACME', time: 7, spread: 10, state: 'normal' });
    const flat = ({ asks, bids }: Book, key: 'price' | 'volume' | 'lots') => [
      asks.map((level) => level[key]),
      bids.map((level) => level[key]),
    ];
    expect(flat(book, 'price')).toEqual([
      [100.1, 100.2],
      [100, 99.9],
    ]);
    expect(flat(book, 'volume')).toEqual([
      [10, 30],
      [15, 5],
    ]);
    expect(flat(book, 'lots')).toEqual([
      [1, 3],
      [1.5, 0.5],
    ]);
    expect(book.asks[1]).toEqual({
      ...{ price: 100.2, volume: 30, lots: 3, volumeUnits: 30n * one },
      ...{ cumulativeVolume: 40, cumulativeLots: 4, market: false },
    });
    expect(book.bestBid).toBe(book.bids[0]);
    expect(book.bestAsk).toBe(book.asks[0]);
  });

  test.each([
    ['empty', [], undefined],
    ['one-sided', [[sell, 10, 1]], undefined],
    ['one-sided', [[buy, 10, 1]], undefined],
    [
      'normal',
      [
        [sell, 11, 1],
        [buy, 10, 1],
      ],
      1,
    ],
    [
      'locked',
      [
        [sell, 10, 1],
        [buy, 10, 1],
      ],
      0,
    ],
    [
      'crossed',
      [
        [sell, 8, 1],
        [buy, 10, 1],
      ],
      -2,
    ],
  ] satisfies [string, ShortItem[], number | undefined][])(
    'says that it is %s: %j',
    (state, items, spread) => {
      expect(bookFrom(items)).toMatchObject({ state, spread });
    },
  );

  test('lots are rounded to 8 decimals', () => {
    const ladder = mergeEntry(emptyLadder, wholeEntry([[sell, 10, 1]])).ladder;
    const { asks } = bookOf(ladder, { name: 'X', digits: 0, contractSize: 3 }, 0);
    expect(asks[0]?.lots).toBe(0.33333333);
  });

  test('sides are strictly ordered and sums grow, whatever is in them', () => {
    const item = fc.tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.nat(50),
      fc.integer({ min: 1, max: 99 }),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 30 }), (items) => {
        const { bids, asks } = bookFrom(items);
        const grows = (numbers: readonly number[]) =>
          numbers.every((n, index) => index === 0 || n > (numbers[index - 1] ?? n));
        expect(grows(asks.map(({ price }) => price))).toBe(true);
        expect(grows(bids.map(({ price }) => -price))).toBe(true);
        for (const side of [bids, asks]) {
          expect(grows(side.map(({ cumulativeVolume }) => cumulativeVolume))).toBe(true);
          expect(side.at(-1)?.cumulativeVolume ?? 0).toBe(
            side.reduce((sum, { volume }) => sum + volume, 0),
          );
        }
      }),
    );
  });
});
