import { describe, expect, test } from '@jest/globals';
import { SimulatorClosedError } from '../../src/simulator/index.js';
import { BooksFlags, commands } from '../../src/wire/index.js';
import { simulators } from '../support/simulators.js';

const { withClient, start } = simulators();

describe('symbols that change while the server runs', () => {
  test('a change is pushed in full, and answered from then on', async () => {
    const { simulator, client } = await withClient();
    simulator.changeSymbol('EURUSD', { stopsLevel: 25, description: 'Euro' });
    const [pushed] = await client.push(commands.symbolUpdatePush);
    expect(pushed).toMatchObject({ trade_symbol: 'EURUSD', symbol_description: 'Euro' });
    expect(pushed?.trade.trade_stops_level).toBe(25);
    const [full] = await client.ask(commands.symbolsFull, [pushed?.symbol_id ?? 0]);
    expect(full).toEqual(pushed);
    const list = await client.ask(commands.symbols, undefined);
    expect(list.find(({ trade_symbol }) => trade_symbol === 'EURUSD')?.symbol_description).toBe(
      'Euro',
    );
  });

  test('ticks of before a change come before it, in points of the old digits', async () => {
    const { simulator, client } = await withClient();
    const { id = 0 } = simulator.symbols.find(({ name }) => name === 'EURUSD') ?? {};
    await client.ask(commands.ticksSubscribe, [id]);
    simulator.pushTick({ symbol: 'EURUSD', time: Date.now(), bid: 1.1, ask: 1.2 });
    simulator.changeSymbol('EURUSD', { digits: 4, tickSize: 0.0001 });
    simulator.pushTick({ symbol: 'EURUSD', time: Date.now(), bid: 1.1, ask: 1.2 });
    const bids = [await client.push(commands.tickPush), await client.push(commands.tickPush)];
    expect(bids.map(([tick]) => tick?.bid)).toEqual([110_000, 11_000]);
    const { tickPush, symbolUpdatePush } = commands;
    const pushed = client.frames.map(({ command }) => command);
    expect(
      pushed.filter((command) => [tickPush.id, symbolUpdatePush.id].includes(command)),
    ).toEqual([tickPush.id, symbolUpdatePush.id, tickPush.id]);
  });

  test('who watches the depth is sent a whole book by the new specification', async () => {
    const { simulator, client } = await withClient();
    const { id = 0 } = simulator.symbols.find(({ name }) => name === 'EURUSD') ?? {};
    simulator.pushTick({ symbol: 'EURUSD', time: Date.now(), bid: 1.1, ask: 1.2 });
    await client.ask(commands.bookSubscribe, [id]);
    await client.push(commands.bookPush);
    simulator.changeSymbol('EURUSD', { digits: 4, tickSize: 0.0001, bookDepth: 2 });
    const [book] = await client.push(commands.bookPush);
    expect(book).toMatchObject({ symbol_id: id, books_flags: BooksFlags.snapshot });
    expect(book?.items.map(({ price }) => price)).toEqual([12_000n, 12_001n, 11_000n, 10_999n]);
  });

  test('one is added, quoted, listed and counted; one is removed and gone from the list', async () => {
    const { simulator, client } = await withClient();
    const before = simulator.symbols.length;
    simulator.addSymbol({ kind: 'forex', path: 'Forex\\New\\EURSEK', startPrice: 11 });
    const [added] = await client.push(commands.symbolUpdatePush);
    expect(added).toMatchObject({ trade_symbol: 'EURSEK', symbol_id: before + 1 });
    expect((await client.ask(commands.account, undefined)).symbols_count).toBe(before + 1);
    const groups = await client.ask(commands.symbolGroups, undefined);
    expect(groups.map(({ group_name }) => group_name)).toContain('Forex\\New');
    await client.ask(commands.ticksSubscribe, [before + 1]);
    simulator.pushTick({ symbol: 'EURSEK', time: Date.now(), bid: 11, ask: 11.01 });
    const [tick] = await client.push(commands.tickPush);
    expect(tick?.symbol_id).toBe(before + 1);

    simulator.removeSymbol('EURSEK');
    const names = (await client.ask(commands.symbols, undefined)).map((row) => row.trade_symbol);
    expect(names).not.toContain('EURSEK');
    expect(names).toHaveLength(before);
  });

  test('what cannot be is refused and named', async () => {
    const simulator = await start();
    expect(() => simulator.changeSymbol('NOPE', {})).toThrow('NOPE');
    expect(() => simulator.removeSymbol('NOPE')).toThrow('NOPE');
    expect(() => simulator.changeSymbol('EURUSD', { digits: 99 })).toThrow('digits');
    expect(() =>
      simulator.addSymbol({ kind: 'forex', path: 'Forex\\EURUSD', startPrice: 1 }),
    ).toThrow('not there yet');
    await simulator.close();
    expect(() => simulator.changeSymbol('EURUSD', {})).toThrow(SimulatorClosedError);
    expect(() => simulator.removeSymbol('EURUSD')).toThrow(SimulatorClosedError);
  });
});

describe('margin spreads', () => {
  const rule = {
    id: 7,
    marginInitial: 50,
    legsA: [{ symbol: 'EURUSD' }],
    legsB: [{ symbol: 'GBPUSD', ratio: 2 }],
  };

  test('the rules that name a symbol, and none for others', async () => {
    const { simulator, client } = await withClient({ marginSpreads: [rule] });
    const idOf = (name: string): number =>
      simulator.symbols.find((symbol) => symbol.name === name)?.id ?? 0;
    const [block] = await client.ask(commands.spreads, [idOf('GBPUSD')]);
    expect(block?.spreads).toMatchObject([
      { spread_id: 7, margin_initial: 50, margin_maintenance: 50, margin_type: 2 },
    ]);
    expect(block?.spreads[0]?.legs_b).toMatchObject([{ trade_symbol: 'GBPUSD', spread_ratio: 2 }]);
    expect(await client.ask(commands.spreads, [idOf('USDJPY')])).toEqual([]);
  });

  test.each([
    [{ ...rule, id: 0 }, 'marginSpreads[0].id'],
    [{ ...rule, marginType: 'half' }, 'marginSpreads[0].marginType'],
    [{ ...rule, legsA: [{ symbol: '' }] }, 'marginSpreads[0].legsA[0].symbol'],
    [{ ...rule, legsB: [{ symbol: 'X', mode: 'name' }] }, 'marginSpreads[0].legsB[0].mode'],
  ])('%j is refused and the field named', async (bad, field) => {
    await expect(start({ marginSpreads: [bad as never] })).rejects.toThrow(field);
  });
});
