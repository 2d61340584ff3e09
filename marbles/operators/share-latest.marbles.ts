import { describe, expect, test } from '@jest/globals';
import { mergeMap, of, type Observable } from 'rxjs';
import { shareLatest } from '../../src/operators/index.js';
import { marbles, type MarbleHelpers } from '../support/marbles.js';

/** Subscribes to `stream` at a frame, and leaves it at another. */
const at = (
  { cold }: MarbleHelpers,
  from: string,
  stream: Observable<string>,
): Observable<string> => cold(from).pipe(mergeMap(() => stream));

describe('shareLatest', () => {
  test(
    'one subscription serves all; who comes late gets the latest value at once',
    marbles((helpers) => {
      const { hot, expectObservable, expectSubscriptions } = helpers;
      const source = hot('--a--b--c|');
      const shared = source.pipe(shareLatest());
      expectObservable(shared).toBe('          --a--b--c|');
      expectObservable(at(helpers, '----(x|)', shared)).toBe('----ab--c|');
      expectObservable(at(helpers, '-(x|)', shared)).toBe('--a--b--c|');
      expectSubscriptions(source.subscriptions).toBe('^--------!');
    }),
  );

  test(
    'a value of before the gap is not given to a newcomer',
    marbles((helpers) => {
      const { hot, expectObservable, expectSubscriptions } = helpers;
      const source = hot('--a-----b--|');
      const forget = hot('----x------');
      const shared = source.pipe(shareLatest(forget));
      expectObservable(shared).toBe('                   --a-----b--|');
      expectObservable(at(helpers, '---(x|)', shared)).toBe('---a----b--|');
      expectObservable(at(helpers, '------(x|)', shared)).toBe('--------b--|');
      expectObservable(at(helpers, '---------(x|)', shared)).toBe('---------b-|');
      expectSubscriptions(forget.subscriptions).toBe('^----------!');
    }),
  );

  test(
    'when the last one leaves the source is left, and the next one begins anew',
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers;
      const source = cold('-a--b');
      const forget = cold('-----');
      const shared = source.pipe(shareLatest(forget));
      expectObservable(shared, '^-!').toBe('-a');
      expectObservable(shared, '---^--!').toBe('----a');
      expectSubscriptions(source.subscriptions).toBe(['^-!', '---^--!']);
      expectSubscriptions(forget.subscriptions).toBe(['^-!', '---^--!']);
    }),
  );

  test(
    'an error reaches everybody, of the source or of the other stream',
    marbles((helpers) => {
      const { hot, cold, expectObservable, expectSubscriptions } = helpers;
      const source = hot('--a--#');
      const failing = source.pipe(shareLatest());
      expectObservable(failing).toBe('--a--#');
      expectObservable(at(helpers, '---(x|)', failing)).toBe('---a-#');
      const other = hot('--a-----');
      expectObservable(other.pipe(shareLatest(cold('---#')))).toBe('--a#');
      expectSubscriptions(other.subscriptions).toBe('^--!');
    }),
  );

  test('after the end the next subscriber begins anew', () => {
    const seen: string[] = [];
    const shared = of('a', 'b').pipe(shareLatest());
    shared.subscribe((value) => seen.push(value));
    shared.subscribe((value) => seen.push(value));
    expect(seen).toEqual(['a', 'b', 'a', 'b']);
  });
});
