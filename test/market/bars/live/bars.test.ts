import { describe, expect, test } from '@jest/globals';
import { NEVER, of, Subject, take, VirtualTimeScheduler, type Observable } from 'rxjs';
import { timeframeOf, type Bar } from '../../../../src/market/bars/index.js';
import {
  bars,
  type BarCondition,
  type BarsOptions,
  type BarUpdate,
} from '../../../../src/market/bars/live/index.js';
import type { FeedEvent } from '../../../../src/market/index.js';
import { SymbolDetailsFields } from '../../../../src/wire/index.js';
import {
  bidTick,
  clockOf,
  detailsOf,
  openEvent,
  specificationOf,
  utcClock,
} from '../../../support/bar-feed.js';

const hour = 3_600_000;
const minute = 60_000;

const barAt = (serverTime: number, fields: Partial<Bar> = {}): Bar => ({
  ...{ time: serverTime * 1000, serverTime, open: 1, high: 1, low: 1, close: 1 },
  ...{ tickVolume: 1, realVolume: 0, ...fields },
});

/** A stream over a feed that is driven by hand, with a server that answers at once. */
const setUp = (
  options: Partial<BarsOptions> = {},
  answer: (from: number, request: number) => Observable<readonly Bar[]> = () => of([]),
) => {
  const events = new Subject<FeedEvent>();
  const scheduler = new VirtualTimeScheduler();
  const requests: { from: number; nowUtc: number }[] = [];
  const histories: unknown[] = [];
  const stream = bars(events, {
    ...{ symbol: 'EURUSD', timeframe: timeframeOf('M1'), scheduler, random: () => 0 },
    load: {
      history: (_, request) => {
        histories.push(request);
        return of({ bars: [] });
      },
      since: (_, { fromServerSeconds: from, nowUtc }) => {
        requests.push({ from, nowUtc });
        return answer(from, requests.length);
      },
    },
    ...options,
  });
  const told: BarUpdate[] = [];
  const conditions: BarCondition[] = [];
  const start = (opening = openEvent(0)) => {
    const subscription = stream.subscribe((update) => told.push(update));
    events.next(opening);
    events.next({ kind: 'confirmed', at: 0 });
    return subscription;
  };
  return { events, scheduler, stream, requests, histories, told, conditions, start };
};

const brief = ({ bar, closed, source }: BarUpdate) =>
  [bar.serverTime, bar.tickVolume, closed ? 'closed' : 'open', source].join(' ');

