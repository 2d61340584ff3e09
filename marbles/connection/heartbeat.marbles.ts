import { describe, expect, test } from '@jest/globals';
import { defer, NEVER, take, type Observable, type SchedulerLike } from 'rxjs';
import { heartbeat, LinkDeadError } from '../../src/connection/index.js';
import { marbles } from '../support/marbles.js';
import { watched } from '../support/watched-scheduler.js';

/** One answer after the other, one for each ping. */
const inTurn = (...answers: Observable<unknown>[]): Observable<unknown> => {
  let next = 0;
  return defer(() => answers[next++] ?? NEVER);
};

/** A clock that shows what it is told, above timers that keep their pace. */
const skewed = (scheduler: SchedulerLike, offsetMs: () => number): SchedulerLike => ({
  now: () => scheduler.now() + offsetMs(),
  schedule: scheduler.schedule.bind(scheduler),
});

const dead = (silentMs: number): LinkDeadError => new LinkDeadError(silentMs);

describe('heartbeat', () => {
  test(
    'pings at once and every 5 s, and tells how long the answer took',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const ping = cold('       3ms (a|)                                    ');
      const unsub = '           12s !                                       ';
      const expected = '        3ms r 4999ms r 4999ms r                     ';
      const pings = ['^ 2ms !', '5s ^ 2ms !', '10s ^ 2ms !'];

      expectObservable(heartbeat({ ping, scheduler }), unsub).toBe(expected, { r: 3 });
      expectSubscriptions(ping.subscriptions).toBe(pings);
    }),
  );

  test(
    'takes its pace from the options',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const ping = cold('(a|)');
      const unsub = '      ---------!';
      const expected = '   r---r---r-';
      const pings = ['(^!)', '----(^!)', '--------(^!)'];

      const source = heartbeat({ ping, intervalMs: 4, scheduler });
      expectObservable(source, unsub).toBe(expected, { r: 0 });
      expectSubscriptions(ping.subscriptions).toBe(pings);
    }),
  );

  describe('a dead link', () => {
    test(
      'shows some 20 s after the last answer',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const answer = cold('         3ms (a|)');
        const silence = cold('        -       ');
        const expected = '            3ms r 4999ms r 19996ms #';
        const ping = inTurn(answer, answer, silence);

        expectObservable(heartbeat({ ping, scheduler })).toBe(expected, { r: 3 }, dead(19_997));
        expectSubscriptions(answer.subscriptions).toBe(['^ 2ms !', '5s ^ 2ms !']);
        // One ping is outstanding, however long: others would only queue up behind it.
        expectSubscriptions(silence.subscriptions).toBe('10s ^ 14999ms !');
      }),
    );

    test(
      'is found when it never answered',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const ping = cold(' -');
        const expected = '  20s #';

        expectObservable(heartbeat({ ping, scheduler })).toBe(expected, {}, dead(20_000));
        expectSubscriptions(ping.subscriptions).toBe('^ 19999ms !');
      }),
    );

    test(
      'is found by pings that fail, which are tried again at each beat',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const ping = cold(' --#');
        const expected = '  20s #';
        const pings = ['^-!', '5s ^-!', '10s ^-!', '15s ^-!'];

        expectObservable(heartbeat({ ping, scheduler })).toBe(expected, {}, dead(20_000));
        expectSubscriptions(ping.subscriptions).toBe(pings);
      }),
    );

    test(
      'is found by pings that end without an answer',
      marbles(({ cold, expectObservable, scheduler }) => {
        const ping = cold(' |');
        const expected = '  20s #';
        expectObservable(heartbeat({ ping, scheduler })).toBe(expected, {}, dead(20_000));
      }),
    );

    test(
      'is not what 15 s of silence make: it takes more than the limit',
      marbles(({ cold, expectObservable, scheduler }) => {
        const late = cold('  15001ms (a|)');
        const unsub = '      30s !';
        const expected = '   15001ms r';
        const ping = inTurn(late, NEVER);
        expectObservable(heartbeat({ ping, scheduler }), unsub).toBe(expected, { r: 15_001 });
      }),
    );

    test(
      'shows by the limit that is given',
      marbles(({ cold, expectObservable, scheduler }) => {
        const answer = cold('  -(a|)');
        //                      0   4   8   12
        const expected = '     -r----------#';
        const options = { intervalMs: 4, limitMs: 10, scheduler };
        const source = heartbeat({ ...options, ping: inTurn(answer) });
        expectObservable(source).toBe(expected, { r: 1 }, dead(11));
      }),
    );
  });

  describe('a slow link', () => {
    test(
      'lives on answers that take longer than a beat',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const ping = cold('  12s (a|)');
        const unsub = '      50s !';
        //                   pings at 0, 15, 30, 45
        const expected = '   12s r 14999ms r 14999ms r';
        const pings = ['^ 11999ms !', '15s ^ 11999ms !', '30s ^ 11999ms !', '45s ^ 4999ms !'];

        expectObservable(heartbeat({ ping, scheduler }), unsub).toBe(expected, { r: 12_000 });
        expectSubscriptions(ping.subscriptions).toBe(pings);
      }),
    );

    test(
      'lives on an answer after a failure',
      marbles(({ cold, expectObservable, scheduler }) => {
        const ping = inTurn(cold('#'), cold('#'), cold('#'), cold('(a|)'), NEVER);
        const unsub = '      34s !';
        const expected = '   15s r';
        expectObservable(heartbeat({ ping, scheduler }), unsub).toBe(expected, { r: 0 });
      }),
    );
  });

  describe('a clock that jumps', () => {
    const jumping = (atMs: number, byMs: number, expected: string, silentMs: number) =>
      marbles(({ cold, expectObservable, scheduler }) => {
        const clock = skewed(scheduler, () => (scheduler.now() >= atMs ? byMs : 0));
        // The last answer at 0, the beats go on: 5, 10, 15 and the end at 20.
        const ping = inTurn(cold('(a|)'), NEVER);
        const source = heartbeat({ ping, scheduler: clock });
        expectObservable(source).toBe(expected, { r: 0 }, dead(silentMs));
      });
    const hour = 3_600_000;

    describe('while a ping is outstanding', () => {
      const outcome = ['r 19999ms #', 20_000] as const;
      test(
        'ahead, as after a sleep of the machine, is no silence',
        jumping(7000, hour, ...outcome),
      );
      test('back does not keep a dead link alive', jumping(7000, -hour, ...outcome));
    });

    describe('after an answer', () => {
      test('ahead is no silence', jumping(2000, hour, 'r 19999ms #', 20_000));
      // How long before the beat the answer came is not known then: one beat more.
      test('back does not keep a dead link alive', jumping(2000, -hour, 'r 24999ms #', 20_000));
    });

    test(
      'between a ping and its answer gives no round trip below zero, and no death',
      marbles(({ cold, expectObservable, scheduler }) => {
        const clock = skewed(scheduler, () => (scheduler.now() >= 2 ? -1000 : 0));
        const ping = cold('----(a|)');
        const expected = ' ----r-----s';
        const options = { intervalMs: 6, limitMs: 7, scheduler: clock };
        expectObservable(heartbeat({ ...options, ping }), '-----------!').toBe(expected, {
          r: 0,
          s: 4,
        });
      }),
    );
  });

  describe('the end', () => {
    test(
      'unsubscribing calls off the ping and the timer',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const timers = watched(scheduler);
        const ping = cold(' 10ms (a|)');
        const unsub = '     5005ms !';
        const expected = '  10ms r';
        const pings = ['^ 9ms !', '5s ^ 4ms !'];

        expectObservable(heartbeat({ ping, scheduler: timers }), unsub).toBe(expected, { r: 10 });
        expectSubscriptions(ping.subscriptions).toBe(pings);
        scheduler.flush();
        expect(timers.pending).toBe(0);
        expect(scheduler.actions).toEqual([]);
      }),
    );

    test(
      'a dead link leaves no timer',
      marbles(({ expectObservable, scheduler }) => {
        expectObservable(heartbeat({ ping: NEVER, scheduler })).toBe('20s #', {}, dead(20_000));
        scheduler.flush();
        expect(scheduler.actions).toEqual([]);
      }),
    );

    test(
      'a consumer that leaves with the first answer is not pinged for',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const ping = cold('(a|)');
        expectObservable(heartbeat({ ping, scheduler }).pipe(take(1))).toBe('(r|)', { r: 0 });
        expectSubscriptions(ping.subscriptions).toBe('(^!)');
        scheduler.flush();
        expect(scheduler.actions).toEqual([]);
      }),
    );
  });
});
