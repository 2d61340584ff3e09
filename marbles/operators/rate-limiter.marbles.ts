import { describe, expect, test } from '@jest/globals';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  map,
  mergeMap,
  of,
  Subject,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import {
  rateLimiter,
  RateLimiterClosedError,
  RateLimitOverflowError,
} from '../../src/operators/index.js';
import { marbles } from '../support/marbles.js';
import { watched } from '../support/watched-scheduler.js';

describe('rateLimiter', () => {
  test(
    'subscribes to work in turn and passes on what it emits',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const limiter = rateLimiter({ count: 2, perMs: 5 });
      const first = cold(' --a--a|');
      const second = cold('-b#');
      const third = cold('     --c--c-');
      const unsub = '          ^--------!';
      const subs1 = '          ^-----!';
      const subs2 = '          ^-!';
      const subs3 = '          -----^---!';

      expectObservable(limiter.schedule(first)).toBe(' --a--a|');
      expectObservable(limiter.schedule(second)).toBe('-b#');
      expectObservable(limiter.schedule(third), unsub).toBe('-------c--');
      expectSubscriptions(first.subscriptions).toBe(subs1);
      expectSubscriptions(second.subscriptions).toBe(subs2);
      expectSubscriptions(third.subscriptions).toBe(subs3);
    }),
  );

  test(
    'queues nothing before it is subscribed to, and each subscription anew',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const limiter = rateLimiter({ count: 1, perMs: 5 });
      const work = cold('   a|');
      const subs = ['       -^!', '------^!'];
      const scheduled = limiter.schedule(work);

      expect(limiter.queued).toBe(0);
      expectObservable(scheduled, '-^').toBe(' -a|');
      expectObservable(scheduled, '--^').toBe('------a|');
      expectSubscriptions(work.subscriptions).toBe(subs);
    }),
  );

  test(
    'takes cancelled work out of the queue and uses no token for it',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const mine = watched(scheduler);
      const depths: number[] = [];
      const limiter = rateLimiter({
        count: 1,
        perMs: 5,
        onQueue: (depth) => depths.push(depth),
        scheduler: mine,
      });
      const works = ['a|', 'b|', 'c|', 'd|'].map((marble) => cold(marble));
      const [a, b, c, d] = works.map((work) => limiter.schedule(work)) as [
        never,
        never,
        never,
        never,
      ];

      expectObservable(a).toBe('        a|');
      expectObservable(b).toBe('        -----b|');
      expectObservable(c, '^-!').toBe(' ---');
      expectObservable(d).toBe('        ----------d|');
      expectSubscriptions(works[0]!.subscriptions).toBe('^!');
      expectSubscriptions(works[1]!.subscriptions).toBe('-----^!');
      expectSubscriptions(works[2]!.subscriptions).toBe([]);
      expectSubscriptions(works[3]!.subscriptions).toBe('----------^!');
      scheduler.flush();
      expect(depths).toEqual([1, 2, 3, 2, 1, 0]);
      expect(mine.peak).toBe(1);
      expect(mine.pending).toBe(0);
    }),
  );

  test(
    'stops the timer when the last that waits is cancelled',
    marbles(({ cold, expectObservable, scheduler }) => {
      const mine = watched(scheduler);
      const limiter = rateLimiter({ count: 1, perMs: 1000, scheduler: mine });
      const pending = (at: number) => timer(at).pipe(map(() => [mine.pending, limiter.queued]));

      expectObservable(limiter.schedule(cold('a|'))).toBe('a|');
      expectObservable(limiter.schedule(cold('b|')), '^--!').toBe('----');
      expectObservable(pending(2)).toBe('--(t|)', { t: [1, 1] });
      expectObservable(pending(4)).toBe('----(t|)', { t: [0, 0] });
    }),
  );

  test(
    'unsubscribes from work that is under way',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const limiter = rateLimiter({ count: 1 });
      const work = cold('  -a-a-a-a');
      const unsub = '      ^---!   ';
      const expected = '   -a-a-   ';

      expectObservable(limiter.schedule(work), unsub).toBe(expected);
      expectSubscriptions(work.subscriptions).toBe(unsub);
    }),
  );

  test(
    'lets priority work overtake and bypassing work pass',
    marbles(({ cold, expectObservable }) => {
      const limiter = rateLimiter({ count: 1, perMs: 5 });
      const work = cold('(w|)');

      expectObservable(limiter.schedule(work)).toBe('                          (w|)');
      expectObservable(limiter.schedule(work)).toBe('                          ----------(w|)');
      expectObservable(limiter.schedule(work, { priority: true })).toBe('      -----(w|)');
      expectObservable(limiter.schedule(work, { bypass: true }), '--^').toBe(' --(w|)');
      expectObservable(limiter.schedule(work, { key: 'other' }), '-^').toBe('  -(w|)');
    }),
  );

  describe('a full queue', () => {
    test.each(['error', 'drop-newest'] as const)('refuses the newcomer under %s', (overflow) => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const limiter = rateLimiter({ count: 1, perMs: 5, maxQueue: 1, overflow });
        const refused = cold('x|');
        const key = 'k';

        expectObservable(limiter.schedule(cold('a|'), { key })).toBe('a|');
        expectObservable(limiter.schedule(cold('b|'), { key })).toBe('-----b|');
        expectObservable(limiter.schedule(refused, { key })).toBe(
          '#',
          undefined,
          new RateLimitOverflowError(1, key),
        );
        expectSubscriptions(refused.subscriptions).toBe([]);
      })();
    });

    test(
      'fails the oldest under drop-oldest: a request is never dropped without a word',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const depths: number[] = [];
        const limiter = rateLimiter({
          count: 1,
          perMs: 5,
          maxQueue: 2,
          overflow: 'drop-oldest',
          onQueue: (depth) => depths.push(depth),
        });
        const refused = cold('x|');

        expectObservable(limiter.schedule(cold('a|'))).toBe('a|');
        expectObservable(limiter.schedule(refused)).toBe(
          '--#',
          undefined,
          new RateLimitOverflowError(2, undefined),
        );
        expectObservable(limiter.schedule(cold('b|')), '-^').toBe('-----b|');
        expectObservable(limiter.schedule(cold('c|')), '--^').toBe('----------c|');
        expectSubscriptions(refused.subscriptions).toBe([]);
        scheduler.flush();
        expect(depths).toEqual([1, 2, 1, 0]);
      }),
    );

    test(
      'is not full when room was made in the same millisecond',
      marbles(({ cold, hot, expectObservable }) => {
        const limiter = rateLimiter({ count: 1, perMs: 5, maxQueue: 1 });
        const requests = hot('ab---c|');

        // c asks before the timer of 5 has fired, but b is due.
        expectObservable(
          requests.pipe(mergeMap((name) => limiter.schedule(cold(`${name}|`)))),
        ).toBe('              a----b----c|');
      }),
    );
  });

  describe('closing', () => {
    const closeAt = (ms: number, close: () => void) =>
      timer(ms).pipe(
        tap(close),
        mergeMap(() => EMPTY),
      );

    test(
      'fails what waits, in order, and lets started work go on',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const mine = watched(scheduler);
        const depths: number[] = [];
        const failed: string[] = [];
        const limiter = rateLimiter({
          count: 1,
          perMs: 5,
          onQueue: (depth) => depths.push(depth),
          scheduler: mine,
        });
        const started = cold('-----a|');
        const never = cold('x|');
        const gone = new Error('link lost');
        const waiting = (name: string, key?: string) =>
          limiter.schedule(never, { key }).pipe(tap({ error: () => failed.push(name) }));

        expectObservable(limiter.schedule(started)).toBe('-----a|');
        expectObservable(limiter.schedule(of('y'), { key: 'k' })).toBe('(y|)');
        expectObservable(waiting('first')).toBe('---#', undefined, gone);
        expectObservable(waiting('second', 'k')).toBe('---#', undefined, gone);
        expectObservable(waiting('third')).toBe('---#', undefined, gone);
        expectObservable(closeAt(3, () => limiter.close(gone))).toBe('---|');
        expectSubscriptions(never.subscriptions).toBe([]);
        scheduler.flush();
        expect(failed).toEqual(['first', 'second', 'third']);
        expect(depths).toEqual([1, 2, 3, 0]);
        expect(mine.pending).toBe(0);
      }),
    );

    test(
      'fails what comes later, bypassing or not, and keeps the first reason',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const limiter = rateLimiter({ count: 1 });
        const never = cold('x|');
        const closed = new RateLimiterClosedError();
        limiter.close();
        limiter.close(new Error('too late'));

        expectObservable(limiter.schedule(never)).toBe('#', undefined, closed);
        expectObservable(limiter.schedule(never, { bypass: true })).toBe('#', undefined, closed);
        expectSubscriptions(never.subscriptions).toBe([]);
      }),
    );

    test(
      'does not start what an observer of the queue closes it on',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const gone = new Error('gone');
        const never = cold('x|');
        const limiter = rateLimiter({
          count: 1,
          perMs: 5,
          onQueue: (depth) => {
            if (depth === 0) limiter.close(gone);
          },
        });

        expectObservable(limiter.schedule(of('a'))).toBe('(a|)');
        // Out of the queue at 5, but not yet started.
        expectObservable(limiter.schedule(never)).toBe('-----#', undefined, gone);
        expectSubscriptions(never.subscriptions).toBe([]);
      }),
    );

    test(
      'fails what a failing request asks for in its place',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const gone = new Error('gone');
        const never = cold('x|');
        const limiter = rateLimiter({ count: 1, perMs: 5 });
        const stubborn = limiter.schedule(never).pipe(catchError(() => limiter.schedule(never)));

        expectObservable(limiter.schedule(of('a'))).toBe('(a|)');
        expectObservable(stubborn).toBe('--#', undefined, gone);
        expectObservable(closeAt(2, () => limiter.close(gone))).toBe('--|');
        expectSubscriptions(never.subscriptions).toBe([]);
      }),
    );

    test(
      'fails a request that was just arriving when the one before it closed the limiter',
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const gone = new Error('gone');
        const limiter = rateLimiter({ count: 1, perMs: 5 });
        const never = cold('x|');
        const requests = hot('   -----r');

        expectObservable(limiter.schedule(of('a'))).toBe('(a|)');
        expectObservable(limiter.schedule(of('b').pipe(tap(() => limiter.close(gone))))).toBe(
          '-----(b|)',
        );
        expectObservable(requests.pipe(mergeMap(() => limiter.schedule(never)))).toBe(
          '-----#',
          undefined,
          gone,
        );
        expectSubscriptions(never.subscriptions).toBe([]);
      }),
    );
  });

  describe('re-entrancy', () => {
    test(
      'a request made by a request waits behind those that were there before',
      marbles(({ expectObservable, scheduler }) => {
        const order: string[] = [];
        const limiter = rateLimiter({ count: 3, perMs: 5 });
        const say = (name: string) => of(name).pipe(tap(() => order.push(name)));
        const parent = defer(() => {
          order.push('parent in');
          limiter.schedule(say('child')).subscribe();
          order.push('parent out');
          return of('parent');
        });

        expectObservable(limiter.schedule(parent)).toBe('(p|)', { p: 'parent' });
        expectObservable(limiter.schedule(say('next'))).toBe('(n|)', { n: 'next' });
        scheduler.flush();
        expect(order).toEqual(['parent in', 'parent out', 'child', 'next']);
      }),
    );

    test(
      'a request made by a request runs as soon as that one has been started, without a timer',
      marbles(({ scheduler }) => {
        const mine = watched(scheduler);
        const order: string[] = [];
        const limiter = rateLimiter({ count: 2, maxQueue: 0, scheduler: mine });
        const child = defer(() => of(order.push('child')));
        const parent = defer(() => {
          limiter.schedule(child).subscribe();
          return of(order.push('parent'));
        });

        // The child has a token and nobody before it, so it needs no room in the queue.
        limiter.schedule(parent).subscribe();
        expect(order).toEqual(['parent', 'child']);
        expect(mine.pending).toBe(0);
      }),
    );

    test(
      'work that is cancelled by the work before it does not start',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const limiter = rateLimiter({ count: 2, perMs: 5 });
        const never = cold('x|');
        const stop = new Subject<void>();
        const stopping = of('c').pipe(tap(() => stop.next()));

        expectObservable(limiter.schedule(of('a'))).toBe('(a|)');
        expectObservable(limiter.schedule(of('b'))).toBe('(b|)');
        expectObservable(limiter.schedule(stopping)).toBe('-----(c|)');
        expectObservable(limiter.schedule(never).pipe(takeUntil(stop))).toBe('-----|');
        expectSubscriptions(never.subscriptions).toBe([]);
      }),
    );

    test(
      'work that is cancelled on its arrival, by work that was due, does not even queue',
      marbles(({ cold, hot, expectObservable, expectSubscriptions, scheduler }) => {
        const mine = watched(scheduler);
        const limiter = rateLimiter({ count: 1, perMs: 5, scheduler: mine });
        const never = cold('x|');
        const stop = new Subject<void>();
        const stopping = of('b').pipe(tap(() => stop.next()));
        const late = defer(() => limiter.schedule(never).pipe(takeUntil(stop)));
        const state = () => [limiter.queued, mine.pending];

        expectObservable(limiter.schedule(of('a'))).toBe('(a|)');
        expectObservable(limiter.schedule(stopping)).toBe('-----(b|)');
        // Ahead of the timer of the same millisecond.
        expectObservable(
          hot('-----r').pipe(
            mergeMap(() =>
              concat(
                late,
                defer(() => of(state())),
              ),
            ),
          ),
        ).toBe('-----s', { s: [0, 0] });
        expectSubscriptions(never.subscriptions).toBe([]);
      }),
    );
  });

  describe('an observer of the queue that throws', () => {
    const boom = new Error('boom');

    test(
      'fails the request that begins to wait, and no other',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const never = cold('x|');
        const limiter = rateLimiter({
          count: 1,
          perMs: 5,
          onQueue: (depth) => {
            if (depth === 2) throw boom;
          },
        });

        expectObservable(limiter.schedule(cold('a|'))).toBe('a|');
        expectObservable(limiter.schedule(cold('b|'))).toBe('-----b|');
        expectObservable(limiter.schedule(never)).toBe('#', undefined, boom);
        expectSubscriptions(never.subscriptions).toBe([]);
      }),
    );

    test(
      'fails the request that ceases to wait, which uses no token',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const never = cold('x|');
        const reports: number[] = [];
        const limiter = rateLimiter({
          count: 1,
          perMs: 5,
          onQueue: (depth) => {
            if (reports.push(depth) === 3) throw boom;
          },
        });

        expectObservable(limiter.schedule(of('a'))).toBe('(a|)');
        expectObservable(limiter.schedule(never)).toBe('-----#', undefined, boom);
        expectObservable(limiter.schedule(of('b'))).toBe('-----(b|)');
        expectSubscriptions(never.subscriptions).toBe([]);
        scheduler.flush();
        expect(reports).toEqual([1, 2, 1, 0]);
      }),
    );

    test(
      'is left alone when the request is cancelled: nobody is there to be told',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const never = cold('x|');
        const reports: number[] = [];
        const limiter = rateLimiter({
          count: 1,
          perMs: 5,
          onQueue: (depth) => {
            reports.push(depth);
            if (depth === 0) throw boom;
          },
        });

        expectObservable(limiter.schedule(of('a'))).toBe('(a|)');
        expectObservable(limiter.schedule(never), '^-!').toBe('---');
        expectSubscriptions(never.subscriptions).toBe([]);
        scheduler.flush();
        expect(reports).toEqual([1, 0]);
      }),
    );
  });
});
