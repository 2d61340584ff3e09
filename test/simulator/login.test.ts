import { describe, expect, test } from '@jest/globals';
import { VirtualTimeScheduler } from 'rxjs';

import type { AccountOptions } from '../../src/simulator/index.js';
import {
  changePasswordRequestOf,
  commands,
  maskNames,
  AccountRights,
} from '../../src/wire/index.js';
import { totp } from '../../src/simulator/accounts/totp.js';
import { RawClient, Refused } from '../support/raw-client.js';
import { demo, simulators } from '../support/simulators.js';

const { start, withClient } = simulators();

const account: AccountOptions = { login: 5, password: 'Secret-55' };
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

const bootstrapped = async (url: string): Promise<RawClient> => {
  const client = await RawClient.open(url);
  await client.bootstrap();
  return client;
};

const codeOf = async (reply: Promise<unknown>): Promise<number> => {
  try {
    await reply;
    return 0;
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
};

/** The code of the answer to a login. */
const loginCode = async (
  options: Partial<AccountOptions>,
  attempt: { login?: bigint; password?: string; otp?: string } = {},
): Promise<number> => {
  const simulator = await start({ accounts: [{ ...account, ...options }] });
  const client = await bootstrapped(simulator.url);
  return codeOf(client.logOn({ login: 5n, password: 'Secret-55', ...attempt }));
};

const rights = async (options: Partial<AccountOptions>, password = 'Secret-55') => {
  const simulator = await start({ accounts: [{ ...account, ...options }] });
  const client = await RawClient.loggedOn(simulator.url, { login: 5n, password });
  const { rights: mask } = await client.ask(commands.account, undefined);
  return maskNames(AccountRights, mask).names;
};

describe('a login is answered with', () => {
  test.each([
    ['0 with the password', {}, {}, 0],
    [
      '0 with the investor password',
      { investorPassword: 'Look-only1' },
      { password: 'Look-only1' },
      0,
    ],
    ['3 for a wrong password', {}, { password: 'Secret-56' }, 3],
    ['3 for an empty password', {}, { password: '' }, 3],
    ['3 for a login that does not exist', {}, { login: 6n }, 3],
    ['3 for a disabled account', { state: 'disabled' }, {}, 3],
    ['3 for a login token that was never handed out', {}, { password: 'ab'.repeat(160) }, 3],
    ['5 when a one-time password is wanted', { otp: { code: '42' } }, {}, 5],
    ['5 for a wrong one-time password', { otp: { code: '42' } }, { otp: '43' }, 5],
    ['201 for a wrong one, if so set', { otp: { code: '42', wrongCode: 201 } }, { otp: '43' }, 201],
    ['5 for none, even then', { otp: { code: '42', wrongCode: 201 } }, {}, 5],
    ['0 with the one-time password', { otp: { code: '42' } }, { otp: '42' }, 0],
    ['3, not 5, for a wrong password', { otp: { code: '42' } }, { password: 'x', otp: '42' }, 3],
    ['6 when one-time passwords must be set up', { otp: 'set-up-required' }, {}, 6],
    ['0 when they are only offered', { otp: 'offered' }, {}, 0],
    ['0 when a password reset is due', { state: 'password-reset' }, {}, 0],
  ] as const)('%s', async (_, options, attempt, code) => {
    expect(await loginCode(options, attempt)).toBe(code);
  });

  test.each([1, 2, 100])('%d when it is told to', async (code) => {
    const simulator = await start();
    simulator.controls.refuse(28, code, 1);
    const client = await bootstrapped(simulator.url);
    await expect(client.logOn(demo)).rejects.toMatchObject({ code });
    expect(simulator.connections).toMatchObject([{ state: 'bootstrapped', login: undefined }]);
    expect((await client.logOn(demo)).session).not.toBe(0n);
  });

  test('2 while the trade server is down', async () => {
    const simulator = await start();
    simulator.status(7);
    const client = await bootstrapped(simulator.url);
    await expect(client.logOn(demo)).rejects.toMatchObject({ code: 2 });
    simulator.status(0);
    expect((await client.logOn(demo)).session).not.toBe(0n);
  });

  test('1 when somebody has logged in on the connection already', async () => {
    const { client } = await withClient();
    await expect(client.logOn(demo)).rejects.toMatchObject({ code: 1 });
  });
});

describe('one-time passwords of an authenticator', () => {
  test('are right for a step early or late, and for no other', async () => {
    const scheduler = new VirtualTimeScheduler();
    scheduler.frame = 1_000_000_000_000;
    const simulator = await start({ accounts: [{ ...account, otp: { secret } }], scheduler });
    const codes: number[] = [];
    for (const step of [-2, -1, 0, 1, 2]) {
      const client = await bootstrapped(simulator.url);
      const otp = totp(secret, scheduler.now() + step * 30_000);
      codes.push(await codeOf(client.logOn({ login: 5n, password: 'Secret-55', otp })));
    }
    expect(codes).toEqual([5, 0, 0, 0, 5]);
  });
});

describe('the account record shows', () => {
  test('the rights of an investor', async () => {
    const investor = { investorPassword: 'Look-only1' };
    expect(await rights(investor, 'Look-only1')).toEqual(['investor']);
    expect(await rights(investor)).toEqual([]);
  });

  test.each([
    ['password-reset', 'reset_password'],
    ['read-only', 'read_only'],
    ['trade-disabled', 'trade_disabled'],
  ] as const)('that an account is %s', async (state, right) => {
    expect(await rights({ state })).toEqual([right]);
  });

  test.each([
    ['hedging', 2],
    ['netting', 0],
    ['exchange', 1],
  ] as const)('that it is a %s account', async (mode, margin_mode) => {
    const { client } = await withClient({ accounts: [{ ...account, mode }] });
    expect(await client.ask(commands.account, undefined)).toMatchObject({ margin_mode });
  });

  test.each([
    ['real', 0],
    ['demo', 1],
    ['contest', 2],
  ] as const)('that it is a %s account', async (type, account_type) => {
    const { client } = await withClient({ accounts: [{ ...account, type }] });
    expect(await client.ask(commands.account, undefined)).toMatchObject({ account_type });
  });

  test('money, leverage, names and the clock of the server', async () => {
    const { client } = await withClient({
      accounts: [
        { ...account, name: 'Ada', balance: 12.5, credit: 3, currency: 'EUR', leverage: 30 },
      ],
      timezoneShiftSeconds: -18_000,
      daylightHours: 1,
      serverName: 'Test-Server',
      company: 'Test Ltd',
    });
    expect(await client.ask(commands.account, undefined)).toMatchObject({
      account_name: 'Ada',
      balance: 12.5,
      credit: 3,
      account_currency: 'EUR',
      currency_digits: 2,
      margin_leverage: 30,
      timezone_shift: -18_000,
      daylightmode: 1,
      server_name: 'Test-Server',
      company: 'Test Ltd',
      otp_status: 0,
      auth_password_min: 8,
    });
  });

  test('settings of the group; what is not given is "not set"', async () => {
    const tradeSettings = [
      { path: 'Forex\\*', spreadDiff: 4, spreadDiffBalance: -1, volumeMin: 0.05 },
      { swapLong: -1.5 },
    ];
    const { client } = await withClient({ accounts: [{ ...account, tradeSettings }] });
    const { trade_settings: settings } = await client.ask(commands.account, undefined);
    expect(settings).toHaveLength(2);
    expect(settings?.[0]).toMatchObject({
      symbol_path: 'Forex\\*',
      spread_diff: 4,
      spread_diff_balance: -1,
      volume_min: 5_000_000n,
      volume_max: 2n ** 64n - 1n,
      trade_mode: 4_294_967_295,
      swap_long: Number.MAX_VALUE,
    });
    expect(settings?.[1]).toMatchObject({
      symbol_path: '*',
      spread_diff: 2_147_483_647,
      swap_long: -1.5,
    });
  });
});

test.each([3, 4, 5, 6, 7, 9, 11, 12, 18, 20, 22, 24, 34, 42])(
  'command %d is refused with code 3 before the login',
  async (command) => {
    const simulator = await start();
    const client = await bootstrapped(simulator.url);
    // As long as the longest of them; what is too much is not looked at.
    client.send(command, new Uint8Array(248));
    expect(await client.next(command)).toMatchObject({ code: 3, body: new Uint8Array(0) });
  },
);

test('a second bootstrap is refused', async () => {
  const { client } = await withClient();
  await expect(client.bootstrap()).rejects.toMatchObject({ code: 1 });
});

describe('after a logout', () => {
  test('the client can log in again, and is asked to', async () => {
    const { client } = await withClient();
    await client.ask(commands.logout, undefined);
    expect(await client.reply(commands.account, undefined)).toMatchObject({ code: 3 });
    await client.logOn(demo);
    expect(await client.reply(commands.account, undefined)).toMatchObject({ code: 0 });
  });
});

describe('a change of password', () => {
  const change = (newPassword: string, oldPassword = 'Secret-55', isInvestor = false) =>
    changePasswordRequestOf({ newPassword, oldPassword, isInvestor });
  const options = { accounts: [{ ...account, investorPassword: 'Look-only1' }] };

  test('makes the new one count, and neither the old one nor its tokens', async () => {
    const { simulator, client } = await withClient(options);
    const other = await bootstrapped(simulator.url);
    const { login_token } = await other.logOn({ login: 5n, password: 'Secret-55' });
    const token = Buffer.from(login_token ?? []).toString('hex');

    expect(await client.ask(commands.changePassword, change('New-Secret-1'))).toEqual({
      result: 0,
    });
    expect(simulator.accounts[0]?.password).toBe('New-Secret-1');
    for (const [password, works] of [
      ['Secret-55', false],
      [token, false],
      ['New-Secret-1', true],
      ['Look-only1', true],
    ] as const) {
      const next = await bootstrapped(simulator.url);
      const login = next.logOn({ login: 5n, password });
      await (works ? login : expect(login).rejects.toMatchObject({ code: 3 }));
    }
  });

  test.each([
    ['is too short', 'Ab-1', undefined],
    ['lacks a digit', 'New-Secret', undefined],
    ['lacks upper case', 'new-secret-1', undefined],
    ['lacks lower case', 'NEW-SECRET-1', undefined],
    ['lacks another character', 'NewSecret1', undefined],
    ['is the present one', 'Secret-55', undefined],
    ['is the other one of the account', 'Look-only1', undefined],
    ['comes with a wrong present one', 'New-Secret-1', 'Secret-56'],
  ])('is refused when the new one %s', async (_, newPassword, oldPassword) => {
    const { simulator, client } = await withClient(options);
    const { result } = await client.ask(commands.changePassword, change(newPassword, oldPassword));
    expect(result).not.toBe(0);
    expect(simulator.accounts[0]?.password).toBe('Secret-55');
  });

  test('is refused to an investor', async () => {
    const simulator = await start(options);
    const client = await RawClient.loggedOn(simulator.url, { login: 5n, password: 'Look-only1' });
    const { result } = await client.ask(commands.changePassword, change('New-Secret-1'));
    expect(result).not.toBe(0);
  });

  test('may be that of the investor', async () => {
    const { simulator, client } = await withClient(options);
    const request = change('New-Look-11', 'Secret-55', true);
    expect(await client.ask(commands.changePassword, request)).toEqual({ result: 0 });
    expect(simulator.accounts[0]).toMatchObject({
      password: 'Secret-55',
      investorPassword: 'New-Look-11',
    });
  });

  test('ends a due reset, and every client of the account is told', async () => {
    const { simulator, client } = await withClient({
      accounts: [{ ...account, state: 'password-reset' }],
    });
    const other = await RawClient.loggedOn(simulator.url, { login: 5n, password: 'Secret-55' });
    await client.ask(commands.changePassword, change('New-Secret-1'));
    expect(await client.push(commands.accountPush)).toMatchObject({ rights: 0 });
    expect(await other.push(commands.accountPush)).toMatchObject({ rights: 0 });
  });
});

test('the risk warning and the legal links are answered', async () => {
  const { client } = await withClient();
  expect(await client.reply(commands.notify, { value: 1 })).toMatchObject({ code: 0 });
  expect(await client.ask(commands.corporateLinks, undefined)).toEqual([]);
});
