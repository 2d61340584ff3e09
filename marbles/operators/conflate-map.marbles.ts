import { describe, expect, test } from '@jest/globals';
import { concat, defer, NEVER, Observable, of, range, Subject, take, toArray } from 'rxjs';
import { conflateMap } from '../../src/operators/index.js';
import { marbles } from '../support/marbles.js';

describe('conflateMap', () => {
  describe('while a projection runs', () => {
    test(
      'keeps the newest value only, and projects it next',
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const source = hot('  -a-b-c-d------------e--|   ');
        const subs = '        ^----------------------!   ';
        const a = cold('       ---x---y|                 ');
        const d = cold('               --z|              ');
        const e = cold('                          -----w|');
        const expected = '    ----x---y--z-------------w|';
        const inner = { a, d, e } as Record<string, Observable<string>>;
        const projected: string[] = [];

        const result = source.pipe(
          conflateMap((value) => {
            projected.push(value);
            return inner[value] ?? NEVER;
          }),
        );
        expectObservable(result).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
        expectSubscriptions(a.subscriptions).toBe('-^-------!');
        expectSubscriptions(d.subscriptions).toBe('---------^--!');
        expectSubscriptions(e.subscriptions).toBe('--------------------^-----!');
      }),
    );

    test(
      'passes on all that it emits, in order',
      marbles(({ cold, hot, expectObservable }) => {
        const source = hot('  a-b-----------|');
        const inner = cold('  xyz---w|');
        const expected = '    xyz---wxyz---w|';
        expectObservable(source.pipe(conflateMap(() => inner))).toBe(expected);
      }),
    );

    test(
      'never runs two at a time',
      marbles(({ hot, cold, expectObservable, scheduler }) => {
        let running = 0;
        let most = 0;
        const counted = (inner: Observable<string>): Observable<string> =>
          new Observable((subscriber) => {
            most = Math.max(most, (running += 1));
            subscriber.add(() => (running -= 1));
            subscriber.add(inner.subscribe(subscriber));
          });
        const source = hot('  abcdefghijkl|');
        const expected = '    ---x---x---x---x|';
        //                    a   d   h   l
        expectObservable(source.pipe(conflateMap(() => counted(cold('---x|'))))).toBe(expected);
        scheduler.flush();
        expect([most, running]).toEqual([1, 0]);
      }),
    );
  });

  describe('when nothing runs', () => {
    test(
      'projects each value as it comes',
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const source = hot('  -a---b---c|');
        const inner = cold('   -x|');
        const expected = '    --x---x---x|';
        const subs = [
          '                   -^-!',
          '                   -----^-!',
          '                   ---------^-!',
        ].map((diagram) => diagram.trim());
        expectObservable(source.pipe(conflateMap(() => inner))).toBe(expected);
        expectSubscriptions(inner.subscriptions).toBe(subs);
      }),
    );

    test(
      'is a plain map for projections that end at once',
      marbles(({ hot, expectObservable }) => {
        const source = hot('  ab-(cd)--|');
        const expected = '    AB-(CD)--|';
        const upper = (value: string) => of(value.toUpperCase());
        expectObservable(source.pipe(conflateMap(upper))).toBe(expected);
      }),
    );

    test(
      'takes whatever can be made an Observable of',
      marbles(({ hot, expectObservable }) => {
        const source = hot('  a-----b----|');
        const expected = '    (xya)-(xyb)|';
        const result = source.pipe(conflateMap((value) => ['x', 'y', value]));
        expectObservable(result).toBe(expected);
      }),
    );
  });

  describe('completion', () => {
    test(
      'waits for the projection that runs',
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const source = hot('  -a-|');
        const inner = cold('   ----x-|');
        const expected = '    -----x-|';
        expectObservable(source.pipe(conflateMap(() => inner))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe('^--!');
        expectSubscriptions(inner.subscriptions).toBe('-^-----!');
      }),
    );

    test(
      'does not lose a value that is kept',
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const source = hot('  -abc|');
        const inner = cold('   ----x|');
        const expected = '    -----x----x|';
        const result = source.pipe(conflateMap(() => inner));
        expectObservable(result).toBe(expected);
        expectSubscriptions(inner.subscriptions).toBe(['-^----!', '------^----!']);
      }),
    );

    test(
      'comes at once when nothing runs',
      marbles(({ hot, expectObservable }) => {
        expectObservable(hot('---|').pipe(conflateMap(() => NEVER))).toBe('---|');
      }),
    );

    test(
      'never comes while a projection does not end',
      marbles(({ hot, expectObservable }) => {
        expectObservable(hot('a-|').pipe(conflateMap(() => NEVER))).toBe('---');
      }),
    );
  });

  describe('an error', () => {
    test(
      'of the source ends it at once: what runs and what is kept is dropped',
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const source = hot('  -ab--#');
        const inner = cold('   -x------|');
        const expected = '    --x--#';
        expectObservable(source.pipe(conflateMap(() => inner))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe('^----!');
        expectSubscriptions(inner.subscriptions).toBe('-^---!');
      }),
    );

    test(
      'of a projection ends it and leaves the source',
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const source = hot('  -ab------c');
        const inner = cold('   -x-#');
        const expected = '    --x-#';
        expectObservable(source.pipe(conflateMap(() => inner))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe('^---!');
        expectSubscriptions(inner.subscriptions).toBe('-^--!');
      }),
    );

    test(
      'thrown by the projector ends it and leaves the source',
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const source = hot('  -a-b');
        const expected = '    -#';
        const error = new Error('bug');
        const result = source.pipe(
          conflateMap(() => {
            throw error;
          }),
        );
        expectObservable(result).toBe(expected, undefined, error);
        expectSubscriptions(source.subscriptions).toBe('^!');
      }),
    );

    test(
      'thrown by the projector for a kept value comes when its turn comes',
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const source = hot('  -ab---c');
        const inner = cold('   --x|');
        const expected = '    ---x#';
        const error = new Error('bug');
        const result = source.pipe(
          conflateMap((value) => {
            if (value === 'b') throw error;
            return inner;
          }),
        );
        expectObservable(result).toBe(expected, undefined, error);
        expectSubscriptions(source.subscriptions).toBe('^---!');
      }),
    );

    test(
      'is what something that is no Observable makes',
      marbles(({ hot, expectObservable }) => {
        const result = hot('-a').pipe(conflateMap(() => 42 as never));
        const error = new TypeError(
          "You provided '42' where a stream was expected. You can provide an Observable, Promise, ReadableStream, Array, AsyncIterable, or Iterable.",
        );
        expectObservable(result).toBe('-#', undefined, error);
      }),
    );
  });

  describe('unsubscribing', () => {
    test(
      'leaves the source and the projection, and drops what is kept',
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const source = hot('  -ab--c--');
        const inner = cold('   -x------|');
        const unsub = '       ----!';
        const expected = '    --x--';
        expectObservable(source.pipe(conflateMap(() => inner)), unsub).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe('^---!');
        expectSubscriptions(inner.subscriptions).toBe('-^--!');
      }),
    );

    test(
      'leaves a projection that outlives its source',
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const source = hot('  -a|');
        const inner = cold('   -x------|');
        const unsub = '       -----!';
        expectObservable(source.pipe(conflateMap(() => inner)), unsub).toBe('--x---');
        expectSubscriptions(inner.subscriptions).toBe('-^---!');
      }),
    );

    test(
      'stops a source that emits without end while it is subscribed to',
      marbles(({ expectObservable }) => {
        let asked = 0;
        const endless = range(0, Infinity);
        const result = endless.pipe(
          conflateMap((value) => {
            asked += 1;
            return of(value);
          }),
          take(3),
        );
        expectObservable(result).toBe('(abc|)', { a: 0, b: 1, c: 2 });
        expectObservable(defer(() => of(asked))).toBe('(n|)', { n: 3 });
      }),
    );

    test(
      'stops a projection that emits without end while it is subscribed to',
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const source = hot('-a');
        const result = source.pipe(
          conflateMap(() => range(0, Infinity)),
          take(2),
        );
        expectObservable(result).toBe('-(ab|)', { a: 0, b: 1 });
        expectSubscriptions(source.subscriptions).toBe('^!');
      }),
    );
  });

  describe('re-entrancy', () => {
    test(
      'a projection that feeds the source is followed by the value it fed',
      marbles(({ expectObservable, scheduler }) => {
        const source = new Subject<number>();
        const projected: number[] = [];
        const result = source.pipe(
          conflateMap((value) => {
            projected.push(value);
            return defer(() => {
              if (value < 3) source.next(value + 1);
              return of(value);
            });
          }),
        );
        expectObservable(result, '----!').toBe('-(abcd)', { a: 0, b: 1, c: 2, d: 3 });
        scheduler.schedule(() => {
          source.next(0);
        }, 1);
        scheduler.flush();
        expect(projected).toEqual([0, 1, 2, 3]);
      }),
    );

    test(
      'a consumer that feeds the source hears its own value after the present one',
      marbles(({ expectObservable, scheduler }) => {
        const source = new Subject<string>();
        const heard: string[] = [];
        source.pipe(conflateMap((value) => of(`${value}1`, `${value}2`))).subscribe((value) => {
          heard.push(value);
          if (value === 'a1') source.next('b');
        });
        source.next('a');
        expect(heard).toEqual(['a1', 'a2', 'b1', 'b2']);
        expectObservable(NEVER).toBe('-');
        scheduler.flush();
      }),
    );

    test(
      'a long run of projections that end at once does not fill the stack',
      marbles(({ expectObservable }) => {
        const source = new Subject<number>();
        let left = 20_000;
        const result = new Observable<number>((subscriber) => {
          subscriber.add(
            source
              .pipe(
                conflateMap((value) =>
                  defer(() => {
                    left -= 1;
                    if (left > 0) source.next(left);
                    return of(value);
                  }),
                ),
                toArray(),
              )
              .subscribe({
                next: (all) => {
                  subscriber.next(all.length);
                },
                complete: () => {
                  subscriber.complete();
                },
              }),
          );
          source.next(left);
          source.complete();
        });
        expectObservable(result).toBe('(n|)', { n: 20_000 });
      }),
    );
  });

  test(
    'each subscription has a state of its own',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ab-|');
      const inner = cold('   --x|');
      const result = source.pipe(conflateMap(() => inner));
      expectObservable(concat(result, result)).toBe('--x--x--x--x|');
      expectSubscriptions(source.subscriptions).toBe(['^--!', '------^--!']);
    }),
  );
});
