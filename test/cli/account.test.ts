import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NEVER } from 'rxjs';

import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { startWith } from './support/account-run.js';
import { until, type FakeOptions } from './support/fake-environment.js';

const day = 86_400_000;
let simulator: Simulator;
const start = startWith(() => simulator);

/** Runs a command to its end. */
const result = async (argv: readonly string[], options: FakeOptions = {}) => {
  const { environment, done } = start(argv, options);
  const code = await done;
  const { stdout, stderr } = environment;
  return { code, stdout, stderr };
};

const asSecond = { RXMT5_LOGIN: '43', RXMT5_PASSWORD: 'Reset-43' };

beforeEach(async () => {
  simulator = await startSimulator({
    feed: NEVER,
    links: [
      { type: 'custom', title: 'House rules', url: 'https://broker.example/rules' },
      { type: 99, url: 'https://broker.example/99' },
    ],
    accounts: [
      {
        login: 42,
        password: 'Secret-42',
        name: 'Ada Lovelace',
        balance: 5000,
        commissions: [
          { path: 'Forex\\*', tiers: [{ value: 3.5, to: 10 }] },
          { path: 'Hidden\\*', agent: true, tiers: [{ value: 1 }] },
        ],
        leverageRules: [{ path: 'Metals\\*', tiers: [{ from: 10, initial: 2, maintenance: 1.5 }] }],
        tradeSettings: [{ path: 'Forex\\*', spreadDiff: 2 }],
        history: {
          deals: [{ ticket: 900, action: 'balance', profit: 5000, time: Date.now() - 100 * day }],
        },
      },
      { login: 43, password: 'Reset-43', state: 'password-reset' },
    ],
  });
});

afterEach(() => simulator.close());

describe('rxmt5 account', () => {
  test('prints one object, without secrets and without the records of the wire', async () => {
    const { code, stdout, stderr } = await result(['account']);
    expect(code).toBe(0);
    expect(stdout.json).toHaveLength(1);
    expect(stdout.json[0]).toMatchObject({
      ...{ login: '42', name: 'Ada Lovelace', balance: 5000, currency: 'USD', leverage: 100 },
      ...{ marginMode: 'retail_hedging', otp: 'not_offered', offset: 7_200_000, missing: [] },
      rights: { trade: true },
      tradeServer: { connected: true, state: 0 },
      commissions: [{ path: 'Forex\\*' }, { kind: 'agent' }],
      leverageRules: [{ path: 'Metals\\*', mode: 'volume' }],
    });
    expect(stdout.text).not.toContain('"raw"');
    expect(stdout.text + stderr.text).not.toContain('Secret-42');
  });

  test('tells the same in lines on a terminal', async () => {
    const { code, stdout } = await result(['account'], { terminal: true });
    expect(code).toBe(0);
    const lines = stdout.lines.map((line) => line.replaceAll(/ {2,}/g, ' | '));
    expect(lines).toEqual(
      expect.arrayContaining([
        'login | 42',
        'balance | 5000.00 USD',
        'leverage | 1:100',
        'stop out | 50 %',
        'rights | may trade',
        'trade server | connected',
        'server clock | UTC+02:00',
        'trade settings | Forex\\*: spreadMarkup 2',
        'leverage rules | Metals\\* by volume: from 10: margin x 2, maintenance x 1.5',
      ]),
    );
    // The commission of an agent is not charged to the account.
    expect(lines.filter((line) => line.includes('per lot'))).toEqual([
      'commissions | Forex\\* (instant, in and out, by volume): to 10: 3.5 account currency per lot',
    ]);
  });

  test('--follow prints it again when it has changed', async () => {
    const { environment, done } = start(['account', '--follow']);
    await until(() => environment.stdout.lines.length === 1);
    simulator.desk().balance(250);
    await until(() => environment.stdout.lines.length === 2);
    simulator.status(7);
    await until(() => environment.stdout.lines.length === 3);
    environment.signals$.next('SIGINT');
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.json.map(({ balance }) => balance)).toEqual([5000, 5250, 5250]);
    expect(environment.stdout.json[2]).toMatchObject({
      tradeServer: { connected: false, state: 7 },
    });
  });

  test('--follow on a terminal redraws lines that fit it', async () => {
    const { environment, done } = start(['account', '--follow'], { terminal: true });
    await until(() => environment.stdout.text.includes('5000.00 USD'));
    simulator.desk().balance(250);
    await until(() => environment.stdout.text.includes('5250.00 USD'));
    expect(environment.stdout.text).toMatch(/\nand \d+ more/);
    environment.signals$.next('SIGTERM');
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.text.endsWith('\x1b[?25h')).toBe(true);
  });

  test('an account that has to change its password first is still told of', async () => {
    const { code, stdout } = await result(['account'], { env: asSecond });
    expect(code).toBe(0);
    expect(stdout.json[0]).toMatchObject({ rights: { trade: false, passwordResetRequired: true } });
  });
});

