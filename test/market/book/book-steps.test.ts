import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { from, Subject } from 'rxjs';
import {
  bookDeltas,
  books,
  bookSteps,
  NoDepthError,
  wholeDelta,
  type Book,
  type BookDelta,
  type BookEvent,
  type BookStep,
} from '../../../src/market/index.js';
import { changingTimes } from '../support/feed.js';
import { bookEntry, bookSymbol, opened, wholeEntry, type ShortItem } from '../../support/books.js';

const [sell, buy] = [1, 2] as const;

const entry = (items: readonly ShortItem[], seconds = 0, ms = 0): BookEvent => ({
  kind: 'entry',
  at: 0,
  entry: bookEntry(items, { seconds, ms }),
});
const whole = (items: readonly ShortItem[]): BookEvent => ({
  kind: 'entry',
  at: 0,
  entry: wholeEntry(items),
});
const lost = (at = 99): BookEvent => ({ kind: 'lost', at });

const stepsOf = (...events: BookEvent[]): BookStep[] => {
  const steps: BookStep[] = [];
  bookSteps(from(events)).subscribe((step) => steps.push(step));
  return steps;
};
const booksOf = (...events: BookEvent[]): Book[] => stepsOf(...events).map(({ book }) => book);
const deltasOf = (...events: BookEvent[]): BookDelta[] =>
  stepsOf(...events).map(({ delta }) => delta);

/** Price and units of all levels of a book. */
const levels = ({ bids, asks }: Book): Map<string, bigint> =>
  new Map([
    ...bids.map(({ price, volumeUnits }) => [`bid ${price}`, volumeUnits] as const),
    ...asks.map(({ price, volumeUnits }) => [`ask ${price}`, volumeUnits] as const),
  ]);

describe('books', () => {
  test('have the time of the record, in UTC', () => {
    const open = opened(bookSymbol(), { offsetMs: 7_200_000 });
    const [book] = booksOf(open, entry([], 1_700_007_200, 123));
    expect(book?.time).toBe(1_700_000_000_123);
  });

  test('in an hour that the server’s clock repeats are of the pass that goes on', () => {
    const hour = 3_600_000;
    const times = changingTimes(2 * hour, [hour, hour]);
    const open = { ...opened(), times };
    const at = (utc: number, seconds: number): BookEvent => {
      return { kind: 'entry', at: utc, entry: bookEntry([], { seconds }) };
    };
    const shown = booksOf(open, at(0.5 * hour, 2.5 * 3600), at(1.5 * hour, 2.5 * 3600));
    expect(shown.map(({ time }) => time / hour)).toEqual([0.5, 1.5]);
  });

  test('are not complete before a whole one has come, and say so', () => {
    const shown = booksOf(opened(), entry([[sell, 10, 1]]), whole([[sell, 9, 1]]), entry([]));
    expect(shown.map(({ isComplete }) => isComplete)).toEqual([false, true, true]);
    expect(shown[0]?.asks).toHaveLength(1);
  });

  test('are empty once the connection is lost, and begin anew', () => {
    const shown = booksOf(
      ...[opened(), whole([[sell, 10, 1]]), lost(55)],
      ...[opened(), entry([[buy, 9, 1]])],
    );
    expect(shown).toHaveLength(3);
    expect(shown[1]).toMatchObject({ state: 'empty', isComplete: false, time: 55, asks: [] });
    expect(shown[2]).toMatchObject({ state: 'one-sided', isComplete: false, asks: [] });
  });

  test('nothing is taken back where nothing was shown', () => {
    expect(booksOf(opened(), lost())).toEqual([]);
    expect(
      booksOf(opened(), whole([[sell, 10, 1]]), lost(), lost(), opened(), lost()),
    ).toHaveLength(2);
  });

  test('a whole book without levels is taken back, too: it is no longer known to be empty', () => {
    expect(booksOf(opened(), whole([]), lost()).map(({ isComplete }) => isComplete)).toEqual([
      true,
      false,
    ]);
  });

  test('a connection that opens without word of a loss begins anew as well', () => {
    const shown = booksOf(opened(), whole([[sell, 10, 1]]), opened(bookSymbol(), { at: 5 }));
    expect(shown[1]).toMatchObject({ state: 'empty', time: 5 });
  });

  test('other terms count from the next push; other digits take the levels back', () => {
    const terms = (digits: number, contractSize: number): BookEvent => ({
      ...opened(bookSymbol({ digits, contractSize })),
      kind: 'terms',
    });
    const shown = booksOf(
      ...[opened(), whole([[sell, 1000, 10]])],
      ...[terms(2, 5), entry([[sell, 1000, 10]])],
      ...[terms(3, 5), whole([[sell, 1000, 10]])],
    );
    expect(shown.map(({ bestAsk }) => bestAsk && [bestAsk.price, bestAsk.lots])).toEqual([
      [10, 1],
      [10, 4],
      undefined,
      [1, 2],
    ]);
  });

  test.each([
    ['no-levels', bookSymbol({ bookDepth: 0 }), /ticks_bookdepth is 0/],
    [
      'not-permitted',
      (() => {
        const symbol = bookSymbol();
        return { ...symbol, settings: { ...symbol.settings, permissions_flags: 0 } };
      })(),
      /permissions_flags is clear/,
    ],
  ])('of a symbol without depth fail: %s', (reason, specification, message) => {
    for (const kind of ['open', 'terms'] as const) {
      const errors: unknown[] = [];
      const events = from([opened(), { ...opened(specification), kind }]);
      books(events).subscribe({ error: (error: unknown) => errors.push(error) });
      expect(errors).toEqual([expect.any(NoDepthError)]);
      expect(errors[0]).toMatchObject({ symbol: 'ACME', reason, code: 'no-depth' });
      expect(errors[0]).toHaveProperty('message', expect.stringMatching(message));
    }
  });

  test('follow the quirks of the official client if they are told to', () => {
    const small = bookEntry([[sell, 10, -1]]);
    const [item] = small.items;
    if (item === undefined) throw new Error('no item');
    const events: BookEvent[] = [
      ...[opened(), whole([[sell, 10, 1]])],
      { kind: 'entry', at: 0, entry: { ...small, items: [{ ...item, trade_volume: -5n }] } },
    ];
    const last = (officialQuirks: boolean): number | undefined => {
      let shown: Book | undefined;
      books(from(events), { officialQuirks }).subscribe((book) => (shown = book));
      return shown?.asks.length;
    };
    expect([last(false), last(true)]).toEqual([1, 0]);
  });

  test('each subscriber has a state of its own', () => {
    const events = new Subject<BookEvent>();
    const shown$ = books(events);
    const seen: string[] = [];
    shown$.subscribe(({ state }) => seen.push(`a ${state}`));
    events.next(opened());
    events.next(whole([[sell, 10, 1]]));
    shown$.subscribe(({ state }) => seen.push(`b ${state}`));
    events.next(opened());
    events.next(whole([]));
    expect(seen).toEqual(['a one-sided', 'a empty', 'a empty', 'b empty']);
  });
});

