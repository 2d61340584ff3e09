import { describe, expect, test } from '@jest/globals';
import {
  defer,
  endWith,
  ignoreElements,
  map,
  merge,
  mergeMap,
  Observable,
  of,
  Subject,
  takeUntil,
  throwError,
  timer,
} from 'rxjs';
import { CommandRefusedError, type Diagnostic } from '../../src/connection/index.js';
import {
  SymbolCatalogue,
  type Book,
  type BookDelta,
  type NoDepthError,
} from '../../src/market/index.js';
import { BookStreams } from '../../src/session/book-streams.js';
import { SessionClosedError } from '../../src/session/errors.js';
import type { Ready } from '../../src/session/ready.js';
import { symbolFull, symbolShort, symbolSpec } from '../../src/simulator/index.js';
import { commands, type BookEntry, type Command } from '../../src/wire/index.js';
import { bookEntry, fixedTimes } from '../../test/support/books.js';
import { marbles, type MarbleHelpers } from '../support/marbles.js';

const [sell, buy] = [1, 2] as const;

const spec = (name: string, bookDepth = 5) =>
  symbolSpec({ kind: 'stock', path: name, startPrice: 50, digits: 0, bookDepth });
const specs = [spec('A'), spec('B'), spec('FLAT', 0)];
const records = specs.map((each, index) => symbolFull(each, index + 1));
const replyMs = 2;
const windowMs = 10;

/**
 * A session of book streams whose connections live as long as a diagram says: from each `o` to
 * the next `x`. A connection answers after `replyMs`, pushes what `push` is given, and refuses the
 * first lists, as many as it is told to.
 */
const setUp = ({ scheduler, cold }: MarbleHelpers, connections: string, refusals = 0) => {
  const lists: [number, readonly number[]][] = [];
  const diagnostics: Diagnostic[] = [];
  const pushes = new Subject<readonly BookEntry[]>();
  const symbolUpdates = new Subject<unknown>();
  const catalogue = (): SymbolCatalogue =>
    new SymbolCatalogue(
      specs.map((each, index) => symbolShort(each, index + 1)),
      { tradeSettings: [], offsetMs: 0 },
    );
  const connection = {
    on: ({ id }: Command) => {
      if (id === commands.bookPush.id) return pushes;
      return id === commands.symbolUpdatePush.id ? symbolUpdates : new Subject();
    },
    request: ({ id }: Command, ids: readonly number[]) =>
      defer(() => {
        if (id === commands.bookSubscribe.id) lists.push([scheduler.now(), ids]);
        const found = records.filter(({ symbol_id }) => ids.includes(symbol_id));
        const isRefused = id === commands.bookSubscribe.id && lists.length <= refusals;
        return timer(replyMs, scheduler).pipe(
          mergeMap(() =>
            isRefused ? throwError(() => new CommandRefusedError(id, 1)) : of(found),
          ),
        );
      }),
  };
  const streams = new BookStreams({
    ...{ windowMs, scheduler },
    report: (diagnostic) => diagnostics.push(diagnostic),
    onConfirmed: () => undefined,
  });
  const life$ = cold(connections);
  const lost$ = new Subject<void>();
  const run$ = life$.pipe(
    mergeMap((event) => {
      if (event === 'x') {
        lost$.next();
        return [];
      }
      const ready = { connection, catalogue: catalogue(), times: fixedTimes() };
      return streams.serve(ready as unknown as Ready).pipe(takeUntil(lost$));
    }),
    ignoreElements(),
  );
  /** Pushes these at their frames. */
  const push = (at: number, ...entries: BookEntry[]): Observable<never> =>
    timer(at, scheduler).pipe(
      map(() => {
        pushes.next(entries);
      }),
      ignoreElements(),
    );
  return { streams, run$, push, lists, diagnostics, lost$, symbolUpdates };
};

const whole = (id: number, price = 101): BookEntry =>
  bookEntry(
    [
      [sell, price, 5],
      [buy, price - 1, 5],
    ],
    { whole: true, id },
  );
