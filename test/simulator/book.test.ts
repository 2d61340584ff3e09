import { describe, expect, test } from '@jest/globals';

import { symbolSpec, type SimulatorOptions } from '../../src/simulator/index.js';
import { commands, TradePermissions, type BookEntry } from '../../src/wire/index.js';
import { RawClient } from '../support/raw-client.js';
import { demo, simulators } from '../support/simulators.js';

const simulatorsHere = simulators();

const symbols = [
  symbolSpec({ kind: 'forex', path: 'Forex\\EURUSD', startPrice: 1.1, bookDepth: 4 }),
  symbolSpec({ kind: 'forex', path: 'Forex\\USDJPY', startPrice: 150 }),
  symbolSpec({ kind: 'stock', path: 'Stocks\\ACME', startPrice: 50, bookDepth: 2 }),
];
/** Ids in the order of the symbols. */
const [eurusd, usdjpy, acme] = [1, 2, 3] as const;

const withClient = (options: SimulatorOptions = {}) =>
  simulatorsHere.withClient({ symbols, ...options });

const watch = (client: RawClient, ...ids: number[]) => client.ask(commands.bookSubscribe, ids);

const quote = (symbol: string, bid: number, ask: number) => {
  return { symbol, time: 1_700_000_000_123, bid, ask };
};

const levels = (entry: BookEntry | undefined, type: number): number[] =>
  (entry?.items ?? [])
    .filter(({ book_type }) => book_type === type)
    .map(({ price }) => Number(price));

describe('depth of market', () => {
  test('begins with a whole book around the quote', async () => {
    const { simulator, client } = await withClient();
    simulator.pushTick(quote('EURUSD', 1.1, 1.1002));
    await watch(client, eurusd);
    const [entry, ...others] = await client.push(commands.bookPush);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ symbol_id: eurusd, books_flags: 2, items_count: 8 });
    // The clock of the server is two hours ahead.
    expect(entry).toMatchObject({ books_time: 1_700_007_200, time_msc: 123 });
    expect(levels(entry, 1)).toEqual([110_020, 110_021, 110_022, 110_023]);
    expect(levels(entry, 2)).toEqual([110_000, 109_999, 109_998, 109_997]);
  });

  test('then comes as changes when the quote moves', async () => {
    const { simulator, client } = await withClient();
    simulator.pushTick(quote('EURUSD', 1.1, 1.1002));
    await watch(client, eurusd);
    await client.push(commands.bookPush);
    simulator.pushTick(quote('EURUSD', 1.10001, 1.1002));
    const [entry] = await client.push(commands.bookPush);
    expect(entry?.books_flags).toBe(0);
    expect(levels(entry, 2)).toEqual(expect.arrayContaining([110_001, 109_997]));
    expect(levels(entry, 1)).toEqual([]);
  });

  test('is not sent of a symbol that has none', async () => {
    const { simulator, client } = await withClient();
    await watch(client, usdjpy, acme);
    simulator.pushTick(quote('USDJPY', 150, 150.01));
    simulator.pushTick(quote('ACME', 50, 50.01));
    const [entry, ...others] = await client.push(commands.bookPush);
    expect(entry).toMatchObject({ symbol_id: acme });
    expect(others).toEqual([]);
    expect(simulator.connections[0]?.books).toEqual(['USDJPY', 'ACME']);
  });

  test('a list replaces the one before, and no symbol stops it', async () => {
    const { simulator, client } = await withClient();
    await watch(client, eurusd, acme);
    expect((await client.push(commands.bookPush)).map(({ symbol_id }) => symbol_id)).toEqual([
      eurusd,
      acme,
    ]);
    await watch(client, acme);
    simulator.pushTick(quote('EURUSD', 1.1, 1.1002));
    simulator.pushTick(quote('ACME', 50, 50.01));
    expect(await client.push(commands.bookPush)).toMatchObject([{ symbol_id: acme }]);
    await watch(client);
    simulator.pushTick(quote('ACME', 51, 51.01));
    await client.ask(commands.ping, undefined);
    expect(simulator.connections[0]?.books).toEqual([]);
    expect(client.frames.filter(({ command }) => command === 23)).toHaveLength(2);
  });

  test('is not for those who have not logged in, and ends with the logout', async () => {
    const { simulator, client } = await withClient();
    const stranger = await RawClient.open(simulator.url);
    await stranger.bootstrap();
    await expect(watch(stranger, eurusd)).rejects.toMatchObject({ code: 3 });
    await watch(client, eurusd);
    await client.push(commands.bookPush);
    await client.ask(commands.logout, undefined);
    expect(simulator.connections[0]?.books).toEqual([]);
  });

  test('each client has a list of its own, and one that goes away disturbs nobody', async () => {
    const { simulator, client } = await withClient();
    const other = await RawClient.loggedOn(simulator.url, demo);
    await watch(client, eurusd);
    await watch(other, eurusd);
    await other.push(commands.bookPush);
    await client.close();
    simulator.pushTick(quote('EURUSD', 1.1, 1.1002));
    expect(await other.push(commands.bookPush)).toMatchObject([{ symbol_id: eurusd }]);
  });

  test('can be looked at on the server', async () => {
    const { simulator } = await withClient();
    expect(simulator.book('EURUSD')).toEqual({ bids: [], asks: [] });
    simulator.pushTick(quote('EURUSD', 1.1, 1.1002));
    simulator.pushTick(quote('USDJPY', 150, 150.01));
    const { bids, asks } = simulator.book('EURUSD');
    expect(bids.map(({ price }) => price)).toEqual([1.1, 1.09999, 1.09998, 1.09997]);
    expect(asks.map(({ price }) => price)).toEqual([1.1002, 1.10021, 1.10022, 1.10023]);
    expect(simulator.book('USDJPY')).toEqual({ bids: [], asks: [] });
    expect(() => simulator.book('NOPE')).toThrow(/NOPE/);
  });

  test('is permitted in the settings of exactly those symbols that have it', async () => {
    const { client } = await withClient();
    const records = await client.ask(commands.symbolsFull, [eurusd, usdjpy, acme]);
    const permitted = records.map(({ ticks_bookdepth, trade }) => [
      ticks_bookdepth,
      trade.permissions_flags & TradePermissions.book,
    ]);
    expect(permitted).toEqual([
      [4, 1],
      [0, 0],
      [2, 1],
    ]);
  });
});