describe('rxmt5 positions', () => {
  test('are rows with exact numbers, and those of --symbol only', async () => {
    const desk = simulator.desk();
    desk.buy('EURUSD', 0.5, { price: 1.1, sl: 1.09, magic: 7, comment: 'first' });
    desk.sell('XAUUSD', 0.01, { price: 2000 });
    const { code, stdout } = await result(['positions']);
    expect(code).toBe(0);
    expect(stdout.json).toMatchObject([
      { symbol: 'EURUSD', side: 'buy', volume: 0.5, volumeUnits: '50000000', priceOpen: 1.1 },
      { symbol: 'XAUUSD', side: 'sell', volume: 0.01, magic: '0' },
    ]);
    expect(stdout.text).not.toContain('"raw"');
    const some = await result(['positions', '--symbol', 'EUR*,XAU*,!EURUSD']);
    expect(some.stdout.json.map(({ symbol }) => symbol)).toEqual(['XAUUSD']);
  });

  test('are a table with a sum on a terminal', async () => {
    simulator.desk().buy('EURUSD', 0.5, { price: 1.1, sl: 1.09, magic: 7, comment: 'first' });
    const { stdout, stderr } = await result(['positions'], {
      terminal: true,
      env: { NO_COLOR: '1' },
    });
    expect(stdout.lines[0]).toMatch(/^ticket +symbol +side +lots +open +price +profit +sl +tp/);
    expect(stdout.lines[1]).toMatch(/EURUSD +buy +0\.5 +1\.10000 .* 1\.09000 +-$/);
    expect(stdout.lines.at(-1)).toMatch(/^1 position, profit -?\d+\.\d\d, swap 0\.00 USD$/);
    // 80 columns have no room for all.
    expect(stderr.text).toContain('no room for');
  });

  test('none are said to be none', async () => {
    const { code, stdout } = await result(['positions'], { terminal: true });
    expect(code).toBe(0);
    expect(stdout.lines.at(-1)).toBe('0 positions, profit 0.00, swap 0.00 USD');
  });

  test('--follow prints each change with its source, also of the time of a lost connection', async () => {
    const desk = simulator.desk();
    const { position } = desk.buy('EURUSD', 0.5, { price: 1.1 });
    const { environment, done } = start(['positions', '--follow', '--symbol', 'EURUSD']);
    const count = (): number => environment.stdout.lines.length;
    await until(() => count() === 1);
    desk.modify(position, { sl: 1.05 });
    await until(() => count() === 2);
    desk.sell('XAUUSD', 0.1, { price: 2000 });
    simulator.controls.drop();
    await until(() => simulator.connections.length === 0);
    desk.close(position, { price: 1.2 });
    await until(() => count() === 3);
    environment.signals$.next('SIGINT');
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.json).toMatchObject([
      { change: 'added', source: 'snapshot', position: { volume: 0.5 } },
      { change: 'changed', source: 'push', position: { sl: 1.05 } },
      { change: 'removed', source: 'reconcile', position: { ticket: String(position) } },
    ]);
    expect(environment.stdout.json[1]?.['before']).not.toHaveProperty('sl');
    expect(environment.stderr.text).toContain('"msg":"gap"');
    expect(environment.stderr.text).not.toContain('Secret-42');
  });

  test('--follow on a terminal keeps the table', async () => {
    const desk = simulator.desk();
    const { environment, done } = start(['positions', '--follow'], { terminal: true });
    await until(() => environment.stdout.text.includes('0 positions'));
    desk.buy('EURUSD', 0.5, { price: 1.1 });
    await until(() => environment.stdout.text.includes('1 position,'));
    environment.signals$.next('SIGINT');
    await expect(done).resolves.toBe(0);
  });

  test('--seconds ends it', async () => {
    const { code } = await result(['positions', '--follow', '--seconds', '0.2']);
    expect(code).toBe(0);
  });

  test.each([
    [['positions']],
    [['orders', '--follow']],
    [['symbols']],
    [['quote', 'EURUSD']],
    [['book', 'EURUSD', '--follow']],
    [['bars', 'EURUSD', 'H1']],
    [['ticks', 'EURUSD']],
  ])(
    'of an account that has to change its password: %j says so, and does not wait',
    async (argv) => {
      const { code, stderr, stdout } = await result(argv, { env: asSecond });
      expect(code).toBe(1);
      expect(stderr.lines.at(-1)).toContain('the broker wants another password first');
      expect(stdout.text).toBe('');
    },
  );
});

