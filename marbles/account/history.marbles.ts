import { describe, expect, test } from '@jest/globals';
import { concat, defer, map, NEVER, Observable, of, throwError } from 'rxjs';
import { History, HistoryRangeError, type HistorySource } from '../../src/account/index.js';
import { CommandRefusedError, ConnectionClosedError } from '../../src/connection/index.js';
import type { Requester } from '../../src/market/index.js';
import { commands, serverMs, utcMs, type TradeHistory } from '../../src/wire/index.js';
import { marbles } from '../support/marbles.js';

const empty: TradeHistory = { deals: [], orders: [] };

const times = {
  offsetAt: () => 0,
  toUtc: (server: number) => utcMs(server),
  fromUtc: (utc: number) => serverMs(utc),
};

/** A connection that answers each request with this, and counts how many were made. */
const answering = (
  reply$: Observable<TradeHistory>,
): { readonly source: HistorySource; readonly sent: () => number } => {
  let sent = 0;
  const request = (command: { readonly id: number }) =>
    defer(() => {
      expect(command.id).toBe(commands.tradeHistory.id);
      sent += 1;
      return reply$;
    });
  return { source: { requester: { request } as unknown as Requester, times }, sent: () => sent };
};

const historyOf = (source$: Observable<HistorySource>): History =>
  new History({ when: () => source$, now: () => 1_000_000 });

/** Which of the three answers it is. */
const kind = map((answer: object) => {
  if ('deals' in answer) return 'd';
  return 'orders' in answer ? 'o' : 'p';
});

describe('a question about the history', () => {
  test(
    'emits once and completes with the reply; nobody asks before there is a subscriber',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const reply$ = cold('---(r|)', { r: empty });
      const subs = ['      ^--!   ', '^--!   ', '^--!   '];
      const expected = '   ---(x|)';
      const { source, sent } = answering(reply$);
      const history = historyOf(of(source));

      const questions = [history.deals(), history.orders(), history.positions()];
      expect(sent()).toBe(0);

      for (const [index, x] of ['d', 'o', 'p'].entries()) {
        const question$: Observable<object> = questions[index] ?? NEVER;
        expectObservable(question$.pipe(kind)).toBe(expected, { x });
      }
      expectSubscriptions(reply$.subscriptions).toBe(subs);
    }),
  );

  test(
    'waits for a connection and takes the first: a reconnection later changes nothing',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = answering(cold('   --(r|)', { r: empty }));
      const second = answering(cold('  --(r|)', { r: empty }));
      const source$ = cold('--a---b', { a: first.source, b: second.source });
      const waits = '       ^-!';
      const expected = '    ----(d|)';

      expectObservable(historyOf(source$).deals().pipe(kind)).toBe(expected);
      expectSubscriptions(source$.subscriptions).toBe(waits);
    }),
  );

  test(
    'unsubscribed while it waits for a connection asks nothing',
    marbles(({ cold, flush, expectObservable, expectSubscriptions }) => {
      const { source, sent } = answering(of(empty));
      const source$ = cold('-----a', { a: source });
      const unsub = '       --!';

      expectObservable(historyOf(source$).orders(), unsub).toBe('---');
      expectSubscriptions(source$.subscriptions).toBe('^-!');
      flush();
      expect(sent()).toBe(0);
    }),
  );

  test(
    'unsubscribed while it waits for the reply lets go of the request',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const reply$ = cold('-----(r|)', { r: empty });
      const unsub = '      --!';
      const { source } = answering(reply$);

      expectObservable(historyOf(of(source)).positions(), unsub).toBe('---');
      expectSubscriptions(reply$.subscriptions).toBe('^-!');
    }),
  );

  test(
    'fails with what the request fails with',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const refused = new CommandRefusedError(commands.tradeHistory.id, 1);
      const reply$ = cold<TradeHistory>('--#', undefined, refused);
      const { source } = answering(reply$);

      expectObservable(historyOf(of(source)).deals()).toBe('--#', undefined, refused);
      expectSubscriptions(reply$.subscriptions).toBe('^-!');
    }),
  );

  test(
    'lost with its connection fails and is not sent again over the next one',
    marbles(({ cold, flush, expectObservable, expectSubscriptions }) => {
      const closed = new ConnectionClosedError(commands.tradeHistory.id, true);
      const first = answering(cold<TradeHistory>('--#', undefined, closed));
      const second = answering(of(empty));
      const source$ = cold('a---b', { a: first.source, b: second.source });

      expectObservable(historyOf(source$).deals()).toBe('--#', undefined, closed);
      expectSubscriptions(source$.subscriptions).toBe('(^!)');
      flush();
      expect([first.sent(), second.sent()]).toEqual([1, 0]);
    }),
  );

  test(
    'asked again by another subscription is sent again',
    marbles(({ cold, flush, expectObservable, expectSubscriptions }) => {
      const reply$ = cold('-(r|)', { r: empty });
      const { source, sent } = answering(reply$);
      const question$ = historyOf(of(source)).deals();

      expectObservable(concat(question$, question$).pipe(kind)).toBe('-d(d|)');
      expectSubscriptions(reply$.subscriptions).toBe(['^!', '-^!']);
      flush();
      expect(sent()).toBe(2);
    }),
  );

  test(
    'that makes no sense fails at once, without a connection',
    marbles(({ expectObservable }) => {
      const history = historyOf(throwError(() => new Error('waited')));
      const error = new HistoryRangeError(
        'from',
        '1970-01-01T00:16:40.001Z',
        'a time up to now, 1970-01-01T00:16:40.000Z',
      );
      expectObservable(history.deals({ from: 1_000_001 })).toBe('#', undefined, error);
    }),
  );
});
