import { describe, expect, test } from '@jest/globals';
import { map, type Observable } from 'rxjs';
import { RequestTimeoutError } from '../../src/connection/index.js';
import {
  bars,
  timeframeOf,
  type Bar,
  type BarCondition,
  type BarLoader,
  type BarsOptions,
  type BarUpdate,
  type FeedEvent,
} from '../../src/market/index.js';
import { bidTick, openEvent, sessionsOf, specificationOf } from '../../test/support/bar-feed.js';
import { marbles, type MarbleHelpers } from '../support/marbles.js';
import { watched } from '../support/watched-scheduler.js';

const minute = 60_000;
const price = (points: number): number => (100_000 + points) / 100_000;

type Prices = readonly [open: number, high: number, low: number, close: number];

/** The bar of a minute: points of its prices, and its ticks. */
const bar = (at: number, [open, high, low, close]: Prices, ticks: number): Bar => ({
  ...{ time: at * minute, serverTime: at * 60 },
  ...{ open: price(open), high: price(high), low: price(low), close: price(close) },
  ...{ tickVolume: ticks, realVolume: 0 },
});

/** `!7 1,4,1,3 x3 live`: minute 7, closed, points of its prices, 3 ticks. */
const shown = ({ bar: of, closed, source }: BarUpdate): string => {
  const points = [of.open, of.high, of.low, of.close]
    .map((value) => Math.round(value * 100_000) - 100_000)
    .join();
  return `${closed ? '!' : ''}${of.serverTime / 60} ${points} x${of.tickVolume} ${source}`;
};

const said = (condition: BarCondition): string => {
  if (condition.kind === 'gap') return `gap ${condition.reason} from ${condition.from}`;
  if (condition.kind !== 'backfilled') return condition.kind;
  const { from, to, count } = condition;
  return `backfilled ${count} from ${from} to ${to}`;
};

/** Events by letter; minutes are those of the server's clock. */
const feed: Record<string, FeedEvent> = {
  o: openEvent(0, specificationOf({ schedule: sessionsOf([0, 10], [12, 1440]) })),
  c: { kind: 'confirmed', at: 1 },
  l: { kind: 'lost', at: 7 },
  r: { kind: 'confirmed', at: 13 },
  a: bidTick(7 * minute + 1000, 1),
  b: bidTick(7 * minute + 2000, 2),
  d: bidTick(8 * minute + 3000, 3),
  e: bidTick(8 * minute + 4000, 4),
  f: bidTick(9 * minute + 5000, 5),
  g: bidTick(12 * minute + 6000, 6),
};

const past = [bar(5, [0, 9, 0, 5], 50), bar(6, [5, 9, 0, 6], 60), bar(7, [6, 6, 0, 0], 2)];
const present = past.slice(-1);

interface Replies {
  readonly history?: Observable<readonly Bar[]>;
  /** In the order of the requests. */
  readonly since?: readonly Observable<readonly Bar[]>[];
}

const setUp = (
  { hot, cold, scheduler }: MarbleHelpers,
  script: string,
  { history, since = [] }: Replies,
  options: Partial<BarsOptions> = {},
  values = feed,
) => {
  /** Minutes from which bars were asked for. */
  const asked: number[] = [];
  const counts: (number | undefined)[] = [];
  const load: BarLoader = {
    history: (_, { count }) => {
      counts.push(count);
      const reply = history ?? cold<readonly Bar[]>('(a|)', { a: past });
      return reply.pipe(map((found) => ({ bars: found, complete: true, oldest: undefined })));
    },
    since: (_, { fromServerSeconds }) => {
      asked.push(fromServerSeconds / 60);
      return since[asked.length - 1] ?? cold('(a|)', { a: present });
    },
  };
  const events = hot(script, values);
  const stream = bars(events, {
    ...{ symbol: 'EURUSD', timeframe: timeframeOf('M1'), scheduler, random: () => 0, load },
    ...options,
  });
  const told$ = stream.pipe(map(shown));
  const said$ = stream.condition$.pipe(map(said));
  return { events, told$, said$, asked, counts };
};

