import { describe, expect, test } from '@jest/globals';
import { map, take, type Observable, type SchedulerLike } from 'rxjs';
import {
  conditions,
  type Condition,
  type FeedEvent,
  type OfSymbol,
} from '../../src/market/index.js';
import type { SessionMinutes } from '../../src/wire/index.js';
import {
  confirmed,
  details,
  everyDayOf,
  lost,
  open,
  specificationOf,
  terms,
  tick,
} from '../../test/market/support/feed.js';
import { marbles } from '../support/marbles.js';
import { watched } from '../support/watched-scheduler.js';

const minute = 60_000;
const symbol = 'EURUSD';
const reason = 'disconnected';

/** Quoted in these minutes of each day of the server, which has UTC; traded never. */
const quoted = (...sessions: SessionMinutes[]) => ({
  specification: specificationOf({ schedule: everyDayOf([], sessions) }),
});
const always = quoted([0, 1440]);

const live = (at: number): OfSymbol<Condition> => ({ kind: 'live', at, symbol });
const stale = (at: number, since: number): OfSymbol<Condition> => ({
  ...{ kind: 'stale', at, since, symbol },
});
const closed = (at: number): OfSymbol<Condition> => ({ kind: 'closed', at, symbol });
const gap = (at: number): OfSymbol<Condition> => ({ kind: 'gap', at, from: at, reason, symbol });
const restored = (from: number, to: number): OfSymbol<Condition> => ({
  ...{ kind: 'restored', at: to, from, to, reason, symbol },
});

const kinds = map(({ kind }: Condition) => kind[0] ?? '');
const said = (
  events$: Observable<FeedEvent>,
  scheduler: SchedulerLike,
  staleAfterMs: number,
  silence?: 'ticks',
) => conditions(events$, { symbol, scheduler, staleAfterMs, silence });

const common = { o: open(0, always), c: confirmed(0), t: tick(), d: details({ trade_deals: 1 }) };

