import { inspect } from 'node:util';
import { isRight } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from '@jest/globals';
import { throwError } from 'rxjs';
import {
  AuthenticationError,
  BadReplyError,
  ConnectionClosedError,
  Credentials,
  GatewayError,
  HandshakeError,
  RequestTimeoutError,
  TradeServerUnavailableError,
  type OtpSource,
} from '../../src/connection/index.js';
import { bootstrap, login, type Ask } from '../../src/connection/handshake.js';
import { commands, decode, type LoginRequest, type RequestFrame } from '../../src/wire/index.js';
import { connected } from './support/connected.js';
import { bodyOf } from './support/peer.js';
import { watch } from './support/seen.js';

const token = (byte: number): Uint8Array => new Uint8Array(160).fill(byte);
const hex = (byte: number): string => Buffer.from(token(byte)).toString('hex');

const loginOf = ({ payload }: RequestFrame): LoginRequest => {
  const decoded = decode(commands.login.request, payload);
  if (!isRight(decoded) || !decoded.right.complete) throw new Error('a bad login request');
  return decoded.right.value;
};

const setup = (options: { secret?: string; session?: bigint } = {}) => {
  const { peer, connection, diagnostics, clock, running } = connected({ requestTimeoutMs: 1000 });
  const credentials = new Credentials({
    ...{ login: 12_345n, password: options.secret ?? 'pass', cid: new Uint8Array(16).fill(1) },
    session: options.session,
  });
  const ask: Ask = (command, value) => connection.request(command, value);
  const keys: Uint8Array[] = [];
  const boot = () => watch(bootstrap(ask, credentials, (key) => keys.push(key)));
  const wanted: string[] = [];
  const surroundings = {
    now: () => 59_000,
    onOtpWanted: () => {
      wanted.push('wanted');
    },
  };
  const logIn = (otp?: OtpSource) => watch(login(ask, credentials, otp, surroundings));
  /** Answers login after login with these codes, the last with a token if it is 0. */
  const answers = (...codes: number[]): void => {
    peer.onRequest = () => {
      const code = codes.shift() ?? 1;
      const body = bodyOf(commands.login, { login_token: token(0x77), session: 42n });
      peer.push(commands.login.id, code === 0 ? body : undefined, { code });
    };
  };
  const logins = (): LoginRequest[] => peer.requests.map(loginOf);
  return {
    peer,
    ask,
    clock,
    running,
    diagnostics,
    credentials,
    keys,
    boot,
    logIn,
    answers,
    logins,
    surroundings,
    wanted,
  };
};

describe('a login with a one-time password', () => {
  test('by a token that is refused only then goes back to the password', () => {
    const { logIn, answers, logins, credentials } = setup();
    credentials.keepLogin(token(9), 3n);
    answers(5, 3, 5, 0);
    const seen = logIn('123456');
    expect(seen.isComplete).toBe(true);
    expect(logins().map(({ password, otp }) => [password, otp])).toEqual([
      ...[
        ['', ''],
        ['', '123456'],
        ['pass', ''],
        ['pass', '123456'],
      ],
    ]);
  });

  test.each([123_456, undefined, null])('that is no text, but %p, ends it', async (code) => {
    const { logIn, answers, logins } = setup();
    answers(5, 5);
    const seen = logIn((() => code) as unknown as OtpSource);
    await new Promise(setImmediate);
    expect(seen.error).toBeInstanceOf(AuthenticationError);
    expect(seen.error).toMatchObject({ reason: 'otpRequired', cause: { name: 'TypeError' } });
    expect(inspect(seen.error)).not.toContain('123456');
    expect(logins()).toHaveLength(1);
  });
});

