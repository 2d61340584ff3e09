import { describe, expect, test } from '@jest/globals';
import {
  asyncScheduler,
  EMPTY,
  map,
  merge,
  mergeMap,
  NEVER,
  range,
  Subject,
  take,
  tap,
  timer,
} from 'rxjs';
import { rateLimit, RateLimitOverflowError } from '../../src/operators/index.js';
import { marbles } from '../support/marbles.js';
import { watched } from '../support/watched-scheduler.js';

const isUpper = (value: string) => /^[A-Z]/.test(value);

describe('rateLimit', () => {
  describe('the quota', () => {
    test(
      'passes a burst at once and the rest as the window moves on',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  (abcde|)  ');
        const sub = '          (^!)      ';
        const expected = '     (ab)-(cd)-(e|)';
        //  5 ms windows       |----|----|

        expectObservable(source.pipe(rateLimit({ count: 2, perMs: 5 }))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sub);
      }),
    );

    test(
      'does not delay a source that stays below it',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  a--b--c--d--|');
        const sub = '          ^-----------!';
        const expected = '     a--b--c--d--|';

        expectObservable(source.pipe(rateLimit({ count: 2, perMs: 6 }))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sub);
      }),
    );

    test(
      'holds in every window, not only from one to the next',
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        // A plain token bucket would let e pass at 6: it has refilled by then.
        const source = hot('   a---bcde-----------|');
        const sub = '          ^------------------!';
        const expected = '     a---bc----d---e----|';
        //  3 in 10 ms         |--------||--------|
        //                         |--------||--------|

        expectObservable(source.pipe(rateLimit({ count: 3, perMs: 10 }))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sub);
      }),
    );

    test(
      'gives no more than a burst after a long rest',
      marbles(({ hot, expectObservable }) => {
        const source = hot('   a 59s (bcdef|)');
        const expected = '     a 59s (bc)-(de)-(f|)';

        expectObservable(source.pipe(rateLimit({ count: 2, perMs: 5 }))).toBe(expected);
      }),
    );

    test(
      'spaces values evenly with a burst of one',
      marbles(({ cold, expectObservable }) => {
        const source = cold('  (abcd|)');
        const expected = '     a---b---c---(d|)';

        expectObservable(source.pipe(rateLimit({ count: 2, perMs: 8, burst: 1 }))).toBe(expected);
      }),
    );

    test(
      'keeps the long-run rate behind a burst larger than the count',
      marbles(({ cold, expectObservable }) => {
        const source = cold('  (abcdefgh|)');
        // Four at once fill the window; then two tokens have flowed in, then one every 5 ms.
        const expected = '     (abcd)----(ef)-g----(h|)';

        expectObservable(source.pipe(rateLimit({ count: 2, perMs: 10, burst: 4 }))).toBe(expected);
      }),
    );

    test(
      'starts with a full bucket for each subscription',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  (abc|)');
        const subs = ['        (^!)', '--(^!)'];
        const limited = source.pipe(rateLimit({ count: 2, perMs: 5 }));

        expectObservable(limited).toBe('     (ab)-(c|)');
        expectObservable(limited, '--^').toBe(' --(ab)-(c|)');
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    test(
      'takes a number as a count per second',
      marbles(({ cold, expectObservable }) => {
        const source = cold('  (abcd|)');
        const expected = '     (ab) 996ms (cd|)';

        expectObservable(source.pipe(rateLimit(2))).toBe(expected);
      }),
    );

    test(
      'reads the time and waits on the scheduler it is given',
      marbles(({ cold, expectObservable, scheduler }) => {
        const mine = watched(scheduler);
        const source = cold('  (abc|)');
        const expected = '     a--b--(c|)';

        const options = { count: 1, perMs: 3, scheduler: mine };
        expectObservable(source.pipe(rateLimit(options))).toBe(expected);
        scheduler.flush();
        expect(mine.peak).toBe(1);
        expect(mine.pending).toBe(0);
      }),
    );
  });

  describe('keys and lanes', () => {
    const keyed = { a: 'a1', b: 'b1', c: 'a2', d: 'b2', e: 'a3' };
    const key = (value: string) => value[0];

    test(
      'counts and queues each key apart',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  (acbed)-----|', keyed);
        const sub = '          ^-----------!';
        const expected = '     (ab)-(cd)-e-|';

        const options = { count: 1, perMs: 5, key };
        expectObservable(source.pipe(rateLimit(options))).toBe(expected, keyed);
        expectSubscriptions(source.subscriptions).toBe(sub);
      }),
    );

    test(
      'waits with one timer for all keys, due when the first may go',
      marbles(({ hot, expectObservable, scheduler }) => {
        const mine = watched(scheduler);
        const source = hot('   (ac)-(bd)----------|', keyed);
        const expected = '     a----b----c----d---|';

        const options = { count: 1, perMs: 10, key, scheduler: mine };
        expectObservable(source.pipe(rateLimit(options))).toBe(expected, keyed);
        scheduler.flush();
        expect(mine.peak).toBe(1);
        expect(mine.pending).toBe(0);
      }),
    );

    test(
      'brings the timer forward when a key arrives that may go sooner',
      marbles(({ hot, expectObservable }) => {
        // b2 waits for b1, which left at 0; a2 arrives first but must wait for a1 of 4.
        const source = hot('   b---(acd)-------|', keyed);
        const expected = '     b---a-----d---c-|';

        const options = { count: 1, perMs: 10, key };
        expectObservable(source.pipe(rateLimit(options))).toBe(expected, keyed);
      }),
    );

    test(
      'lets priority values overtake those that wait, and counts them',
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const source = hot('   (abc)P--Q---------------------------|');
        const sub = '          ^-----------------------------------!';
        const expected = '     a-------P-------Q-------b-------c---|';

        const options = { count: 1, perMs: 8, priority: isUpper };
        expectObservable(source.pipe(rateLimit(options))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sub);
      }),
    );

    test(
      'keeps priority values in order among themselves and within their key',
      marbles(({ cold, expectObservable }) => {
        const values = { a: 'x1', b: 'x2', c: 'X3', d: 'X4', e: 'y1', f: 'Y2' };
        const source = cold('  (abcdef|)         ', values);
        const expected = '     (ae)-(cf)-d----(b|)';

        const options = {
          count: 1,
          perMs: 5,
          key: (value: string) => value[0]?.toLowerCase(),
          priority: isUpper,
        };
        expectObservable(source.pipe(rateLimit(options))).toBe(expected, values);
      }),
    );

    test(
      'lets bypassing values pass at once and does not count them',
      marbles(({ hot, expectObservable }) => {
        const source = hot('   p(abc)pp---p---|');
        const expected = '     pa---bpp-c-p---|';

        const bypass = (value: string) => value === 'p';
        expectObservable(source.pipe(rateLimit({ count: 1, perMs: 4, bypass }))).toBe(expected);
      }),
    );
  });

  describe('completion and errors', () => {
    test(
      'completes only after everything that waits has passed',
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const source = hot('   -(ab)|');
        const sub = '          ^----!';
        const expected = '     -a----(b|)';

        expectObservable(source.pipe(rateLimit({ count: 1, perMs: 5 }))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sub);
      }),
    );

    test(
      'completes with an empty source, and never with an endless one',
      marbles(({ expectObservable }) => {
        expectObservable(EMPTY.pipe(rateLimit(1))).toBe('|');
        expectObservable(NEVER.pipe(rateLimit(1))).toBe('-');
      }),
    );

    test(
      'passes an error at once and drops what waits',
      marbles(({ hot, expectObservable, expectSubscriptions, scheduler }) => {
        const mine = watched(scheduler);
        const depths: number[] = [];
        const source = hot('   (abc)---#');
        const sub = '          ^-------!';
        const expected = '     a----b--#';

        const options = {
          count: 1,
          perMs: 5,
          onQueue: (depth: number) => depths.push(depth),
          scheduler: mine,
        };
        expectObservable(source.pipe(rateLimit(options))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sub);
        scheduler.flush();
        expect(depths).toEqual([1, 2, 1, 0]);
        expect(mine.pending).toBe(0);
      }),
    );
  });

  describe('unsubscribing', () => {
    test(
      'leaves the source, stops the timer and empties the queue in one step',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const mine = watched(scheduler);
        const depths: number[] = [];
        const source = cold('  (abcd)------|');
        const unsub = '        ------!      ';
        const sub = '          ^-----!      ';
        const expected = '     a----b-      ';

        const options = {
          count: 1,
          perMs: 5,
          onQueue: (depth: number) => depths.push(depth),
          scheduler: mine,
        };
        expectObservable(source.pipe(rateLimit(options)), unsub).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sub);
        scheduler.flush();
        expect(depths).toEqual([1, 2, 3, 2, 0]);
        expect(mine.pending).toBe(0);
      }),
    );

    test(
      'leaves a synchronous source as soon as the consumer has enough',
      marbles(({ expectObservable }) => {
        let produced = 0;
        const source = range(0, 100).pipe(tap(() => (produced += 1)));
        const expected = '     (abc|)';

        const limited = source.pipe(rateLimit({ count: 5 }), take(3));
        expectObservable(limited).toBe(expected, { a: 0, b: 1, c: 2 });
        expectObservable(timer(1).pipe(map(() => produced))).toBe('-(n|)', { n: 3 });
      }),
    );

    test(
      'does not break the chain when the consumer stops in the middle of a release',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  (abcdef)-----|');
        const sub = '          ^----!        ';
        const expected = '     (ab)-(c|)     ';

        expectObservable(source.pipe(rateLimit({ count: 2, perMs: 5 }), take(3))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sub);
      }),
    );
  });

  describe('a full queue', () => {
    const limits = { count: 1, perMs: 5, maxQueue: 2 };
    const full = (key?: unknown) => new RateLimitOverflowError(2, key);

    test(
      'fails the stream by default, on the first value that does not fit',
      marbles(({ hot, expectObservable, expectSubscriptions, scheduler }) => {
        const lost: unknown[] = [];
        const source = hot('   -abcd---');
        const sub = '          ^---!   ';
        const expected = '     -a--#   ';
        const onOverflow = (value: string, count: number) => lost.push([value, count]);

        const limited = source.pipe(rateLimit({ ...limits, onOverflow }));
        expectObservable(limited).toBe(expected, undefined, full());
        expectSubscriptions(source.subscriptions).toBe(sub);
        scheduler.flush();
        expect(lost).toEqual([['d', 1]]);
      }),
    );

    test(
      'drops the newest if told to, and goes on',
      marbles(({ hot, expectObservable, expectSubscriptions, scheduler }) => {
        const lost: unknown[] = [];
        const source = hot('   abcde-f-----------|');
        const sub = '          ^-----------------!';
        const expected = '     a----b----c----f--|';

        const limited = source.pipe(
          rateLimit<string>({
            ...limits,
            overflow: 'drop-newest',
            onOverflow: (value, count) => lost.push([value, count]),
          }),
        );
        expectObservable(limited).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sub);
        scheduler.flush();
        expect(lost).toEqual([
          ['d', 1],
          ['e', 2],
        ]);
      }),
    );

    test(
      'drops the oldest if told to, and goes on',
      marbles(({ hot, expectObservable, expectSubscriptions, scheduler }) => {
        const lost: unknown[] = [];
        const source = hot('   abcde-f-----------|');
        const sub = '          ^-----------------!';
        const expected = '     a----d----e----f--|';

        const limited = source.pipe(
          rateLimit<string>({
            ...limits,
            overflow: 'drop-oldest',
            onOverflow: (value, count) => lost.push([value, count]),
          }),
        );
        expectObservable(limited).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sub);
        scheduler.flush();
        expect(lost).toEqual([
          ['b', 1],
          ['c', 2],
        ]);
      }),
    );

    test(
      'drops ordinary values before priority ones, of whatever key',
      marbles(({ hot, expectObservable, scheduler }) => {
        const lost: string[] = [];
        const values = { a: 'x1', b: 'y1', p: 'X2', c: 'y2', q: 'Y3', d: 'x3', r: 'X4' };
        // p and c wait; q costs c its place; d finds priority only and is lost; r costs p its place.
        const source = hot('   abpcqdr-----------|', values);
        const expected = '     ab--------rq------|';

        const limited = source.pipe(
          rateLimit<string>({
            count: 1,
            perMs: 10,
            maxQueue: 2,
            overflow: 'drop-oldest',
            key: (value) => value[0]?.toLowerCase(),
            priority: isUpper,
            onOverflow: (value) => lost.push(value),
          }),
        );
        expectObservable(limited).toBe(expected, values);
        scheduler.flush();
        expect(lost).toEqual([values.c, values.d, values.p]);
      }),
    );

    test(
      'with maxQueue 0 lets nothing wait',
      marbles(({ hot, expectObservable }) => {
        const source = hot('   abc--de---f|');
        const expected = '     a----d----f|';

        const options = { count: 1, perMs: 5, maxQueue: 0, overflow: 'drop-newest' } as const;
        expectObservable(source.pipe(rateLimit(options))).toBe(expected);
      }),
    );

    test(
      'with maxQueue 0 drops the newest even under drop-oldest, for nothing older waits',
      marbles(({ hot, expectObservable }) => {
        const source = hot('   abc--de---f|');
        const expected = '     a----d----f|';

        const options = { count: 1, perMs: 5, maxQueue: 0, overflow: 'drop-oldest' } as const;
        expectObservable(source.pipe(rateLimit(options))).toBe(expected);
      }),
    );

    test(
      'makes room for a value that arrives in the same millisecond as a release',
      marbles(({ hot, expectObservable }) => {
        // The value of 5 is delivered before the timer of 5: b has gone by rights.
        const source = hot('   abc--d---------|');
        const expected = '     a----b----c----(d|)';

        expectObservable(source.pipe(rateLimit({ ...limits, maxQueue: 2 }))).toBe(expected);
      }),
    );
  });

  describe('user code', () => {
    const boom = new Error('boom');
    const thrower = () => {
      throw boom;
    };

    test.each(['key', 'priority', 'bypass'])('turns a throw in %s into an error', (name) => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const source = hot('   --a--');
        const sub = '          ^-!  ';
        const expected = '     --#  ';

        const limited = source.pipe(rateLimit({ count: 1, [name]: thrower }));
        expectObservable(limited).toBe(expected, undefined, boom);
        expectSubscriptions(source.subscriptions).toBe(sub);
      })();
    });

    test(
      'turns a throw in onOverflow into an error',
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const source = hot('   ab--');
        const sub = '          ^!  ';
        const expected = '     a#  ';

        const limited = source.pipe(
          rateLimit({ count: 1, maxQueue: 0, overflow: 'drop-newest', onOverflow: thrower }),
        );
        expectObservable(limited).toBe(expected, undefined, boom);
        expectSubscriptions(source.subscriptions).toBe(sub);
      }),
    );

    test.each([
      ['when a value begins to wait', 1, 'ab(cd)', '^!', 'a#'],
      ['in the timer, when one ceases to wait', 0, 'ab--', '^----!', 'a----#'],
    ])('turns a throw in onQueue into an error, %s', (_title, depthAt, values, sub, expected) => {
      marbles(({ hot, expectObservable, expectSubscriptions, scheduler }) => {
        const mine = watched(scheduler);
        const source = hot(values);
        const onQueue = (depth: number) => {
          if (depth === depthAt) throw boom;
        };

        const limited = source.pipe(rateLimit({ count: 1, perMs: 5, onQueue, scheduler: mine }));
        expectObservable(limited).toBe(expected, undefined, boom);
        expectSubscriptions(source.subscriptions).toBe(sub);
        scheduler.flush();
        expect(mine.pending).toBe(0);
      })();
    });

    test(
      'tells how many wait, and nothing while values pass at once',
      marbles(({ hot, expectObservable }) => {
        const depths = new Subject<number>();
        const source = hot('   a-------(bcd)------|');
        const reports = '      --------(xy)-x----z';

        const onQueue = (depth: number) => depths.next(depth);
        const limited = source.pipe(rateLimit({ count: 1, perMs: 5, onQueue }));
        expectObservable(depths).toBe(reports, { x: 1, y: 2, z: 0 });
        expectObservable(limited).toBe('a-------b----c----d|');
      }),
    );

    test(
      'keeps the order when the consumer feeds the source',
      marbles(({ expectObservable }) => {
        const feed = new Subject<string>();
        const limited = feed.pipe(
          rateLimit({ count: 3, perMs: 5 }),
          tap((value) => {
            if (value.length < 3) {
              feed.next(`${value}1`);
              feed.next(`${value}2`);
            }
          }),
        );
        const start = timer(1).pipe(
          tap(() => feed.next('a')),
          mergeMap(() => EMPTY),
        );

        // Breadth first: nothing overtakes what was there before it.
        expectObservable(merge(limited, start)).toBe('-(abc)(def)g', {
          a: 'a',
          b: 'a1',
          c: 'a2',
          d: 'a11',
          e: 'a12',
          f: 'a21',
          g: 'a22',
        });
      }),
    );

    test(
      'completes once when the consumer completes the source',
      marbles(({ expectObservable }) => {
        const feed = new Subject<string>();
        const limited = feed.pipe(
          rateLimit({ count: 1, perMs: 5 }),
          tap((value) => {
            if (value === 'b') feed.complete();
          }),
        );
        asyncScheduler.schedule(() => {
          for (const value of ['a', 'b', 'c']) feed.next(value);
        }, 1);

        expectObservable(limited).toBe('-a----b----(c|)');
      }),
    );
  });
});