const added = (id: number): BookEntry => bookEntry([[sell, 101, 1]], { id });

/** Volume of the best ask, `-` for none, and a `?` for a book that is not complete. */
const best = ({ bestAsk, isComplete }: Book): string =>
  `${bestAsk?.volume ?? '-'}${isComplete ? '' : '?'}`;

const told = ({ changes, reset }: BookDelta): string =>
  [...(reset ? ['reset'] : []), ...changes.map(({ kind, side }) => `${kind} ${side}`)].join(', ');

describe('the book streams of a session', () => {
  test(
    'go on over a reconnect: the list is sent again, and no level of before is left',
    marbles((helpers) => {
      const { streams, run$, push, lists } = setUp(helpers, 'o 39ms x 9ms o');
      const script = merge(run$, push(20, whole(1)), push(30, added(1)), push(70, whole(1)));
      helpers.expectObservable(script, '^ 99ms !').toBe('-');
      helpers
        .expectObservable(streams.book('A').pipe(map(best)), '^ 98ms !')
        .toBe('20ms a 9ms b 9ms c 29ms d', { a: '5', b: '6', c: '-?', d: '5' });
      helpers
        .expectObservable(
          streams.conditions('A').pipe(map(({ kind, at }) => `${kind} ${at}`)),
          '^ 98ms !',
        )
        .toBe('20ms a 19ms b 23ms c 5ms d', {
          ...{ a: 'live 20', b: 'gap 40', c: 'restored 64', d: 'live 70' },
        });
      helpers.flush();
      // Full records come before each: 10 ms of the window, 2 for the records.
      expect(lists).toEqual([
        [12, [1]],
        [62, [1]],
      ]);
    }),
  );

  test(
    'late subscribers get the present book, and the deltas that lead to it',
    marbles((helpers) => {
      const { streams, run$, push } = setUp(helpers, 'o');
      const script = merge(run$, push(20, whole(1)), push(40, added(1)));
      helpers.expectObservable(script, '^ 59ms !').toBe('-');
      const book$ = streams.book('A').pipe(map(best));
      const deltas$ = streams.deltas('A').pipe(map(told));
      helpers.expectObservable(book$, '^ 58ms !').toBe('20ms a 19ms b', { a: '5', b: '6' });
      helpers.expectObservable(book$, '30ms ^ 28ms !').toBe('30ms a 9ms b', { a: '5', b: '6' });
      helpers.expectObservable(deltas$, '30ms ^ 28ms !').toBe('30ms a 9ms b', {
        a: 'reset, added bid, added ask',
        b: 'changed ask',
      });
      helpers
        .expectObservable(streams.conditions('A').pipe(map(({ kind }) => kind)), '50ms ^ 8ms !')
        .toBe('50ms a', { a: 'live' });
    }),
  );

  test(
    'are one subscription for all, given up with the last of them and begun anew',
    marbles((helpers) => {
      const { streams, run$, push, lists } = setUp(helpers, 'o');
      const script = merge(run$, push(20, whole(1), whole(2)), push(130, whole(1, 201)));
      helpers.expectObservable(script, '^ 199ms !').toBe('-');
      const book$ = streams.book('A').pipe(map(({ bestAsk }) => bestAsk?.price ?? 0));
      helpers.expectObservable(book$, '^ 49ms !').toBe('20ms a', { a: 101 });
      helpers.expectObservable(streams.deltas('A').pipe(map(told)), '^ 29ms !').toBe('20ms a', {
        a: 'reset, added bid, added ask',
      });
      helpers
        .expectObservable(streams.book('B').pipe(map(best)), '^ 49ms !')
        .toBe('20ms a', { a: '5' });
      helpers.expectObservable(book$, '100ms ^ 49ms !').toBe('130ms a', { a: 201 });
      helpers.flush();
      expect(lists).toEqual([
        [12, [1, 2]],
        [60, []],
        [110, [1]],
        [160, []],
      ]);
    }),
  );

  test(
    'who comes back at once gets a whole book, not the rest of the old one',
    marbles((helpers) => {
      const { streams, run$, push, lists } = setUp(helpers, 'o');
      const script = merge(run$, push(20, whole(1)), push(57, added(1)), push(70, whole(1, 201)));
      helpers.expectObservable(script, '^ 99ms !').toBe('-');
      const book$ = streams.book('A').pipe(map(best));
      helpers.expectObservable(book$, '^ 49ms !').toBe('20ms a', { a: '5' });
      helpers.expectObservable(book$, '54ms ^ 44ms !').toBe('70ms a', { a: '5' });
      helpers.flush();
      expect(lists).toEqual([
        [12, [1]],
        [60, []],
        [62, [1]],
      ]);
    }),
  );

  test(
    'a symbol that does not exist, or has no depth, fails and disturbs nobody',
    marbles((helpers) => {
      const { streams, run$, push, lists } = setUp(helpers, 'o');
      helpers.expectObservable(merge(run$, push(20, whole(1))), '^ 50ms !').toBe('-');
      const failing = (name: string): Observable<string> =>
        new Observable((subscriber) =>
          streams.book(name).subscribe({
            error: (error: unknown) => {
              const { code, symbol } = error as NoDepthError;
              subscriber.next(`${code} ${symbol}`);
              subscriber.complete();
            },
          }),
        );
      helpers.expectObservable(failing('FLAT')).toBe('12ms (a|)', { a: 'no-depth FLAT' });
      helpers.expectObservable(failing('NOPE')).toBe('12ms (a|)', { a: 'symbol-not-found NOPE' });
      helpers
        .expectObservable(streams.book('A').pipe(map(best)), '^ 49ms !')
        .toBe('20ms a', { a: '5' });
      helpers.flush();
      expect(lists).toEqual([[12, [1]]]);
    }),
  );

  test(
    'a list that is refused is reported and sent again',
    marbles((helpers) => {
      const { streams, run$, push, lists, diagnostics } = setUp(helpers, 'o', 1);
      helpers.expectObservable(merge(run$, push(8000, whole(1))), '^ 9s !').toBe('-');
      helpers
        .expectObservable(streams.book('A').pipe(map(best)), '^ 8999ms !')
        .toBe('8000ms a', { a: '5' });
      helpers.flush();
      expect(lists.map(([, ids]) => ids)).toEqual([[1], [1]]);
      expect(diagnostics).toMatchObject([
        { kind: 'background-failure', step: 'book subscription', error: { resCode: 1 } },
      ]);
    }),
  );

  test(
    'entries of symbols that are on no list of the server are told once per connection',
    marbles((helpers) => {
      const { streams, run$, push, diagnostics } = setUp(helpers, 'o 29ms x 9ms o');
      const script = merge(
        ...[run$, push(15, whole(9), whole(2), whole(9)), push(20, whole(9)), push(60, whole(9))],
      );
      helpers.expectObservable(script, '^ 99ms !').toBe('-');
      helpers.expectObservable(streams.book('A'), '^ 98ms !').toBe('-');
      helpers.flush();
      const unknown = { kind: 'unknown-symbol', symbolId: 9 };
      expect(diagnostics).toEqual([unknown, unknown]);
    }),
  );

  test(
    'end with the session: in order, or with its error, which later subscribers get as well',
    marbles((helpers) => {
      for (const isFailure of [false, true]) {
        const { streams, run$, push } = setUp(helpers, 'o');
        const error = new SessionClosedError(undefined);
        const end$ = timer(40, helpers.scheduler).pipe(
          map(() => {
            streams.end(error, isFailure);
          }),
          ignoreElements(),
        );
        helpers.expectObservable(merge(run$, push(20, whole(1)), end$), '^ 59ms !').toBe('-');
        helpers
          .expectObservable(streams.book('A').pipe(map(best)))
          .toBe(`20ms a 19ms ${isFailure ? '#' : '|'}`, { a: '5' }, error);
        const late$ = streams.book('A').pipe(map(best), endWith('complete'));
        helpers.expectObservable(late$, '50ms ^').toBe('50ms #', undefined, error);
      }
    }),
  );
});