describe('bars: history, then live', () => {
  test(
    'closed bars of the past, the open bar as the server has it, then what ticks make of it',
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions, flush } = helpers;
      const history = cold<readonly Bar[]>('--(a|)', { a: past });
      const since = cold<readonly Bar[]>('     -----(a|)', { a: present });
      const script = '            oc--------a-b--d----|';
      const expected = '          ---(hi)-j-k-l--(mn)-|';
      const conditions = '        --------v-----------|';
      const { events, told$, said$, asked, counts } = setUp(
        helpers,
        script,
        { history, since: [since] },
        { history: 2 },
      );
      expectObservable(told$).toBe(expected, {
        h: '!5 0,9,0,5 x50 history',
        i: '!6 5,9,0,6 x60 history',
        j: '7 6,6,0,0 x2 history',
        k: '7 6,6,0,1 x3 live',
        l: '7 6,6,0,2 x4 live',
        m: '!7 6,6,0,2 x4 live',
        n: '8 3,3,3,3 x1 live',
      });
      expectObservable(said$).toBe(conditions, { v: 'live' });
      expectSubscriptions(events.subscriptions).toBe('^-------------------!');
      expectSubscriptions(history.subscriptions).toBe('-^-!');
      expectSubscriptions(since.subscriptions).toBe('---^----!');
      flush();
      expect({ asked, counts }).toEqual({ asked: [7], counts: [3] });
    }),
  );

  test(
    'a tick before the reply is in the reply, a tick after it is not: none is lost, none counted twice',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers;
      const counted = [bar(7, [6, 6, 0, 2], 4)];
      const since = cold<readonly Bar[]>(' -----(a|)', { a: counted });
      const { told$ } = setUp(helpers, 'oc-a--bb-|', { since: [since] });
      // The first b comes in the same moment as the reply, but before it.
      expectObservable(told$).toBe('    ------hk-|', {
        h: '7 6,6,0,2 x4 history',
        k: '7 6,6,0,2 x5 live',
      });
    }),
  );

  test(
    'only the open bar at first without history; only closed bars without live updates',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers;
      const since = cold<readonly Bar[]>('(a|)', { a: past });
      const open = setUp(helpers, '       oc-a-|', { since: [since] });
      expectObservable(open.told$).toBe(' -h-k-|', {
        h: '7 6,6,0,0 x2 history',
        k: '7 6,6,0,1 x3 live',
      });
      const closed = setUp(helpers, '       oc-a-d-|', { since: [since] }, { liveUpdates: false });
      expectObservable(closed.told$).toBe(' -----m-|', { m: '!7 6,6,0,1 x3 live' });
    }),
  );

  test(
    'a bar that closes while the history is loaded comes with the refresh',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers;
      const since = cold<readonly Bar[]>('----(a|)', {
        a: [bar(7, [6, 6, 0, 1], 3), bar(8, [3, 4, 3, 4], 2)],
      });
      const script = '  oc-ade-----f---|';
      const expected = '-(hi)(mn)--(op)|';
      const { told$ } = setUp(helpers, script, { since: [since] }, { history: 2 });
      expectObservable(told$).toBe(expected, {
        h: '!5 0,9,0,5 x50 history',
        i: '!6 5,9,0,6 x60 history',
        m: '!7 6,6,0,1 x3 history',
        n: '8 3,4,3,4 x2 history',
        o: '!8 3,4,3,4 x2 live',
        p: '9 5,5,5,5 x1 live',
      });
    }),
  );
});

