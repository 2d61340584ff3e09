import { describe, expect, test } from '@jest/globals';

import {
  DeskError,
  symbolSpec,
  type AccountOptions,
  type AccountSettings,
  type Desk,
} from '../../src/simulator/index.js';
import {
  AccountPermissions,
  commands,
  DealAction,
  DealEntry,
  OrderState,
  OrderType,
  Reason,
} from '../../src/wire/index.js';
import { bodyValue, RawClient } from '../support/raw-client.js';
import { simulators } from '../support/simulators.js';

const { withClient } = simulators();

const symbols = [
  symbolSpec({ kind: 'forex', path: 'Forex\\EURUSD', startPrice: 1.1 }),
  symbolSpec({ kind: 'metal', path: 'Metals\\XAUUSD', startPrice: 1900 }),
];
const quote = { symbol: 'EURUSD', time: 1_700_000_000_000, bid: 1.1, ask: 1.1002 };
const deposit = { ticket: 1, action: 'balance', profit: 10_000 } as const;

const withDesk = async (account: Partial<AccountOptions> = {}) => {
  const password = 'Secret-55';
  const accounts = [
    { login: 5, password, investorPassword: 'Look-only1', ...account },
    { login: 6, password },
  ];
  const { simulator, client } = await withClient({ symbols, accounts });
  simulator.pushTick(quote);
  return { simulator, client, desk: simulator.desk() };
};

/** The bodies of the pushes 10 that came so far, once everything sent has come. */
const pushesOf = async (client: RawClient) => {
  await client.reply(commands.ping, undefined);
  return client.frames
    .filter(({ command }) => command === commands.tradeUpdate.id)
    .map(({ body }) => bodyValue(commands.tradeUpdate.reply, body));
};

/** What a push is about, in short. */
const shortOf = (pushes: Awaited<ReturnType<typeof pushesOf>>) =>
  pushes.map((updates) =>
    updates.map((update) =>
      'deal' in update
        ? `deal ${update.transaction_type}`
        : `${['open', 'history'][update.flag_mask]} ${update.transaction_type}`,
    ),
  );

