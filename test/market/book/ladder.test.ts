import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  emptyLadder,
  mergeEntry,
  type Ladder,
  type LadderSide,
  type MergeRules,
} from '../../../src/market/index.js';
import type { BookEntry } from '../../../src/wire/index.js';
import { bookEntry, one, wholeEntry, type ShortItem } from '../../support/books.js';

const [reset, sell, buy, sellMarket, buyMarket] = [0, 1, 2, 3, 4] as const;

/** Points and whole units, lowest price first. */
const side = (levels: LadderSide): number[][] =>
  [...levels.values()]
    .map(({ points, units }) => [Number(points), Number(units) / Number(one)])
    .sort(([a = 0], [b = 0]) => a - b);

const show = ({ bids, asks }: Ladder) => ({ bids: side(bids), asks: side(asks) });

/** The ladder after a whole book and one entry of changes. */
const after = (start: readonly ShortItem[], ...changes: readonly ShortItem[]) =>
  show(mergeEntry(mergeEntry(emptyLadder, wholeEntry(start)).ladder, bookEntry(changes)).ladder);

describe('merging an entry', () => {
  test.each([
    [
      'a new price is a new level',
      [[sell, 101, 5]],
      [[sell, 102, 3]],
      [
        [101, 5],
        [102, 3],
      ],
    ],
    [
      'a volume is added to the level that is there',
      [[sell, 101, 5]],
      [[sell, 101, 2]],
      [[101, 7]],
    ],
    ['a negative one reduces it', [[sell, 101, 5]], [[sell, 101, -2]], [[101, 3]]],
    ['a sum of 0 removes it', [[sell, 101, 5]], [[sell, 101, -5]], []],
    ['a sum below 0 removes it', [[sell, 101, 5]], [[sell, 101, -9]], []],
    ['volume 0 removes it', [[sell, 101, 5]], [[sell, 101, 0]], []],
    ['volume 0 of no level is nothing', [[sell, 101, 5]], [[sell, 102, 0]], [[101, 5]]],
    [
      'items count in order',
      [[sell, 101, 5]],
      [
        [sell, 101, 0],
        [sell, 101, 4],
      ],
      [[101, 4]],
    ],
    ['both types of the side are one level', [[sell, 101, 5]], [[sellMarket, 101, 1]], [[101, 6]]],
    ['the other side stays', [[sell, 101, 5]], [[buy, 101, 1]], [[101, 5]]],
    [
      'a reset drops what is there',
      [[sell, 101, 5]],
      [
        [reset, 0, 0],
        [sell, 99, 1],
      ],
      [[99, 1]],
    ],
    [
      'items before a reset count for nothing',
      [],
      [
        [sell, 101, 1],
        [reset, 0, 0],
      ],
      [],
    ],
  ] satisfies [string, ShortItem[], ShortItem[], number[][]][])(
    '%s',
    (_title, start, changes, asks) => {
      expect(after(start, ...changes).asks).toEqual(asks);
    },
  );

  test('types 1 and 3 are the sell side, 2 and 4 the buy side', () => {
    const entry = wholeEntry([
      [sell, 101, 1],
      [buy, 99, 2],
      [sellMarket, 102, 3],
      [buyMarket, 98, 4],
    ]);
    const { ladder } = mergeEntry(emptyLadder, entry);
    expect(show(ladder)).toEqual({
      asks: [
        [101, 1],
        [102, 3],
      ],
      bids: [
        [98, 4],
        [99, 2],
      ],
    });
    expect(ladder.asks.get(102n)?.market).toBe(true);
    expect(ladder.bids.get(99n)?.market).toBe(false);
  });

  test('other types change nothing and are counted', () => {
    const merged = mergeEntry(
      emptyLadder,
      bookEntry([
        [5, 101, 1],
        [255, 99, 1],
        [buy, 98, 1],
      ]),
    );
    expect(merged.ignored).toBe(2);
    expect(show(merged.ladder)).toEqual({ asks: [], bids: [[98, 1]] });
  });

  test('a whole book drops both sides first; one without items leaves none', () => {
    const { ladder } = mergeEntry(
      emptyLadder,
      wholeEntry([
        [sell, 101, 1],
        [buy, 99, 1],
      ]),
    );
    const whole = mergeEntry(ladder, wholeEntry([[buy, 98, 2]]));
    expect(show(whole.ladder)).toEqual({ asks: [], bids: [[98, 2]] });
    expect(whole.reset).toBe(true);
    expect(show(mergeEntry(whole.ladder, wholeEntry([])).ladder)).toEqual({ asks: [], bids: [] });
  });

  test('other bits of the flags mean nothing', () => {
    const { ladder } = mergeEntry(emptyLadder, wholeEntry([[sell, 101, 1]]));
    const entry: BookEntry = { ...bookEntry([[sell, 101, 1]]), books_flags: ~2 >>> 0 };
    expect(mergeEntry(ladder, entry)).toMatchObject({ reset: false });
    expect(show(mergeEntry(ladder, entry).ladder).asks).toEqual([[101, 2]]);
  });

  test('it is complete from the first whole book or reset on', () => {
    const partial = mergeEntry(emptyLadder, bookEntry([[sell, 101, 1]])).ladder;
    expect(partial.isComplete).toBe(false);
    expect(mergeEntry(partial, wholeEntry([])).ladder.isComplete).toBe(true);
    const reset_ = mergeEntry(partial, bookEntry([[reset, 0, 0]])).ladder;
    expect(mergeEntry(reset_, bookEntry([])).ladder.isComplete).toBe(true);
  });

  test('a reduction of a level that is not there is counted, and shows none', () => {
    const merged = mergeEntry(
      emptyLadder,
      bookEntry([
        [sell, 101, -1],
        [sell, 101, 3],
      ]),
    );
    expect(merged).toMatchObject({ unmatched: 1, ignored: 0 });
    expect(show(merged.ladder).asks).toEqual([[101, 3]]);
  });

  test('what is given stays as it is', () => {
    const { ladder } = mergeEntry(
      emptyLadder,
      wholeEntry([
        [sell, 101, 1],
        [buy, 99, 1],
      ]),
    );
    const before = show(ladder);
    mergeEntry(
      ladder,
      bookEntry([
        [sell, 101, 1],
        [buy, 99, 0],
      ]),
    );
    mergeEntry(ladder, wholeEntry([]));
    expect(show(ladder)).toEqual(before);
    expect(show(emptyLadder)).toEqual({ asks: [], bids: [] });
  });

  test('integers of 64 bits are exact', () => {
    const big = 2n ** 62n;
    const entry = (trade_volume: bigint): BookEntry => ({
      ...bookEntry([]),
      items: [{ flag_mask: 0, book_type: sell, price: big, trade_volume }],
    });
    const first = mergeEntry(emptyLadder, entry(big)).ladder;
    const { ladder } = mergeEntry(first, entry(big + 1n));
    expect(ladder.asks.get(big)?.units).toBe(2n * big + 1n);
    expect(ladder.asks.has(big + 1n)).toBe(false);
  });
});

