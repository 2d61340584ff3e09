import { describe, expect, test } from '@jest/globals';
import { map } from 'rxjs';
import { AccountRights, commands, type Account } from '../../src/wire/index.js';
import {
  account,
  deal,
  dealUpdate,
  position,
  result,
  times,
  update,
} from '../../test/account/support/trades.js';
import { marbles } from '../support/marbles.js';
import { connectionOf, push, serve, storeOf, type Sent } from './support/served.js';

const fullAccount = {
  ...account,
  ...{ server_build: 1, server_name: '', company: '', margin_free_mode: 0, margin_so_call: 0 },
  ...{ margin_so_so: 0, margin_so_mode: 0, margin_virtual: 0, margin_free_profit_mode: 0 },
  ...{ auth_password_min: 8, otp_status: 0, leverage_flags: 0n },
} as Account;

describe('account$', () => {
  test(
    'the record of each connection, of pushes, and what deals make of it; the last for who joins',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const earned = push(commands.tradeUpdate, [dealUpdate({ balance: 1010, deal: deal(1) })]);
      const same = push(commands.tradeUpdate, [dealUpdate({ balance: 1010, deal: deal(2) })]);
      const booked = push(commands.tradeUpdate, [
        dealUpdate({ transaction_type: update, balance: 5, deal: deal(2) }),
      ]);
      const pushed = push(commands.accountPush, { ...fullAccount, balance: 2000 });
      const pushes = helpers.hot('---esbp', { e: earned, s: same, b: booked, p: pushed });
      const balance$ = store.account$.pipe(map(({ login, balance }) => [login, balance]));
      serve(helpers, store, connectionOf(helpers, pushes), '^--------!');
      serve(helpers, store, connectionOf(helpers, helpers.hot('')), '------------^--!');
      const values = { o: [7n, 1000], e: [7n, 1010], p: [7n, 2000] };
      helpers.expectObservable(balance$, '^ 20ms !').toBe('o--e--p-----o', values);
      helpers.expectObservable(balance$, '----------^!').toBe('----------p', values);
      helpers.expectSubscriptions(pushes.subscriptions).toBe(Array(4).fill('^--------!'));
    }),
  );

  test(
    'of an account that has to change its password nothing more is asked for',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const sent: Sent[] = [];
      const connection = connectionOf(helpers, helpers.hot(''), {}, sent);
      const record = { ...account, rights: AccountRights.reset_password };
      helpers.expectObservable(store.serve(connection, record, times), '^---------!').toBe('');
      helpers.expectObservable(store.account$.pipe(map(({ login }) => login))).toBe('a', { a: 7n });
      helpers.expectObservable(store.positions$).toBe('');
      helpers.flush();
      expect(sent).toEqual([]);
    }),
  );
});

describe('tradeServer$ and results$', () => {
  test(
    'the link to the trade server is up until the gateway says otherwise',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const down = push(commands.loginStatusPush, { state: 7 });
      const up = push(commands.loginStatusPush, { state: 0 });
      const first = connectionOf(helpers, helpers.hot('-ddud', { d: down, u: up }));
      serve(helpers, store, first, '^-----!');
      const second = connectionOf(helpers, helpers.hot(''));
      const served$ = store.serve(second, account, times, { tradeServerState: 7 });
      helpers.expectObservable(served$, '--------^---!').toBe('');
      serve(helpers, store, connectionOf(helpers, helpers.hot('')), '---------------^---!');
      const values = {
        a: { connected: true, state: 0, at: 0 },
        b: { connected: false, state: 7, at: 1 },
        c: { connected: true, state: 0, at: 3 },
        d: { connected: false, state: 7, at: 4 },
        e: { connected: true, state: 0, at: 15 },
      };
      helpers.expectObservable(store.tradeServer$, '^ 20ms !').toBe('ab-cd----------e', values);
      helpers.expectObservable(store.tradeServer$, '------^-!').toBe('------d', values);
    }),
  );

  test(
    'results come as they come, and are not replayed',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const [a, b] = [result(1000, 10_002), result(1000, 10_009)];
      const pushes = helpers.hot('--a-b', {
        a: push(commands.tradeResult, a),
        b: push(commands.tradeResult, b),
      });
      serve(helpers, store, connectionOf(helpers, pushes), '^----!');
      helpers.expectObservable(store.results$).toBe('--a-b', { a, b });
      helpers.expectObservable(store.results$, '---^---!').toBe('----b', { b });
    }),
  );
});