describe('a hedging account', () => {
  test('gets a position per deal, at the quote of now', async () => {
    const { client, desk } = await withDesk();
    const first = desk.buy('EURUSD', 0.5, { sl: 1.09, tp: 1.2, comment: 'one', magic: 7 });
    const second = desk.sell('EURUSD', 0.29);
    expect(first.position).not.toBe(second.position);
    const { positions } = await client.ask(commands.tradingOpened, undefined);
    expect(positions).toMatchObject([
      {
        ...{ position_id: first.position, trade_order: first.order, trade_action: 0 },
        ...{ price_open: 1.1002, price_close: 1.1, profit: -10, trade_volume: 50_000_000n },
        ...{ sl: 1.09, tp: 1.2, comment: 'one', expert: 7n, trade_reason: Reason.expert },
        ...{ contract_size: 100_000, digits: 5, digits_currency: 2 },
      },
      { position_id: second.position, trade_action: 1, price_open: 1.1, price_close: 1.1002 },
    ]);
    expect(desk.state.closedOrders[0]).toMatchObject({
      ...{ trade_order: first.order, position_id: first.position, volume_current: 0n },
      ...{ order_state: OrderState.filled, order_type: OrderType.buy, volume_initial: 50_000_000n },
    });
  });

  test('closes a part, with that part of the swap, and then the rest', async () => {
    const { simulator, desk } = await withDesk({
      history: { deals: [deposit] },
      positions: [
        {
          ...{ ticket: 9, symbol: 'EURUSD', side: 'buy', volume: 1, price: 1.099 },
          ...{ swap: -4, commission: -2 },
        },
      ],
    });
    const before = desk.state.balance;
    const part = desk.close(9, { lots: 0.25 });
    expect(part.position).toBe(9n);
    expect(desk.state.deals.at(-1)).toMatchObject({
      ...{ deal: part.deal, entry: DealEntry.out, trade_action: DealAction.sell },
      ...{ profit: 25, storage: -1, commission: 0, price_open: 1.1, position_id: 9n },
    });
    expect(desk.state.positions).toMatchObject([
      { trade_volume: 75_000_000n, storage: -3, commission: -1.5, price_open: 1.099 },
    ]);
    simulator.pushTick({ ...quote, bid: 1.098 });
    desk.close(9, { commission: -1.5, fee: -0.5 });
    expect(desk.state.positions).toEqual([]);
    expect(desk.state.balance).toBe(before + 25 - 1 - 75 - 3 - 1.5 - 0.5);
  });

  test('closes opposite positions against each other', async () => {
    const { client, desk } = await withDesk();
    const buy = desk.buy('EURUSD', 1, { price: 1.1 });
    const sell = desk.sell('EURUSD', 0.4, { price: 1.102 });
    const made = desk.closeBy(buy.position, sell.position);
    expect(desk.state.deals.slice(-2)).toMatchObject([
      { deal: made.deal, entry: DealEntry.out_by, profit: 80, position_id: buy.position },
      { trade_order: made.order, entry: DealEntry.out_by, profit: 0, position_id: sell.position },
    ]);
    expect(desk.state.positions).toMatchObject([
      { position_id: buy.position, trade_volume: 60_000_000n },
    ]);
    expect(desk.state.closedOrders.at(-1)).toMatchObject({ order_type: OrderType.close_by });
    const [update] = (await pushesOf(client)).at(-1) ?? [];
    expect(update).toMatchObject({
      trade_position: { position_id: buy.position, trade_volume: 60_000_000n },
      deals: [{ position_id: sell.position }],
      positions: [{ position_id: sell.position, trade_volume: 0n }],
      balance: 10_080,
    });
  });

  test('does not close by itself what does not fit', async () => {
    const { desk } = await withDesk();
    const { position } = desk.buy('EURUSD', 1);
    const other = desk.buy('EURUSD', 1);
    expect(() => desk.closeBy(position, other.position)).toThrow(
      `by: got ${other.position}n, expected a position of the same symbol and the opposite side`,
    );
  });
});

describe.each(['netting', 'exchange'] as const)('an account of mode %s', (mode) => {
  test('has one position per symbol: added to, taken from, turned round, closed', async () => {
    const { desk } = await withDesk({ mode });
    const first = desk.buy('EURUSD', 1, { price: 1.1, sl: 1.09 });
    const added = desk.buy('EURUSD', 3, { price: 1.104, tp: 1.2 });
    expect(added.position).toBe(first.position);
    expect(desk.state.positions).toMatchObject([
      { price_open: 1.103, trade_volume: 400_000_000n, sl: 1.09, tp: 1.2 },
    ]);
    desk.sell('EURUSD', 1, { price: 1.105 });
    expect(desk.state.deals.at(-1)).toMatchObject({ entry: DealEntry.out, profit: 200 });
    const turned = desk.sell('EURUSD', 5, { price: 1.1, commission: -5 });
    expect(turned.position).toBe(first.position);
    expect(desk.state.deals.at(-1)).toMatchObject({
      ...{ entry: DealEntry.in_out, profit: -900, trade_volume: 500_000_000n },
    });
    expect(desk.state.positions).toMatchObject([
      {
        ...{ trade_action: 1, trade_volume: 200_000_000n, price_open: 1.1, sl: 0, tp: 0 },
        ...{ commission: -2, trade_order: turned.order },
      },
    ]);
    desk.close(first.position, { price: 1.1 });
    expect(desk.state.positions).toEqual([]);
    expect(desk.state.balance).toBe(10_000 + 200 - 900 - 5);
    // What follows is another position.
    expect(desk.buy('EURUSD', 1).position).not.toBe(first.position);
  });

  test('has nothing to close by', async () => {
    const { desk } = await withDesk({ mode });
    const { position } = desk.buy('EURUSD', 1);
    const { position: by } = desk.buy('XAUUSD', 1, { price: 1900 });
    expect(() => desk.closeBy(position, by)).toThrow(`a ${mode} account, expected a hedging one`);
  });
});