describe('bootstrap', () => {
  const reply = (keyBytes = 32, byte = 5): Uint8Array =>
    bodyOf(commands.bootstrap, {
      skipped: Uint8Array.of(1, 2),
      token: new Uint8Array(64).fill(byte),
      session_key: new Uint8Array(keyBytes).fill(3),
    });

  test('sends zeros the first time, and later the token of the connection before', () => {
    const { peer, boot } = setup();
    const first = boot();
    peer.push(0, reply(32, 5));
    const second = boot();
    peer.push(0, reply(32, 6));
    boot();
    expect([first.isComplete, second.isComplete]).toEqual([true, true]);
    expect(peer.requests.map(({ command, payload }) => [command, payload])).toEqual([
      [0, new Uint8Array(64)],
      [0, new Uint8Array(64).fill(5)],
      [0, new Uint8Array(64).fill(6)],
    ]);
  });

  test.each([16, 24, 32])('hands over a session key of %i bytes', (size) => {
    const { peer, boot, keys } = setup();
    const seen = boot();
    peer.push(0, reply(size));
    expect(seen.isComplete).toBe(true);
    expect(keys).toEqual([new Uint8Array(size).fill(3)]);
  });

  test.each([0, 1, 15, 17, 31, 33, 64])('refuses a session key of %i bytes', (size) => {
    const { peer, boot, keys } = setup();
    const seen = boot();
    peer.push(0, reply(size));
    expect(seen.error).toBeInstanceOf(HandshakeError);
    expect(seen.error).toMatchObject({
      step: 'bootstrap',
      cause: { code: 'bad-reply', cause: { code: 'key-length' } },
    });
    expect(keys).toEqual([]);
  });

  test('a token that did not lead to a connection is not tried twice', () => {
    const { peer, boot } = setup();
    boot();
    peer.push(0, reply(32, 5));
    boot();
    peer.push(0, undefined, { code: 3 });
    boot();
    expect(peer.requests.map(({ payload }) => payload[0])).toEqual([0, 5, 0]);
  });

  test.each([1, 2, 3, 100, 255])('code %i is an error of the gateway', (code) => {
    const { peer, boot } = setup();
    const seen = boot();
    peer.push(0, undefined, { code });
    expect(seen.error).toEqual(new GatewayError('bootstrap', code));
  });

  test('a reply that is too short is a failed handshake', () => {
    const { peer, boot } = setup();
    const seen = boot();
    peer.push(0, new Uint8Array(20));
    expect(seen.error).toBeInstanceOf(HandshakeError);
    expect((seen.error as HandshakeError).cause).toBeInstanceOf(BadReplyError);
  });

  test('no answer is a failed handshake that names the step', () => {
    const { boot, clock } = setup();
    const seen = boot();
    clock.advance(1000);
    expect(seen.error).toMatchObject({
      step: 'bootstrap',
      message: 'Handshake failed at bootstrap: No reply to bootstrap within 1000 ms',
      cause: new RequestTimeoutError(0, 1000),
    });
  });

  test('a socket that takes nothing is a failed handshake', () => {
    const { boot, peer } = setup();
    peer.accepts = false;
    const seen = boot();
    expect(seen.error).toMatchObject({ code: 'handshake', cause: { sent: false } });
    expect((seen.error as HandshakeError).cause).toBeInstanceOf(ConnectionClosedError);
  });
});

