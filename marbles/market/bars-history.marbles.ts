import { describe, expect, test } from '@jest/globals';
import { concat, defer, map, mergeMap, NEVER, Observable, of, throwError, timer } from 'rxjs';
import { ConnectionClosedError, RequestTimeoutError } from '../../src/connection/index.js';
import {
  AccountClock,
  loadBars,
  loadBarsResuming,
  loadBarsSince,
  timeframeOf,
  type BarsProgress,
  type BarsRequest,
  type BarsResult,
  type Requester,
} from '../../src/market/index.js';
import type { Command, RateBar, RatesRequest } from '../../src/wire/index.js';
import { barAt, barsServer } from '../../test/support/bars-server.js';
import { marbles, type MarbleHelpers } from '../support/marbles.js';

const now = Date.parse('2024-05-15T12:00:00Z');
const times = new AccountClock({ offsetMs: 0, at: now });
const minutes = (count: number): RateBar[] =>
  Array.from({ length: count }, (_, index) => barAt(now / 1000 - (count - 1 - index) * 60));
const request: BarsRequest = {
  ...{ symbol: 'EURUSD', timeframe: timeframeOf('M1'), now, count: 100, pageBars: 40 },
};

interface Sent {
  readonly at: number;
  readonly connection: number;
  /** Minutes before now. */
  readonly newest: number;
}

/**
 * Connections that answer after `replyMs`; the one that is there closes at the times of
 * `closes`, and the next one comes 10 ms later.
 */
const setUp = ({ scheduler }: MarbleHelpers, replyMs: number, closes: readonly number[] = []) => {
  const { answer } = barsServer({ bars: minutes(500) });
  const sent: Sent[] = [];
  const givenUp: number[] = [];
  const connection = (number: number, closesAt: number): Requester =>
    ({
      request: (_: Command, query: RatesRequest) =>
        new Observable((subscriber) => {
          const newest = (now / 1000 - query.to) / 60;
          sent.push({ at: scheduler.now(), connection: number, newest });
          let isOver = false;
          subscriber.add(() => {
            if (!isOver) givenUp.push(scheduler.now());
          });
          const lost = timer(Math.max(0, closesAt - scheduler.now()), scheduler).pipe(
            mergeMap(() => throwError(() => new ConnectionClosedError(11, true))),
          );
          const reply = timer(replyMs, scheduler).pipe(map(() => answer(query)));
          const outcome = defer(() => (closesAt - scheduler.now() < replyMs ? lost : reply));
          subscriber.add(
            outcome.subscribe({
              next: (bars) => {
                isOver = true;
                subscriber.next(bars);
              },
              error: (error: unknown) => {
                isOver = true;
                subscriber.error(error);
              },
              complete: () => subscriber.complete(),
            }),
          );
        }),
    }) as unknown as Requester;
  const first = connection(1, closes[0] ?? Infinity);
  const when = (): Observable<Requester> =>
    defer(() => {
      const closed = closes.filter((at) => at <= scheduler.now());
      const next = connection(closed.length + 1, closes[closed.length] ?? Infinity);
      const opensAt = closed.length === 0 ? 0 : (closed.at(-1) ?? 0) + 10;
      const wait = Math.max(0, opensAt - scheduler.now());
      return wait === 0 ? of(next) : timer(wait, scheduler).pipe(map(() => next));
    });
  return { first, when, sent, givenUp };
};

const summary = ({ bars, complete }: BarsResult) => ({ count: bars.length, complete });
const newest100 = { count: 100, complete: true };

describe('bars of the past', () => {
  test(
    'come page by page, one request after the other, and at once at the end',
    marbles((helpers) => {
      const { first, sent } = setUp(helpers, 5);
      const seen: [number, number, number][] = [];
      const onProgress = ({ loaded, requests }: BarsProgress) =>
        seen.push([helpers.scheduler.now(), loaded, requests]);
      const result = loadBars(first, { ...request, onProgress }, times).pipe(map(summary));
      helpers.expectObservable(result).toBe('15ms (a|)', { a: newest100 });
      helpers.flush();
      expect(sent).toEqual([
        { at: 0, connection: 1, newest: 0 },
        { at: 5, connection: 1, newest: 40 },
        { at: 10, connection: 1, newest: 80 },
      ]);
      expect(seen).toEqual([
        [5, 40, 1],
        [10, 80, 2],
        [15, 100, 3],
      ]);
    }),
  );

  test(
    'are asked for anew by each subscriber, and by none before',
    marbles((helpers) => {
      const { first, sent } = setUp(helpers, 5);
      const result = loadBars(first, request, times).pipe(map(summary));
      helpers.expectObservable(concat(result, result)).toBe('15ms a 14ms (b|)', {
        a: newest100,
        b: newest100,
      });
      expect(sent).toEqual([]);
      helpers.flush();
      expect(sent).toHaveLength(6);
    }),
  );

  test(
    'are not asked for any more once nobody listens; the request under way is given up',
    marbles((helpers) => {
      const { first, sent, givenUp } = setUp(helpers, 5);
      const result = loadBars(first, request, times);
      helpers.expectObservable(result, '^ 7ms !').toBe('-');
      helpers.flush();
      expect(sent.map(({ at }) => at)).toEqual([0, 5]);
      expect(givenUp).toEqual([8]);
    }),
  );

  test(
    'fail with the connection they were given',
    marbles((helpers) => {
      const { first, sent } = setUp(helpers, 5, [7]);
      const error = new ConnectionClosedError(11, true);
      helpers.expectObservable(loadBars(first, request, times)).toBe('-------#', {}, error);
      helpers.flush();
      expect(sent).toHaveLength(2);
    }),
  );
});

