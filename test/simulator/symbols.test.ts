import { inflateSync } from 'node:zlib';

import { describe, expect, test } from '@jest/globals';

import { catalogue } from '../../src/simulator/index.js';
import { commands } from '../../src/wire/index.js';
import { simulators } from '../support/simulators.js';

const { startWithFeed, withClient } = simulators();

describe('the list of symbols', () => {
  test('is the same plain and compressed; the count decides which is asked for', async () => {
    const { simulator, client } = await withClient();
    const plain = await client.reply(commands.symbols, undefined);
    const compressed = await client.reply(commands.symbolsCompressed, undefined);
    expect(inflateSync(compressed.body.subarray(4))).toEqual(plain.body);
    expect(Buffer.from(compressed.body).readUInt32LE(0)).toBe(plain.body.length);

    const list = await client.ask(commands.symbols, undefined);
    expect(list.map(({ trade_symbol }) => trade_symbol)).toEqual(catalogue.map(({ name }) => name));
    expect(list.map(({ symbol_id }) => symbol_id)).toEqual(catalogue.map((_, index) => index + 1));
    expect(simulator.symbols.map(({ id, name, digits, path }) => [id, name, digits, path])).toEqual(
      list.map((symbol) => [
        ...[symbol.symbol_id, symbol.trade_symbol, symbol.digits, symbol.symbol_path],
      ]),
    );
    const account = await client.ask(commands.account, undefined);
    expect(account.symbols_count).toBe(catalogue.length);
  });

  test('may hold ten thousand', async () => {
    const { simulator, client } = await withClient({ extraSymbols: 10_000 });
    const { symbols_count } = await client.ask(commands.account, undefined);
    expect(symbols_count).toBe(catalogue.length + 10_000);
    const list = await client.ask(commands.symbolsCompressed, undefined);
    expect(new Set(list.map(({ trade_symbol }) => trade_symbol)).size).toBe(symbols_count);
    expect(simulator.symbols).toHaveLength(list.length);

    const groups = await client.ask(commands.symbolGroups, undefined);
    const folders = new Set(list.map(({ symbol_path: path }) => path.replace(/\\[^\\]*$/, '')));
    expect(new Set(groups.map(({ group_name }) => group_name))).toEqual(folders);
    expect(groups).toHaveLength(folders.size);

    // The last of them can be used like the first.
    const id = list.at(-1)?.symbol_id ?? 0;
    const [full] = await client.ask(commands.symbolsFull, [id]);
    expect(full?.trade_symbol).toBe(list.at(-1)?.trade_symbol);
  });

  test('may be empty', async () => {
    const { client } = await withClient({ symbols: [] });
    expect(await client.ask(commands.symbols, undefined)).toEqual([]);
    expect(await client.ask(commands.symbolsCompressed, undefined)).toEqual([]);
    expect(await client.ask(commands.symbolGroups, undefined)).toEqual([]);
    // The random walk has nothing to walk on, and does not mind.
    expect((await startWithFeed({ symbols: [] })).symbols).toEqual([]);
  });
});

describe('full records', () => {
  test('come in the order of the request, each once, unknown ids left out', async () => {
    const { client } = await withClient();
    const full = await client.ask(commands.symbolsFull, [3, 77_777, 1, 3]);
    expect(full.map(({ symbol_id }) => symbol_id)).toEqual([3, 1]);
    expect(full[1]).toMatchObject({
      trade_symbol: catalogue[0]?.name,
      digits: catalogue[0]?.digits,
      trade: { symbol_path: catalogue[0]?.path },
    });
  });

  test('of nothing are an empty list', async () => {
    const { client } = await withClient();
    expect(await client.ask(commands.symbolsFull, [])).toEqual([]);
    expect(await client.ask(commands.symbolsFull, [77_777])).toEqual([]);
  });

  test('are refused to a count that lies', async () => {
    const { client } = await withClient();
    client.send(18, Uint8Array.of(255, 255, 255, 255, 1, 0, 0, 0));
    expect(await client.next(18)).toMatchObject({ code: 1 });
    expect(await client.ask(commands.symbolsFull, [1])).toHaveLength(1);
  });
});
