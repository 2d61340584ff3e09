import { describe, expect, test } from '@jest/globals';
import { EMPTY, firstValueFrom, NEVER, of, throwError } from 'rxjs';
import {
  CommandRefusedError,
  ConnectionClosedError,
  RequestTimeoutError,
} from '../../../src/connection/index.js';
import {
  AccountClock,
  BarAlignmentError,
  BarsRangeError,
  loadBars,
  loadBarsResuming,
  loadBarsSince,
  timeframeOf,
  type BarsProgress,
  type BarsRequest,
  type Requester,
} from '../../../src/market/index.js';
import type { RateBar } from '../../../src/wire/index.js';
import { barAt, barsServer } from '../../support/bars-server.js';

const hour = 3_600_000;
const now = Date.parse('2024-05-15T12:00:30Z');
const times = new AccountClock({ offsetMs: 3 * hour, at: now, daylight: 'us' });
const serverNow = now / 1000 + 3 * 3600 - 30;
/** One bar a minute, the last of them open now. */
const minutes = (count: number, end = serverNow) =>
  Array.from({ length: count }, (_, index) => barAt(end - (count - 1 - index) * 60));

const m1 = timeframeOf('M1');
const m7 = timeframeOf('M7');

const ask = (more: Partial<BarsRequest>): BarsRequest => ({
  ...{ symbol: 'EURUSD', timeframe: m1, now },
  ...more,
});
const load = (requester: Requester, more: Partial<BarsRequest>) =>
  firstValueFrom(loadBars(requester, ask(more), times));
const serverTimes = (bars: readonly { readonly serverTime: number }[]) =>
  bars.map(({ serverTime }) => serverTime);
const wireTimes = (bars: readonly RateBar[]) => bars.map(({ time }) => time);

describe('a request that makes no sense is an error, and nothing is sent', () => {
  const iso = (text: string) => Date.parse(text);
  test.each<[string, Partial<BarsRequest>, string]>([
    ['neither from nor count', {}, 'from: got undefined, expected a time, or a count instead'],
    [
      'a range that runs backwards',
      { from: iso('2024-05-02'), to: iso('2024-05-01') },
      'from: got 2024-05-02T00:00:00.000Z, expected a time up to to, 2024-05-01T00:00:00.000Z',
    ],
    [
      'a start in the future',
      { from: now + 1 },
      'from: got 2024-05-15T12:00:30.001Z, expected a time up to now, 2024-05-15T12:00:30.000Z',
    ],
    ['no number', { from: Number.NaN }, 'from: got NaN, expected UTC milliseconds since 1970'],
    ['an end that is none', { count: 1, to: -1 }, 'to: got -1, expected UTC milliseconds'],
    ['no present', { count: 1, now: Infinity }, 'now: got Infinity, expected UTC milliseconds'],
    ['none', { count: 0 }, 'count: got 0, expected a whole number from 1 to 1000000 (maxBars)'],
    ['less than none', { count: -5 }, 'count: got -5, expected a whole number'],
    ['a part of one', { count: 1.5 }, 'count: got 1.5, expected a whole number'],
    ['no count', { count: Number.NaN }, 'count: got NaN, expected a whole number'],
    [
      'more than are kept',
      { count: 10_000_000 },
      'count: got 10000000, expected a whole number from 1 to 1000000 (maxBars)',
    ],
    ['more than maxBars', { count: 11, maxBars: 10 }, 'count: got 11, expected a whole number'],
    ['no page', { count: 1, pageBars: 0 }, 'pageBars: got 0, expected a whole number'],
    ['a giant page', { count: 1, pageBars: 1e6 }, 'pageBars: got 1000000, expected a whole number'],
    ['no bound', { count: 1, maxBars: Infinity }, 'maxBars: got Infinity, expected a whole number'],
  ])('%s', async (_, request, message) => {
    const { requester, asked } = barsServer({ bars: minutes(10) });
    const error: unknown = await load(requester, request).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(BarsRangeError);
    expect((error as Error).message).toContain(message);
    expect(error).toMatchObject({ field: message.split(':')[0] });
    expect(asked).toEqual([]);
  });
});

