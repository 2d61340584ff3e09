import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { checkConfig, ConfigError, type SessionConfig } from '../../src/session/index.js';

const good = { url: 'wss://broker.example/terminal', login: 42, password: 'secret-1' };
const token = 'ab'.repeat(160);

const faultsOf = (config: unknown): readonly string[] => {
  try {
    checkConfig(config as SessionConfig);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
};

describe('the configuration of a session', () => {
  test('what is given is kept, the login becomes a bigint', () => {
    expect(checkConfig({ ...good, login: '18446744073709551615' }).login).toBe(2n ** 64n - 1n);
    expect(checkConfig({ ...good, login: 7n, trading: true })).toMatchObject({
      login: 7n,
      secret: 'secret-1',
      trading: true,
    });
    const { password: _, ...rest } = good;
    expect(checkConfig({ ...rest, token }).secret).toBe(token);
  });

  test('all options at once', () => {
    const all: SessionConfig = {
      ...good,
      otp: () => '123456',
      logger: pino({ level: 'silent' }),
      openTimeoutMs: 1,
      connectTimeoutMs: 4,
      requestTimeoutMs: 2,
      subscribeWindowMs: 3,
      origin: 'https://x.example',
      tls: { rejectUnauthorized: false },
      maxFrameBytes: 1024,
      heartbeat: { intervalMs: 1, limitMs: 2 },
      reconnect: { delayMs: 1, maxMs: 2, maxAttempts: Infinity, resetAfterMs: 3 },
      limits: { commands: { count: 1, perMs: 2, burst: 3 }, maxQueue: 4 },
      clientId: new Uint8Array(16),
      runtime: {},
    };
    expect(faultsOf(all)).toEqual([]);
  });

  test.each([
    ['url', 'http://x', /^url: expected a ws:\/\/ or wss:\/\/ address, got "http:\/\/x"/],
    ['url', undefined, /^url: expected .*, got nothing/],
    ['login', 1.5, /^login: expected an account number, got 1.5/],
    ['login', '12a', /^login: .*"12a"/],
    ['login', 0, /^login: /],
    ['login', 2n ** 64n, /^login: /],
    ['login', 2 ** 60, /^login: /],
    ['password', '', /^password: expected text that is not empty/],
    ['password', 5, /^password: .*got a number \(not shown\)/],
    ['trading', 'yes', /^trading: expected true or false, got "yes"/],
    [
      'openTimeoutMs',
      -1,
      /^openTimeoutMs: expected a whole number of milliseconds above 0, got -1/,
    ],
    ['requestTimeoutMs', 1.5, /^requestTimeoutMs: /],
    ['clientId', new Uint8Array(3), /^clientId: expected 16 bytes, got an object/],
    ['logger', {}, /^logger: expected a pino logger/],
    ['otp', null, /^otp: expected text, a function, or { secret } of Base32/],
    ['otp', { secret: 'hunter#2' }, /^otp: expected .*, got a object \(not shown\)$/],
    ['heartbeat', 5, /^heartbeat: expected heartbeat options, got 5/],
    ['heartbeat', { interval: 5 }, /^heartbeat\.interval: unknown option; known are intervalMs/],
    [
      'limits',
      { commands: {} },
      /^limits\.commands\.count: expected a whole number above 0, got no/,
    ],
    ['reconnect', { maxAttempts: -1 }, /^reconnect\.maxAttempts: expected a whole number, or Inf/],
    ['pasword', 'x', /^pasword: unknown option; known are url, login, password/],
  ])('%s %p', (field, value, expected) => {
    const faults = faultsOf({ ...good, [field]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(expected);
  });

  test('a password or a token, not neither and not both', () => {
    expect(faultsOf({ url: good.url, login: 1 })).toEqual([
      expect.stringMatching(/^password: .*got neither/) as unknown,
    ]);
    expect(faultsOf({ ...good, token })).toEqual([
      expect.stringMatching(/^token: .*got both/) as unknown,
    ]);
  });

  test('every fault is named at once, secrets are not', () => {
    const faults = faultsOf({ url: 1, login: 'x', token: 'hunter2' });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['url', 'login', 'token']);
    expect(faults.join()).not.toContain('hunter2');
  });

  test('no object at all', () => {
    expect(faultsOf(undefined)).not.toEqual([]);
    expect(faultsOf('x')).not.toEqual([]);
  });
});
