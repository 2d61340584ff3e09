import { describe, expect, test } from '@jest/globals';
import { Subject, throwError } from 'rxjs';

import {
  symbolSpec,
  type FeedTick,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';
import { commands, type SymbolDetails, type Tick } from '../../src/wire/index.js';
import { RawClient } from '../support/raw-client.js';
import { demo, simulators } from '../support/simulators.js';

const simulatorsHere = simulators();
const { startWithFeed } = simulatorsHere;

const symbols = [
  symbolSpec({ kind: 'forex', path: 'Forex\\EURUSD', startPrice: 1.1 }),
  symbolSpec({ kind: 'forex', path: 'Forex\\USDJPY', startPrice: 150 }),
  symbolSpec({ kind: 'stock', path: 'Stocks\\ACME', startPrice: 50 }),
];
/** Ids in the order of the symbols. */
const [eurusd, usdjpy, acme] = [1, 2, 3] as const;

const withClient = (options: SimulatorOptions = {}) =>
  simulatorsHere.withClient({ symbols, ...options });

/** 2023-11-14T22:13:20.123Z; the server's clock is two hours ahead, on the same day no more. */
const time = 1_700_000_000_123;
const serverSeconds = 1_700_000_000 + 7200;

const eur = (bid: number, ask: number, ms = 0): FeedTick => {
  return { symbol: 'EURUSD', time: time + ms, bid, ask };
};

const subscribe = (client: RawClient, ...ids: number[]) => client.ask(commands.ticksSubscribe, ids);

/** The next `count` ticks, however many pushes they come in. */
const ticks = async (client: RawClient, count: number): Promise<readonly Tick[]> => {
  const all: Tick[] = [];
  while (all.length < count) all.push(...(await client.push(commands.tickPush)));
  return all;
};

describe('a tick', () => {
  test('has its prices in whole points and its time on the clock of the server', async () => {
    const { simulator, client } = await withClient();
    await subscribe(client, eurusd);
    simulator.pushTick(eur(1.10001, 1.10013));
    expect(await ticks(client, 1)).toEqual([
      {
        ...{ symbol_id: eurusd, tick_time: serverSeconds, time_ms_delta: 123 },
        ...{ fields: 3, bid: 110_001, ask: 110_013, last: 0, tick_volume: 0n, flags: 0 },
      },
    ]);
  });

  test('counts daylight saving in', async () => {
    const { simulator, client } = await withClient({
      timezoneShiftSeconds: -3600,
      daylightHours: 1,
    });
    await subscribe(client, eurusd);
    simulator.pushTick(eur(1.1, 1.2));
    expect(await ticks(client, 1)).toMatchObject([{ tick_time: 1_700_000_000 }]);
  });

  test.each([
    [{ bid: 1.5 }, 1, { bid: 150_000 }],
    [{ ask: 1.5 }, 2, { ask: 150_000 }],
    [{ last: 1.5 }, 4, { last: 150_000 }],
    [{ last: 1.5, volume: 300_000_000n }, 12, { last: 150_000, tick_volume: 300_000_000n }],
    [{ bid: 1.1, ask: 1.2, last: 1.15, volume: 0n }, 15, { tick_volume: 0n }],
    [{}, 0, { bid: 0, ask: 0, last: 0 }],
  ])('%j says by its fields what it has', async (values, fields, record) => {
    const { simulator, client } = await withClient();
    await subscribe(client, eurusd);
    simulator.pushTick({ symbol: 'EURUSD', time, ...values });
    expect(await ticks(client, 1)).toMatchObject([{ fields, ...record }]);
  });

  test('has whole points where floating point has none', async () => {
    const { simulator, client } = await withClient();
    await subscribe(client, eurusd);
    const prices = [1.00005, 1.15, 0.29, 4.35, 1.005, 8.41, 1.13131];
    prices.forEach((bid, index) => simulator.pushTick(eur(bid, bid, index)));
    const points = (await ticks(client, prices.length)).map(({ bid }) => bid);
    expect(points).toEqual([100_005, 115_000, 29_000, 435_000, 100_500, 841_000, 113_131]);
  });

  test('of a delayed symbol says so', async () => {
    const path = 'Stocks\\LATE';
    const late = symbolSpec({ kind: 'stock', path, startPrice: 10, delayMinutes: 15 });
    const { simulator, client } = await withClient({ symbols: [late] });
    await subscribe(client, 1);
    simulator.pushTick({ symbol: 'LATE', time, bid: 10, ask: 11 });
    expect(await ticks(client, 1)).toMatchObject([{ flags: 512 }]);
    expect(await client.push(commands.symbolDetailsPush)).toMatchObject([{ flags: 1 }]);
  });
});

describe('ticks', () => {
  test('keep their order, and those of one turn share a push', async () => {
    const { simulator, client } = await withClient();
    await subscribe(client, eurusd, usdjpy);
    simulator.pushTick(eur(1.1, 1.2));
    simulator.pushTick({ symbol: 'USDJPY', time, bid: 150.001, ask: 150.002 });
    simulator.pushTick(eur(1.3, 1.4));
    const push = await client.push(commands.tickPush);
    expect(push.map(({ symbol_id, bid }) => [symbol_id, bid])).toEqual([
      [eurusd, 110_000],
      [usdjpy, 150_001],
      [eurusd, 130_000],
    ]);
  });

  test('come in pushes of at most a thousand, none lost, in order', async () => {
    const { simulator, client } = await withClient();
    await subscribe(client, eurusd);
    for (let n = 1; n <= 2500; n += 1) simulator.pushTick(eur(n / 1e5, 1, n));
    const seen = await ticks(client, 2500);
    expect(seen.map(({ bid }) => bid)).toEqual(Array.from({ length: 2500 }, (_, n) => n + 1));
    expect(Math.max(...client.frames.map(({ body }) => body.length))).toBe(50_000);
  });

  test('reach all who have subscribed, each by its own list', async () => {
    const { simulator, client } = await withClient();
    const other = await RawClient.loggedOn(simulator.url, demo);
    await subscribe(client, eurusd);
    await subscribe(other, usdjpy, eurusd);
    simulator.pushTick({ symbol: 'USDJPY', time, bid: 150, ask: 151 });
    simulator.pushTick(eur(1.1, 1.2));
    expect((await ticks(other, 2)).map(({ symbol_id }) => symbol_id)).toEqual([usdjpy, eurusd]);
    expect((await ticks(client, 1)).map(({ symbol_id }) => symbol_id)).toEqual([eurusd]);
  });

  test('come from the feed, which may end or fail', async () => {
    const feed = new Subject<FeedTick>();
    const { client } = await withClient({ feed });
    await subscribe(client, eurusd);
    feed.next({ symbol: 'NOSUCH', time, bid: 1 });
    feed.next({ symbol: 'EURUSD', time: NaN, bid: 1 });
    feed.next({ symbol: 'EURUSD', time, bid: NaN });
    feed.next(eur(1.1, 1.2));
    expect(await ticks(client, 1)).toMatchObject([{ bid: 110_000 }]);
    feed.complete();
    expect(await client.reply(commands.ping, undefined)).toMatchObject({ code: 0 });
  });

  test('are missed when the feed fails, and nothing else', async () => {
    const { simulator, client } = await withClient({ feed: throwError(() => new Error('no')) });
    await subscribe(client, eurusd);
    simulator.pushTick(eur(1.1, 1.2));
    expect(await ticks(client, 1)).toHaveLength(1);
  });

  test('come from a random walk when there is no feed', async () => {
    const simulator = await startWithFeed({ symbols });
    const client = await RawClient.loggedOn(simulator.url, demo);
    await subscribe(client, eurusd, usdjpy, acme);
    const seen = new Set((await ticks(client, 3)).map(({ symbol_id }) => symbol_id));
    expect(seen).toEqual(new Set([eurusd, usdjpy, acme]));
  });
});

describe('a subscription', () => {
  test('replaces the whole list of before', async () => {
    const { simulator, client } = await withClient();
    await subscribe(client, eurusd, usdjpy);
    expect(simulator.connections[0]?.ticks).toEqual(['EURUSD', 'USDJPY']);
    await subscribe(client, acme, eurusd);
    expect(simulator.connections[0]?.ticks).toEqual(['ACME', 'EURUSD']);

    simulator.pushTick({ symbol: 'USDJPY', time, bid: 150, ask: 151 });
    simulator.pushTick(eur(1.1, 1.2));
    expect((await ticks(client, 1)).map(({ symbol_id }) => symbol_id)).toEqual([eurusd]);
  });

  test('of nothing ends it', async () => {
    const { simulator, client } = await withClient();
    await subscribe(client, eurusd);
    await subscribe(client);
    expect(simulator.connections[0]?.ticks).toEqual([]);
    simulator.pushTick(eur(1.1, 1.2));
    await subscribe(client, usdjpy);
    simulator.pushTick({ symbol: 'USDJPY', time, bid: 150, ask: 151 });
    expect(await client.push(commands.tickPush)).toMatchObject([{ symbol_id: usdjpy }]);
  });

  test('leaves out ids of no symbol, and takes an id once', async () => {
    const { simulator, client } = await withClient();
    await subscribe(client, 999, usdjpy, 0, usdjpy);
    expect(simulator.connections[0]?.ticks).toEqual(['USDJPY']);
    simulator.pushTick({ symbol: 'USDJPY', time, bid: 150, ask: 151 });
    expect(await client.push(commands.tickPush)).toHaveLength(1);
  });

  test('is followed by the last quote of each new symbol, merged from its ticks', async () => {
    const { simulator, client } = await withClient();
    simulator.pushTick(eur(1.1, 1.2));
    const halfEmpty = { symbol: 'EURUSD', time: time + 1000, bid: 1.15, ask: undefined };
    simulator.pushTick(halfEmpty as unknown as FeedTick);
    await subscribe(client, eurusd, usdjpy);
    expect(await ticks(client, 1)).toMatchObject([
      { symbol_id: eurusd, fields: 3, bid: 115_000, ask: 120_000, tick_time: serverSeconds + 1 },
    ]);
    // Only the new one: the quote of the other is known.
    simulator.pushTick({ symbol: 'USDJPY', time, bid: 150, ask: 151 });
    await ticks(client, 1);
    simulator.pushTick({ symbol: 'ACME', time, bid: 50, ask: 51 });
    await subscribe(client, acme, eurusd, usdjpy);
    expect(await client.push(commands.tickPush)).toMatchObject([{ symbol_id: acme }]);
  });

  test('is not, if so set', async () => {
    const { simulator, client } = await withClient({ snapshots: false });
    simulator.pushTick(eur(1.1, 1.2));
    await subscribe(client, eurusd);
    simulator.pushTick(eur(1.3, 1.4));
    expect(await client.push(commands.tickPush)).toMatchObject([{ bid: 130_000 }]);
  });

  test('of the depth replaces its list, too', async () => {
    const { simulator, client } = await withClient();
    await client.ask(commands.bookSubscribe, [eurusd]);
    expect(simulator.connections[0]?.books).toEqual(['EURUSD']);
    await client.ask(commands.bookSubscribe, [acme, 999]);
    expect(simulator.connections[0]?.books).toEqual(['ACME']);
    await client.ask(commands.bookSubscribe, []);
    expect(simulator.connections[0]?.books).toEqual([]);
  });
});

describe('details', () => {
  const bits = { bid: 6n, ask: 48n, last: 384n, open: 1n << 20n, close: 1n << 21n };
  const change = 1n << 23n;
  const next = async (client: RawClient): Promise<SymbolDetails | undefined> =>
    (await client.push(commands.symbolDetailsPush))[0];

  test('come a little after the subscription', async () => {
    const { simulator, client } = await withClient();
    simulator.pushTick(eur(1.2, 1.3));
    simulator.pushTick(eur(1.1, 1.15, 5));
    await subscribe(client, eurusd);
    expect(await next(client)).toMatchObject({
      ...{ symbol_id: eurusd, digits: 5, lasttime: serverSeconds, lasttime_msc: 128n },
      ...{ bid_high: 120_000, bid_low: 110_000, ask_high: 130_000, ask_low: 115_000 },
      // The start price is what the day before closed at.
      ...{ price_open: 120_000, price_close: 110_000, price_change: 0, bid_last: 0 },
      fields: bits.bid | bits.ask | bits.open | bits.close | change,
    });
  });

  test('of a symbol without a quote have the close of the day before alone', async () => {
    const { client } = await withClient();
    await subscribe(client, acme);
    expect(await next(client)).toMatchObject({ fields: bits.close, price_close: 5000 });
  });

  test('come again when a high or low changes, and only then', async () => {
    const { simulator, client } = await withClient();
    simulator.pushTick(eur(1.1, 1.2));
    await subscribe(client, eurusd);
    await next(client);
    simulator.pushTick(eur(1.1, 1.2, 1000));
    simulator.pushTick(eur(1.25, 1.3, 2000));
    expect(await next(client)).toMatchObject({ bid_high: 125_000, bid_low: 110_000 });
    expect(client.frames.filter(({ command }) => command === 17)).toHaveLength(2);
  });

  test('count trades', async () => {
    const { simulator, client } = await withClient();
    simulator.pushTick({ symbol: 'ACME', time, last: 50, volume: 3n });
    simulator.pushTick({ symbol: 'ACME', time, last: 51, volume: 4n });
    await subscribe(client, acme);
    expect(await next(client)).toMatchObject({
      ...{ last_high: 5100, last_low: 5000, trade_deals: 2, trade_volume: 7n, price_change: 200 },
      fields: bits.last | bits.open | bits.close | change | (1n << 16n) | (1n << 17n),
    });
  });

  test('start anew with the day of the server', async () => {
    const { simulator, client } = await withClient();
    simulator.pushTick(eur(1.5, 1.6));
    // 22:13 UTC is 00:13 on the clock of the server: the day before ended two hours ago.
    simulator.pushTick(eur(1.2, 1.3, -3_600_000));
    simulator.pushTick(eur(1.1, 1.2, 86_400_000));
    await subscribe(client, eurusd);
    expect(await next(client)).toMatchObject({
      ...{ bid_high: 110_000, bid_low: 110_000, price_open: 110_000, price_close: 120_000 },
    });
  });
});

describe('pushTick', () => {
  const refusal = (simulator: Simulator, tick: Partial<FeedTick>): string => {
    try {
      simulator.pushTick({ symbol: 'EURUSD', time, ...tick });
      return 'taken';
    } catch (error) {
      return (error as Error).message;
    }
  };

  test('names what it cannot take', async () => {
    const { simulator } = await withClient();
    expect(refusal(simulator, { symbol: 'NOSUCH' })).toBe(
      'symbol: got "NOSUCH", expected one that the simulator serves',
    );
    expect(refusal(simulator, { time: NaN })).toMatch(/^tick.time: got NaN, expected milliseconds/);
    expect(refusal(simulator, { time: 1e13 })).toMatch(/^tick.time: got 10000000000000/);
    expect(refusal(simulator, { bid: Infinity })).toBe(
      'tick.bid: got Infinity, expected a finite number',
    );
    expect(refusal(simulator, { last: NaN })).toMatch(/^tick.last/);
    expect(refusal(simulator, { volume: -1n })).toBe(
      'tick.volume: got -1n, expected a bigint from 0, of 63 bits',
    );
    expect(refusal(simulator, { volume: 2n ** 63n })).toMatch(/^tick.volume/);
    expect(refusal(simulator, { volume: 2n ** 63n - 1n })).toBe('taken');
    expect(refusal(simulator, {})).toBe('taken');
  });
});

describe('push', () => {
  test('sends any push to those who pass the filter, and says to how many', async () => {
    const { simulator, client } = await withClient();
    const other = await RawClient.loggedOn(simulator.url, demo);
    const entry = {
      ...{ symbol_id: 1, books_time: 0, time_msc: 0, flag_mask: 0, books_flags: 2, items_count: 0 },
      items: [{ flag_mask: 0, book_type: 1, price: 5n, trade_volume: 6n }],
    };
    expect(simulator.push(commands.bookPush, [entry], ({ id }) => id === 2)).toBe(1);
    expect(await other.push(commands.bookPush)).toEqual([{ ...entry, items_count: 1 }]);
    expect(simulator.push(15, { state: 3 })).toBe(2);
    await client.push(commands.loginStatusPush);
    expect(await client.push(commands.loginStatusPush)).toEqual({ state: 3 });
    expect(client.frames.some(({ command }) => command === 23)).toBe(false);
  });

  test('sends bytes as they are, of unknown commands too', async () => {
    const { simulator, client } = await withClient();
    expect(simulator.push(999, Uint8Array.of(1, 2, 3))).toBe(1);
    expect((await client.next(999)).body).toEqual(Buffer.of(1, 2, 3));
    expect(simulator.push(commands.tickPush, Uint8Array.of(1))).toBe(1);
    expect((await client.next(8)).body).toEqual(Buffer.of(1));
  });

  test('refuses a value that the layout does not fit', async () => {
    const { simulator } = await withClient();
    const long = [{ trade_symbol: 'x'.repeat(33) }];
    expect(() => simulator.push(13, long)).toThrow(/^value: got .*trade_symbol.*33 UTF-16 units/);
    expect(() => simulator.push(999, {})).toThrow(/^value: got .*Command 999 is not in/);
  });

  test('of the status reaches all, and the state is kept for those to come', async () => {
    const { simulator, client } = await withClient();
    await client.push(commands.loginStatusPush);
    simulator.status(7);
    expect(await client.push(commands.loginStatusPush)).toEqual({ state: 7 });
    expect(() => simulator.status(-1)).toThrow(/^state: got -1, expected an unsigned integer/);
  });
});
