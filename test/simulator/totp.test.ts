import { describe, expect, test } from '@jest/globals';

import { isTotp, totp } from '../../src/simulator/accounts/totp.js';

/** The secret of the examples of RFC 6238, `12345678901234567890`, in Base32. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('totp', () => {
  // RFC 6238 gives eight digits; six are the last of them.
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %d s is as in RFC 6238', (seconds, code) => {
    expect(totp(secret, seconds * 1000)).toBe(code);
    expect(totp(`${secret.toLowerCase()}====`, seconds * 1000)).toBe(code);
  });

  test('holds for 30 s', () => {
    expect(totp(secret, 30_000)).toBe(totp(secret, 59_999));
    expect(totp(secret, 29_999)).not.toBe(totp(secret, 30_000));
  });
});

describe('isTotp', () => {
  test('takes the code of the step before and after, and no other', () => {
    const code = totp(secret, 300_000);
    const offsets = [-60_000, -30_000, 0, 30_000, 60_000];
    expect(offsets.map((offset) => isTotp(secret, code, 300_000 + offset))).toEqual([
      ...[false, true, true, true, false],
    ]);
  });

  test('takes no code of another form', () => {
    expect(isTotp(secret, '', 0)).toBe(false);
    expect(isTotp(secret, 'abcdef', 0)).toBe(false);
  });
});
