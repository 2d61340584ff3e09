import { describe, expect, test } from '@jest/globals';

import { symbolSpec, type AccountOptions } from '../../src/simulator/index.js';
import { commands, tradeRequestOf } from '../../src/wire/index.js';
import { simulators } from '../support/simulators.js';

const { withClient } = simulators();

const symbols = [symbolSpec({ kind: 'forex', path: 'Forex\\EURUSD', startPrice: 1.1 })];
/** UTC; the clock of the server is an hour ahead. */
const time = 1_700_000_000_250;
const seconds = 1_700_003_600;

const withTrades = (account: Partial<AccountOptions>) =>
  withClient({
    symbols,
    timezoneShiftSeconds: 3600,
    accounts: [{ login: 5, password: 'Secret-55', ...account }],
  });

describe('open positions and orders', () => {
  test('are as given, volumes in units and times on the clock of the server', async () => {
    const { client } = await withTrades({
      positions: [
        {
          ...{ ticket: 2n ** 60n, symbol: 'EURUSD', side: 'sell', volume: 0.29, price: 1.2 },
          ...{ sl: 1.3, tp: 1.1, time, swap: -1.5, commission: -2, magic: 9, comment: 'hi' },
        },
      ],
      orders: [
        {
          ...{ ticket: 3, symbol: 'EURUSD', type: 'buy_stop_limit', volume: 1, price: 1.3 },
          ...{ trigger: 1.25, expiration: time + 60_000, time },
        },
      ],
    });
    const { positions, orders } = await client.ask(commands.tradingOpened, undefined);
    expect(positions).toMatchObject([
      {
        ...{ position_id: 2n ** 60n, trade_symbol: 'EURUSD', trade_action: 1, sl: 1.3, tp: 1.1 },
        ...{ trade_volume: 29_000_000n, price_open: 1.2, storage: -1.5, commission: -2 },
        ...{ time_create: seconds, time_create_ms: 250, expert: 9n, trade_reason: 1 },
        ...{ comment: 'hi', digits: 5, contract_size: 100_000, digits_currency: 2 },
      },
    ]);
    expect(orders).toMatchObject([
      {
        ...{
          trade_order: 3n,
          order_type: 6,
          order_state: 1,
          price_order: 1.3,
          price_trigger: 1.25,
        },
        ...{ volume_initial: 100_000_000n, volume_current: 100_000_000n, type_time: 2 },
        ...{ time_setup: seconds, time_done: 0, time_expiration: seconds + 60 },
      },
    ]);
  });

  test('carry the price of now, of the side that closes or opens', async () => {
    const deal = { symbol: 'EURUSD', volume: 1, price: 1.2 } as const;
    const { simulator, client } = await withTrades({
      positions: [
        { ...deal, ticket: 1, side: 'buy' },
        { ...deal, ticket: 2, side: 'sell' },
      ],
      orders: [
        { ...deal, ticket: 3, type: 'buy_limit' },
        { ...deal, ticket: 4, type: 'sell_limit' },
      ],
    });
    const prices = async () => {
      const { positions, orders } = await client.ask(commands.tradingOpened, undefined);
      const closing = positions.map(({ price_close }) => price_close);
      return [...closing, ...orders.map(({ price_current }) => price_current)];
    };
    expect(await prices()).toEqual([1.2, 1.2, 1.2, 1.2]);
    simulator.pushTick({ symbol: 'EURUSD', time, bid: 1.31, ask: 1.32 });
    expect(await prices()).toEqual([1.31, 1.32, 1.32, 1.31]);
  });

  test('may be none: both counts are there all the same', async () => {
    const { client } = await withTrades({});
    expect((await client.reply(commands.tradingOpened, undefined)).body).toHaveLength(8);
  });
});

describe('history', () => {
  const deal = { symbol: 'EURUSD', action: 'buy', volume: 1, price: 1.2 } as const;
  const order = { symbol: 'EURUSD', type: 'buy', volume: 1, price: 0 } as const;
  const history = {
    deals: [
      { ticket: 1, action: 'balance', profit: 500, time: time - 10_000 },
      { ...deal, ticket: 2, time, order: 7, position: 8, commission: -1, fee: -0.5, swap: -0.25 },
      { ...deal, ticket: 3, time: time + 10_000, entry: 'out', profit: 12.5 },
    ],
    orders: [
      { ...order, ticket: 4, time: time - 60_000, timeDone: time },
      { ...order, ticket: 5, time, state: 'canceled' },
      { ...order, ticket: 6, time: time + 10_000 },
    ],
  } as const;

  test.each([
    ['everything', 0, 0, [1, 2, 3], [4, 5, 6]],
    ['from a time on', seconds, 0, [2, 3], [4, 5, 6]],
    ['up to a time', 0, seconds, [1, 2], [4, 5]],
    ['one second', seconds, seconds, [2], [4, 5]],
    ['nothing', seconds + 100, 0, [], []],
    ['nothing, to before from', seconds, seconds - 1, [], []],
  ])('gives %s', async (_, from, to, deals, orders) => {
    const { client } = await withTrades({ history });
    const found = await client.ask(commands.tradeHistory, { from, to });
    expect(found.deals.map(({ deal: ticket }) => Number(ticket))).toEqual(deals);
    expect(found.orders.map(({ trade_order }) => Number(trade_order))).toEqual(orders);
  });

  test('has deals and orders as given', async () => {
    const { client } = await withTrades({ history });
    const { deals, orders } = await client.ask(commands.tradeHistory, { from: 0, to: 0 });
    expect(deals[0]).toMatchObject({ trade_action: 2, trade_symbol: '', profit: 500 });
    expect(deals[1]).toMatchObject({
      ...{ trade_order: 7n, position_id: 8n, entry: 0, commission: -1, commission_fee: -0.5 },
      ...{ storage: -0.25, trade_volume: 100_000_000n, time_create_ms: 250, digits: 5 },
    });
    expect(deals[2]).toMatchObject({ entry: 1, profit: 12.5 });
    expect(orders[0]).toMatchObject({
      ...{ order_state: 4, volume_current: 0n, time_setup: seconds - 60, time_done: seconds },
    });
    expect(orders[1]).toMatchObject({ order_state: 2, volume_current: 100_000_000n });
  });

  test('is empty unless it is given', async () => {
    const { client } = await withTrades({});
    expect(await client.ask(commands.tradeHistory, { from: 0, to: 0 })).toEqual({
      ...{ deals: [], orders: [] },
    });
  });
});

test('a trade request is answered with 10017, trading disabled', async () => {
  const { client } = await withTrades({});
  const request = tradeRequestOf({ action_id: 1000, trade_symbol: 'EURUSD' });
  expect(await client.ask(commands.tradeRequest, request)).toEqual({ retcode: 10_017 });
});
