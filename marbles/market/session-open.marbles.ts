import { describe, expect, test } from '@jest/globals';
import { map, of, take, type SchedulerAction } from 'rxjs';
import { sessionOpen, type FeedEvent, type SessionState } from '../../src/market/index.js';
import {
  changingTimes,
  confirmed,
  everyDayOf,
  fixedTimes,
  lost,
  open,
  specificationOf,
  terms,
  tick,
} from '../../test/market/support/feed.js';
import type { SessionMinutes } from '../../src/wire/index.js';
import { marbles } from '../support/marbles.js';
import { watched } from '../support/watched-scheduler.js';

const minute = 60_000;
const day = 1440 * minute;

/** Virtual time begins on 1970-01-01, a Thursday, at midnight UTC. */
const hours = (...sessions: SessionMinutes[]) => ({
  specification: specificationOf({ schedule: everyDayOf(sessions) }),
});

const openAt = (at: number, nextClose?: number, nextOpen?: number): SessionState => ({
  symbol: 'EURUSD',
  ...{ open: true, at, nextChange: nextClose, nextOpen, nextClose },
});
const closedAt = (at: number, nextOpen?: number, nextClose?: number): SessionState => ({
  symbol: 'EURUSD',
  ...{ open: false, at, nextChange: nextOpen, nextOpen, nextClose },
});
const openings = map(({ open: is }: SessionState) => (is ? 'o' : 'c'));

