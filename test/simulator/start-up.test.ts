import { describe, expect, test } from '@jest/globals';
import { firstValueFrom, NEVER, take, toArray } from 'rxjs';

import { symbolSpec, type Simulator } from '../../src/simulator/index.js';
import { commands, initRequestOf } from '../../src/wire/index.js';
import { bodyBytes, RawClient, type Closed } from '../support/raw-client.js';
import { demo, simulators } from '../support/simulators.js';

/**
 * Flow D of the official client, request by request, with the payloads that it was seen to send.
 */

const { start } = simulators();

const symbols = ['EURUSD', 'GBPUSD', 'USDJPY'].map((name) =>
  symbolSpec({ kind: 'forex', path: `Forex\\Majors\\${name}`, startPrice: 1.1 }),
);
const trading = {
  login: 7,
  password: 'Trader-007',
  positions: [{ ticket: 11, symbol: 'EURUSD', side: 'buy', volume: 0.1, price: 1.1 }] as const,
  orders: [{ ticket: 12, symbol: 'GBPUSD', type: 'buy_limit', volume: 0.2, price: 1.2 }] as const,
};

const hex = (payload: string): Uint8Array => Uint8Array.from(Buffer.from(payload, 'hex'));
/** Sends what the official client sends until it is ready, in its order, and pings beside it. */
const startUp = async (client: RawClient, login: bigint, password: string, session = 0n) => {
  await client.bootstrap();
  const loggedIn = await client.logOn({ login, password, session });
  client.send(51);
  const account = await client.ask(commands.account, undefined);
  const groups = await client.ask(commands.symbolGroups, undefined);
  const groupsAgain = await client.ask(commands.symbolGroups, undefined);
  const compressed = (account.symbols_count ?? 0) > 256;
  const list = await client.ask(
    compressed ? commands.symbolsCompressed : commands.symbols,
    undefined,
  );
  const open = await client.ask(commands.tradingOpened, undefined);
  client.send(18, hex('020000000200000001000000'));
  const full = await client.next(18);
  client.send(20, hex('0100000001000000'));
  const spreads = await client.next(20);
  const ping = await client.next(51);
  return { loggedIn, account, groups, groupsAgain, list, open, full, spreads, ping };
};

describe('the start-up of an official client', () => {
  test.each([128, 192, 256] as const)(
    'gets every answer it needs, key of %d bits',
    async (bits) => {
      const simulator = await start({ symbols, accounts: [trading], keyBits: bits });
      const client = await RawClient.open(simulator.url);
      const seen = await startUp(client, 7n, 'Trader-007');

      expect(client.key).toHaveLength(bits / 8);
      expect(seen.loggedIn.login_token).toHaveLength(160);
      expect(seen.loggedIn.session).not.toBe(0n);
      expect(seen.account.trade_settings).toHaveLength(1);
      expect(seen.account.symbols_count).toBe(3);
      expect(seen.groups).toEqual([{ group_name: 'Forex\\Majors' }]);
      expect(seen.groupsAgain).toEqual(seen.groups);
      expect(seen.list?.map((symbol) => symbol.trade_symbol)).toEqual([
        'EURUSD',
        'GBPUSD',
        'USDJPY',
      ]);
      expect(seen.open.positions.map((position) => position.position_id)).toEqual([11n]);
      expect(seen.open.orders.map((order) => order.trade_order)).toEqual([12n]);
      // A count, then the records in the order of the request.
      expect(seen.full.body).toHaveLength(4 + 2 * 3068);
      expect(Buffer.from(seen.full.body).readUInt32LE(4 + 1412)).toBe(2);
      expect(seen.spreads).toMatchObject({ code: 0, body: new Uint8Array(0) });
      expect(seen.ping).toMatchObject({ code: 0, body: new Uint8Array(0) });
      await client.close();
    },
  );

  test('is told the state of the trade server right after the login', async () => {
    const simulator = await start();
    const client = await RawClient.loggedOn(simulator.url, demo);
    expect(await client.push(commands.loginStatusPush)).toEqual({ state: 0 });
    expect(client.frames.map((frame) => frame.command)).toEqual([0, 28, 15]);
  });

  test('sends ticks and details after the subscription, and answers the logout', async () => {
    const simulator = await start({ symbols, accounts: [trading] });
    const client = await RawClient.open(simulator.url);
    await startUp(client, 7n, 'Trader-007');

    client.send(7, hex('03000000010000000700000002000000'));
    expect(await client.next(7)).toMatchObject({ code: 0 });
    simulator.pushTick({ symbol: 'GBPUSD', time: 1_700_000_000_123, bid: 1.25, ask: 1.2501 });
    const [tick] = await client.push(commands.tickPush);
    expect(tick).toMatchObject({ symbol_id: 2, bid: 125_000, ask: 125_010, fields: 3 });
    const details = await client.push(commands.symbolDetailsPush);
    expect(details.map((record) => record.symbol_id)).toEqual([1, 2]);

    expect(await client.reply(commands.logout, undefined)).toMatchObject({ code: 0 });
    // The socket stays open, and even one more ping is answered.
    expect(await client.reply(commands.ping, undefined)).toMatchObject({ code: 0 });
    expect(simulator.connections[0]).toMatchObject({ state: 'bootstrapped', ticks: [] });
  });
});