describe('conditions', () => {
  test(
    'live, stale, live again; a gap and its end; every word once, one timer at most',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const mine = watched(scheduler);
      const source = cold<FeedEvent>('(oc)-t---------------tt--l---p-c--t---t', {
        ...common,
        l: lost(25),
        p: open(29, always),
        c: confirmed(31),
      });
      const unsub = '   38ms !';
      const subs = '    ^ 37ms !';
      //                01234567890123456789012345678901234567
      const expected = '-----a---------b-----c---d-----e--f----';

      expectObservable(said(source, mine, 10), unsub).toBe(expected, {
        a: live(5),
        b: stale(15, 5),
        c: live(21),
        d: gap(25),
        e: restored(25, 31),
        f: live(34),
      });
      expectSubscriptions(source.subscriptions).toBe(subs);
      scheduler.flush();
      expect(mine).toMatchObject({ pending: 0, peak: 1 });
    }),
  );

  test(
    'values put staleness off, however many they are',
    marbles(({ cold, expectObservable, scheduler }) => {
      const mine = watched(scheduler);
      const source = cold<FeedEvent>('(oc)-ttttttttttttt--d---d', common);
      const expected = '              -----l------------------- 9ms s';

      expectObservable(said(source, mine, 10).pipe(kinds), '45ms !').toBe(expected);
      scheduler.flush();
      expect(mine).toMatchObject({ pending: 0, peak: 1 });
    }),
  );

  test(
    'with silence of ticks, details are no sign of life',
    marbles(({ cold, expectObservable, scheduler }) => {
      const source = cold<FeedEvent>('(oc)-d---d---d', common);

      expectObservable(said(source, scheduler, 10, 'ticks').pipe(kinds), '30ms !').toBe('10ms s');
      expectObservable(said(source, scheduler, 10).pipe(kinds), '22ms !').toBe('-----l');
    }),
  );

  test(
    'counts from the confirmation when no value ever comes, once',
    marbles(({ cold, expectObservable, scheduler }) => {
      const source = cold<FeedEvent>('o----c', { ...common, c: confirmed(5) });

      expectObservable(said(source, scheduler, 10), '50ms !').toBe('15ms s', { s: stale(15, 5) });
    }),
  );

  test(
    'who joins late counts from then, not from a confirmation long ago',
    marbles(({ cold, expectObservable, scheduler }) => {
      const source = cold<FeedEvent>('50ms (oc)', common);

      expectObservable(said(source, scheduler, 10), '70ms !').toBe('60ms s', { s: stale(60, 50) });
    }),
  );

  test(
    'nothing is live before the confirmation, and no value counts',
    marbles(({ cold, expectObservable, scheduler }) => {
      const source = cold<FeedEvent>('o-t-t-c---t', { ...common, c: confirmed(6) });

      expectObservable(said(source, scheduler, 100), '50ms !').toBe('----------a', { a: live(10) });
    }),
  );

  test(
    'a second confirmation on the same connection says nothing',
    marbles(({ cold, expectObservable, scheduler }) => {
      const source = cold<FeedEvent>('(oct)-c-t', common);

      expectObservable(said(source, scheduler, 100).pipe(kinds), '50ms !').toBe('l');
    }),
  );

  describe('a closed market', () => {
    test(
      'is never stale; its opening begins the count, its closing ends the silence',
      marbles(({ cold, expectObservable, scheduler }) => {
        const mine = watched(scheduler);
        const source = cold<FeedEvent>('(oc)', { ...common, o: open(0, quoted([10, 20])) });
        const staleAfterMs = 2 * minute;

        expectObservable(said(source, mine, staleAfterMs), '1000m !').toBe('12m s 7m 59999ms c', {
          s: stale(12 * minute, 10 * minute),
          c: closed(20 * minute),
        });
        scheduler.flush();
        expect(mine).toMatchObject({ pending: 0, peak: 1 });
      }),
    );

    test(
      'ends the count: a break within it is not silence',
      marbles(({ cold, expectObservable, scheduler }) => {
        const mine = watched(scheduler);
        const o = open(0, quoted([0, 10], [12, 20]));
        // The last value at 8 min, closed from 10 to 12: due is 5 min after that, not at 13 min.
        const source = cold<FeedEvent>('(oc) 7m 59996ms t', { ...common, o });

        expectObservable(said(source, mine, 5 * minute), '30m !').toBe(
          '5m s 2m 59999ms l 8m 59999ms t 2m 59999ms c',
          {
            s: stale(5 * minute, 0),
            l: live(8 * minute),
            t: stale(17 * minute, 12 * minute),
            c: closed(20 * minute),
          },
        );
        scheduler.flush();
        expect(mine).toMatchObject({ pending: 0, peak: 1 });
      }),
    );

    test(
      'that closes when silence is due is not stale',
      marbles(({ cold, expectObservable, scheduler }) => {
        const source = cold<FeedEvent>('(oc)', { ...common, o: open(0, quoted([0, 10])) });

        expectObservable(said(source, scheduler, 10 * minute), '1000m !').toBe('-');
      }),
    );

    test(
      'may be live, by a value out of hours, and stays it until the next day is silent',
      marbles(({ cold, expectObservable, scheduler }) => {
        const source = cold<FeedEvent>('(oc)-t', { ...common, o: open(0, quoted([10, 20])) });

        expectObservable(said(source, scheduler, minute), '20m !').toBe('5ms l 10m 59994ms s', {
          l: live(5),
          s: stale(11 * minute, 10 * minute),
        });
      }),
    );

    test(
      'by changed terms stops the count, and starts it again',
      marbles(({ cold, expectObservable, scheduler }) => {
        const mine = watched(scheduler);
        const source = cold<FeedEvent>('(oct) x 999ms y', {
          ...common,
          x: terms(5, quoted()),
          y: terms(1005, always),
        });

        expectObservable(said(source, mine, 10), '2s !').toBe('l 1014ms s', {
          l: live(0),
          s: stale(1015, 1005),
        });
        scheduler.flush();
        expect(mine).toMatchObject({ pending: 0, peak: 1 });
      }),
    );
  });

  describe('a gap', () => {
    test(
      'ends with the confirmation, not with the connection; several losses are one gap',
      marbles(({ cold, expectObservable, scheduler }) => {
        const mine = watched(scheduler);
        const source = cold<FeedEvent>('(oct) l--p--m--p--c', {
          ...common,
          l: lost(5),
          p: open(8, always),
          m: lost(11),
          c: confirmed(17),
        });

        expectObservable(said(source, mine, 10), '20ms !').toBe('l----g-----------r', {
          l: live(0),
          g: gap(5),
          r: restored(5, 17),
        });
        scheduler.flush();
        expect(mine.pending).toBe(0);
      }),
    );

    test(
      'has no stale in it, and after it silence is counted anew',
      marbles(({ cold, expectObservable, scheduler }) => {
        const source = cold<FeedEvent>('(oct) l 94ms (pc)', {
          ...common,
          l: lost(5),
          p: open(100, always),
          c: confirmed(100),
        });

        expectObservable(said(source, scheduler, 10), '200ms !').toBe('l----g 94ms r 9ms s', {
          l: live(0),
          g: gap(5),
          r: restored(5, 100),
          s: stale(110, 100),
        });
      }),
    );

    test(
      'out of staleness, too',
      marbles(({ cold, expectObservable, scheduler }) => {
        const source = cold<FeedEvent>('(oc)---------------l-(pct)', {
          ...common,
          l: lost(19),
          p: open(21, always),
          c: confirmed(21),
        });

        expectObservable(said(source, scheduler, 10).pipe(kinds), '25ms !').toBe(
          '10ms s--------g-(rl)',
        );
      }),
    );
  });

  test(
    'leaves no timer behind when its subscriber leaves at any word',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const mine = watched(scheduler);
      const source = cold<FeedEvent>('(oct) l-(pc)', { ...common, l: lost(5), p: open(7, always) });
      const untilLive = cold<FeedEvent>('(oct)', common);

      expectObservable(said(source, mine, 10).pipe(take(3), kinds)).toBe('l----g-(r|)');
      expectSubscriptions(source.subscriptions).toBe('^------!');
      expectObservable(said(untilLive, mine, 10).pipe(take(2), kinds)).toBe('l 9ms (s|)');
      scheduler.flush();
      expect(mine.pending).toBe(0);
    }),
  );

  test(
    'ends with its source',
    marbles(({ cold, expectObservable, scheduler }) => {
      const mine = watched(scheduler);
      const ends = cold<FeedEvent>(' (oct) |', common);
      const fails = cold<FeedEvent>('(oct) #', common, 'no');

      expectObservable(said(ends, mine, 100).pipe(kinds)).toBe(' l----|');
      expectObservable(said(fails, mine, 100).pipe(kinds)).toBe('l----#', undefined, 'no');
      scheduler.flush();
      expect(mine.pending).toBe(0);
    }),
  );

  test(
    'an infinite patience is never at its end; none at all is refused',
    marbles(({ cold, expectObservable, scheduler }) => {
      const mine = watched(scheduler);
      const source = cold<FeedEvent>('(oct)', common);

      expectObservable(said(source, mine, Infinity).pipe(kinds), '1000m !').toBe('l');
      scheduler.flush();
      expect(mine).toMatchObject({ pending: 0, peak: 0 });
      expect(() => said(source, mine, 0)).toThrow(
        'staleAfterMs: got 0, expected milliseconds above 0',
      );
      expect(() => said(source, mine, NaN)).toThrow(RangeError);
    }),
  );
});