describe('bars', () => {
  test.each([
    ['history', { history: -1 }],
    ['history', { history: 1.5 }],
    ['history.from', { history: { from: NaN } }],
    ['gapFill', { gapFill: 'all' as 'none' }],
    ['closeGraceMs', { closeGraceMs: -1 }],
  ])('an option that is not what it should be is named: %s', (field, options) => {
    expect(() => setUp(options)).toThrow(new RegExp(`^bars: ${field}: got .*, expected `));
  });

  test('volumes add up in lots', () => {
    const { events, told, start } = setUp({}, () => of([barAt(60, { realVolume: 2 })]));
    start();
    events.next(bidTick(61_000, 1, { fields: 9, tick_volume: 25_000_000n }));
    events.next(bidTick(62_000, 1, { tick_volume: 77n }));
    expect(told.map(({ bar }) => bar.realVolume)).toEqual([2, 2.25, 2.25]);
  });

  test('what was told never changes', () => {
    const { events, told, start } = setUp();
    start();
    [1, 5, 3].forEach((points) => events.next(bidTick(61_000, points)));
    expect(told.map(({ bar }) => [bar.high, bar.tickVolume])).toEqual([
      [1.00001, 1],
      [1.00005, 2],
      [1.00005, 3],
    ]);
  });

  test('ticks that move no bar are told, with the reason', () => {
    const ignored: unknown[] = [];
    const { events, told, start } = setUp({ onIgnored: (tick) => ignored.push(tick) });
    start();
    events.next(bidTick(125_000, 1));
    events.next(bidTick(124_000, 2));
    // Of another side, so in order, but of a bar before. Ask alone is no price of a bar.
    events.next(bidTick(50_000, 3, { fields: 2, ask: 7 }));
    expect(told).toHaveLength(1);
    expect(ignored).toEqual([{ reason: 'out-of-order', serverTime: 124_000, price: 1.00002 }]);
  });

  test('a tick of a bar before the open one is left out', () => {
    const ignored: unknown[] = [];
    const options = { onIgnored: (tick: unknown) => ignored.push(tick) };
    const { events, told, start } = setUp(options, () => of([barAt(120)]));
    start();
    events.next(bidTick(119_000, 1));
    expect(told).toHaveLength(1);
    expect(ignored).toMatchObject([{ reason: 'bar-closed', serverTime: 119_000 }]);
  });

  test('details count as a tick only if that is wanted', () => {
    const details = detailsOf({
      fields: SymbolDetailsFields.bid_last,
      bid_last: 100_001,
      lasttime: 61,
    });
    for (const [countDetails, expected] of [
      [undefined, []],
      [true, ['60 1 open live']],
    ] as const) {
      const { events, told, start } = setUp(countDetails === undefined ? {} : { countDetails });
      start();
      events.next(details);
      expect(told.map(brief)).toEqual(expected);
    }
  });

  test('a change of the chart mode counts from there on', () => {
    const { events, told, start } = setUp();
    start();
    events.next(bidTick(61_000, 1));
    const specification = specificationOf({ ticks_chart_mode: 1 });
    events.next({ kind: 'terms', at: 0, specification, times: utcClock });
    events.next(bidTick(62_000, 2));
    events.next(bidTick(63_000, 3, { fields: 4, last: 100_009 }));
    expect(told.map(({ bar }) => bar.close)).toEqual([1.00001, 1.00009]);
  });

  test('bars are of the grid of the server’s clock', () => {
    const times = clockOf([-Infinity, 3 * hour]);
    const { events, told, start } = setUp({ timeframe: timeframeOf('H4') });
    start(openEvent(0, specificationOf(), times));
    events.next(bidTick(9 * hour, 1));
    expect(told[0]?.bar).toMatchObject({ serverTime: (8 * hour) / 1000, time: 5 * hour });
  });

  test('aggregated: ticks move the long bar directly', () => {
    const { events, told, start } = setUp({ timeframe: timeframeOf('M7') }, () => of([barAt(420)]));
    start();
    [839_000, 840_000].forEach((time, points) => events.next(bidTick(time, points)));
    expect(told.map(brief)).toEqual([
      '420 1 open history',
      '420 2 open live',
      '420 2 closed live',
      '840 1 open live',
    ]);
  });

  test('the server’s clock goes an hour ahead: the hour it skips has no bars, not even flat ones', () => {
    const before = clockOf([-Infinity, 2 * hour]);
    const after = clockOf([-Infinity, 2 * hour], [hour, 3 * hour]);
    const timeframe = timeframeOf('M30');
    const { events, told, start } = setUp({ timeframe, gapFill: 'forward' }, () => of([]));
    const specification = specificationOf();
    start(openEvent(0, specification, before));
    events.next(bidTick(2.6 * hour, 1));
    events.next({ kind: 'terms', at: hour, specification, times: after });
    events.next(bidTick(4.6 * hour, 2));
    expect(told.map(({ bar, source }) => [bar.time / hour, source])).toEqual([
      [0.5, 'live'],
      [0.5, 'live'],
      [1, 'fill'],
      [1.5, 'live'],
    ]);
  });

  test('the server’s clock is set back: ticks of the second pass are left out', () => {
    const ignored: unknown[] = [];
    const { events, told, start } = setUp({ onIgnored: (tick) => ignored.push(tick) });
    start();
    [3.99, 3.01, 4.01].forEach((time, points) => events.next(bidTick(time * hour, points)));
    expect(told.filter(({ closed }) => closed)).toHaveLength(1);
    expect(ignored).toHaveLength(1);
  });

  test('a bar that spans the hour that comes twice has the ticks of both passes', () => {
    const ignored: unknown[] = [];
    const { events, told, start } = setUp({
      timeframe: timeframeOf('D1'),
      onIgnored: (tick) => ignored.push(tick),
    });
    const specification = specificationOf();
    start(openEvent(0, specification, clockOf([-Infinity, 3 * hour])));
    events.next(bidTick(3.99 * hour, 5));
    const after = clockOf([-Infinity, 3 * hour], [hour, 2 * hour]);
    events.next({ kind: 'terms', at: hour, specification, times: after });
    events.next(bidTick(3.01 * hour, 1));
    events.next(bidTick(3 * hour, 9));
    expect(told.at(-1)?.bar).toMatchObject({ tickVolume: 2, high: 1.00005, low: 1.00001 });
    expect(ignored).toHaveLength(1);
  });

  test('what a callback throws ends the stream, and nothing else', () => {
    const boom = new Error('boom');
    const { events, stream } = setUp({
      onIgnored: () => {
        throw boom;
      },
    });
    const failures: unknown[] = [];
    stream.subscribe({ error: (error: unknown) => failures.push(error) });
    events.next(openEvent(0));
    events.next({ kind: 'confirmed', at: 0 });
    for (const time of [3.99, 3.01]) events.next(bidTick(time * hour, 1));
    expect(failures).toEqual([boom]);
    expect(events.observed).toBe(false);
  });

  test('our clock is ahead: the bar that the refresh began after is fetched', () => {
    const server = [barAt(600, { tickVolume: 5 })];
    const answer = (from: number) => of(server.filter(({ serverTime }) => serverTime >= from));
    const { events, scheduler, told, requests, start } = setUp({}, answer);
    scheduler.schedule(() => {
      start();
      events.next(bidTick(601_000, 1));
      events.next(bidTick(602_000, 1));
    }, hour);
    scheduler.flush();
    expect(requests.map(({ from }) => from)).toEqual([3540, 600]);
    expect(told.map(brief)).toEqual(['600 5 open backfill', '600 6 open live']);
  });

  test('our clock is behind: the present bar is asked for all the same', () => {
    const { events, requests, start } = setUp();
    start();
    events.next(bidTick(90 * 24 * hour, 1));
    events.next({ kind: 'lost', at: 0 });
    events.next(openEvent(0));
    events.next({ kind: 'confirmed', at: 0 });
    expect(requests[1]?.from).toBe(90 * 24 * 3600);
    expect(requests[1]?.nowUtc).toBeGreaterThanOrEqual(90 * 24 * hour);
  });

  test('a long gap is loaded by pages, and its bars are counted', () => {
    const conditions: BarCondition[] = [];
    const page = Array.from({ length: 1500 }, (_, index) => barAt(60 * (index + 1)));
    const last = barAt(60 * 1500, { tickVolume: 4 });
    const { events, scheduler, told, stream, start } = setUp({
      load: {
        history: () => of({ bars: page }),
        since: (_, { fromServerSeconds: from }) => of(from < 60 * 1000 ? [barAt(60)] : [last]),
      },
    });
    start();
    stream.condition$.subscribe((condition) => conditions.push(condition));
    events.next({ kind: 'lost', at: 0 });
    scheduler.schedule(() => {
      events.next(openEvent(1500 * minute));
      events.next({ kind: 'confirmed', at: 1500 * minute });
    }, 1500 * minute);
    scheduler.flush();
    const closed = told.filter((update) => update.closed);
    expect(closed.map(({ bar }) => bar)).toEqual(page.slice(0, -1));
    expect(told.at(-1)).toMatchObject({ bar: last, closed: false, source: 'backfill' });
    expect(conditions).toMatchObject([
      { kind: 'live' },
      { kind: 'gap', reason: 'disconnected' },
      { kind: 'backfilled', from: 0, to: 1500 * minute, count: 1500 },
      { kind: 'restored', from: 0, to: 1500 * minute, reason: 'disconnected' },
    ]);
  });

  test('the number of closed bars is asked for with the open one; a time as it is', () => {
    const count = setUp({ history: 500 });
    count.start();
    expect(count.histories).toMatchObject([{ symbol: 'EURUSD', count: 501 }]);
    const from = setUp({ history: { from: 60_000 } });
    from.start();
    expect(from.histories).toMatchObject([{ from: 60_000 }]);
  });

  test('bars of a reply that are known already are not told again', () => {
    const { events, told, start } = setUp({}, (_, request) =>
      of(request === 1 ? [barAt(120)] : [barAt(60), barAt(120), barAt(180)]),
    );
    start();
    events.next({ kind: 'confirmed', at: 0 });
    expect(told.map(brief)).toEqual([
      '120 1 open history',
      '120 1 closed backfill',
      '180 1 open backfill',
    ]);
  });

  test('a server that lost the bar that was open: it is closed as ticks made it', () => {
    const { events, told, start } = setUp({}, (_, request) =>
      of([barAt(request === 1 ? 60 : 120)]),
    );
    start();
    events.next(bidTick(61_000, 1));
    events.next({ kind: 'confirmed', at: 0 });
    expect(told.map(brief)).toEqual([
      '60 1 open history',
      '60 2 open live',
      '60 2 closed live',
      '120 1 open backfill',
    ]);
  });

  test('leaving while a bar is told leaves nothing behind', () => {
    const { events, scheduler, stream } = setUp({ closeByClock: true }, () => of([barAt(60)]));
    stream.pipe(take(1)).subscribe();
    events.next(openEvent(0));
    events.next({ kind: 'confirmed', at: 0 });
    expect(events.observed).toBe(false);
    expect(scheduler.actions.filter(({ closed }) => !closed)).toEqual([]);
  });

  test('the end of a month is waited for in steps that timers can take', () => {
    const { events, scheduler, told, start } = setUp({
      timeframe: timeframeOf('MN1'),
      closeByClock: true,
    });
    scheduler.maxFrames = Infinity;
    start();
    events.next(bidTick(minute, 1));
    expect(Math.max(...scheduler.actions.map(({ delay }) => delay))).toBeLessThan(2 ** 31);
    scheduler.flush();
    expect(told.at(-1)).toMatchObject({ closed: true });
    expect(scheduler.now()).toBe(31 * 24 * hour + 2000 - minute);
  });
});