describe('a reconnect', () => {
  const reconnect = async (simulator: Simulator): Promise<Closed> => {
    const first = await RawClient.open(simulator.url);
    const before = await startUp(first, 7n, 'Trader-007');
    const secret = Buffer.from(before.loggedIn.login_token ?? []).toString('hex');
    const oldToken = first.token;
    simulator.controls.drop();
    const closed = await first.closed;

    const second = await RawClient.open(simulator.url);
    second.token = oldToken;
    const after = await startUp(second, 7n, secret, before.loggedIn.session);
    expect(simulator.connections).toMatchObject([{ id: 2, resumed: true, login: 7n }]);
    expect(second.token).not.toEqual(oldToken);
    expect(after.loggedIn.session).toBe(before.loggedIn.session);
    expect(after.loggedIn.login_token).not.toEqual(before.loggedIn.login_token);
    expect(after.account).toEqual(before.account);
    return closed;
  };

  test('with the connection token, login token and session of before gives the same session', async () => {
    const simulator = await start({ symbols, accounts: [trading] });
    expect((await reconnect(simulator)).code).toBe(1006);
  });

  test('of an account with a one-time password does not ask for it again', async () => {
    const simulator = await start({ symbols, accounts: [{ ...trading, otp: { code: '123456' } }] });
    const client = await RawClient.open(simulator.url);
    await client.bootstrap();
    const account = { login: 7n, password: 'Trader-007' };
    const { login_token } = await client.logOn({ ...account, otp: '123456' });
    const again = await RawClient.open(simulator.url);
    await again.bootstrap();
    const secret = Buffer.from(login_token ?? []).toString('hex');
    expect((await again.logOn({ login: 7n, password: secret })).session).not.toBe(0n);
  });

  test('with an unknown token is a fresh connection', async () => {
    const simulator = await start();
    const client = await RawClient.open(simulator.url);
    await client.bootstrap(new Uint8Array(64).fill(9));
    expect(simulator.connections).toMatchObject([{ resumed: false, state: 'bootstrapped' }]);
  });
});

describe('keys', () => {
  test('and tokens are new for every connection', async () => {
    const simulator = await start();
    const [a, b] = [await RawClient.open(simulator.url), await RawClient.open(simulator.url)];
    await Promise.all([a.bootstrap(), b.bootstrap()]);
    expect(a.key).not.toEqual(b.key);
    expect(a.token).not.toEqual(b.token);
    expect(a.token).not.toEqual(new Uint8Array(64));
  });

  test('are the same for the same source of randomness', async () => {
    const random = () => {
      let state = 7;
      return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    };
    const keys = [];
    for (let run = 0; run < 2; run += 1) {
      const simulator = await start({ random: random() });
      const client = await RawClient.open(simulator.url);
      await client.bootstrap();
      keys.push(client.key);
    }
    expect(keys[0]).toEqual(keys[1]);
  });

  test('no push comes before the first request under the new key', async () => {
    const simulator = await start();
    const client = await RawClient.open(simulator.url);
    await client.bootstrap();
    expect(simulator.push(commands.loginStatusPush, { state: 7 })).toBe(0);
    // An answer of the bootstrap that comes twice is still under the first key.
    await client.reply(commands.ping, undefined);
    expect(client.frames.map((frame) => frame.command)).toEqual([0, 51]);
    expect(client.faults).toEqual([]);
  });
});

describe('requests$', () => {
  test('shows every request as it arrived', async () => {
    const simulator = await start({ feed: NEVER });
    const seen = firstValueFrom(simulator.requests$.pipe(take(4), toArray()));
    const client = await RawClient.loggedOn(simulator.url, demo);
    client.send(999, hex('0102'));
    await client.reply(commands.ping, undefined);
    const requests = await seen;
    expect(requests.map(({ command, name }) => [command, name])).toEqual([
      [0, 'bootstrap'],
      [28, 'login'],
      [999, 'command 999'],
      [51, 'ping'],
    ]);
    expect(requests.map(({ login }) => login)).toEqual([undefined, undefined, 1001n, 1001n]);
    expect(requests[0]?.payload).toEqual(new Uint8Array(64));
    expect(requests[2]).toMatchObject({ connection: 1, payload: hex('0102') });
    expect(requests[3]?.at).toBeGreaterThanOrEqual(requests[0]?.at ?? Infinity);
  });

  test('an unknown command is ignored without an answer', async () => {
    const simulator = await start();
    const client = await RawClient.loggedOn(simulator.url, demo);
    for (const command of [52, 8, 14, 15, 999]) client.send(command);
    await client.reply(commands.ping, undefined);
    expect(client.frames.map((frame) => frame.command)).toEqual([0, 28, 15, 51]);
  });
});

test('the page configuration: 0, 29, 41 on a connection of its own', async () => {
  const simulator = await start();
  const client = await RawClient.open(simulator.url);
  await client.bootstrap();
  const init = initRequestOf({ cid: new Uint8Array(16) });
  expect(bodyBytes(commands.initSession.request, init)).toHaveLength(744);
  expect(await client.reply(commands.initSession, init)).toMatchObject({ code: 0 });
  expect((await client.reply(commands.traderParams, undefined)).body).toHaveLength(64);
  expect((await client.close()).code).toBe(1005);
});