describe('a count', () => {
  test('is the newest bars, and twice their time is asked for', async () => {
    const bars = minutes(1000);
    const { requester, asked } = barsServer({ bars });
    const result = await load(requester, { count: 100 });
    expect(serverTimes(result.bars)).toEqual(wireTimes(bars.slice(-100)));
    expect(result).toMatchObject({ complete: true, requests: 1, oldest: result.bars[0]?.time });
    expect(asked).toMatchObject([{ period: 1, from: serverNow - 199 * 60, to: serverNow }]);
  });

  test('goes back over a rest of the market with wider and wider requests', async () => {
    const friday = serverNow - 3 * 86_400;
    const { requester, asked } = barsServer({ bars: minutes(500, friday) });
    const result = await load(requester, { count: 10 });
    expect(serverTimes(result.bars)).toEqual(wireTimes(minutes(10, friday)));
    expect(result.complete).toBe(true);
    expect(asked.map(({ from, to }) => (to - from) / 60 + 1)).toEqual([
      ...[64, 128, 256, 512, 1024, 2048, 4096],
      // What is after the last bar: the reply may have been cut there.
      288,
    ]);
  });

  test('of more than there are is all there are, and complete', async () => {
    const bars = minutes(300);
    const { requester, asked } = barsServer({ bars });
    const result = await load(requester, { count: 5000 });
    expect(result.bars).toHaveLength(300);
    expect(result.complete).toBe(true);
    expect(asked.at(-1)?.from).toBe(0);
    expect(asked.length).toBeLessThan(20);
  });

  test('of a symbol without any is none, and complete', async () => {
    const { requester } = barsServer({ bars: [] });
    const result = await load(requester, { count: 5 });
    expect(result).toMatchObject({ bars: [], complete: true, oldest: undefined });
  });

  test('is not complete when requests run out before time does', async () => {
    const { requester, asked } = barsServer({ bars: [] });
    const result = await load(requester, { count: 5, pageBars: 1 });
    expect(asked).toHaveLength(20);
    expect(asked.at(-1)?.from).toBeGreaterThan(0);
    expect(result).toMatchObject({ bars: [], complete: false, requests: 20 });
  });

  test('of a range is the newest of the range', async () => {
    const bars = minutes(1000);
    const { requester } = barsServer({ bars });
    const to = now - 100 * 60_000;
    const result = await load(requester, { count: 10, from: to - 50 * 60_000, to });
    expect(serverTimes(result.bars)).toEqual(wireTimes(bars.slice(-110, -100)));
    expect(result.complete).toBe(true);
    const few = await load(requester, { count: 100, from: to - 50 * 60_000, to });
    expect(serverTimes(few.bars)).toEqual(wireTimes(bars.slice(-150, -100)));
    expect(few.complete).toBe(true);
  });
});

describe('a range', () => {
  test('has both its ends; what is after now is cut off', async () => {
    const bars = minutes(100, serverNow + 600);
    const { requester, asked } = barsServer({ bars });
    const from = (serverNow - 10 * 60) * 1000 - 3 * hour;
    const result = await load(requester, { from, to: from + 5 * 60_000 });
    expect(serverTimes(result.bars)).toEqual(wireTimes(minutes(6, serverNow - 5 * 60)));
    expect(result.bars[0]?.time).toBe(from);
    const open = await load(requester, { from, to: now + 10 * hour });
    expect(serverTimes(open.bars)).toEqual(wireTimes(minutes(11)));
    expect(Math.max(...asked.map(({ to }) => to))).toBe(serverNow);
  });

  test('between two bars is nothing, and nothing is asked', async () => {
    const { requester, asked } = barsServer({ bars: minutes(100) });
    const result = await load(requester, { from: now - 25_000, to: now - 5_000 });
    expect(result).toMatchObject({ bars: [], complete: true, requests: 0, oldest: undefined });
    expect(asked).toEqual([]);
  });

  test('over the limit of bars keeps the newest and says so', async () => {
    const bars = minutes(500);
    const { requester } = barsServer({ bars });
    const from = now - 400 * 60_000;
    const cut = await load(requester, { from, maxBars: 50, pageBars: 30 });
    expect(serverTimes(cut.bars)).toEqual(wireTimes(bars.slice(-50)));
    expect(cut.complete).toBe(false);
    const exact = await load(requester, { from, maxBars: 400, pageBars: 30 });
    expect(exact.bars).toHaveLength(400);
    expect(exact.complete).toBe(true);
  });

  test('from 1970 on does not ask page by page', async () => {
    const bars = minutes(100);
    const { requester, asked } = barsServer({ bars });
    const result = await load(requester, { from: 0 });
    expect(result.bars).toHaveLength(100);
    expect(result.complete).toBe(true);
    expect(asked.length).toBeLessThan(20);
  });
});