describe('bars: reconnecting', () => {
  test(
    'the bar that was open is corrected, missed ones follow, then ticks go on',
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions, flush } = helpers;
      const first = cold<readonly Bar[]>('(a|)', { a: present });
      const second = cold<readonly Bar[]>('         ----(a|)', {
        a: [bar(7, [6, 7, 0, 1], 5), bar(8, [3, 3, 3, 3], 1)],
      });
      const script = '    oc--a--l---o-r-d------e|';
      const expected = '  -h--k------------(mn)-p|';
      const conditions = '-v-----g---------(br)--|';
      const { told$, said$, asked } = setUp(helpers, script, { since: [first, second] });
      expectObservable(told$).toBe(expected, {
        h: '7 6,6,0,0 x2 history',
        k: '7 6,6,0,1 x3 live',
        m: '!7 6,7,0,1 x5 backfill',
        n: '8 3,3,3,3 x1 backfill',
        p: '8 3,4,3,4 x2 live',
      });
      expectObservable(said$).toBe(conditions, {
        v: 'live',
        g: 'gap disconnected from 7',
        b: 'backfilled 2 from 7 to 17',
        r: 'restored',
      });
      expectSubscriptions(second.subscriptions).toBe('-------------^---!');
      flush();
      // Without a bar that is known: from the bar before the present one.
      expect(asked).toEqual([-1, 7]);
    }),
  );

  test(
    'a refresh that the connection did not live to see is withdrawn and made again',
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers;
      const first = cold<readonly Bar[]>('(a|)', { a: present });
      const second = cold<readonly Bar[]>('       ---------(a|)', { a: present });
      const third = cold<readonly Bar[]>('(a|)', { a: [bar(7, [6, 6, 0, 2], 3)] });
      const script = '  oc----lor--lor---|';
      const expected = '-h-----------i---|';
      const { told$ } = setUp(helpers, script, { since: [first, second, third] });
      expectObservable(told$).toBe(expected, {
        h: '7 6,6,0,0 x2 history',
        i: '7 6,6,0,2 x3 backfill',
      });
      expectSubscriptions(second.subscriptions).toBe('--------^--!');
    }),
  );

  test(
    'a history that the connection did not live to see is loaded by the next one, once',
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions, flush } = helpers;
      const history = cold<readonly Bar[]>('---(a|)', { a: past });
      const script = '  oclor------lor--|';
      const expected = '-------(hij)-k--|';
      const { told$, counts } = setUp(helpers, script, { history }, { history: 2 });
      expectObservable(told$).toBe(expected, {
        h: '!5 0,9,0,5 x50 history',
        i: '!6 5,9,0,6 x60 history',
        j: '7 6,6,0,0 x2 history',
        k: '7 6,6,0,0 x2 backfill',
      });
      expectSubscriptions(history.subscriptions).toBe(['-^!', '----^--!']);
      flush();
      expect(counts).toEqual([3, 3]);
    }),
  );
});

describe('bars: requests that fail', () => {
  test(
    'a refresh is tried again, later and later; nothing is told before it is there',
    marbles((helpers) => {
      const { cold, expectObservable, flush } = helpers;
      const failing = cold<readonly Bar[]>('--#', {}, new RequestTimeoutError(11, 1));
      const since = cold<readonly Bar[]>('--(a|)', { a: [bar(7, [6, 6, 0, 1], 3)] });
      const failures: unknown[] = [];
      const script = '    oc 500ms a 4s b|';
      const expected = '  3007ms h 1495ms k|';
      const conditions = '---g 3003ms (brv) 1492ms |';
      const { told$, said$ } = setUp(
        helpers,
        script,
        { since: [failing, failing, since] },
        { onFailure: (error) => failures.push(error) },
      );
      expectObservable(told$).toBe(expected, {
        h: '7 6,6,0,1 x3 history',
        k: '7 6,6,0,2 x4 live',
      });
      expectObservable(said$).toBe(conditions, {
        g: 'gap query-failed from 1',
        b: 'backfilled 1 from 1 to 3007',
        r: 'restored',
        v: 'live',
      });
      flush();
      expect(failures).toHaveLength(2);
    }),
  );

  test(
    'a gap that a failed refresh keeps open says so and ends once',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers;
      const first = cold<readonly Bar[]>('(a|)', { a: present });
      const failing = cold<readonly Bar[]>('-#', {}, new RequestTimeoutError(11, 1));
      const third = cold<readonly Bar[]>('(a|)', { a: present });
      const script = '    oc-----l---o-r 2s |';
      const expected = '  -h 1012ms i 999ms |';
      const conditions = '-v-----g------q 999ms (br) 996ms |';
      const { told$, said$ } = setUp(helpers, script, { since: [first, failing, third] });
      expectObservable(told$).toBe(expected, {
        h: '7 6,6,0,0 x2 history',
        i: '7 6,6,0,0 x2 backfill',
      });
      expectObservable(said$).toBe(conditions, {
        v: 'live',
        g: 'gap disconnected from 7',
        q: 'gap query-failed from 7',
        b: 'backfilled 1 from 7 to 1014',
        r: 'restored',
      });
    }),
  );

  test(
    'an error that trying again cannot cure ends both streams',
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers;
      const error = new RangeError('too many bars');
      const history = cold<readonly Bar[]>('--#', {}, error);
      const { told$, said$, events } = setUp(helpers, 'oc------|', { history }, { history: 9 });
      expectObservable(told$).toBe('---#', {}, error);
      expectObservable(said$).toBe('---#', {}, error);
      expectSubscriptions(events.subscriptions).toBe('^--!');
    }),
  );

  test(
    'what the feed fails with is passed on',
    marbles((helpers) => {
      const { expectObservable } = helpers;
      const { told$, said$ } = setUp(helpers, 'oc--#', {});
      expectObservable(told$).toBe('-h--#', { h: '7 6,6,0,0 x2 history' });
      expectObservable(said$).toBe('-v--#', { v: 'live' });
    }),
  );
});