describe('bars over connections that come and go', () => {
  test(
    'go on with the page that was lost; each bar comes once',
    marbles((helpers) => {
      const { when, sent } = setUp(helpers, 5, [7, 24]);
      const result = loadBarsResuming(when, request, times);
      const seen = result.pipe(map(({ bars }) => bars.map(({ serverTime }) => serverTime)));
      const expected = minutes(100).map(({ time }) => time);
      helpers.expectObservable(seen).toBe('39ms (a|)', { a: expected });
      helpers.flush();
      expect(sent).toEqual([
        { at: 0, connection: 1, newest: 0 },
        { at: 5, connection: 1, newest: 40 },
        { at: 17, connection: 2, newest: 40 },
        { at: 22, connection: 2, newest: 80 },
        { at: 34, connection: 3, newest: 80 },
      ]);
    }),
  );

  test(
    'are not waited for once nobody listens',
    marbles((helpers) => {
      const { when, sent } = setUp(helpers, 5, [7]);
      const result = loadBarsResuming(when, request, times);
      helpers.expectObservable(result, '^ 11ms !').toBe('-');
      helpers.flush();
      expect(sent).toHaveLength(2);
    }),
  );

  test(
    'leave what gives the connections as soon as it has given one',
    marbles((helpers) => {
      const { first } = setUp(helpers, 5);
      const source = helpers.cold('--a', { a: first });
      const result = loadBarsResuming(() => source, { ...request, count: 10 }, times);
      helpers.expectObservable(result.pipe(map(summary))).toBe('-------(a|)', {
        a: { count: 10, complete: true },
      });
      helpers.expectSubscriptions(source.subscriptions).toBe('^-!');
    }),
  );

  test(
    'fail with what gives the connections',
    marbles((helpers) => {
      const result = loadBarsResuming(() => helpers.cold('--#'), request, times);
      helpers.expectObservable(result).toBe('--#');
    }),
  );

  test(
    'fail with any other error of a page',
    marbles((helpers) => {
      const error = new RequestTimeoutError(11, 30_000);
      const requester = {
        request: () => timer(3, helpers.scheduler).pipe(mergeMap(() => throwError(() => error))),
      } as unknown as Requester;
      const result = loadBarsResuming(() => of(requester), request, times);
      helpers.expectObservable(result).toBe('---#', {}, error);
    }),
  );

  test(
    'wait as long as there is no connection',
    marbles((helpers) => {
      helpers.expectObservable(loadBarsResuming(() => NEVER, request, times)).toBe('-');
    }),
  );
});

describe('bars since one that is known', () => {
  const since = { symbol: 'EURUSD', timeframe: timeframeOf('M1'), nowUtc: now };
  const fromServerSeconds = now / 1000 - 120;

  test(
    'come in the moment of the reply',
    marbles((helpers) => {
      const { first, sent } = setUp(helpers, 5);
      const result = loadBarsSince(first, { ...since, fromServerSeconds }, times).pipe(
        map((bars) => bars.length),
      );
      helpers.expectObservable(result).toBe('-----(a|)', { a: 3 });
      helpers.flush();
      expect(sent).toHaveLength(1);
    }),
  );

  test(
    'give their request up with their subscriber, and fail with the connection',
    marbles((helpers) => {
      const { first, givenUp } = setUp(helpers, 5, [4]);
      const result = loadBarsSince(first, { ...since, fromServerSeconds }, times);
      const error = new ConnectionClosedError(11, true);
      helpers.expectObservable(result, '^-!').toBe('-');
      helpers.expectObservable(result).toBe('----#', {}, error);
      helpers.flush();
      expect(givenUp).toEqual([2]);
    }),
  );
});