describe('bars put together', () => {
  test('are whole at both ends of a range, however it is paged', async () => {
    const bars = minutes(600);
    for (const pageBars of [3, 7, 10, 1000]) {
      const { requester } = barsServer({ bars });
      // From 12:01 of the server's clock: the bar of 11:54 is not in it, that of 12:01 is.
      const from = Date.parse('2024-05-15T09:00:01Z');
      const to = Date.parse('2024-05-15T09:15:59Z');
      const result = await load(requester, { timeframe: m7, from, to, pageBars });
      const clock = result.bars.map(({ serverTime, tickVolume }) => [
        new Date(serverTime * 1000).toISOString().slice(11, 16),
        tickVolume,
      ]);
      const volume = (start: string) =>
        bars
          .filter(({ time }) => time >= Date.parse(start) / 1000)
          .slice(0, 7)
          .reduce((total, { tick_volume }) => total + tick_volume, 0);
      expect(clock).toEqual([
        ['12:01', volume('2024-05-15T12:01Z')],
        ['12:08', volume('2024-05-15T12:08Z')],
        ['12:15', volume('2024-05-15T12:15Z')],
      ]);
    }
  });

  test('end with the one that is open now', async () => {
    const { requester, asked } = barsServer({ bars: minutes(600) });
    const result = await load(requester, { timeframe: m7, count: 3 });
    expect(result.bars).toHaveLength(3);
    expect(result.bars.at(-1)?.close).toBe(barAt(serverNow).close);
    expect(asked[0]).toMatchObject({ period: 1, to: serverNow });
  });
});