describe('sessionOpen', () => {
  test(
    'says how it is after open, then each change, also while the connection is lost',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const mine = watched(scheduler);
      const trading = hours([10, 20], [30, 40]);
      const source = cold<FeedEvent>('o 14m 59999ms l 19m 59999ms r', {
        o: open(0, trading),
        l: lost(15 * minute),
        r: open(35 * minute, trading),
      });
      const unsub = '   45m !';
      const subs = '    ^ 44m 59999ms !';
      const expected = 'a 9m 59999ms b 9m 59999ms c 9m 59999ms d 4m 59999ms e 4m 59999ms f';
      const at = (n: number): number => n * minute;

      expectObservable(sessionOpen(source, mine), unsub).toBe(expected, {
        a: closedAt(0, at(10), at(20)),
        b: openAt(at(10), at(20), at(30)),
        c: closedAt(at(20), at(30), at(40)),
        d: openAt(at(30), at(40), day + at(10)),
        e: openAt(at(35), at(40), day + at(10)),
        f: closedAt(at(40), day + at(10), day + at(20)),
      });
      expectSubscriptions(source.subscriptions).toBe(subs);
      scheduler.flush();
      expect(mine).toMatchObject({ pending: 0, peak: 1 });
    }),
  );

  test(
    'has hours of quotes and hours of trades',
    marbles(({ cold, expectObservable, scheduler }) => {
      const specification = specificationOf({ schedule: everyDayOf([[0, 5]], [[3, 9]]) });
      const source = cold<FeedEvent>('o', { o: open(0, { specification }) });

      expectObservable(sessionOpen(source, scheduler).pipe(openings), '10m !').toBe(
        'o 4m 59999ms c',
      );
      expectObservable(sessionOpen(source, scheduler, 'quote').pipe(openings), '10m !').toBe(
        'c 2m 59999ms o 5m 59999ms c',
      );
    }),
  );

  test(
    'sessions that touch are one, over midnight too',
    marbles(({ cold, expectObservable, scheduler }) => {
      const source = cold<FeedEvent>('o', { o: open(0, hours([0, 30], [30, 60], [1380, 1440])) });
      const expected = '  a 59m 59999ms b 1319m 59999ms c';

      expectObservable(sessionOpen(source, scheduler), '2879m !').toBe(
        `${expected} 119m 59999ms d 1319m 59999ms e`,
        {
          a: openAt(0, 60 * minute, 1380 * minute),
          b: closedAt(60 * minute, 1380 * minute, day + 60 * minute),
          c: openAt(1380 * minute, day + 60 * minute, day + 1380 * minute),
          d: closedAt(day + 60 * minute, day + 1380 * minute, 2 * day + 60 * minute),
          e: openAt(day + 1380 * minute, 2 * day + 60 * minute, 2 * day + 1380 * minute),
        },
      );
    }),
  );

  test(
    'without sessions it is closed for ever, round the clock open for ever, without a timer',
    marbles(({ cold, expectObservable, scheduler }) => {
      const mine = watched(scheduler);
      const never = cold<FeedEvent>(' o', { o: open(0, hours()) });
      const always = cold<FeedEvent>('o', { o: open(0, hours([0, 1440])) });

      expectObservable(sessionOpen(never, mine), '20000m !').toBe('a', { a: closedAt(0) });
      expectObservable(sessionOpen(always, mine), '20000m !').toBe('a', { a: openAt(0) });
      scheduler.flush();
      expect(mine).toMatchObject({ pending: 0, peak: 0 });
    }),
  );

  test(
    'follows changed terms, and says nothing when they change nothing here',
    marbles(({ cold, expectObservable, scheduler }) => {
      const mine = watched(scheduler);
      const source = cold<FeedEvent>('o 59999ms s 59999ms n 59999ms t 59999ms x', {
        o: open(0, hours([0, 20])),
        s: terms(minute, hours([0, 20])),
        n: terms(2 * minute, hours([0, 10])),
        // The clock is put 30 minutes on: the hours are over.
        t: terms(3 * minute, { ...hours([0, 10]), times: fixedTimes(30 * minute) }),
        x: terms(4 * minute, { ...hours([0, 10], [36, 40]), times: fixedTimes(30 * minute) }),
      });
      const expected = 'a 119999ms b 59999ms c 59999ms d 1m 59999ms e';

      expectObservable(sessionOpen(source, mine), '7m !').toBe(expected, {
        a: openAt(0, 20 * minute, day),
        b: openAt(2 * minute, 10 * minute, day),
        c: closedAt(3 * minute, day - 30 * minute, day - 20 * minute),
        d: closedAt(4 * minute, 6 * minute, 10 * minute),
        e: openAt(6 * minute, 10 * minute, day - 30 * minute),
      });
      scheduler.flush();
      expect(mine).toMatchObject({ pending: 0, peak: 1 });
    }),
  );

  test(
    'a clock that goes back an hour on the way is known beforehand',
    marbles(({ cold, expectObservable, scheduler }) => {
      const times = changingTimes(60 * minute, [30 * minute, 0]);
      const source = cold<FeedEvent>('o', {
        o: open(0, { ...hours([70, 80], [200, 210]), times }),
      });
      // 01:10 to 01:20 comes twice: ten minutes from now, and again an hour later.
      const expected = 'c 9m 59999ms o 9m 59999ms c 49m 59999ms o 9m 59999ms c';

      expectObservable(sessionOpen(source, scheduler).pipe(openings), '100m !').toBe(expected);
    }),
  );

  test(
    'an opening further away than a timer reaches is waited for in parts',
    marbles(({ cold, expectObservable, scheduler }) => {
      const delays: number[] = [];
      const schedule = <T>(
        work: (this: SchedulerAction<T>, state?: T) => void,
        delay = 0,
        state?: T,
      ) => {
        delays.push(delay);
        return scheduler.schedule(work, delay, state);
      };
      const mine = watched({ now: () => scheduler.now(), schedule });
      const start = 60 * day;
      const specification = specificationOf({
        schedule: everyDayOf([[0, 1440]]),
        ...{ time_start: start / 1000, time_expiration: (start + 40 * day) / 1000 },
      });
      const source = cold<FeedEvent>('o', { o: open(0, { specification }) });
      const expected = `a ${start - 1}ms b ${40 * day - 1}ms c`;

      expectObservable(sessionOpen(source, mine), `${200 * day}ms !`).toBe(expected, {
        a: closedAt(0, start, start + 40 * day),
        b: openAt(start, start + 40 * day),
        c: closedAt(start + 40 * day),
      });
      scheduler.flush();
      expect(mine).toMatchObject({ pending: 0, peak: 1 });
      expect(delays).toHaveLength(5);
      expect(Math.max(...delays)).toBe(2 ** 31 - 1);
    }),
  );

  test(
    'leaves no timer behind when its subscriber leaves with the first value',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const mine = watched(scheduler);
      const source = cold<FeedEvent>('--o', { o: open(0, hours([10, 20])) });

      expectObservable(sessionOpen(source, mine).pipe(take(1), openings)).toBe('--(c|)');
      expectSubscriptions(source.subscriptions).toBe('^-!');
      scheduler.flush();
      expect(mine.pending).toBe(0);
    }),
  );

  test(
    'sets none for what a synchronous source still says after that',
    marbles(({ expectObservable, scheduler }) => {
      const mine = watched(scheduler);
      const source = of(open(0, hours([10, 20])), terms(0, hours([5, 20])));

      expectObservable(sessionOpen(source, mine).pipe(take(1), openings)).toBe('(c|)');
      scheduler.flush();
      expect(mine.pending).toBe(0);
    }),
  );

  test(
    'ends with its source, and ignores what is no term',
    marbles(({ cold, expectObservable, scheduler }) => {
      const mine = watched(scheduler);
      const values = { o: open(0, hours([10, 20])), c: confirmed(1), t: tick() };
      const ends = cold<FeedEvent>(' oct|', values);
      const fails = cold<FeedEvent>('oct#', values, 'no');

      expectObservable(sessionOpen(ends, mine).pipe(openings)).toBe(' c--|');
      expectObservable(sessionOpen(fails, mine).pipe(openings)).toBe('c--#', undefined, 'no');
      scheduler.flush();
      expect(mine.pending).toBe(0);
    }),
  );
});