describe('the condition of bars', () => {
  const watch = (options?: Partial<BarsOptions>, answer?: () => Observable<readonly Bar[]>) => {
    const all = setUp(options, answer);
    const kinds: string[] = [];
    const listen = () =>
      all.stream.condition$.subscribe({
        next: ({ kind }) => kinds.push(kind),
        error: () => kinds.push('error'),
        complete: () => kinds.push('complete'),
      });
    return { ...all, kinds, listen };
  };

  test('the present one at once, then every change, until the feed ends', () => {
    const { events, kinds, listen, start, requests } = watch();
    start();
    listen();
    events.next({ kind: 'lost', at: 5 });
    events.complete();
    expect(kinds).toEqual(['live', 'gap', 'complete']);
    expect(requests).toHaveLength(1);
  });

  test('without a subscription to the bars it keeps up a series of its own, without history', () => {
    const { events, kinds, listen, histories } = watch({ history: 100 });
    const listening = listen();
    events.next(openEvent(0));
    events.next({ kind: 'confirmed', at: 0 });
    expect(kinds).toEqual(['live']);
    expect(histories).toEqual([]);
    listening.unsubscribe();
    expect(events.observed).toBe(false);
  });

  test('of several subscriptions the first one speaks; when it leaves, the next one does', () => {
    const { events, kinds, listen, start, stream } = watch();
    const first = start();
    const listening = listen();
    const second = stream.subscribe();
    first.unsubscribe();
    events.next({ kind: 'lost', at: 5 });
    second.unsubscribe();
    expect(kinds).toEqual(['live', 'gap']);
    listening.unsubscribe();
    expect(events.observed).toBe(false);
  });

  test('a subscription to the bars takes over from its own series', () => {
    const { events, kinds, listen, start, requests } = watch();
    listen();
    start();
    expect(requests).toHaveLength(1);
    events.next({ kind: 'lost', at: 5 });
    expect(kinds).toEqual(['live', 'gap']);
  });

  test('a request without an answer says nothing', () => {
    const { kinds, listen, start } = watch({}, () => NEVER);
    listen();
    start();
    expect(kinds).toEqual([]);
  });
});
