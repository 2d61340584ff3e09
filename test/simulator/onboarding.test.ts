import { describe, expect, test } from '@jest/globals';

import { totp } from '../../src/simulator/accounts/totp.js';
import {
  accountOpeningOf,
  commands,
  openRealOf,
  otpSetupOf,
  type AccountOpening,
} from '../../src/wire/index.js';
import { RawClient } from '../support/raw-client.js';
import { demo, simulators } from '../support/simulators.js';

const { start } = simulators();

const cid = new Uint8Array(16);
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const form: AccountOpening = {
  ...{ firstName: 'Ada', secondName: 'Lovelace', email: 'a@b.c', group: 'demo', phone: '1' },
  ...{ phonePassword: '', country: 'GB', city: 'London', state: '', zipcode: '', address: '' },
  ...{ domain: 'example.com', deposit: 5000, leverage: 50 },
};

const bootstrapped = async (url: string): Promise<RawClient> => {
  const client = await RawClient.open(url);
  await client.bootstrap();
  return client;
};

describe('the opening of an account', () => {
  test('needs no codes, takes any, and gives a demo account that can log in', async () => {
    const simulator = await start();
    const client = await bootstrapped(simulator.url);
    const codes = { build: 5687, cid, opening: accountOpeningOf(form) };
    expect(await client.ask(commands.verifyCodesRequest, codes)).toEqual({ email: 0, phone: 0 });
    const submitted = { ...form, emailConfirmCode: 1, phoneConfirmCode: 2 };
    expect(await client.ask(commands.verifyCodesSubmit, accountOpeningOf(submitted))).toEqual({
      email: 1,
      phone: 1,
    });

    const opened = await client.ask(commands.openDemo, accountOpeningOf(form));
    expect(opened.code).toBe(0);
    expect(simulator.accounts[1]).toMatchObject({ login: opened.login, type: 'demo' });

    const owner = await RawClient.loggedOn(simulator.url, opened);
    expect(await owner.ask(commands.account, undefined)).toMatchObject({
      ...{ account_type: 1, rights: 0, balance: 5000, margin_leverage: 50 },
      account_name: 'Ada Lovelace',
    });
    const investor = { login: opened.login, password: opened.investor_password };
    const looker = await RawClient.loggedOn(simulator.url, investor);
    expect(await looker.ask(commands.account, undefined)).toMatchObject({ rights: 8 });
  });

  test('gives a real account with documents, each under a login of its own', async () => {
    const simulator = await start();
    const client = await bootstrapped(simulator.url);
    const details = {
      ...{ birthDate: 0, language: 'en', citizenship: 'GB', taxId: '', employment: 0, industry: 0 },
      ...{ education: 0, wealth: 0, annualIncome: 0n, netWorth: 0n, annualDeposit: 0n },
      ...{ experienceFx: 0, experienceCfd: 0, experienceFutures: 0, experienceStocks: 0 },
    };
    const front = new Uint8Array(100_000).fill(7);
    const document = { dataType: 1, documentType: 2, frontName: 'a.png', front };
    const request = openRealOf(form, details, [document]);
    const first = await client.ask(commands.openReal, request);
    const second = await client.ask(commands.openReal, request);
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(second.login).toBe(first.login + 1n);
    expect(simulator.accounts.map(({ type }) => type)).toEqual(['demo', 'real', 'real']);
  });

  test('never takes a login that is taken', async () => {
    const simulator = await start({ accounts: [{ login: 500_000_001, password: 'Secret-55' }] });
    const client = await bootstrapped(simulator.url);
    const opened = await client.ask(commands.openDemo, accountOpeningOf(form));
    expect(opened.login).toBe(500_000_002n);
  });

  test('is refused when there are ten thousand', async () => {
    const accounts = Array.from({ length: 10_000 }, (_, n) => ({ ...demo, login: n + 1 }));
    const simulator = await start({ accounts });
    const client = await bootstrapped(simulator.url);
    const opened = await client.ask(commands.openDemo, accountOpeningOf(form));
    expect(opened).toEqual({ code: 1, login: 0n, password: '', investor_password: '' });
    expect(simulator.accounts).toHaveLength(10_000);
  });

  test('takes a form without a name and with senseless numbers', async () => {
    const simulator = await start();
    const client = await bootstrapped(simulator.url);
    const blank = { ...accountOpeningOf(form), full_name: '', deposit: NaN, leverage: 0 };
    const opened = await client.ask(commands.openDemo, blank);
    const owner = await RawClient.loggedOn(simulator.url, opened);
    expect(await owner.ask(commands.account, undefined)).toMatchObject({
      ...{ account_name: 'Demo Account', balance: 0, margin_leverage: 1 },
    });
  });
});