describe('rxmt5 orders', () => {
  test('are rows, and changes with --follow', async () => {
    const desk = simulator.desk();
    desk.place({ type: 'buy_limit', symbol: 'EURUSD', lots: 1, price: 1.05 });
    const { stdout } = await result(['orders']);
    expect(stdout.json).toMatchObject([
      { type: 'buy_limit', symbol: 'EURUSD', price: 1.05, volumeInitial: 1, time: 'gtc' },
    ]);
    const { environment, done } = start(['orders', '--follow']);
    await until(() => environment.stdout.lines.length === 1);
    const ticket = desk.place({ type: 'sell_stop', symbol: 'EURUSD', lots: 0.2, price: 1.01 });
    desk.cancel(ticket);
    await until(() => environment.stdout.lines.length === 3);
    environment.signals$.next('SIGINT');
    await done;
    expect(environment.stdout.json.map(({ change }) => change)).toEqual([
      'added',
      'added',
      'removed',
    ]);
  });

  test('are a table on a terminal', async () => {
    simulator.desk().place({ type: 'buy_limit', symbol: 'EURUSD', lots: 1, price: 1.05 });
    const { stdout } = await result(['orders'], { terminal: true, env: { NO_COLOR: '1' } });
    expect(stdout.lines[1]).toMatch(/EURUSD +buy limit +1 +1\.05000/);
    expect(stdout.lines.at(-1)).toBe('1 order');
  });
});

describe('rxmt5 deals', () => {
  const trade = (): void => {
    const desk = simulator.desk();
    const { position } = desk.buy('EURUSD', 0.5, { price: 1.1, commission: -2 });
    desk.close(position, { price: 1.101 });
    desk.balance(-100);
  };

  test('are those of the last 30 days, oldest first, and a line of totals', async () => {
    trade();
    const { code, stdout } = await result(['deals']);
    expect(code).toBe(0);
    const rows = stdout.json;
    expect(rows.map(({ action }) => action)).toEqual(['buy', 'sell', 'balance', undefined]);
    expect(rows.at(-1)).toMatchObject({
      totals: { profit: 50, commission: -2, net: 48, withdrawals: -100, deposits: 0, volume: 1 },
      from: expect.any(Number),
    });
    const { from, to } = rows.at(-1) as { from: number; to: number };
    expect(to - from).toBeGreaterThanOrEqual(30 * day);
  });

  test('of any range, symbol, ticket and position', async () => {
    trade();
    const actions = async (...argv: string[]) => {
      const { stdout } = await result(['deals', ...argv]);
      return stdout.json.slice(0, -1).map(({ action }) => action);
    };
    expect(await actions('--from', '2020-01-01')).toHaveLength(4);
    expect(await actions('--from', '2020-01-01', '--to', '2020-02-01T12:30:00Z')).toEqual([]);
    expect(await actions('--symbol', 'EUR*')).toEqual(['buy', 'sell']);
    expect(await actions('--from', '2020-01-01', '--ticket', '900')).toEqual(['balance']);
  });

  test('--orders and --positions are made of the same history', async () => {
    trade();
    const orders = await result(['deals', '--orders']);
    expect(orders.stdout.json).toMatchObject([
      { state: 'filled', type: 'buy' },
      { state: 'filled', type: 'sell' },
      { totals: { orders: 2, filled: 2 } },
    ]);
    const positions = await result(['deals', '--positions']);
    expect(positions.stdout.json).toMatchObject([
      { state: 'closed', side: 'buy', net: 48, priceClose: 1.101 },
      { totals: { net: 48 } },
    ]);
    expect(positions.stdout.text).not.toContain('"raw"');
  });

  test('are a table with totals on a terminal', async () => {
    trade();
    const options = { terminal: true, env: { NO_COLOR: '1' } };
    const { stdout } = await result(['deals'], options);
    expect(stdout.lines[1]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +\d+ +EURUSD +buy +in +0\.5/);
    expect(stdout.lines.at(-1)).toBe(
      '3 deals, 1 lots: profit 50.00, swap 0.00, commission -2.00, fee 0.00, net 48.00, withdrawals -100.00 USD',
    );
    const orders = await result(['deals', '--orders'], options);
    expect(orders.stdout.lines.at(-1)).toBe('2 orders: 2 filled');
    const positions = await result(['deals', '--positions'], options);
    expect(positions.stdout.lines.at(-1)).toContain('1 position; 2 deals, 1 lots: profit 50.00');
  });

  test('--follow prints those that are made from now on', async () => {
    trade();
    const { environment, done } = start(['deals', '--follow', '--symbol', 'XAU*']);
    await until(() => simulator.connections.length === 1);
    const desk = simulator.desk();
    const made = setInterval(() => desk.sell('XAUUSD', 0.1, { price: 2000 }), 50);
    await until(() => environment.stdout.lines.length > 1);
    clearInterval(made);
    environment.signals$.next('SIGINT');
    await done;
    for (const line of environment.stdout.json) {
      expect(line).toMatchObject({ change: 'added', deal: { symbol: 'XAUUSD', entry: 'in' } });
    }
  });

  test('--follow on a terminal keeps the newest in sight', async () => {
    const { environment, done } = start(['deals', '--follow'], { terminal: true });
    environment.stdout.rows = 10;
    await until(() => environment.stdout.text.includes('0 deals'));
    const desk = simulator.desk();
    for (let lots = 1; lots <= 9; lots += 1) desk.buy('EURUSD', lots, { price: 1 });
    await until(() => environment.stdout.text.includes('9 deals'));
    environment.signals$.next('SIGINT');
    await done;
    const last = environment.stdout.text.split('Deals of account').at(-1);
    expect(last).toMatch(/EURUSD +buy +in +9 /);
    expect(last).not.toMatch(/EURUSD +buy +in +1 /);
  });
});