describe('bars: periods without a tick', () => {
  const first = { h: '7 6,6,0,0 x2 history', m: '!7 6,6,0,0 x2 live' };

  test(
    'none: there is no bar',
    marbles((helpers) => {
      const { told$ } = setUp(helpers, '         oc-f-----|', {});
      helpers.expectObservable(told$).toBe('-h-(mp)--|', { ...first, p: '9 5,5,5,5 x1 live' });
    }),
  );

  test(
    'forward: a flat bar where quotes are open, before the next bar, in the history, too',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers;
      const history = cold<readonly Bar[]>('(a|)', { a: [past[0], past[2]] as Bar[] });
      const script = '  oc-------f-----g----|';
      const expected = '-(hij)---(mno)-(pq)-|';
      const options = { history: 1, gapFill: 'forward' } as const;
      const { told$ } = setUp(helpers, script, { history }, options);
      expectObservable(told$).toBe(expected, {
        h: '!5 0,9,0,5 x50 history',
        i: '!6 5,5,5,5 x0 fill',
        j: '7 6,6,0,0 x2 history',
        m: '!7 6,6,0,0 x2 live',
        n: '!8 0,0,0,0 x0 fill',
        o: '9 5,5,5,5 x1 live',
        // Minutes 10 and 11 are outside the sessions.
        p: '!9 5,5,5,5 x1 live',
        q: '12 6,6,6,6 x1 live',
      });
    }),
  );

  test(
    'backfill: the server is asked whether it has bars there, and has the last word on the new one',
    marbles((helpers) => {
      const { cold, expectObservable, flush } = helpers;
      const since = cold<readonly Bar[]>('(a|)', { a: present });
      const asking = cold<readonly Bar[]>('    ----(a|)', {
        a: [...present, bar(8, [1, 1, 1, 1], 1), bar(9, [5, 5, 5, 5], 2)],
      });
      const script = '  oc-f-f-------f|';
      const expected = '-h-m---(np)--q|';
      const { told$, said$, asked } = setUp(
        helpers,
        script,
        { since: [since, asking] },
        { gapFill: 'backfill' },
      );
      expectObservable(told$).toBe(expected, {
        ...first,
        n: '!8 1,1,1,1 x1 backfill',
        p: '9 5,5,5,5 x2 backfill',
        q: '9 5,5,5,5 x3 live',
      });
      expectObservable(said$).toBe('-v------------|', { v: 'live' });
      flush();
      expect(asked).toEqual([-1, 7]);
    }),
  );

  test(
    'backfill: a server that does not have the new bar yet is not asked again',
    marbles((helpers) => {
      const { expectObservable, flush } = helpers;
      const script = '  oc-f-f-|';
      const expected = '-h-m-q-|';
      const { told$, asked } = setUp(helpers, script, {}, { gapFill: 'backfill' });
      expectObservable(told$).toBe(expected, { ...first, q: '9 5,5,5,5 x1 live' });
      flush();
      expect(asked).toEqual([-1, 7]);
    }),
  );
});

