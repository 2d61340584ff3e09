import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import {
  accountMain,
  commands,
  CountError,
  decode,
  encode,
  FieldTruncatedError,
  symbolTradeSettings,
  type Account,
  type Layout,
} from '../../../src/wire/index.js';
import { arbitrary } from '../../support/arbitrary.js';
import { hex, left, right } from '../support/either.js';

const { reply: account } = commands.account;

const sampleOf = <T>(layout: Layout<T>): T =>
  fc.sample(arbitrary(layout as Layout<unknown>), { numRuns: 1, seed: 7 })[0] as T;

/** An account without lists; every field that could be taken for a count has another value. */
const bare: Account = {
  ...sampleOf(accountMain),
  trade_settings: [],
  trade_flags: 0x11,
  symbols_count: 0x22,
  leverage_flags: 0x33n,
  rules: [],
  commissions: [],
};
const settings = sampleOf(symbolTradeSettings);

const write = (value: Account): Uint8Array => right(encode(account, value));

/** The body of a server that leaves the count of zero settings out. */
const withoutCount = (value: Account): Uint8Array => {
  const body = write(value);
  const at = accountMain.size;
  return new Uint8Array([...body.subarray(0, at), ...body.subarray(at + 4)]);
};

describe('an account without trade settings', () => {
  test('by the layout has a count of zero: 844 bytes', () => {
    const body = write(bare);
    expect(body).toHaveLength(844);
    expect(right(decode(account, body))).toMatchObject({ complete: true, value: bare });
  });

  test('is read from a server that leaves the count out too: 840 bytes', () => {
    const body = withoutCount(bare);
    expect(body).toHaveLength(840);
    const read = right(decode(account, body));
    expect(read).toMatchObject({ complete: true, value: bare });
    expect(Object.keys(read.value)).toEqual(Object.keys(right(decode(account, write(bare))).value));
  });

  test.each([
    [{ trade_flags: 0 }],
    [{ trade_flags: 0, symbols_count: 0, leverage_flags: 0n }],
    [{ trade_flags: -1, symbols_count: -1, leverage_flags: 2n ** 64n - 1n }],
    [{ trade_flags: 128, symbols_count: 0, leverage_flags: 1n << 32n }],
  ])('either way, whatever the flags are: %p', (flags) => {
    const value = { ...bare, ...flags };
    expect(right(decode(account, write(value))).value).toEqual(value);
    expect(right(decode(account, withoutCount(value))).value).toEqual(value);
  });

  test('either way, with rules and commissions', () => {
    const rich = fc.sample(
      arbitrary(account).filter((value) => {
        const { rules, commissions } = value as Account;
        return [rules, commissions].every((list) => (list?.length ?? 0) > 0);
      }),
      { numRuns: 10, seed: 11 },
    );
    for (const value of rich as Account[]) {
      const without = { ...value, trade_settings: [] };
      expect(right(decode(account, write(without))).value).toEqual(without);
      expect(right(decode(account, withoutCount(without))).value).toEqual(without);
    }
  });

  test('in the eyes of the official client is shifted: the count is read again as flags', () => {
    const read = right(decode(account, write(bare), { officialQuirks: true }));
    expect(read.value).toMatchObject({
      trade_settings: [],
      trade_flags: 0,
      symbols_count: 0x11,
      leverage_flags: 0x33_0000_0022n,
      rules: [],
      commissions: [],
    });
    expect(hex(read.trailing)).toBe('00000000');
    expect(
      right(decode(account, withoutCount({ ...bare, trade_flags: 0 }), { officialQuirks: true }))
        .value,
    ).toEqual({ ...bare, trade_flags: 0 });
  });
});

describe('the slip of the official client is not there', () => {
  test('when there are settings', () => {
    const body = write({ ...bare, trade_settings: [settings] });
    const ours = decode(account, body);
    expect(right(ours).value).toEqual({ ...bare, trade_settings: [settings] });
    expect(decode(account, body, { officialQuirks: true })).toEqual(ours);
  });

  test('when the body ends before the count', () => {
    const body = write(bare).subarray(0, accountMain.size);
    const ours = decode(account, body);
    expect(right(ours)).toMatchObject({ complete: true, value: { trade_settings: undefined } });
    expect(decode(account, body, { officialQuirks: true })).toEqual(ours);
  });
});

describe('sections that the server leaves out', () => {
  const names = [
    ...['trade_settings', 'trade_flags', 'symbols_count'],
    ...['leverage_flags', 'rules', 'commissions'],
  ] as const;

  test.each(names.map((name, index) => [name, index] as const))(
    'from %s on are absent, not zero',
    (_name, kept) => {
      const value: Record<string, unknown> = { ...bare, trade_settings: [settings] };
      for (const name of names.slice(kept)) value[name] = undefined;
      const read = right(decode(account, write(value as Account)));
      expect(read).toMatchObject({ complete: true, missing: [] });
      expect(read.value).toEqual(value);
    },
  );

  test('cannot be written from the middle', () => {
    expect(left(encode(account, { ...bare, trade_flags: undefined })).message).toBe(
      'Field account.symbols_count: got a value, expected none, because trade_flags before it is left out',
    );
  });
});

describe('a body that is not an account', () => {
  test('has counts that lie', () => {
    const body = write({ ...bare, trade_settings: [settings] });
    new DataView(body.buffer, body.byteOffset).setUint32(accountMain.size, 0x7fff_ffff, true);
    const error = left(decode(account, body));
    expect(error).toBeInstanceOf(CountError);
    expect(error.context).toMatchObject({ list: 'symbol_trade_settings', count: 0x7fff_ffff });
  });

  test('has a rule with a negative number of steps', () => {
    const rule = { path: '*', range_mode: 0, range_currency: '', range_currency_digits: 2 };
    const value = { ...bare, rules: [{ ...rule, tier_count: 0, tiers: [] }], commissions: [] };
    const body = write(value);
    expect(right(decode(account, body)).value).toEqual(value);
    new DataView(body.buffer, body.byteOffset).setInt32(body.length - 8, -1, true);
    expect(left(decode(account, body))).toBeInstanceOf(CountError);
  });

  test('is cut in a number or a text', () => {
    expect(left(decode(account, write(bare).subarray(0, 3)))).toBeInstanceOf(FieldTruncatedError);
    const error = left(decode(account, write(bare).subarray(0, 100)));
    expect(error.context).toMatchObject({ field: 'account_main.account_name', size: 256 });
  });

  test('ends within the first part, and says what is missing', () => {
    const read = right(decode(account, write(bare).subarray(0, 808)));
    expect(read.complete).toBe(false);
    expect(read.missing).toEqual(['account_main.auth_password_min', 'account_main.otp_status']);
  });
});

test('bytes behind the last section are reported', () => {
  const body = new Uint8Array([...write({ ...bare, trade_settings: [settings] }), 1, 2, 3]);
  const read = decode(account, body);
  expect(E.isRight(read) && hex(read.right.trailing)).toBe('010203');
});