describe('pending orders', () => {
  const expiration = 1_900_000_000_000;

  test('are placed, changed and cancelled', async () => {
    const { client, desk } = await withDesk();
    const ticket = desk.place({
      ...{ type: 'buy_limit', symbol: 'EURUSD', lots: 0.1, price: 1.09, sl: 1.08, expiration },
    });
    expect(desk.state.orders).toMatchObject([
      {
        ...{ trade_order: ticket, order_type: OrderType.buy_limit, price_order: 1.09 },
        ...{ order_state: OrderState.placed, type_time: 2, volume_current: 10_000_000n },
      },
    ]);
    desk.modifyOrder(ticket, { price: 1.091, tp: 1.2, expiration: 0 });
    expect(desk.state.orders).toMatchObject([
      { price_order: 1.091, price_sl: 1.08, price_tp: 1.2, type_time: 0, time_expiration: 0 },
    ]);
    desk.cancel(ticket);
    expect(desk.state.orders).toEqual([]);
    expect(desk.state.closedOrders).toMatchObject([
      { trade_order: ticket, order_state: OrderState.canceled, volume_current: 10_000_000n },
    ]);
    const later = desk.place({ type: 'sell_stop', symbol: 'EURUSD', lots: 1, price: 1 });
    desk.cancel(later, 'expired');
    expect(desk.state.closedOrders.at(-1)).toMatchObject({ order_state: OrderState.expired });
    expect(shortOf(await pushesOf(client)).slice(0, 3)).toEqual([
      ['open 0'],
      ['open 1'],
      ['open 2', 'history 0'],
    ]);
  });

  test('are filled at their price: order gone, history, deal and position', async () => {
    const { client, desk } = await withDesk();
    const ticket = desk.place({ type: 'sell_limit', symbol: 'EURUSD', lots: 1, price: 1.2, tp: 1 });
    const filled = desk.fill(ticket);
    expect(filled).toMatchObject({ order: ticket, position: ticket });
    expect(desk.state).toMatchObject({
      orders: [],
      positions: [{ position_id: ticket, price_open: 1.2, trade_action: 1, tp: 1 }],
      closedOrders: [{ trade_order: ticket, order_state: OrderState.filled, position_id: ticket }],
    });
    expect(shortOf(await pushesOf(client))).toEqual([
      ['open 0'],
      ['open 2', 'history 0'],
      ['deal 0'],
    ]);
  });

  test('of the stop limit sort are filled at their limit', async () => {
    const { desk } = await withDesk({ mode: 'netting' });
    const order = { type: 'buy_stop_limit', symbol: 'EURUSD', lots: 1, price: 1.2 } as const;
    expect(() => desk.place(order)).toThrow('trigger: got none');
    desk.fill(desk.place({ ...order, trigger: 1.19 }));
    expect(desk.state.positions).toMatchObject([{ price_open: 1.19 }]);
    // In netting a filled order goes to the position of its symbol.
    desk.fill(desk.place({ ...order, type: 'sell_limit' }), 1.21);
    expect(desk.state.positions).toEqual([]);
    expect(desk.state.balance).toBe(12_000);
  });

  test('open a position of a new number if theirs has been used', async () => {
    const { desk } = await withDesk({
      positions: [{ ticket: 3, symbol: 'EURUSD', side: 'buy', volume: 1, price: 1.1 }],
      orders: [{ ticket: 3, symbol: 'EURUSD', type: 'buy_limit', volume: 1, price: 1 }],
    });
    const { position, order } = desk.fill(3);
    expect(order).toBe(3n);
    expect(desk.state.positions.map(({ position_id }) => position_id)).toEqual([3n, position]);
    expect(new Set(desk.state.positions.map(({ position_id }) => position_id)).size).toBe(2);
  });
});

