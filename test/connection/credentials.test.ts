import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { Credentials } from '../../src/connection/index.js';

const token = (byte: number): Uint8Array => new Uint8Array(160).fill(byte);
const hex = (byte: number): string => Buffer.from(token(byte)).toString('hex');
const none = new Uint8Array(160);

const make = () => new Credentials({ login: 5n, password: 'secret', cid: new Uint8Array(16) });

describe('the login', () => {
  test('is by the password at first', () => {
    const credentials = make();
    expect(credentials.loginToken).toBeUndefined();
    expect(credentials.request('123')).toMatchObject({
      ...{ login: 5n, password: 'secret', otp: '123', login_token: none, session: 0n },
    });
  });

  test('is by the token that the last login returned', () => {
    const credentials = make();
    credentials.keepLogin(token(0xab), 77n);
    expect(credentials.loginToken).toBe(hex(0xab));
    expect(credentials.request('')).toMatchObject({
      ...{ password: '', login_token: token(0xab), session: 77n },
    });
    credentials.keepLogin(token(0xcd), 78n);
    expect(credentials.request('')).toMatchObject({ login_token: token(0xcd), session: 78n });
  });

  test.each([
    ['no token', undefined],
    ['a short token', new Uint8Array(159).fill(1)],
    ['an empty token', new Uint8Array(0)],
    ['a token of zeros', none],
  ])('is by the password again after %s', (_, short) => {
    const credentials = make();
    credentials.keepLogin(token(1), 1n);
    credentials.keepLogin(short, undefined);
    expect(credentials.loginToken).toBeUndefined();
    expect(credentials.request('')).toMatchObject({ password: 'secret', session: 0n });
  });

  test('a token that is forgotten leaves the password; there is nothing to forget twice', () => {
    const credentials = make();
    expect(credentials.forgetLogin()).toBe(false);
    credentials.keepLogin(token(1), 9n);
    expect(credentials.forgetLogin()).toBe(true);
    expect(credentials.request('')).toMatchObject({ password: 'secret', session: 0n });
    expect(credentials.forgetLogin()).toBe(false);
  });

  test('a secret of 320 hex digits is a token', () => {
    const credentials = new Credentials({ login: 5n, password: hex(0xef), session: 3n });
    expect(credentials.request('')).toMatchObject({
      ...{ password: '', login_token: token(0xef), session: 3n },
    });
  });

  test('the client id stays the same, and is random unless it is given', () => {
    const cid = new Uint8Array(16).fill(4);
    expect(new Credentials({ login: 1n, password: 'x', cid }).request('').cid).toEqual(cid);
    const [one, other] = [1, 2].map(() => new Credentials({ login: 1n, password: 'x' }));
    const drawn = one?.request('').cid;
    expect(drawn).toHaveLength(16);
    expect(one?.request('').cid).toEqual(drawn);
    expect(other?.request('').cid).not.toEqual(drawn);
  });
});

describe('the connection token', () => {
  test('is zeros at first, then the one that was kept, a copy', () => {
    const credentials = make();
    expect(credentials.takeConnectionToken()).toEqual(new Uint8Array(64));
    const kept = new Uint8Array(64).fill(9);
    credentials.keepConnectionToken(kept);
    kept.fill(1);
    expect(credentials.takeConnectionToken()).toEqual(new Uint8Array(64).fill(9));
  });

  test('is for one try: a server that does not take it gets a fresh start', () => {
    const credentials = make();
    credentials.keepConnectionToken(new Uint8Array(64).fill(9));
    credentials.takeConnectionToken();
    expect(credentials.takeConnectionToken()).toEqual(new Uint8Array(64));
  });
});

test('secrets do not show', () => {
  const credentials = make();
  credentials.keepLogin(token(0xab), 0x1234n);
  for (const shown of [JSON.stringify(credentials), inspect(credentials, { showHidden: true })]) {
    expect(shown).not.toMatch(/secret|abab|4660/);
  }
  expect(JSON.stringify(credentials)).toBe('{"login":"5"}');
});

describe('another password', () => {
  test('takes the place of the old one, of its token and of its session', () => {
    const credentials = make();
    credentials.keepLogin(token(1), 77n);
    credentials.changePassword('another');
    expect(credentials.loginToken).toBeUndefined();
    expect(credentials.request('')).toMatchObject({ password: 'another', session: 0n });
    expect(credentials.forgetLogin()).toBe(false);
  });

  test('takes the place of a login token that was given as the password', () => {
    const credentials = new Credentials({ login: 5n, password: hex(7) });
    credentials.changePassword('another');
    expect(credentials.request('')).toMatchObject({ password: 'another', login_token: none });
  });

  test('that is expected is tried after the token and the old one, and then stays', () => {
    const credentials = make();
    credentials.keepLogin(token(1), 77n);
    credentials.expectPassword('another');
    expect(credentials.request('')).toMatchObject({ password: '', login_token: token(1) });
    expect(credentials.forgetLogin()).toBe(true);
    expect(credentials.request('').password).toBe('secret');
    expect(credentials.forgetLogin()).toBe(true);
    expect(credentials.request('').password).toBe('another');
    expect(credentials.forgetLogin()).toBe(false);
    expect(credentials.request('').password).toBe('another');
  });

  test('that is no longer expected is not tried', () => {
    const credentials = make();
    credentials.expectPassword('another');
    credentials.expectPassword('third');
    credentials.unexpectPassword('another');
    credentials.unexpectPassword('never was');
    expect(credentials.forgetLogin()).toBe(true);
    expect(credentials.request('').password).toBe('third');
  });

  test('that is known leaves nothing to be expected', () => {
    const credentials = make();
    credentials.expectPassword('another');
    credentials.changePassword('secret');
    expect(credentials.forgetLogin()).toBe(false);
    expect(credentials.request('').password).toBe('secret');
  });

  test('does not show', () => {
    const credentials = make();
    credentials.expectPassword('another');
    expect(inspect(credentials, { showHidden: true }) + JSON.stringify(credentials)).not.toMatch(
      /another|secret/,
    );
  });
});
