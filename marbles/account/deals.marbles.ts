import { describe, test } from '@jest/globals';
import { map } from 'rxjs';
import { commands, type Deal } from '../../src/wire/index.js';
import { deal, dealUpdate } from '../../test/account/support/trades.js';
import { marbles } from '../support/marbles.js';
import { brief, connectionOf, push, serve, storeOf } from './support/served.js';

const deals = (...list: readonly Deal[]) =>
  push(
    commands.tradeUpdate,
    list.map((each) => dealUpdate({ deal: each })),
  );

describe('deals$', () => {
  test(
    'begins with none, and with what was pushed before the snapshot; then each deal once',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const pushes = helpers.hot('-a--b-b', { a: deals(deal(1)), b: deals(deal(2), deal(3)) });
      serve(helpers, store, connectionOf(helpers, pushes), '^------!');
      helpers.expectObservable(store.deals$.pipe(map(brief))).toBe('--s-b', {
        s: 'snapshot 1 +1',
        b: 'push 1,2,3 +2,3',
      });
      helpers.expectSubscriptions(pushes.subscriptions).toBe(Array(4).fill('^------!'));
    }),
  );

  test(
    'what was missed comes from the history, and what was there before the session does not',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const first = connectionOf(helpers, helpers.hot('-----a', { a: deals(deal(2)) }), {
        history: [{ deals: [deal(1)] }],
      });
      const second = connectionOf(
        helpers,
        helpers.hot('-----------d----e', { d: deals(deal(4)), e: deals(deal(5)) }),
        {
          history: [{ deals: [1, 2, 3, 4].map((ticket) => deal(ticket)) }],
        },
      );
      serve(helpers, store, first, '^------!');
      serve(helpers, store, second, '----------^---------!');
      const { deals$ } = store;
      helpers.expectObservable(deals$.pipe(map(brief)), '^ 40ms !').toBe('--s--a-----d--r-e', {
        s: 'snapshot',
        a: 'push 2 +2',
        d: 'push 2,4 +4',
        r: 'reconcile 2,4,3 +3',
        e: 'push 2,4,3,5 +5',
      });
      const restored = { kind: 'restored', at: 14, from: 7, to: 14, reason: 'disconnected' };
      helpers.expectObservable(deals$.condition$, '^ 18ms !').toBe('--l----g------(br)', {
        l: { kind: 'live', at: 2 },
        g: { kind: 'gap', at: 7, from: 7, reason: 'disconnected' },
        b: { kind: 'backfilled', at: 14, from: 7, to: 14, count: 1 },
        r: restored,
      });
      helpers.expectObservable(deals$.condition$, '----------------^-!').toBe('----------------r', {
        r: restored,
      });
    }),
  );

  test(
    'of very many the oldest leave the list',
    marbles((helpers) => {
      const store = storeOf(helpers, { keptDeals: 2 });
      const pushes = helpers.hot('---ab', { a: deals(deal(1), deal(2)), b: deals(deal(3)) });
      serve(helpers, store, connectionOf(helpers, pushes), '^----!');
      helpers.expectObservable(store.deals$.pipe(map(brief))).toBe('--sab', {
        s: 'snapshot',
        a: 'push 1,2 +1,2',
        b: 'push 2,3 +3',
      });
    }),
  );
});
