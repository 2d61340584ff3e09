import { describe, expect, test } from '@jest/globals';
import { map } from 'rxjs';
import { commands } from '../../src/wire/index.js';
import {
  add,
  closedOrder,
  deal,
  dealUpdate,
  gone,
  openOrder,
  order,
  position,
  remove,
} from '../../test/account/support/trades.js';
import { marbles } from '../support/marbles.js';
import { brief, connectionOf, push, serve, storeOf } from './support/served.js';

const opens = (ticket: number) =>
  push(commands.tradeUpdate, [
    dealUpdate({ trade_position: position(ticket), deal: deal(ticket + 100) }),
  ]);
const closes = (ticket: number) =>
  push(commands.tradeUpdate, [
    dealUpdate({ trade_position: gone(ticket), deal: deal(ticket + 200) }),
  ]);

describe('positions$', () => {
  test(
    'nothing until they are known, then all of them, then each change',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const pushes = helpers.hot('-o-----p--c', { o: opens(9), p: opens(2), c: closes(1) });
      const opened = [{ positions: [position(1)] }];
      serve(helpers, store, connectionOf(helpers, pushes, { opened }), '^-----------!');
      helpers.expectObservable(store.positions$.pipe(map(brief))).toBe('--s----p--c', {
        s: 'snapshot 1 +1',
        p: 'push 1,2 +2',
        c: 'push 2 -1',
      });
      helpers.expectSubscriptions(pushes.subscriptions).toBe(Array(4).fill('^-----------!'));
    }),
  );

  test(
    'none at all is known to be none',
    marbles((helpers) => {
      const store = storeOf(helpers);
      serve(helpers, store, connectionOf(helpers, helpers.hot('-')), '^-----!');
      helpers.expectObservable(store.positions$).toBe('--e', {
        e: { all: [], added: [], changed: [], removed: [], source: 'snapshot' },
      });
    }),
  );

  test(
    'one frame is one emission',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const frame = push(commands.tradeUpdate, [
        dealUpdate({ trade_position: position(2), deal: deal(11) }),
        dealUpdate({ trade_position: position(3), positions: [gone(1)], deal: deal(12) }),
      ]);
      const connection = connectionOf(helpers, helpers.hot('----f', { f: frame }), {
        opened: [{ positions: [position(1)] }],
      });
      serve(helpers, store, connection, '^-----!');
      helpers.expectObservable(store.positions$.pipe(map(brief))).toBe('--s-f', {
        s: 'snapshot 1 +1',
        f: 'push 2,3 +2,3 -1',
      });
    }),
  );

  test(
    'who joins late gets what is there, at any time; who leaves gets nothing more',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const pushes = helpers.hot('----p---q', { p: opens(2), q: opens(3) });
      const opened = [{ positions: [position(1)] }];
      serve(helpers, store, connectionOf(helpers, pushes, { opened }), '^----------!');
      const positions$ = store.positions$.pipe(map(brief));
      const values = { s: 'snapshot 1 +1', t: 'snapshot 1,2 +1,2', q: 'push 1,2,3 +3' };
      helpers.expectObservable(positions$, '---^!').toBe('---s', values);
      helpers.expectObservable(positions$, '------^--!').toBe('------t-q', values);
      // Without a connection, too.
      const all = { a: 'snapshot 1,2,3 +1,2,3' };
      helpers.expectObservable(positions$, '15ms ^--!').toBe('15ms a', all);
    }),
  );

  test(
    'a reconnect in the middle: only what differs comes, pushes before the new snapshot are in it',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const first = connectionOf(helpers, helpers.hot('---p---', { p: opens(2) }), {
        opened: [{ positions: [position(1)] }],
      });
      const second = connectionOf(
        helpers,
        helpers.hot('-----------c-----q', { c: closes(1), q: opens(4) }),
        {
          opened: [{ positions: [position(2, { sl: 1 }), position(3)] }],
        },
      );
      serve(helpers, store, first, '^------!');
      serve(helpers, store, second, '----------^-----------!');
      const positions$ = store.positions$;
      helpers.expectObservable(positions$.pipe(map(brief)), '^ 30ms !').toBe('--sp--------r----q', {
        s: 'snapshot 1 +1',
        p: 'push 1,2 +2',
        r: 'reconcile 2,3 +3 ~2 -1',
        q: 'push 2,3,4 +4',
      });
      helpers.expectObservable(positions$.condition$, '^ 30ms !').toBe('--l----g------(br)----h', {
        l: { kind: 'live', at: 2 },
        g: { kind: 'gap', at: 7, from: 7, reason: 'disconnected' },
        b: { kind: 'backfilled', at: 14, from: 7, to: 14, count: 0 },
        r: { kind: 'restored', at: 14, from: 7, to: 14, reason: 'disconnected' },
        h: { kind: 'gap', at: 22, from: 22, reason: 'disconnected' },
      });
    }),
  );

  test(
    'the same after a reconnect is no news',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const open = { positions: [position(1)] };
      const moved = { positions: [position(1, { price_close: 2, profit: 5 })] };
      serve(helpers, store, connectionOf(helpers, helpers.hot(''), { opened: [open] }), '^---!');
      serve(
        helpers,
        store,
        connectionOf(helpers, helpers.hot(''), { opened: [moved] }),
        '------^---!',
      );
      helpers
        .expectObservable(store.positions$.pipe(map(brief)))
        .toBe('--s', { s: 'snapshot 1 +1' });
    }),
  );
});

describe('orders$ and closedOrders$', () => {
  test(
    'an order that is placed, found closed after a reconnect, and one that is filled',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const updates = (...records: ReturnType<typeof openOrder>[]) =>
        push(commands.tradeUpdate, records);
      const first = connectionOf(
        helpers,
        helpers.hot('---p', { p: updates(openOrder(add, order(2))) }),
        {
          opened: [{ orders: [order(1)] }],
        },
      );
      const filled = updates(openOrder(remove, order(1)), closedOrder(add, order(1)));
      const second = connectionOf(helpers, helpers.hot('----------------f', { f: filled }), {
        opened: [{ orders: [order(1)] }],
        history: [{ orders: [order(2, { order_state: 2 })] }],
      });
      serve(helpers, store, first, '^----!');
      serve(helpers, store, second, '--------^-----------!');
      helpers
        .expectObservable(store.orders$.pipe(map(brief)), '^ 30ms !')
        .toBe('--sp------r-----f', {
          s: 'snapshot 1 +1',
          p: 'push 1,2 +2',
          r: 'reconcile 1 -2',
          f: 'push -1',
        });
      helpers
        .expectObservable(store.closedOrders$.pipe(map(brief)), '^ 30ms !')
        .toBe('--s---------r---f', {
          s: 'snapshot',
          r: 'reconcile 2 +2',
          f: 'push 2,1 +1',
        });
    }),
  );

  test(
    'a subscriber that fails takes nothing from the others',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const pushes = helpers.hot('---p', {
        p: push(commands.tradeUpdate, [openOrder(add, order(2))]),
      });
      serve(helpers, store, connectionOf(helpers, pushes), '^----!');
      const broken$ = store.orders$.pipe(
        map(({ all }) => {
          if (all.length > 0) throw new Error('mine');
          return 'ok';
        }),
      );
      helpers.expectObservable(broken$).toBe('--a#', { a: 'ok' }, new Error('mine'));
      helpers.expectObservable(store.orders$.pipe(map(brief))).toBe('--sp', {
        s: 'snapshot',
        p: 'push 2 +2',
      });
      helpers.flush();
      expect(store.state.orders.size).toBe(1);
    }),
  );
});
