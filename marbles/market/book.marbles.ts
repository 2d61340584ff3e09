import { describe, test } from '@jest/globals';
import { map, type Observable } from 'rxjs';
import {
  bookConditions,
  bookDeltas,
  books,
  NoDepthError,
  type Book,
  type BookDelta,
  type BookEvent,
} from '../../src/market/index.js';
import { bookEntry, bookSymbol, opened, wholeEntry } from '../../test/support/books.js';
import { marbles, type MarbleHelpers } from '../support/marbles.js';

const [sell, buy] = [1, 2] as const;

/** Prices are whole numbers. */
const symbolOf = (bookDepth = 5) => bookSymbol({ digits: 0, bookDepth });

/** One letter per event; `at` is the frame in which each stands below, where that matters. */
const events: Readonly<Record<string, BookEvent>> = {
  o: opened(symbolOf()),
  c: { kind: 'confirmed', at: 1 },
  w: {
    kind: 'entry',
    at: 3,
    entry: wholeEntry(
      [
        [sell, 1010, 5],
        [buy, 1000, 5],
      ],
      1,
    ),
  },
  i: { kind: 'entry', at: 5, entry: bookEntry([[buy, 1005, 2]], { seconds: 2 }) },
  x: { kind: 'entry', at: 5, entry: bookEntry([[buy, 1011, 2]], { seconds: 2 }) },
  d: { kind: 'entry', at: 7, entry: bookEntry([[buy, 1005, -2]], { seconds: 3 }) },
  l: { kind: 'lost', at: 7000 },
  O: opened(symbolOf(), { at: 9 }),
  C: { kind: 'confirmed', at: 11 },
  n: opened(symbolOf(0)),
};

/** `1000:5 | 1010:5 @1000`, and what is to be said against it. */
const shown = ({ bids, asks, state, isComplete, time }: Book): string => {
  const side = (levels: Book['bids']): string =>
    levels.map(({ price, volume }) => `${price}:${volume}`).join(' ');
  const doubts = [...(state === 'normal' ? [] : [state]), ...(isComplete ? [] : ['incomplete'])];
  return [`${side(bids)} | ${side(asks)} @${time}`, ...doubts].join(', ');
};

const told = ({ changes, reset }: BookDelta): string =>
  [
    ...(reset ? ['reset'] : []),
    ...changes.map(({ kind, side, price, volumeAfter }) =>
      [kind, side, price, volumeAfter].join(' '),
    ),
  ].join(', ');

const expectShown = (
  { expectObservable }: MarbleHelpers,
  shown$: Observable<string>,
  diagram: string,
  values: Readonly<Record<string, string>>,
): void => {
  expectObservable(shown$).toBe(diagram, values);
};

describe('books', () => {
  test(
    'one per push; empty when the connection is lost, and anew with the next one',
    marbles((helpers) => {
      const source = helpers.hot('oc-w-i-l-O-i-w-|', events);
      expectShown(helpers, books(source).pipe(map(shown)), '---w-i-l---p-r-|', {
        w: '1000:5 | 1010:5 @1000',
        i: '1005:2 1000:5 | 1010:5 @2000',
        l: ' |  @7000, empty, incomplete',
        p: '1005:2 |  @2000, one-sided, incomplete',
        r: '1000:5 | 1010:5 @1000',
      });
      helpers.expectSubscriptions(source.subscriptions).toBe('^--------------!');
    }),
  );

  test(
    'a crossed book is said to be crossed',
    marbles((helpers) => {
      const source = helpers.hot('oc-w-x|', events);
      expectShown(helpers, books(source).pipe(map(shown)), '---w-x|', {
        w: '1000:5 | 1010:5 @1000',
        x: '1011:2 1000:5 | 1010:5 @2000, crossed',
      });
    }),
  );

  test(
    'unsubscribing leaves the source',
    marbles((helpers) => {
      const source = helpers.hot('oc-w-i-d', events);
      helpers
        .expectObservable(books(source).pipe(map(({ state }) => state)), '^---!')
        .toBe('---w', { w: 'normal' });
      helpers.expectSubscriptions(source.subscriptions).toBe('^---!');
    }),
  );

  test(
    'a symbol without depth fails, also one that had it before the reconnect',
    marbles((helpers) => {
      const first = helpers.hot('n--w', events);
      helpers
        .expectObservable(books(first))
        .toBe('#', undefined, new NoDepthError('ACME', 'no-levels'));
      const later = helpers.hot('oc-w-l-n-w', events);
      helpers
        .expectObservable(books(later).pipe(map(({ state }) => state)))
        .toBe('---w-l-#', { w: 'normal', l: 'empty' }, new NoDepthError('ACME', 'no-levels'));
      helpers.expectSubscriptions(first.subscriptions).toBe('(^!)');
      helpers.expectSubscriptions(later.subscriptions).toBe('^------!');
    }),
  );
});

describe('deltas', () => {
  test(
    'what each push has changed; everything goes with the connection',
    marbles((helpers) => {
      const source = helpers.hot('oc-w-i-d-l-O-w', events);
      helpers
        .expectObservable(bookDeltas(source).pipe(map(told)), '^-------------!')
        .toBe('---w-i-d-l---w', {
          w: 'reset, added bid 1000 5, added ask 1010 5',
          i: 'added bid 1005 2',
          d: 'removed bid 1005 0',
          l: 'reset, removed bid 1000 0, removed ask 1010 0',
        });
      helpers.expectSubscriptions(source.subscriptions).toBe('^-------------!');
    }),
  );
});

describe('conditions', () => {
  const symbol = 'ACME';

  test(
    'live with the first push, a gap while there is no connection, and no word of silence',
    marbles((helpers) => {
      const source = helpers.hot('oc-w-i 9s l-O-C-i-d-|', events);
      helpers.expectObservable(bookConditions(source, symbol)).toBe('---w-- 9s l---C-i---|', {
        w: { kind: 'live', at: 3, symbol },
        l: { kind: 'gap', at: 7000, from: 7000, reason: 'disconnected', symbol },
        C: { kind: 'restored', at: 11, from: 7000, to: 11, reason: 'disconnected', symbol },
        i: { kind: 'live', at: 5, symbol },
      });
      helpers.expectSubscriptions(source.subscriptions).toBe('^----- 9s ----------!');
    }),
  );

  test(
    'a push that overtakes the reply ends the gap, which is told once',
    marbles((helpers) => {
      const source = helpers.hot('ol-l-O-i-C-', events);
      helpers.expectObservable(bookConditions(source, symbol), '^----------!').toBe('-l-----(ri)', {
        l: { kind: 'gap', at: 7000, from: 7000, reason: 'disconnected', symbol },
        r: { kind: 'restored', at: 5, from: 7000, to: 5, reason: 'disconnected', symbol },
        i: { kind: 'live', at: 5, symbol },
      });
      helpers.expectSubscriptions(source.subscriptions).toBe('^----------!');
    }),
  );
});
