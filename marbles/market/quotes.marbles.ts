import { describe, test } from '@jest/globals';
import { map, take } from 'rxjs';
import { details, quotes, type FeedEvent, type Quote } from '../../src/market/index.js';
import {
  confirmed,
  details as record,
  fixedTimes,
  lost,
  open,
  specificationOf,
  terms,
  tick,
} from '../../test/market/support/feed.js';
import { marbles } from '../support/marbles.js';

const wider = { specification: specificationOf({}, { spread_diff: 4, spread_diff_balance: 1 }) };
const times = fixedTimes(7_200_000);

const pairs = map(({ bid, ask, bidHigh }: Quote) => [bid, ask, bidHigh]);

/** Ticks a, b and d; statistics s and x; other terms m. */
const feed = {
  o: open(0, { times }),
  c: confirmed(0),
  a: tick({ tick_time: 7201, fields: 3, bid: 110000, ask: 110010 }),
  b: tick({ tick_time: 7200, fields: 1, bid: 999 }),
  d: tick({ tick_time: 7200, fields: 2, ask: 110030 }),
  s: record({ bid_high: 110100, trade_deals: 3 }),
  x: record({ trade_deals: 4 }),
  m: terms(0, { ...wider, times }),
  l: lost(0),
};

describe('quotes', () => {
  test(
    'of announced ticks, of statistics and terms that change something; anew after a reconnection',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<FeedEvent>('oca-b-s-x-s-m-a-l-a-o-c-d-a-', feed);
      const unsub = '                 ---------------------------!';
      const subs = '                  ^--------------------------!';
      const expected = '              --a---s-----m-n---------d-z-';

      expectObservable(source.pipe(quotes, pairs), unsub).toBe(expected, {
        a: [1.1, 1.1001, undefined],
        s: [1.1, 1.1001, 1.101],
        m: [1.09999, 1.10013, 1.10099],
        n: [1.09999, 1.10013, 1.10099],
        // Older than what the connection before has brought, which is forgotten.
        d: [undefined, 1.1003, undefined],
        z: [1.1, 1.1001, undefined],
      });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  test(
    'times are UTC by the clock of the server at that time',
    marbles(({ cold, expectObservable }) => {
      const source = cold<FeedEvent>('o-a-m-a', {
        ...feed,
        m: terms(0, { times: fixedTimes(3_600_000) }),
      });
      const clocks = map(({ time, serverTime }: Quote) => [time, serverTime]);

      expectObservable(source.pipe(quotes, clocks), '-------!').toBe('--a---b', {
        a: [1000, 7_201_000],
        b: [3_601_000, 7_201_000],
      });
    }),
  );

  test(
    'each subscription has a state of its own; errors and the end pass',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<FeedEvent>('o-a-|', feed);
      const fails = cold<FeedEvent>(' o-#', feed, 'no');
      const twice = source.pipe(quotes, pairs);
      const values = { a: [1.1, 1.1001, undefined] };

      expectObservable(twice).toBe('               --a-|', values);
      expectObservable(twice, '---^----!').toBe('  -----a-|', values);
      expectObservable(twice.pipe(take(1))).toBe(' --(a|)', values);
      expectObservable(fails.pipe(quotes)).toBe('  --#', undefined, 'no');
      expectSubscriptions(source.subscriptions).toBe(['^---!', '^-!', '---^---!']);
    }),
  );
});

describe('details', () => {
  test(
    'of records that change something here; anew after a reconnection',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const interest = record({ trade_interest: 8 });
      const source = cold<FeedEvent>('oca-s-s-x-m-l-x-o-i-s-', { ...feed, i: interest });
      const unsub = '                 ---------------------!';
      const subs = '                  ^--------------------!';
      const expected = '              ----s---x---------i-n-';
      const short = source.pipe(
        details,
        map(({ deals, interest: open }) => [deals, open]),
      );

      expectObservable(short, unsub).toBe(expected, {
        s: [3, undefined],
        x: [4, undefined],
        i: [undefined, 8],
        n: [3, 8],
      });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  test(
    'errors and the end pass',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const ends = cold<FeedEvent>(' o-s-|', feed);
      const fails = cold<FeedEvent>('o-s-#', feed, 'no');
      const deals = map(({ deals: count }: { deals: number | undefined }) => count);
      const values = { s: 3 };

      expectObservable(ends.pipe(details, deals)).toBe(' --s-|', values);
      expectObservable(fails.pipe(details, deals)).toBe('--s-#', values, 'no');
      expectSubscriptions(ends.subscriptions).toBe('    ^---!');
    }),
  );
});