describe('what is wrong with a reply', () => {
  test('a bar that is not on its period: nothing of it is taken', async () => {
    const { requester } = barsServer({
      bars: minutes(10),
      spoil: (bars) =>
        bars.map((bar, index) => (index === 3 ? { ...bar, time: bar.time + 7 } : bar)),
    });
    const error: unknown = await load(requester, { count: 5 }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(BarAlignmentError);
    expect((error as Error).message).toBe(
      "Bar of EURUSD at 2024-05-15T14:54:07 (server's clock) is not at the start of a M1",
    );
    expect(error).toMatchObject({ symbol: 'EURUSD', period: 'M1' });
  });

  test.each([
    ['M5', 60, true],
    ['H1', 60, true],
    ['H4', 3600, true],
    ['D1', 3600, true],
    ['W1', 3600, true],
    // The official client does not look at the day of the week.
    ['W1', 86_400, false],
    ['MN1', 86_400, true],
  ])('%s, off by %i s: refused %p', async (name, seconds, isRefused) => {
    const month = Date.parse('2024-03-01') / 1000;
    const week = Date.parse('2024-03-03') / 1000;
    const start = name === 'W1' ? week : month;
    const timeframe = timeframeOf(name);
    const off = barsServer({ bars: [barAt(start + seconds)] });
    const result = load(off.requester, { timeframe, count: 5 });
    if (isRefused) await expect(result).rejects.toThrow(BarAlignmentError);
    else expect((await result).bars).toHaveLength(1);
    const on = barsServer({ bars: [barAt(start)] });
    expect((await load(on.requester, { timeframe, count: 5 })).bars).toHaveLength(1);
  });

  test('weeks that begin on Monday are all there', async () => {
    const monday = Date.parse('2024-05-13') / 1000;
    const bars = Array.from({ length: 60 }, (_, index) => barAt(monday - (59 - index) * 604_800));
    const { requester } = barsServer({ bars, cap: 7, keep: 'oldest' });
    const timeframe = timeframeOf('W1');
    const from = monday * 1000 - 40 * 7 * 24 * hour - 3 * hour;
    const result = await load(requester, { timeframe, from });
    expect(serverTimes(result.bars)).toEqual(wireTimes(bars.slice(-41)));
  });

  test('bars out of order, twice or not asked for are put right and counted', async () => {
    const bars = minutes(6);
    const { requester } = barsServer({
      bars,
      spoil: (found) =>
        found.length < 6
          ? found
          : [
              barAt(serverNow + 60),
              ...found.toReversed(),
              { ...barAt(serverNow), close: 1.2345 },
              barAt(serverNow - 86_400),
            ],
    });
    const result = await load(requester, { from: now - 6 * 60_000 });
    expect(serverTimes(result.bars)).toEqual(wireTimes(bars));
    expect(result.bars.at(-1)?.close).toBe(1.2345);
    expect(result.repairs).toEqual({ duplicates: 1, outside: 2, unordered: 1 });
  });

  test('a server that does not care what is asked: not complete', async () => {
    const { requester } = barsServer({ bars: [], spoil: () => minutes(50) });
    const result = await load(requester, { from: now - 200 * 60_000, to: now - 100 * 60_000 });
    expect(result).toMatchObject({ bars: [], complete: false });
    expect(result.repairs.outside).toBeGreaterThan(0);
    const count = await load(requester, { count: 100 });
    expect(count.bars).toHaveLength(50);
    expect(count.complete).toBe(false);
  });

  test('a request that ends without a reply does not hang', async () => {
    const requester = { request: () => EMPTY } as unknown as Requester;
    await expect(load(requester, { count: 1 })).rejects.toThrow('Reply to rates: no reply');
  });
});

describe('progress', () => {
  test('is told after each reply and ends at 1', async () => {
    const { requester } = barsServer({ bars: minutes(100) });
    const seen: BarsProgress[] = [];
    const from = now - 30_000 - 99 * 60_000;
    await load(requester, { from, pageBars: 40, onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ loaded, requests }) => [loaded, requests])).toEqual([
      [40, 1],
      [80, 2],
      [100, 3],
    ]);
    expect(seen.map(({ fraction }) => fraction.toFixed(1))).toEqual(['0.4', '0.8', '1.0']);
    expect(seen.map((progress) => progress.to)).toEqual([now - 30_000, now - 30_000, now - 30_000]);
    expect(seen[0]?.from).toBe(now - 30_000 - 39 * 60_000);
    expect(seen.at(-1)?.from).toBe(from);
  });

  test('by count, too', async () => {
    const { requester } = barsServer({ bars: minutes(1000) });
    const seen: number[] = [];
    await load(requester, { count: 50, pageBars: 20, onProgress: (p) => seen.push(p.fraction) });
    expect(seen).toEqual([0.4, 0.8, 1]);
  });

  test('a listener that throws fails its own load', async () => {
    const { requester } = barsServer({ bars: minutes(10) });
    const onProgress = () => {
      throw new Error('mine');
    };
    await expect(load(requester, { count: 5, onProgress })).rejects.toThrow('mine');
  });
});

