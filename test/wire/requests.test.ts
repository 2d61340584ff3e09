import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import {
  accountOpeningOf,
  changePasswordRequestOf,
  commands,
  credentialFields,
  encode,
  initRequestOf,
  isLoginToken,
  loginRequestOf,
  openRealOf,
  otpSetupOf,
  periodCode,
  periodMinutes,
  RatesPeriod,
  ratesRequestOf,
  tradeRequestOf,
  type AccountOpening,
  type RealAccountDetails,
} from '../../src/wire/index.js';
import { left } from './support/either.js';

const cid = new Uint8Array(16).fill(1);
const token = 'aB'.repeat(160);
const tokenBytes = new Uint8Array(160).fill(0xab);

describe('the secret of a login', () => {
  test.each([
    ['a password', 'hunter2', false],
    ['320 hex digits', token, true],
    ['319 hex digits', token.slice(1), false],
    ['321 hex digits', `${token}a`, false],
    ['320 other characters', 'x'.repeat(320), false],
    ['nothing', '', false],
  ])('%s', (_what, secret, isToken) => {
    expect(isLoginToken(secret)).toBe(isToken);
    expect(credentialFields(secret)).toEqual(
      isToken
        ? { password: '', token: tokenBytes }
        : { password: secret.slice(0, 32), token: undefined },
    );
  });
});

describe('login', () => {
  test('with a password leaves the token zero', () => {
    expect(loginRequestOf({ login: 5n, password: 'hunter2', cid })).toEqual({
      version: 0,
      password: 'hunter2',
      otp: '',
      cid,
      utm_campaign: '',
      utm_source: '',
      lead_cookie_id: 0n,
      lead_affiliate_site: '',
      url_length: 0,
      url: '',
      login: 5n,
      login_token: new Uint8Array(160),
      session: 0n,
    });
  });

  test('with a token leaves the password empty', () => {
    expect(loginRequestOf({ login: 5n, password: token, cid, session: 7n })).toMatchObject({
      password: '',
      login_token: tokenBytes,
      session: 7n,
    });
  });

  test('cuts texts to their fields, and counts the address before the cut ends', () => {
    const long = 'x'.repeat(200);
    const request = loginRequestOf({
      ...{ login: 5n, password: long, cid, otp: long, url: long },
      ...{ utmCampaign: long, utmSource: long, version: 3 },
    });
    expect(request).toMatchObject({
      version: 3,
      password: 'x'.repeat(32),
      otp: 'x'.repeat(64),
      url_length: 128,
      url: 'x'.repeat(128),
      utm_campaign: 'x'.repeat(32),
      utm_source: 'x'.repeat(32),
    });
    expect(E.isRight(encode(commands.login.request, request))).toBe(true);
    expect(loginRequestOf({ login: 5n, password: '', cid, url: 'example.com' }).url_length).toBe(
      11,
    );
  });

  test('without an account holds nothing but the client id', () => {
    const { cid: ours, ...rest } = initRequestOf({ cid });
    expect(ours).toBe(cid);
    expect(Object.values(rest).every((value) => ['', 0, 0n].includes(value as never))).toBe(true);
    expect(initRequestOf({ cid, login: 5n, password: token })).toMatchObject({
      login: 5n,
      password: '',
    });
  });
});

describe('passwords', () => {
  test('change: the master password, or that of an investor', () => {
    expect(changePasswordRequestOf({ newPassword: 'n'.repeat(40), oldPassword: 'o' })).toEqual({
      is_investor: 0,
      new_password: 'n'.repeat(32),
      old_password: 'o',
    });
    expect(
      changePasswordRequestOf({ newPassword: '', oldPassword: '', isInvestor: true }).is_investor,
    ).toBe(1);
  });

  test('for one time only are switched on with a secret and off with a code', () => {
    expect(otpSetupOf({ cid })).toEqual({
      constant_5: 5,
      login: 0n,
      password: '',
      otp: '',
      otp_secret: '',
      otp_secret_check: '',
      cid,
      login_token: undefined,
    });
    expect(
      otpSetupOf({ cid, login: 5n, password: token, otpSecret: 's', otpSecretCheck: '1' }),
    ).toMatchObject({ login: 5n, password: '', login_token: tokenBytes, otp_secret: 's' });
  });
});