describe('login', () => {
  test('by password', () => {
    const { logIn, answers, logins, credentials } = setup({ session: 9n });
    answers(0);
    expect(logIn().isComplete).toBe(true);
    expect(logins()).toMatchObject([
      { login: 12_345n, password: 'pass', otp: '', login_token: new Uint8Array(160), session: 9n },
    ]);
    expect(credentials.loginToken).toBe(hex(0x77));
  });

  test('by a stored token of 320 hex digits', () => {
    const { logIn, answers, logins } = setup({ secret: hex(0xc4) });
    answers(0);
    expect(logIn().isComplete).toBe(true);
    expect(logins()).toMatchObject([{ password: '', login_token: token(0xc4) }]);
  });

  test('the next one is by the token and the session of the last', () => {
    const { logIn, answers, logins } = setup();
    answers(0, 0);
    logIn();
    expect(logIn().isComplete).toBe(true);
    expect(logins()[1]).toMatchObject({ password: '', login_token: token(0x77), session: 42n });
  });

  test.each([
    ['empty', 0],
    ['short of its session', 160],
    ['whole', 168],
  ])('a reply that is %s is accepted', (_, length) => {
    const { peer, logIn, credentials } = setup();
    const seen = logIn();
    const whole = bodyOf(commands.login, { login_token: token(1), session: 42n });
    peer.push(28, whole.subarray(0, length));
    expect(seen.errors).toEqual([]);
    expect(seen.isComplete).toBe(true);
    expect(credentials.loginToken).toBe(length === 0 ? undefined : hex(1));
  });

  test('a reply that is cut inside a field is a failed handshake', () => {
    const { peer, logIn, credentials } = setup();
    const seen = logIn();
    peer.push(28, new Uint8Array(100));
    expect(seen.error).toMatchObject({ step: 'login', cause: { code: 'bad-reply' } });
    expect(credentials.loginToken).toBeUndefined();
  });

  test('bytes behind the reply are reported, but not shown', () => {
    const { peer, logIn, diagnostics } = setup();
    const seen = logIn();
    const whole = bodyOf(commands.login, { login_token: token(1), session: 42n });
    peer.push(28, Uint8Array.of(...whole, 1, 2, 3));
    expect(seen.isComplete).toBe(true);
    expect(diagnostics).toContainEqual({
      ...{ kind: 'trailing-bytes', command: 28, length: 3, head: '' },
    });
  });

  test.each([
    [3, 'badCredentials'],
    [4, 'refused'],
    [5, 'otpRequired'],
    [6, 'otpSetupRequired'],
    [9, 'certificateNotSupported'],
    [201, 'otpWrong'],
  ] as const)('code %i fails as %s', (code, reason) => {
    const { logIn, answers, logins } = setup();
    answers(code);
    expect(logIn().error).toEqual(new AuthenticationError(reason, code));
    expect(logins()).toHaveLength(1);
  });

  test.each([2, 100])('code %i fails as a trade server that is not there', (code) => {
    const { logIn, answers } = setup();
    answers(code);
    expect(logIn().error).toEqual(new TradeServerUnavailableError(code));
  });

  test.each([1, 7, 8, 77])('code %i fails as an error of the gateway', (code) => {
    const { logIn, answers } = setup();
    answers(code);
    expect(logIn().error).toEqual(new GatewayError('login', code));
  });

  test('no answer is a failed handshake that names the step', () => {
    const { logIn, clock } = setup();
    const seen = logIn();
    clock.advance(1000);
    expect(seen.error).toMatchObject({ code: 'handshake', step: 'login' });
    expect((seen.error as HandshakeError).cause).toBeInstanceOf(RequestTimeoutError);
  });

  test('other errors are left as they are', () => {
    const { credentials, surroundings } = setup();
    const error = new Error('other');
    const failing: Ask = () => throwError(() => error);
    const seen = watch(login(failing, credentials, undefined, surroundings));
    expect(seen.error).toBe(error);
  });
});