describe('deltas', () => {
  test('tell what a push has changed', () => {
    const [, delta] = deltasOf(
      opened(),
      whole([
        [sell, 11, 1],
        [sell, 12, 2],
        [buy, 10, 3],
        [buy, 9, 4],
      ]),
      entry([
        [sell, 12, 5],
        [sell, 13, 1],
        [buy, 10, 0],
        [buy, 9, 0],
        [buy, 9, 4],
      ]),
    );
    const brief = delta?.changes.map(({ side, price, kind, volumeBefore, volumeAfter }) =>
      [side, price, kind, volumeBefore, volumeAfter].join(' '),
    );
    expect(brief).toEqual(['bid 0.1 removed 3 0', 'ask 0.12 changed 2 7', 'ask 0.13 added 0 1']);
    expect(delta).toMatchObject({ symbol: 'ACME', reset: false, ignored: 0, unmatched: 0 });
  });

  test('of a whole book tell only what differs', () => {
    const [first, second] = deltasOf(
      opened(),
      whole([
        [sell, 11, 1],
        [sell, 12, 1],
      ]),
      whole([
        [sell, 12, 1],
        [sell, 13, 1],
      ]),
    );
    expect(first?.changes).toHaveLength(2);
    expect(second?.reset).toBe(true);
    expect(second?.changes.map(({ kind, price }) => [kind, price])).toEqual([
      ['removed', 0.11],
      ['added', 0.13],
    ]);
  });

  test('count what could not be used', () => {
    const [delta] = deltasOf(
      opened(),
      entry([
        [9, 1, 1],
        [sell, 5, -1],
        [buy, 5, 1],
      ]),
    );
    expect(delta).toMatchObject({ ignored: 1, unmatched: 1, changes: [{ price: 0.05 }] });
  });

  test('remove everything when the connection is lost', () => {
    const [, delta] = deltasOf(
      opened(),
      whole([
        [sell, 11, 1],
        [buy, 10, 1],
      ]),
      lost(55),
    );
    expect(delta).toMatchObject({ reset: true, time: 55 });
    expect(delta?.changes.map(({ kind, side }) => `${kind} ${side}`)).toEqual([
      'removed bid',
      'removed ask',
    ]);
  });

  test('come as `bookDeltas`, too', () => {
    const seen: number[] = [];
    bookDeltas(from([opened(), whole([[sell, 11, 1]])])).subscribe(({ changes }) =>
      seen.push(changes.length),
    );
    expect(seen).toEqual([1]);
  });

  test('add up to the book, from any book on', () => {
    const item = fc.tuple(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 98, max: 102 }),
      fc.integer({ min: -5, max: 9 }),
    );
    const items = fc.array(item, { maxLength: 8 });
    const event = fc.oneof(
      { weight: 8, arbitrary: items.map((list) => entry(list)) },
      { weight: 2, arbitrary: items.map(whole) },
      { weight: 1, arbitrary: fc.constantFrom(lost(), opened()) },
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), fc.nat(20), (events, joinAt) => {
        const steps = stepsOf(opened(), ...events);
        const joined = steps[joinAt];
        if (joined === undefined) return;
        const deltas = [
          wholeDelta(joined.book),
          ...steps.slice(joinAt + 1).map(({ delta }) => delta),
        ];
        const sum = new Map<string, bigint>();
        deltas.forEach(({ changes }, index) => {
          for (const { side, price, unitsBefore, unitsAfter } of changes) {
            const key = `${side} ${price}`;
            expect(sum.get(key) ?? 0n).toBe(unitsBefore);
            if (unitsAfter === 0n) sum.delete(key);
            else sum.set(key, unitsAfter);
          }
          expect(sum).toEqual(levels((steps[joinAt + index] as BookStep).book));
        });
      }),
      { numRuns: 300 },
    );
  });
});