describe('stops of a position', () => {
  test('change without a deal; what is not given stays', async () => {
    const { client, desk } = await withDesk();
    const { position } = desk.buy('EURUSD', 1, { sl: 1.05 });
    desk.modify(position, { tp: 1.3 });
    expect(desk.state.positions).toMatchObject([{ sl: 1.05, tp: 1.3 }]);
    desk.modify(position, { sl: 0 });
    const pushes = await pushesOf(client);
    expect(pushes.at(-1)).toMatchObject([
      {
        ...{ transaction_type: 1, deal: { deal: 0n, trade_symbol: 'EURUSD' } },
        trade_position: { position_id: position, sl: 0, tp: 1.3, trade_volume: 100_000_000n },
      },
    ]);
    expect(desk.state.deals).toHaveLength(1);
  });
});

describe('money', () => {
  test('comes and goes as deals without a symbol', async () => {
    const { client, desk } = await withDesk({ balance: 0 });
    const ticket = desk.balance(500.005, { comment: 'Deposit' });
    desk.balance(-100);
    desk.balance(50, { action: 'credit' });
    desk.balance(-7, { action: 'tax' });
    expect(desk.state).toMatchObject({ balance: 393.01, credit: 50 });
    expect(desk.state.deals).toMatchObject([
      { deal: ticket, trade_action: DealAction.balance, profit: 500.01, comment: 'Deposit' },
      { profit: -100 },
      { trade_action: DealAction.credit, profit: 50 },
      { trade_action: DealAction.tax, profit: -7 },
    ]);
    const [first] = (await pushesOf(client))[0] ?? [];
    expect(first).toMatchObject({
      ...{ balance: 500.01, credit: 0, deal: { trade_symbol: '' } },
      trade_position: { position_id: 0n, trade_symbol: '', trade_volume: 0n },
    });
    expect(await client.ask(commands.account, undefined)).toMatchObject({
      ...{ balance: 393.01, credit: 50 },
    });
  });
});