describe('bars', () => {
  test.each(Object.entries(RatesPeriod))('the period %s', (_name, code) => {
    // 0 is the code of no period, so a period without minutes fails, too.
    expect(periodCode(periodMinutes(code) ?? 0)).toBe(code);
  });

  test('no other period has a code', () => {
    expect([0, 2, 120, 20_160, Number.NaN].map(periodCode)).toEqual([0, 0, 0, 0, 0]);
    expect(periodMinutes(0)).toBeUndefined();
  });

  test('times are cut down to the second, before 1970 too', () => {
    const of = { symbol: 'x'.repeat(40), periodMinutes: 60, fromMs: -1, toMs: 1999 };
    expect(ratesRequestOf(of)).toEqual({
      symbol: 'x'.repeat(32),
      period: 0x4001,
      from: -1,
      to: 1,
    });
  });
});

describe('trading', () => {
  test('fields that are not given are zero, and texts are cut', () => {
    const request = tradeRequestOf({ trade_action: 3, comment: 'c'.repeat(40) });
    expect(request).toMatchObject({ trade_action: 3, comment: 'c'.repeat(32), trade_symbol: '' });
    const { trade_action: _action, comment: _comment, trade_symbol: _symbol, ...rest } = request;
    expect(Object.values(rest).every((value) => value === 0 || value === 0n)).toBe(true);
    expect(Object.keys(request)).toHaveLength(22);
  });
});

describe('opening an account', () => {
  const form: AccountOpening = {
    ...{ firstName: 'A', secondName: 'B', email: 'e', group: 'g', phone: 'p', phonePassword: 'pp' },
    ...{ country: 'c', city: 'ci', state: 's', zipcode: 'z', address: 'a', domain: 'd' },
  };
  const details: RealAccountDetails = {
    ...{ birthDate: 0, language: 'l', citizenship: 'c', taxId: 't', employment: 1, industry: 2 },
    ...{ education: 3, wealth: 4, annualIncome: 5n, netWorth: 6n, annualDeposit: 7n },
    ...{ experienceFx: 8, experienceCfd: 9, experienceFutures: 10, experienceStocks: 11 },
  };

  test('a deposit or a leverage of 0 is none given', () => {
    const standard = { deposit: 100_000, leverage: 100, constant_0: 0, constant_1: 1 };
    expect(accountOpeningOf(form)).toMatchObject({ ...standard, full_name: 'A B' });
    expect(accountOpeningOf({ ...form, deposit: 0, leverage: 0 })).toMatchObject(standard);
    expect(accountOpeningOf({ ...form, deposit: 5, leverage: 500 })).toMatchObject({
      deposit: 5,
      leverage: 500,
    });
  });

  test('texts of the first part are cut, those of the second are not', () => {
    const long = { ...form, firstName: 'f'.repeat(80), secondName: 's'.repeat(80) };
    const value = openRealOf(long, details, []);
    expect(value.opening).toMatchObject({
      full_name: `${'f'.repeat(80)} ${'s'.repeat(47)}`,
      first_name: 'f'.repeat(64),
      second_name: 's'.repeat(64),
    });
    expect(left(encode(commands.openReal.request, value)).message).toBe(
      'Field open_real.extra.first_name: got 80 UTF-16 units, expected at most 64',
    );
  });

  test('documents carry their images, the back one if there is one', () => {
    const front = Uint8Array.of(1, 2);
    const { documents, extra } = openRealOf(form, { ...details, gender: 1, middleName: 'M' }, [
      { dataType: 1, documentType: 2, frontName: 'f', front },
      { dataType: 1, documentType: 2, frontName: 'f', front, backName: 'b', back: front },
    ]);
    expect(documents).toEqual([
      {
        ...{ data_type: 1, document_type: 2, front_name: 'f', front_length: 2, front },
        ...{ back_name: '', back_length: 0, back: new Uint8Array(0) },
      },
      {
        ...{ data_type: 1, document_type: 2, front_name: 'f', front_length: 2, front },
        ...{ back_name: 'b', back_length: 2, back: front },
      },
    ]);
    expect(extra).toMatchObject({ gender: 1, middle_name: 'M', reserved: new Uint8Array(512) });
  });
});
