import { describe, expect, test } from '@jest/globals';

import { Credentials } from '../../src/simulator/accounts/credentials.js';
import { Chance } from '../../src/simulator/server/chance.js';
import { TokenStore } from '../../src/simulator/server/token-store.js';

const token = (n: number): Uint8Array => Uint8Array.of(n >> 8, n & 0xff);

describe('credentials', () => {
  test('remember the last 64 tokens, and whose they are', () => {
    const credentials = new Credentials('Secret-55', 'Look-Only-1');
    for (let n = 0; n < 65; n += 1)
      credentials.remember(token(n), n === 64 ? 'investor' : 'master');
    expect(credentials.byToken(token(0))).toBeUndefined();
    expect(credentials.byToken(token(1))).toBe('master');
    expect(credentials.byToken(token(64))).toBe('investor');
  });

  test('keep the tokens of the password that did not change', () => {
    const credentials = new Credentials('Secret-55', 'Look-Only-1');
    credentials.remember(token(1), 'master');
    credentials.remember(token(2), 'investor');
    credentials.change('investor', 'Look-Only-2');
    expect([credentials.byToken(token(1)), credentials.byToken(token(2))]).toEqual([
      ...['master', undefined],
    ]);
    expect(credentials.byPassword('Look-Only-1')).toBeUndefined();
    expect(credentials.byPassword('Look-Only-2')).toBe('investor');
  });

  test('without an investor have none, whatever is tried', () => {
    const credentials = new Credentials('Secret-55', undefined);
    expect(['', 'undefined', 'secret-55', 'Secret-55 '].map((it) => credentials.byPassword(it)))
      // Nothing is trimmed or folded.
      .toEqual([undefined, undefined, undefined, undefined]);
  });
});

test('the last ten thousand tokens of connections can come back', () => {
  const tokens = new TokenStore();
  for (let n = 0; n <= 10_000; n += 1) tokens.add(token(n));
  expect([tokens.has(token(0)), tokens.has(token(1)), tokens.has(token(10_000))]).toEqual([
    ...[false, true, true],
  ]);
});

describe('chance', () => {
  test('is that of the source it is given', () => {
    const half = new Chance(() => 0.5);
    expect(half.bytes(3)).toEqual(Uint8Array.of(128, 128, 128));
    expect(half.u16()).toBe(0x8080);
    expect(half.u64()).toBe(0x8080_8080_8080_8080n);
  });

  test('never gives a session number of 0', () => {
    expect(new Chance(() => 0).u64()).toBe(1n);
  });

  test('is the system otherwise: two bytes at a time, all values', () => {
    const chance = new Chance();
    const drawn = Array.from({ length: 5000 }, () => chance.u16());
    expect(Math.min(...drawn)).toBeLessThan(2000);
    expect(Math.max(...drawn)).toBeGreaterThan(63_000);
    expect(new Set(drawn).size).toBeGreaterThan(4500);
    expect(chance.bytes(16)).not.toEqual(chance.bytes(16));
  });
});