describe('a call that cannot be carried out', () => {
  test.each<[string, string, (desk: Desk) => unknown]>([
    ['ticket-unknown', 'position: got 77n', (desk) => desk.close(77)],
    ['ticket-unknown', 'by: got 78n', (desk) => desk.closeBy(desk.buy('EURUSD', 1).position, 78n)],
    ['ticket-unknown', 'order: got 77n', (desk) => desk.fill(77)],
    ['ticket-unknown', 'order: got 77n', (desk) => desk.modifyOrder(77, {})],
    ['symbol-unknown', 'symbol: got "NOSUCH"', (desk) => desk.buy('NOSUCH', 1)],
    ['volume', 'lots: got 0,', (desk) => desk.buy('EURUSD', 0)],
    ['volume', 'lots: got -1,', (desk) => desk.sell('EURUSD', -1)],
    ['volume', 'lots: got 100000000000,', (desk) => desk.buy('EURUSD', 100_000_000_000)],
    ['volume', 'lots: got NaN,', (desk) => desk.sell('EURUSD', NaN)],
    [
      'volume',
      'lots: got 1.5, expected at most the 1 of the position',
      (desk) => desk.close(desk.buy('EURUSD', 1).position, { lots: 1.5 }),
    ],
    ['no-quote', 'price: got none', (desk) => desk.buy('XAUUSD', 1)],
    ['argument', 'price: got Infinity', (desk) => desk.buy('EURUSD', 1, { price: Infinity })],
    ['argument', 'comment: got', (desk) => desk.buy('EURUSD', 1, { comment: 'x'.repeat(33) })],
    ['argument', 'magic: got 0.5', (desk) => desk.buy('EURUSD', 1, { magic: 0.5 })],
    ['argument', 'amount: got NaN', (desk) => desk.balance(NaN)],
    ['argument', 'action: got "buy"', (desk) => desk.balance(1, { action: 'buy' as 'tax' })],
    ['argument', 'settings.leverage: got 0', (desk) => desk.account({ leverage: 0 })],
    ['argument', 'settings.x: got an', (desk) => desk.account({ x: 1 } as AccountSettings)],
  ])('is a %s error: %s', async (code, message, call) => {
    const { desk } = await withDesk();
    let thrown: unknown;
    try {
      call(desk);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(DeskError);
    expect(thrown).toMatchObject({ code, name: 'DeskError' });
    expect((thrown as Error).message).toContain(`desk: ${message}`);
  });

  test('changes nothing', async () => {
    const { client, desk } = await withDesk();
    const before = desk.state;
    expect(() => desk.close(1)).toThrow(DeskError);
    expect(() => desk.buy('EURUSD', 1, { comment: 'x'.repeat(99) })).toThrow(DeskError);
    expect(() => desk.account({ leverage: 5, name: '' })).toThrow(DeskError);
    expect(desk.state).toBe(before);
    await client.reply(commands.ping, undefined);
    expect(client.frames.map(({ command }) => command)).not.toContain(commands.tradeUpdate.id);
    expect(client.frames.map(({ command }) => command)).not.toContain(commands.accountPush.id);
  });

  test('is any call after the simulator has been closed', async () => {
    const { simulator, desk } = await withDesk();
    await simulator.close();
    expect(() => desk.balance(1)).toThrow('closed');
    expect(() => desk.account({ leverage: 5 })).toThrow('closed');
    expect(() => simulator.desk()).toThrow('closed');
  });
});

describe('who is told', () => {
  test('is everybody who has logged in to the account, and nobody else', async () => {
    const { simulator, client, desk } = await withDesk();
    const investor = await RawClient.loggedOn(simulator.url, { login: 5n, password: 'Look-only1' });
    const other = await RawClient.loggedOn(simulator.url, { login: 6n, password: 'Secret-55' });
    desk.buy('EURUSD', 1);
    desk.account({ leverage: 50 });
    expect(shortOf(await pushesOf(client))).toEqual([['history 0'], ['deal 0']]);
    expect(await pushesOf(investor)).toHaveLength(2);
    expect(await pushesOf(other)).toEqual([]);
    expect(await investor.push(commands.accountPush)).toMatchObject({ rights: 8 });
    expect(simulator.desk(6n).state.positions).toEqual([]);
    expect(simulator.desk(6).login).toBe(6n);
    expect(() => simulator.desk(7)).toThrow('login: got 7, expected that of an account');
  });
});

describe('the account', () => {
  test('changes, and its clients are told', async () => {
    const { client, desk } = await withDesk();
    desk.account({
      ...{ leverage: 30, name: 'Renamed', state: 'trade-disabled', commissionDaily: -3 },
      ...{ commissionMonthly: -9, fixedProfit: 12 },
      tradeSettings: [{ path: 'Forex\\*', spreadDiff: 4 }],
    });
    const told = await client.push(commands.accountPush);
    expect(told).toMatchObject({
      ...{ margin_leverage: 30, account_name: 'Renamed', rights: 4, commission_daily: -3 },
      ...{ commission_monthly: -9, acc_profit: 12 },
      trade_settings: [{ symbol_path: 'Forex\\*', spread_diff: 4 }],
    });
    expect(await client.ask(commands.account, undefined)).toEqual(told);
    desk.account({ state: 'enabled' });
    expect(await client.push(commands.accountPush)).toMatchObject({
      ...{ rights: 0, margin_leverage: 30, commission_daily: -3 },
    });
    desk.balance(1);
    expect((await pushesOf(client))[0]).toMatchObject([{ commission_daily: -3, acc_profit: 12 }]);
  });

  test('may have to accept a risk warning, once', async () => {
    const { client } = await withDesk({ riskWarning: true });
    const risk = AccountPermissions.risk_warning;
    expect(await client.ask(commands.account, undefined)).toMatchObject({
      permissions_flags: risk,
    });
    await client.reply(commands.notify, { value: 2 });
    await client.reply(commands.notify, { value: 1 });
    expect(await client.push(commands.accountPush)).toMatchObject({ permissions_flags: 0 });
    await client.reply(commands.notify, { value: 1 });
    await client.reply(commands.ping, undefined);
    expect(client.frames.filter(({ command }) => command === 14)).toHaveLength(1);
  });

  test('shows the leverage rules and commissions of its group', async () => {
    const { client } = await withDesk({
      leverageRules: [{ path: 'Forex\\*', range: 'value', tiers: [{ initial: 1, to: 5 }] }],
      commissions: [{ charge: 'daily', tiers: [{ value: 3.5 }] }],
    });
    expect(await client.ask(commands.account, undefined)).toMatchObject({
      rules: [
        {
          ...{ path: 'Forex\\*', range_mode: 2, tier_count: 1 },
          tiers: [{ range_from: 0, range_to: 5, margin_rate_maintenance: 1 }],
        },
      ],
      commissions: [
        {
          ...{ path: '*', mode: 0, mode_charge: 0, mode_entry: 0 },
          tiers: [{ mode: 0, type: 1, value: 3.5, range_to: Number.MAX_VALUE }],
        },
      ],
    });
  });
});

describe('positions of the options', () => {
  const position = { symbol: 'EURUSD', side: 'sell', volume: 0.5, price: 1.2 } as const;
  const time = 1_700_000_000_250;

  test('have the order and the deal that opened them', async () => {
    const { client, desk } = await withDesk({
      positions: [{ ...position, ticket: 40, time, commission: -2, magic: 8 }],
    });
    const { deals, orders } = await client.ask(commands.tradeHistory, { from: 0, to: 0 });
    expect(deals).toMatchObject([
      {
        ...{ deal: 41n, trade_order: 40n, position_id: 40n, entry: DealEntry.in, price_open: 1.2 },
        ...{ trade_action: DealAction.sell, trade_volume: 50_000_000n, commission: -2, expert: 8n },
        ...{ time_create_ms: 250, profit: 0 },
      },
    ]);
    expect(orders).toMatchObject([
      {
        ...{ trade_order: 40n, position_id: 40n, order_type: OrderType.sell, time_done_ms: 250 },
        ...{ order_state: OrderState.filled, volume_initial: 50_000_000n, volume_current: 0n },
      },
    ]);
    expect(desk.state.balance).toBe(10_000);
    expect(desk.balance(1)).toBe(42n);
  });

  test('do not if the history says how they came', async () => {
    const { desk } = await withDesk({
      positions: [{ ...position, ticket: 40 }],
      history: {
        deals: [
          { ticket: 90, action: 'sell', symbol: 'EURUSD', volume: 0.5, price: 1.2, position: 40 },
        ],
      },
    });
    expect(desk.state.deals).toHaveLength(1);
    expect(desk.state.closedOrders).toEqual([]);
    // Tickets go on above those that are given.
    expect(desk.buy('EURUSD', 1)).toEqual({ order: 91n, deal: 92n, position: 91n });
  });
});

test('the history finds what the desk has done by its time, both ends included', async () => {
  const { client, desk } = await withDesk();
  desk.close(desk.buy('EURUSD', 1).position);
  const { time_create: first } = desk.state.deals[0]!;
  const { time_create: last } = desk.state.deals.at(-1)!;
  const count = async (from: number, to: number) => {
    const { deals, orders } = await client.ask(commands.tradeHistory, { from, to });
    return [deals.length, orders.length];
  };
  expect(await count(first, last)).toEqual([2, 2]);
  expect(await count(first, 0)).toEqual([2, 2]);
  expect(await count(0, first - 1)).toEqual([0, 0]);
  expect(await count(last + 1, 0)).toEqual([0, 0]);
});