describe('a one-time password', () => {
  const settled = async (source: { isOpen: boolean }): Promise<void> => {
    for (let turn = 0; turn < 10 && source.isOpen; turn += 1) await Promise.resolve();
  };

  test.each<readonly [string, OtpSource]>([
    ['text', '123456'],
    ['a function', () => '123456'],
    ['an async function', () => Promise.resolve('123456')],
    // The first vector of RFC 6238, at 59 s.
    ['a secret', { secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' }],
  ])('from %s is sent when the server asks, and not before', async (_, source) => {
    const { logIn, answers, logins, wanted } = setup();
    answers(5, 0);
    const seen = logIn(source);
    await settled(seen);
    expect(seen.isComplete).toBe(true);
    const code = typeof source === 'object' ? '287082' : '123456';
    expect(logins().map(({ otp }) => otp)).toEqual(['', code]);
    expect(wanted).toEqual(['wanted']);
    expect(logins().map(({ password }) => password)).toEqual(['pass', 'pass']);
  });

  test('is not fetched when nobody asks', () => {
    const { logIn, answers } = setup();
    answers(0);
    const seen = logIn(() => {
      throw new Error('asked');
    });
    expect(seen.isComplete).toBe(true);
  });

  test('from a secret that is no Base32 is missing, and the secret is not shown', () => {
    const { logIn, answers, logins } = setup();
    answers(5, 0);
    const { error } = logIn({ secret: 'hunter#1' });
    expect(error).toMatchObject({ reason: 'otpRequired', otp: { kind: 'required' } });
    expect(inspect(error)).toMatch(/expected Base32/);
    expect(inspect(error)).not.toMatch(/hunter|#/);
    expect(logins()).toHaveLength(1);
  });

  test.each([5, 201])('that is refused with code %i is wrong', async (code) => {
    const { logIn, answers, logins } = setup();
    answers(5, code);
    const seen = logIn('000000');
    await settled(seen);
    expect(seen.error).toEqual(new AuthenticationError('otpWrong', code));
    expect(logins()).toHaveLength(2);
  });

  test('that is empty was not given', () => {
    const { logIn, answers } = setup();
    answers(5, 5);
    expect(logIn('').error).toEqual(new AuthenticationError('otpRequired', 5));
  });

  test.each([
    [
      'throws',
      (): string => {
        throw new Error('cancelled');
      },
    ],
    ['rejects', async (): Promise<string> => Promise.reject(new Error('cancelled'))],
  ])('whose source %s is missing, for good', async (_, source) => {
    const { logIn, answers, logins } = setup();
    answers(5, 0);
    const seen = logIn(source);
    await settled(seen);
    expect(seen.error).toBeInstanceOf(AuthenticationError);
    expect(seen.error).toMatchObject({ reason: 'otpRequired', cause: new Error('cancelled') });
    expect(logins()).toHaveLength(1);
  });

  test('that comes after unsubscribing is not sent', async () => {
    const { logIn, answers, logins } = setup();
    answers(5, 0);
    let give: (code: string) => void = () => undefined;
    const seen = logIn(() => new Promise((resolve) => (give = resolve)));
    seen.subscription.unsubscribe();
    give('123456');
    await settled({ isOpen: true });
    expect(logins()).toHaveLength(1);
  });
});

describe('a stored token that is refused', () => {
  test('is forgotten, and the password is tried', () => {
    const { logIn, answers, logins, credentials } = setup();
    answers(0, 3, 0);
    logIn();
    expect(logIn().isComplete).toBe(true);
    expect(logins().map(({ password }) => password)).toEqual(['pass', '', 'pass']);
    expect(logins()[2]).toMatchObject({ session: 0n, login_token: new Uint8Array(160) });
    expect(credentials.loginToken).toBe(hex(0x77));
  });

  test('fails when the password is refused as well', () => {
    const { logIn, answers, logins } = setup();
    answers(0, 3, 3);
    logIn();
    expect(logIn().error).toEqual(new AuthenticationError('badCredentials', 3));
    expect(logins()).toHaveLength(3);
  });

  test('may be followed by the demand for a one-time password', () => {
    const { logIn, answers, logins } = setup();
    answers(0, 3, 5, 0);
    logIn();
    expect(logIn('123456').isComplete).toBe(true);
    expect(logins().map(({ password, otp }) => password + otp)).toEqual([
      ...['pass', '', 'pass', 'pass123456'],
    ]);
  });

  test('is kept when the trade server is not there', () => {
    const { logIn, answers, credentials } = setup();
    answers(0, 2);
    logIn();
    expect(logIn().error).toBeInstanceOf(TradeServerUnavailableError);
    expect(credentials.loginToken).toBe(hex(0x77));
  });
});
