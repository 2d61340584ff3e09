import { describe, expect, test } from '@jest/globals';
import { defer, NEVER, Subject, take, takeUntil, type Observable } from 'rxjs';
import {
  retryBackoff,
  type RetryAttempt,
  type RetryBackoffOptions,
} from '../../src/operators/index.js';
import { marbles } from '../support/marbles.js';
import { watched } from '../support/watched-scheduler.js';

/** Short delays without jitter: 2, 4, 8, ... ms. */
const plain = { delayMs: 2, maxMs: 100, random: () => 0 };

/** One source after the other, one for each subscription. */
const inTurn = <T>(...sources: Observable<T>[]): Observable<T> => {
  let next = 0;
  return defer(() => sources[next++] ?? NEVER);
};

describe('retryBackoff', () => {
  describe('the delays', () => {
    test(
      'double with every failure in a row',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  a#                   ');
        const unsub = '        --------------------!';
        const expected = '     a--a----a--------a---';
        const subs = [
          '                    ^!                   ',
          '                    ---^!                ',
          '                    --------^!           ',
          '                    -----------------^!  ',
        ];

        expectObservable(source.pipe(retryBackoff(plain)), unsub).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    test(
      'stop growing at the cap',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  #            ');
        const unsub = '        ------------!';
        const expected = '     -------------';
        const subs = [
          '                    (^!)',
          '                    --(^!)',
          '                    -----(^!)',
          '                    --------(^!)',
          '                    -----------(^!)',
        ];

        expectObservable(source.pipe(retryBackoff({ ...plain, maxMs: 3 })), unsub).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    test(
      'have their jitter on top of the base',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const chances = [0.5, 0, 0.99];
        const random = () => chances.shift() ?? 0;
        const source = cold('  #                   ');
        const unsub = '        -------------------!';
        const expected = '     --------------------';
        //                     4 + 2, then 8 + 0
        const subs = ['        (^!)', '------(^!)', '--------------(^!)'];

        const options = { ...plain, delayMs: 4, random };
        expectObservable(source.pipe(retryBackoff(options)), unsub).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    test(
      'are 1, 2, 4, ... up to 60 seconds by default',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  #');
        const unsub = '        200s !';
        const expected = '     200s -';
        const starts = ['0s', '1s', '3s', '7s', '15s', '31s', '63s', '123s', '183s'];

        expectObservable(source.pipe(retryBackoff({ random: () => 0 })), unsub).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(starts.map((start) => `${start} (^!)`));
      }),
    );

    test(
      'need no options: then the jitter is real',
      marbles(({ cold, expectObservable, scheduler }) => {
        let retriedAt = -1;
        const second = defer(() => {
          retriedAt = scheduler.now();
          return NEVER;
        });

        const source = inTurn<string>(cold('#'), second);
        expectObservable(source.pipe(retryBackoff()), '3s !').toBe('3s -');
        scheduler.flush();
        expect(retriedAt).toBeGreaterThanOrEqual(1000);
        expect(retriedAt).toBeLessThan(2000);
      }),
    );

    test(
      'pass on the scheduler they are given, with one timer at a time',
      marbles(({ cold, expectObservable, scheduler }) => {
        const mine = watched(scheduler);
        const source = cold('  a#         ');
        const unsub = '        ----------!';
        const expected = '     a--a----a--';

        const options = { ...plain, scheduler: mine };
        expectObservable(source.pipe(retryBackoff(options)), unsub).toBe(expected);
        scheduler.flush();
        expect(mine.peak).toBe(1);
        expect(mine.pending).toBe(0);
      }),
    );

    test(
      'are lengthened by what a server asked for, beyond the cap',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const refusal = { comeBackInMs: 12 };
        const source = cold('  #              ', undefined, refusal);
        const unsub = '        --------------!';
        const expected = '     ---------------';
        const subs = ['        (^!)', '------------(^!)'];

        const asked: unknown[] = [];
        const delayFor = (error: unknown, delayMs: number) => {
          asked.push([error, delayMs]);
          return Math.max(delayMs, refusal.comeBackInMs);
        };
        const retried = source.pipe(retryBackoff({ ...plain, maxMs: 10, delayFor }));
        expectObservable(retried, unsub).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
        scheduler.flush();
        expect(asked).toEqual([
          [refusal, 2],
          [refusal, 4],
        ]);
      }),
    );

    test(
      'may be none at all, and are rounded up to whole milliseconds',
      marbles(({ cold, expectObservable }) => {
        const delays = [0, 1.5];
        const source = inTurn(cold('#'), cold('-#'), cold('a|'));
        const expected = '     ---a|';

        const options = { ...plain, delayFor: () => delays.shift() ?? 0 };
        expectObservable(source.pipe(retryBackoff(options))).toBe(expected);
      }),
    );
  });

  describe('the reset', () => {
    const options = { ...plain, resetAfterMs: 5 };

    test(
      'comes after a stable run',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const flap = cold('   a#');
        const stable = cold(' -a---b#');
        const last = cold('   c');
        const unsub = '       ------------------------!';
        const expected = '    a--a-----a---b--a----c---';
        const flapSubs = ['   ^!', '---^!', '----------------^!'];
        const stableSub = '   --------^-----!';
        const lastSub = '     ---------------------^--!';

        const source = inTurn(flap, flap, stable, flap, last);
        expectObservable(source.pipe(retryBackoff(options)), unsub).toBe(expected);
        expectSubscriptions(flap.subscriptions).toBe(flapSubs);
        expectSubscriptions(stable.subscriptions).toBe(stableSub);
        expectSubscriptions(last.subscriptions).toBe(lastSub);
      }),
    );

    test(
      'does not come after one millisecond less',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  a---#            ');
        const unsub = '        ----------------!';
        const expected = '     a-----a-------a--';
        const subs = ['        ^---!', '------^---!', '--------------^-!'];

        expectObservable(source.pipe(retryBackoff(options)), unsub).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    test(
      'does not come for a link that opens and drops: no reconnect storm',
      marbles(({ cold, expectObservable }) => {
        const source = cold('  a#');
        const unsub = '        60s !';
        const expected = '     a 1000ms a 2000ms a 4000ms a 8000ms a 16000ms a';

        expectObservable(source.pipe(retryBackoff({ random: () => 0 })), unsub).toBe(expected);
      }),
    );

    test(
      'is not earned by waiting for the first value',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  ------a-#               ');
        const unsub = '        -----------------------!';
        const expected = '     ------a---------a-------';
        const subs = [
          '                    ^-------!               ',
          '                    ----------^-------!     ',
          '                    ----------------------^!',
        ];

        expectObservable(source.pipe(retryBackoff(options)), unsub).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    test(
      'is not earned without any value',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --------#               ');
        const unsub = '        -----------------------!';
        const expected = '     ------------------------';
        const subs = [
          '                    ^-------!               ',
          '                    ----------^-------!     ',
          '                    ----------------------^!',
        ];

        expectObservable(source.pipe(retryBackoff(options)), unsub).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    test(
      'is not earned by the first value of an earlier run',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const stable = cold('  a-----#');
        const failing = cold(' #');
        const unsub = '        ----------------------!';
        const expected = '     a----------------------';
        const subs = ['        --------(^!)', '------------(^!)', '--------------------(^!)'];

        const source = inTurn(stable, failing, failing, failing);
        expectObservable(source.pipe(retryBackoff(options)), unsub).toBe(expected);
        expectSubscriptions(failing.subscriptions).toBe(subs);
      }),
    );

    test(
      'never comes with resetAfterMs Infinity',
      marbles(({ cold, expectObservable }) => {
        const source = cold('  a 60m #');
        const unsub = '        200m !';
        const expected = '     a 3600002ms a 3600004ms a 3600008ms a';

        const never = { ...plain, resetAfterMs: Infinity };
        expectObservable(source.pipe(retryBackoff(never)), unsub).toBe(expected);
      }),
    );
  });

  describe('the end', () => {
    test(
      'completion passes and is not retried',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold('   a#');
        const second = cold('     -b|');
        const expected = '     a---b|';
        const sub1 = '         ^!    ';
        const sub2 = '         ---^-!';

        expectObservable(inTurn(first, second).pipe(retryBackoff(plain))).toBe(expected);
        expectSubscriptions(first.subscriptions).toBe(sub1);
        expectSubscriptions(second.subscriptions).toBe(sub2);
      }),
    );

    test(
      'the last error passes when the attempts are used up',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  a#        ');
        const expected = '     a--a----a#';
        const subs = ['        ^!', '---^!', '--------^!'];

        const options = { ...plain, maxAttempts: 2 };
        expectObservable(source.pipe(retryBackoff(options))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    test(
      'a stable run gives all attempts back',
      marbles(({ cold, expectObservable }) => {
        const flap = cold('    a#');
        const stable = cold('  -a----#');
        const expected = '     a--a-----a------a----a#';

        const source = inTurn(flap, flap, stable, flap, flap);
        const options = { ...plain, resetAfterMs: 5, maxAttempts: 2 };
        expectObservable(source.pipe(retryBackoff(options))).toBe(expected);
      }),
    );

    test(
      'maxAttempts 0 retries nothing',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  a#');
        const expected = '     a#';

        expectObservable(source.pipe(retryBackoff({ ...plain, maxAttempts: 0 }))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe('^!');
      }),
    );

    test(
      'a fatal error passes at once, whatever attempts are left',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const events: RetryAttempt[] = [];
        const lost = cold('    -#', undefined, 'link lost');
        const refused = cold('    -#', undefined, 'bad password');
        const expected = '     ----#';
        const sub1 = '         ^!   ';
        const sub2 = '         ---^!';

        const options: RetryBackoffOptions = {
          ...plain,
          isFatal: (error) => error === 'bad password',
          onAttempt: (event) => events.push(event),
        };
        const retried = inTurn(lost, refused).pipe(retryBackoff(options));
        expectObservable(retried).toBe(expected, undefined, 'bad password');
        expectSubscriptions(lost.subscriptions).toBe(sub1);
        expectSubscriptions(refused.subscriptions).toBe(sub2);
        scheduler.flush();
        expect(events).toHaveLength(1);
      }),
    );
  });

  describe('the events', () => {
    test(
      'tell attempt, delay, error and time before each delay',
      marbles(({ cold, expectObservable, scheduler }) => {
        const events: RetryAttempt[] = [];
        const flap = cold('    a#', undefined, 'dropped');
        const stable = cold('  a-----#', undefined, 'closed');
        const last = cold('    b|');
        const expected = '     a--a----a-------b|';

        const source = inTurn(flap, flap, stable, last);
        const onAttempt = (event: RetryAttempt) => events.push(event);
        const options = { ...plain, resetAfterMs: 6, onAttempt };
        expectObservable(source.pipe(retryBackoff(options))).toBe(expected);
        scheduler.flush();
        expect(events).toEqual([
          { attempt: 0, delayMs: 2, error: 'dropped', at: 1 },
          { attempt: 1, delayMs: 4, error: 'dropped', at: 4 },
          { attempt: 0, delayMs: 2, error: 'closed', at: 14 },
        ]);
      }),
    );
  });

  describe('unsubscribing', () => {
    test(
      'leaves the source during a run',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  -a-a-a-#');
        const unsub = '        ----!';
        const expected = '     -a-a-';

        expectObservable(source.pipe(retryBackoff(plain)), unsub).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe('^---!');
      }),
    );

    test(
      'cancels a delay in progress',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const mine = watched(scheduler);
        const source = cold('  a#    ');
        const unsub = '        --!   ';
        const expected = '     a--   ';

        const options = { ...plain, scheduler: mine };
        expectObservable(source.pipe(retryBackoff(options)), unsub).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe('^!');
        scheduler.flush();
        expect(mine.pending).toBe(0);
      }),
    );

    test(
      'from inside onAttempt starts no delay',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const mine = watched(scheduler);
        const stop = new Subject<void>();
        const source = cold('  a#');
        const expected = '     a|';

        const options = { ...plain, onAttempt: () => stop.next(), scheduler: mine };
        const retried = source.pipe(retryBackoff(options), takeUntil(stop));
        expectObservable(retried).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe('^!');
        scheduler.flush();
        expect(mine.pending).toBe(0);
      }),
    );

    test(
      'by a consumer that has enough ends it all',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  a#');
        const expected = '     a--(a|)';
        const subs = ['        ^!', '---(^!)'];

        expectObservable(source.pipe(retryBackoff(plain), take(2))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );
  });

  test(
    'each subscription counts on its own',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('#');
      const unsub1 = '     ^-----------!';
      const unsub2 = '     -------^----!';
      const subs = ['(^!)', '--(^!)', '------(^!)', '-------(^!)', '---------(^!)'];
      const retried = source.pipe(retryBackoff(plain));

      expectObservable(retried, unsub1).toBe('-');
      expectObservable(retried, unsub2).toBe('-');
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  describe('user code', () => {
    const boom = new Error('boom');
    const thrower = () => {
      throw boom;
    };

    test.each(['isFatal', 'delayFor', 'onAttempt', 'random'])(
      'turns a throw in %s into an error',
      (name) => {
        marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
          const mine = watched(scheduler);
          const source = cold('  -#');
          const expected = '     -#';

          const retried = source.pipe(retryBackoff({ ...plain, [name]: thrower, scheduler: mine }));
          expectObservable(retried).toBe(expected, undefined, boom);
          expectSubscriptions(source.subscriptions).toBe('^!');
          scheduler.flush();
          expect(mine.pending).toBe(0);
        })();
      },
    );

    const field = 'retryBackoff: delayFor result';
    const expectation = 'expected a number of milliseconds from 0';
    test.each([
      [NaN, new RangeError(`${field}: got NaN, ${expectation}`)],
      [-1, new RangeError(`${field}: got -1, ${expectation}`)],
      ['5', new TypeError(`${field}: got "5", ${expectation}`)],
      [undefined, new TypeError(`${field}: got undefined, ${expectation}`)],
    ])('turns a delayFor that gives %p into an error', (given, error) => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  -#');
        const expected = '     -#';

        const options = { ...plain, delayFor: () => given as number };
        expectObservable(source.pipe(retryBackoff(options))).toBe(expected, undefined, error);
        expectSubscriptions(source.subscriptions).toBe('^!');
      })();
    });
  });
});