describe('queries', () => {
  test(
    'all that is open, and the history from a day before; after a reconnect from the last deal',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const sent: Sent[] = [];
      const hour = 3600;
      const day = 24 * hour;
      // The server's clock is two hours ahead.
      const replies = { history: [{ deals: [deal(1, { time_create: 2 * hour - 5 })] }] };
      serve(helpers, store, connectionOf(helpers, helpers.hot(''), replies, sent), '^-----!');
      serve(helpers, store, connectionOf(helpers, helpers.hot(''), replies, sent), '--------^--!');
      helpers.flush();
      expect(sent).toEqual([
        { at: 0, command: 4, value: undefined },
        { at: 0, command: 5, value: { from: 2 * hour - day, to: 0 } },
        { at: 8, command: 4, value: undefined },
        { at: 8, command: 5, value: { from: hour - 5, to: 0 } },
      ]);
    }),
  );

  test(
    'one that fails is made again, and is a gap, not an empty account',
    marbles((helpers) => {
      const failures: unknown[] = [];
      const store = storeOf(helpers, {
        onFailure: (error, query) => failures.push([error, query]),
      });
      const sent: Sent[] = [];
      const [refused, late] = [new Error('refused'), new Error('late')];
      const connection = connectionOf(
        helpers,
        helpers.hot(''),
        {
          opened: [refused, refused, { positions: [position(1)] }],
          history: [late, {}],
          openedMs: 10,
          historyMs: 20,
        },
        sent,
      );
      serve(helpers, store, connection, '^ 5000ms !');
      const positions$ = store.positions$.pipe(map(({ all }) => all.length));
      helpers.expectObservable(positions$).toBe('3030ms a', { a: 1 });
      helpers.expectObservable(store.positions$.condition$, '^ 4000ms !').toBe('10ms g 3019ms r', {
        g: { kind: 'gap', at: 10, from: 10, reason: 'query-failed' },
        r: { kind: 'restored', at: 3030, from: 10, to: 3030, reason: 'query-failed' },
      });
      helpers.flush();
      expect(failures).toEqual([
        [refused, 'open trades'],
        [late, 'trade history'],
        [refused, 'open trades'],
      ]);
      expect(sent.map(({ at, command }) => [at, command])).toEqual([
        [0, 4],
        [0, 5],
        [1010, 4],
        [1020, 5],
        [3020, 4],
      ]);
    }),
  );

  test(
    'a query in progress is given up with the connection, and so is the wait for the next',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const sent: Sent[] = [];
      const replies = { opened: [new Error('refused')], history: [new Error('refused')] };
      serve(helpers, store, connectionOf(helpers, helpers.hot(''), replies, sent), '^-----!');
      serve(helpers, store, connectionOf(helpers, helpers.hot(''), {}, sent), '20ms ^!');
      helpers.expectObservable(store.positions$).toBe('');
      helpers.flush();
      expect(sent.map(({ at }) => at)).toEqual([0, 0, 20, 20]);
    }),
  );
});

describe('the end', () => {
  test(
    'in order: streams complete; who joins later is told',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const closed = new Error('closed');
      serve(helpers, store, connectionOf(helpers, helpers.hot('')), '^-----!');
      helpers.scheduler.schedule(() => store.end(closed, false), 4);
      helpers.scheduler.schedule(() => store.end(new Error('again'), true), 5);
      const login$ = store.account$.pipe(map(({ login }) => login));
      helpers.expectObservable(login$).toBe('a---|', { a: 7n });
      helpers.expectObservable(store.results$).toBe('----|');
      helpers.expectObservable(store.positions$.pipe(map(() => 'p'))).toBe('--p-|');
      helpers
        .expectObservable(store.deals$.condition$.pipe(map(({ kind }) => kind)))
        .toBe('--l-|', {
          l: 'live',
        });
      helpers.expectObservable(store.positions$, '------^').toBe('------#', {}, closed);
    }),
  );

  test(
    'a failure: streams fail with it',
    marbles((helpers) => {
      const store = storeOf(helpers);
      const failed = new Error('failed');
      helpers.scheduler.schedule(() => store.end(failed, true), 2);
      helpers.expectObservable(store.account$).toBe('--#', {}, failed);
      helpers.expectObservable(store.steps$, '---^').toBe('---#', {}, failed);
    }),
  );
});