describe('bars: unsubscribing', () => {
  test(
    'withdraws what is asked for',
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers;
      const history = cold<readonly Bar[]>('-----(a|)', { a: past });
      const { told$, events } = setUp(helpers, 'oc-----------|', { history }, { history: 2 });
      expectObservable(told$, '^---!').toBe('-----');
      expectSubscriptions(events.subscriptions).toBe('^---!');
      expectSubscriptions(history.subscriptions).toBe('-^--!');
    }),
  );

  test(
    'the next attempt of a refresh is not waited for any more',
    marbles((helpers) => {
      const { cold, expectObservable, flush, scheduler } = helpers;
      const failing = cold<readonly Bar[]>('#', {}, new RequestTimeoutError(11, 1));
      const timers = watched(scheduler);
      const options = { scheduler: timers };
      const { told$, asked } = setUp(helpers, 'oc 9s |', { since: [failing] }, options);
      expectObservable(told$, '^ 500ms !').toBe('-');
      flush();
      expect([asked.length, timers.peak, timers.pending]).toEqual([1, 1, 0]);
    }),
  );
});

describe('bars: closed by the clock', () => {
  const ticks: Record<string, FeedEvent> = {
    ...feed,
    a: bidTick(1000, 1),
    b: bidTick(59_000, 2),
    d: bidTick(65_000, 3),
  };
  const now = [bar(0, [0, 0, 0, 0], 1)];

  test(
    'after its end and the grace, once; a tick that comes later still is left out',
    marbles((helpers) => {
      const { cold, expectObservable, flush, scheduler } = helpers;
      const timers = watched(scheduler);
      const ignored: unknown[] = [];
      const { told$ } = setUp(
        helpers,
        '                    oc 998ms a 61999ms b 1999ms d 4s |',
        { since: [cold('(a|)', { a: now })] },
        { closeByClock: true, scheduler: timers, onIgnored: (tick) => ignored.push(tick) },
        ticks,
      );
      expectObservable(told$).toBe('-h 998ms k 60999ms m 2999ms n 4s |', {
        h: '0 0,0,0,0 x1 history',
        k: '0 0,1,0,1 x2 live',
        m: '!0 0,1,0,1 x2 live',
        n: '1 3,3,3,3 x1 live',
      });
      flush();
      expect(ignored).toEqual([{ reason: 'bar-closed', serverTime: 59_000, price: price(2) }]);
      expect([timers.peak, timers.pending]).toEqual([1, 0]);
    }),
  );

  test(
    'the end is that of the server’s clock, however wrong ours is',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers;
      const since = [cold<readonly Bar[]>('(a|)', { a: now })];
      const options = { closeByClock: true, closeGraceMs: 500 };
      // The tick of 00:01 comes when ours shows 00:06, and its bar ends when ours shows 01:05.
      const { told$ } = setUp(helpers, 'oc 5998ms a 61s |', { since }, options, ticks);
      expectObservable(told$).toBe('    -h 5998ms k 59499ms m 1500ms |', {
        h: '0 0,0,0,0 x1 history',
        k: '0 0,1,0,1 x2 live',
        m: '!0 0,1,0,1 x2 live',
      });
    }),
  );

  test(
    'nothing is closed while the connection is lost, and no timer is left behind',
    marbles((helpers) => {
      const { cold, expectObservable, flush, scheduler } = helpers;
      const timers = watched(scheduler);
      const since = [
        cold<readonly Bar[]>('(a|)', { a: now }),
        cold<readonly Bar[]>('(a|)', { a: [bar(0, [0, 5, 0, 5], 9)] }),
      ];
      const options = { closeByClock: true, scheduler: timers };
      const script = '   oc 998ms a l 99s o r 99ms |';
      const expected = ' -h 998ms k 99002ms (im) 96ms |';
      const { told$ } = setUp(helpers, script, { since }, options, ticks);
      expectObservable(told$).toBe(expected, {
        h: '0 0,0,0,0 x1 history',
        k: '0 0,1,0,1 x2 live',
        i: '0 0,5,0,5 x9 backfill',
        m: '!0 0,5,0,5 x9 live',
      });
      const other = setUp(helpers, script, { since: [since[0]!] }, options, ticks);
      expectObservable(other.told$, '^ 30s !').toBe('-h 998ms k', {
        h: '0 0,0,0,0 x1 history',
        k: '0 0,1,0,1 x2 live',
      });
      flush();
      expect(timers.pending).toBe(0);
    }),
  );
});