describe('rxmt5 links', () => {
  test('are rows, and kinds without a name numbers', async () => {
    const { code, stdout } = await result(['links']);
    expect(code).toBe(0);
    expect(stdout.json).toEqual([
      expect.objectContaining({
        ...{ kind: 'custom', title: 'House rules', url: 'https://broker.example/rules' },
      }),
      expect.objectContaining({ kind: 99, url: 'https://broker.example/99' }),
    ]);
    const table = await result(['links'], { terminal: true });
    expect(table.stdout.lines.at(-1)).toBe('2 links');
  });
});

describe('a command line that makes no sense', () => {
  test.each([
    [['positions', '--symbol', '!EURUSD'], '--symbol: got "!EURUSD", expected names or masks'],
    [['positions', '--seconds', '3'], '--seconds is for --follow, which is not given'],
    [['positions', 'EURUSD'], 'got "EURUSD", expected options only'],
    [['orders', '--password', 'x'], '--password: passwords are not taken from arguments'],
    [['deals', '--from', 'yesterday'], '--from: got "yesterday", expected a date such as'],
    [['deals', '--from', '01.02.2026'], '--from: got "01.02.2026", expected a date such as'],
    [['deals', '--from', '2026-02-30'], '--from: got "2026-02-30"'],
    [
      ['deals', '--from', '2099-01-01'],
      '--from: got 2099-01-01T00:00:00Z, expected a time up to now',
    ],
    [['deals', '--from', '2020-02-01', '--to', '2020-01-01'], 'expected a time up to --to'],
    [['deals', '--ticket', '0'], '--ticket: got "0", expected the number of a ticket'],
    [['deals', '--ticket', '9223372036854775808'], 'expected the number of a ticket'],
    [
      ['deals', '--orders', '--positions'],
      '--orders and --positions are given, expected one of them',
    ],
    [['deals', '--follow', '--from', '2020-01-01'], '--from is given with --follow'],
    [['deals', '--follow', '--orders'], '--orders is given with --follow'],
  ])('%j', async (argv, message) => {
    const { code, stdout, stderr } = await result(argv);
    expect({ code, out: stdout.text }).toEqual({ code: 2, out: '' });
    expect(stderr.text).toContain(message);
    expect(simulator.connections).toEqual([]);
  });
});