describe('a page that fails', () => {
  const failing = (error: Error, from = 2) => {
    const server = barsServer({ bars: minutes(1000) });
    let requests = 0;
    const requester = {
      request: (...given: Parameters<Requester['request']>) => {
        requests += 1;
        return requests >= from ? throwError(() => error) : server.requester.request(...given);
      },
    } as unknown as Requester;
    return { requester, asked: server.asked, server: server.requester };
  };
  const closed = new ConnectionClosedError(11, true);

  test.each([closed, new RequestTimeoutError(11, 30_000), new CommandRefusedError(11, 1)])(
    'fails the load: %s',
    async (error) => {
      const { requester } = failing(error);
      await expect(load(requester, { count: 100, pageBars: 30 })).rejects.toBe(error);
    },
  );

  test('for a lost connection is asked for again over the next one', async () => {
    const { requester, asked, server } = failing(closed, 3);
    let connections = 0;
    const when = () => of((connections += 1) <= 3 ? requester : server);
    const request = ask({ count: 100, pageBars: 30 });
    const result = await firstValueFrom(loadBarsResuming(when, request, times));
    expect(serverTimes(result.bars)).toEqual(wireTimes(minutes(100)));
    expect(asked).toHaveLength(4);
    expect(result.requests).toBe(4);
  });

  test('gives up after so many connections for one page', async () => {
    const { requester } = failing(closed, 2);
    let connections = 0;
    const when = () => {
      connections += 1;
      return of(requester);
    };
    const request = ask({ count: 100, pageBars: 30 });
    await expect(firstValueFrom(loadBarsResuming(when, request, times))).rejects.toBe(closed);
    expect(connections).toBe(1 + 6);
    connections = 0;
    const none = loadBarsResuming(when, request, times, { retries: 0 });
    await expect(firstValueFrom(none)).rejects.toBe(closed);
    expect(connections).toBe(1);
  });

  test('for another reason is not asked for again', async () => {
    const refused = new CommandRefusedError(11, 1);
    const { requester } = failing(refused);
    let connections = 0;
    const when = () => of(((connections += 1), requester));
    const request = ask({ count: 100, pageBars: 30 });
    await expect(firstValueFrom(loadBarsResuming(when, request, times))).rejects.toBe(refused);
    expect(connections).toBe(2);
  });
});

describe('bars since one that is known', () => {
  const since = (requester: Requester, more: object) =>
    firstValueFrom(
      loadBarsSince(
        requester,
        {
          ...{ symbol: 'EURUSD', timeframe: m1, fromServerSeconds: serverNow - 300, nowUtc: now },
          ...more,
        },
        times,
      ),
    );

  test('are one request, from it to the bar that is open, and come with the reply', () => {
    const { requester, asked } = barsServer({ bars: minutes(100) });
    const order: string[] = [];
    loadBarsSince(
      requester,
      { symbol: 'EURUSD', timeframe: m1, fromServerSeconds: serverNow - 300, nowUtc: now },
      times,
    ).subscribe({
      next: (bars) => order.push(`${bars.length} bars`),
      complete: () => order.push('end'),
    });
    expect(order).toEqual(['6 bars', 'end']);
    expect(asked).toEqual([{ symbol: 'EURUSD', period: 1, from: serverNow - 300, to: serverNow }]);
  });

  test('are put together from whole ones', async () => {
    const { requester, asked } = barsServer({ bars: minutes(100) });
    const bars = await since(requester, { timeframe: m7, fromServerSeconds: serverNow - 300 });
    // 15:00 of the server's clock is in the bar of 14:56.
    expect(bars.map(({ serverTime }) => (serverTime - serverNow) / 60)).toEqual([-11, -4]);
    expect(asked[0]?.from).toBe(serverNow - 11 * 60);
  });

  test('by a clock that is behind are those that are known, at least', async () => {
    const { requester, asked } = barsServer({ bars: minutes(100) });
    const bars = await since(requester, { nowUtc: now - 10 * 60_000 });
    expect(asked).toMatchObject([{ from: serverNow - 300, to: serverNow - 300 }]);
    expect(bars).toHaveLength(1);
  });

  test('are checked as well', async () => {
    const bars = minutes(3).map((bar) => ({ ...bar, time: bar.time + 1 }));
    const { requester } = barsServer({ bars });
    await expect(since(requester, {})).rejects.toThrow(BarAlignmentError);
  });
});

test('nothing is asked before somebody subscribes', () => {
  const requester = {
    request: () => {
      throw new Error('asked');
    },
  } as unknown as Requester;
  loadBars(requester, ask({ count: 5 }), times);
  loadBarsResuming(() => NEVER, ask({ count: 5 }), times);
  expect(() => loadBars(requester, ask({ timeframe: m7 }), times)).not.toThrow();
  expect(() => loadBars(requester, ask({ timeframe: m7, count: -1 }), times)).not.toThrow();
});
