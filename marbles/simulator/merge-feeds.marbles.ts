import { describe, test } from '@jest/globals';
import { type FeedTick, mergeFeeds } from '../../src/simulator/data/index.js';
import { marbles } from '../support/marbles.js';

const tick = (symbol: string): FeedTick => ({ symbol, time: 0, bid: 1 });
const values = { a: tick('A'), b: tick('B'), c: tick('C'), x: tick('X') };

describe('mergeFeeds', () => {
  test(
    'gives ticks as they come and completes with the last feed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const one = cold('  a---c|   ', values);
      const two = cold('  -b-----x|', values);
      const oneSub = '    ^----!   ';
      const twoSub = '    ^-------!';
      const expected = '  ab--c--x|';

      expectObservable(mergeFeeds(one, two)).toBe(expected, values);
      expectSubscriptions(one.subscriptions).toBe(oneSub);
      expectSubscriptions(two.subscriptions).toBe(twoSub);
    }),
  );

  test(
    'fails with the first that fails, and leaves the others',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const one = cold('  a--#     ', values);
      const two = cold('  -b-----x|', values);
      const sub = '       ^--!     ';
      const expected = '  ab-#     ';

      expectObservable(mergeFeeds(one, two)).toBe(expected, values);
      expectSubscriptions(two.subscriptions).toBe(sub);
    }),
  );

  test(
    'leaves all feeds with its subscriber',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const one = cold('  a---c', values);
      const two = cold('  -b---', values);
      const sub = '       ^--! ';

      expectObservable(mergeFeeds(one, two), sub).toBe('ab--', values);
      expectSubscriptions(one.subscriptions).toBe(sub);
      expectSubscriptions(two.subscriptions).toBe(sub);
    }),
  );

  test(
    'of nothing completes',
    marbles(({ expectObservable }) => {
      expectObservable(mergeFeeds()).toBe('|');
    }),
  );

  test(
    'keeps the order of the feeds where ticks come together',
    marbles(({ cold, expectObservable }) => {
      const one = cold('  -a----|', values);
      const two = cold('  -b----|', values);
      const expected = '  -(ab)-|';

      expectObservable(mergeFeeds(one, two)).toBe(expected, values);
    }),
  );
});