describe('confirmation', () => {
  const verification = { email: '012345', phone: 77 } as const;
  const request = { build: 5687, cid, opening: accountOpeningOf(form) };
  const withCodes = (emailConfirmCode: number, phoneConfirmCode: number) =>
    accountOpeningOf({ ...form, emailConfirmCode, phoneConfirmCode });

  test('asks for the codes of the options, and tells which are right', async () => {
    const simulator = await start({ verification });
    const client = await bootstrapped(simulator.url);
    expect(await client.ask(commands.verifyCodesRequest, request)).toEqual({ email: 1, phone: 1 });
    const check = (email: number, phone: number) =>
      client.ask(commands.verifyCodesSubmit, withCodes(email, phone));
    expect(await check(12_345, 77)).toEqual({ email: 1, phone: 1 });
    expect(await check(12_345, 78)).toEqual({ email: 1, phone: 0 });
    expect(await check(0, 77)).toEqual({ email: 0, phone: 1 });
  });

  test('asks over one channel, if only that has a code', async () => {
    const simulator = await start({ verification: { phone: 77 } });
    const client = await bootstrapped(simulator.url);
    expect(await client.ask(commands.verifyCodesRequest, request)).toEqual({ email: 0, phone: 1 });
    expect(await client.ask(commands.verifyCodesSubmit, withCodes(9, 77))).toEqual({
      ...{ email: 1, phone: 1 },
    });
  });

  test('of codes that were not asked for over this connection is wrong', async () => {
    const simulator = await start({ verification });
    const client = await bootstrapped(simulator.url);
    expect(await client.ask(commands.verifyCodesSubmit, withCodes(12_345, 77))).toEqual({
      ...{ email: 0, phone: 0 },
    });
    const opened = await client.ask(commands.openDemo, withCodes(12_345, 77));
    expect(opened).toMatchObject({ code: 1031, login: 0n });
    expect(simulator.accounts).toHaveLength(1);
  });

  test.each([
    [{ email: 'a.b.c' }, 7],
    [{ email: '' }, 7],
    [{ phone: '+44 CALL ME' }, 8],
  ])('refuses a form with %j with code %i', async (changes, code) => {
    const simulator = await start();
    const client = await bootstrapped(simulator.url);
    const opening = accountOpeningOf({ ...form, ...changes });
    const codes = { build: 5687, cid, opening };
    expect((await client.reply(commands.verifyCodesRequest, codes)).code).toBe(code);
    expect((await client.reply(commands.openDemo, opening)).code).toBe(code);
  });
});

describe('one-time passwords', () => {
  const setUp = async (
    client: RawClient,
    fields: Partial<Parameters<typeof otpSetupOf>[0]>,
  ): Promise<number> => {
    const request = otpSetupOf({ cid, ...demo, ...fields });
    // A password is 476 bytes; the token, if there is one, follows.
    return (await client.reply(commands.otpSetup, request)).code;
  };
  const code = (): string => totp(secret, Date.now());

  test('are switched on with a secret and its first code, and off with a code', async () => {
    const simulator = await start({ accounts: [{ ...demo, otp: 'set-up-required' }] });
    const client = await bootstrapped(simulator.url);
    await expect(client.logOn(demo)).rejects.toMatchObject({ code: 6 });
    expect(await setUp(client, { otpSecret: secret, otpSecretCheck: code() })).toBe(0);

    await expect(client.logOn(demo)).rejects.toMatchObject({ code: 5 });
    const { login_token } = await client.logOn({ ...demo, otp: code() });
    expect(await client.ask(commands.account, undefined)).toMatchObject({ otp_status: 2 });

    const token = Buffer.from(login_token ?? []).toString('hex');
    expect(await setUp(client, { password: token, otp: code() })).toBe(0);
    expect(await client.ask(commands.account, undefined)).toMatchObject({ otp_status: 1 });
    await client.ask(commands.logout, undefined);
    await expect(client.logOn(demo)).rejects.toMatchObject({ code: 6 });
  });

  test.each([
    ['a wrong first code', { otpSecret: secret, otpSecretCheck: '000' }, 201],
    ['a secret that is no Base32', { otpSecret: 'not one!', otpSecretCheck: '000' }, 201],
    ['nothing to switch off', { otp: '000' }, 201],
    ['a wrong password', { password: 'x', otpSecret: secret }, 3],
    ['a token of nobody', { password: 'ab'.repeat(160), otpSecret: secret }, 3],
    ['an unknown login', { login: 9n, otpSecret: secret }, 3],
  ])('stay as they are with %s', async (_, fields, expected) => {
    const simulator = await start();
    const client = await bootstrapped(simulator.url);
    expect(await setUp(client, fields)).toBe(expected);
    expect((await client.logOn(demo)).session).not.toBe(0n);
  });
});