describe('the quirk of the official client', () => {
  const reduced = (raw: bigint, rules?: MergeRules): bigint | undefined => {
    const { ladder } = mergeEntry(emptyLadder, wholeEntry([[sell, 101, 1]]));
    const item = { flag_mask: 0, book_type: sell, price: 101n, trade_volume: raw };
    const entry: BookEntry = { ...bookEntry([]), items: [item] };
    return mergeEntry(ladder, entry, rules).ladder.asks.get(101n)?.units;
  };

  test.each([-1n, -9_999_999n])('%s units remove a level only if it is asked for', (raw) => {
    expect(reduced(raw)).toBe(one + raw);
    expect(reduced(raw, { officialQuirks: false })).toBe(one + raw);
    expect(reduced(raw, { officialQuirks: true })).toBeUndefined();
  });

  test.each([-10_000_000n, 1n, 9_999_999n])('%s units are what they are either way', (raw) => {
    expect(reduced(raw)).toBe(one + raw);
    expect(reduced(raw, { officialQuirks: true })).toBe(one + raw);
  });

  test('a level of negative volume is shown only if it is asked for', () => {
    const entry = bookEntry([[sell, 101, -1]]);
    const quirky = mergeEntry(emptyLadder, entry, { officialQuirks: true });
    expect(quirky.ladder.asks.get(101n)?.units).toBe(-one);
    expect(quirky.unmatched).toBe(0);
  });
});

/** The rules once more, in few lines and without regard to cost. */
const naive = (entries: readonly BookEntry[]): Map<string, bigint> => {
  const levels = new Map<string, bigint>();
  for (const { books_flags, items } of entries) {
    if (books_flags % 4 >= 2) levels.clear();
    for (const { book_type, price, trade_volume } of items) {
      if (book_type === 0) levels.clear();
      if (![1, 2, 3, 4].includes(book_type)) continue;
      const key = `${book_type % 2 === 0 ? 'bid' : 'ask'} ${price}`;
      const sum = (levels.get(key) ?? 0n) + trade_volume;
      if (trade_volume === 0n || sum <= 0n) levels.delete(key);
      else levels.set(key, sum);
    }
  }
  return levels;
};

test('any sequence of entries gives what a naive reader makes of it', () => {
  const item = fc.record({
    flag_mask: fc.constant(0),
    book_type: fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 1, max: 4 }) },
      { weight: 1, arbitrary: fc.constantFrom(0, 5, 255) },
    ),
    price: fc.bigInt(98n, 102n),
    trade_volume: fc.oneof(fc.bigInt(-5n, 9n), fc.bigInt(-20_000_000n, 20_000_000n)),
  });
  const entry = fc.record({
    ...{ symbol_id: fc.constant(1), books_time: fc.nat(), time_msc: fc.nat(999) },
    ...{ flag_mask: fc.nat(), items_count: fc.constant(0) },
    books_flags: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(0, 1, 4) },
      { weight: 1, arbitrary: fc.constantFrom(2, 3, 6) },
    ),
    items: fc.array(item, { maxLength: 12 }),
  });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
      const { bids, asks } = entries.reduce<Ladder>(
        (ladder, next) => mergeEntry(ladder, next).ladder,
        emptyLadder,
      );
      const levels = [
        ...[...bids.values()].map(({ points, units }) => [`bid ${points}`, units] as const),
        ...[...asks.values()].map(({ points, units }) => [`ask ${points}`, units] as const),
      ];
      expect(new Map(levels)).toEqual(naive(entries));
    }),
    { numRuns: 500 },
  );
});
