import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import {
  array,
  bytes,
  counted,
  commands,
  decode,
  describeErrors,
  empty,
  f64,
  filetime,
  i8,
  jsonOf,
  optional,
  prefixedBytes,
  record,
  restBytes,
  symbolShort,
  tick,
  u32,
  u64,
  u8,
  utf16,
  type Layout,
} from '../../../src/wire/index.js';
import { right } from '../support/either.js';

/** What is wrong with a JSON value, in the words that a user reads. */
const faults = (layout: Layout<never>, json: unknown): string[] => {
  const result = jsonOf(layout).decode(json);
  return E.isLeft(result) ? describeErrors(result.left) : [];
};

const any = (layout: unknown): Layout<never> => layout as Layout<never>;

describe('JSON of a value', () => {
  test('has the names of the protocol, 64-bit integers as text and bytes as hex', () => {
    const layout = record('sample', { a: u32, b: u64, c: bytes(3), d: utf16(4), e: array(u8, 2) });
    const value = { a: 1, b: 2n ** 64n - 1n, c: Uint8Array.of(0, 10, 255), d: 'é', e: [1, 2] };
    expect(jsonOf(layout).encode(value)).toEqual({
      a: 1,
      b: '18446744073709551615',
      c: '000aff',
      d: 'é',
      e: [1, 2],
    });
  });

  test.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [-0, '-0'],
    [0, 0],
    [1.5, 1.5],
  ])('has %p as %p', (value, json) => {
    expect(jsonOf(f64).encode(value)).toBe(json);
    expect(jsonOf(f64).decode(json)).toEqual(E.right(value));
  });

  test('has null for what is absent', () => {
    const short = right(decode(tick, new Uint8Array(8))).value;
    expect(jsonOf(tick as Layout<unknown>).encode(short)).toEqual({
      symbol_id: 0,
      tick_time: 0,
      ...Object.fromEntries(tick.fieldNames.slice(2).map((name) => [name, null])),
    });
    expect(jsonOf(optional(u8)).encode(undefined)).toBeNull();
    expect(jsonOf(empty).encode(undefined)).toBeNull();
    expect(jsonOf(tick as Layout<unknown>).encode(undefined)).toMatchObject({ symbol_id: null });
  });

  test('is one type per layout', () => {
    expect(jsonOf(tick)).toBe(jsonOf(tick));
    expect(jsonOf(tick)).toBeInstanceOf(t.Type);
  });
});

describe('values from JSON', () => {
  test.each([
    [u64, '007', 7n],
    [u64, 7, 7n],
    [u64, 7n, 7n],
    [u64, '-1', -1n],
    [u32, -1, -1],
    [u32, 2 ** 32 - 1, 2 ** 32 - 1],
    [bytes(2), 'aAfF', Uint8Array.of(0xaa, 0xff)],
    [restBytes, '', new Uint8Array(0)],
    [optional(u8), null, undefined],
    [optional(u8), undefined, undefined],
    [prefixedBytes(u8), null, undefined],
    [prefixedBytes(u8), '05', Uint8Array.of(5)],
    [empty, undefined, undefined],
    [empty, null, undefined],
    [filetime, -1, -1],
  ] as const)('%#: %p', (layout, json, value) => {
    expect(jsonOf(layout as Layout<unknown>).decode(json)).toEqual(E.right(value));
  });

  test('are checked, as types as well', () => {
    const json = jsonOf(record('pair', { a: u8, b: array(u8, 2) }));
    expect(json.is({ a: 1, b: [1, 2] })).toBe(true);
    expect(json.is({ a: 1, b: [1] })).toBe(false);
    expect(json.is({ a: 1n, b: [1, 2] })).toBe(false);
    expect(json.is({ a: 1, b: 'no' })).toBe(false);
    expect(json.is(null)).toBe(false);
    expect(json.is([])).toBe(false);
    expect(json.is(new Uint8Array(1))).toBe(false);
    expect(jsonOf(optional(u8)).is(undefined)).toBe(true);
    expect(jsonOf(optional(u8)).is('x')).toBe(false);
    expect(jsonOf(empty).is(undefined)).toBe(true);
    expect(jsonOf(empty).is(null)).toBe(false);
    expect(jsonOf(bytes(1)).is([1])).toBe(false);
    expect(jsonOf(u64).is(1)).toBe(false);
    expect(jsonOf(utf16(2)).is(1)).toBe(false);
  });
});

describe('what is wrong is said by field, with what was expected and got', () => {
  const integer = 'expected an integer from -128 to 255 (i8)';
  const wide = 'expected a 64-bit integer as a decimal string (u64)';
  const float = 'expected a number, or "NaN", "Infinity", "-Infinity", "-0"';

  test.each([
    [i8, 256, `value: ${integer}, got 256`],
    [i8, -129, `value: ${integer}, got -129`],
    [i8, 1.5, `value: ${integer}, got 1.5`],
    [i8, '1', `value: ${integer}, got "1"`],
    [i8, null, `value: ${integer}, got null`],
    [i8, [1], `value: ${integer}, got a list`],
    [i8, { a: 1 }, `value: ${integer}, got an object`],
    [i8, true, `value: ${integer}, got true`],
    [i8, 'x'.repeat(50), `value: ${integer}, got "${'x'.repeat(40)}"…`],
    [u64, '1.5', `value: ${wide}, got "1.5"`],
    [u64, '0x10', `value: ${wide}, got "0x10"`],
    [u64, '', `value: ${wide}, got ""`],
    [u64, 2 ** 53, `value: ${wide}, got 9007199254740992`],
    [u64, '18446744073709551616', `value: ${wide}, got "18446744073709551616"`],
    [u64, '-9223372036854775809', `value: ${wide}, got "-9223372036854775809"`],
    [u64, 2n ** 64n, `value: ${wide}, got 18446744073709551616`],
    [u64, '1'.repeat(60), `value: ${wide}, got "${'1'.repeat(40)}"…`],
    [f64, '1.5', `value: ${float}, got "1.5"`],
    [f64, 'constructor', `value: ${float}, got "constructor"`],
    [f64, 'toString', `value: ${float}, got "toString"`],
    [f64, '__proto__', `value: ${float}, got "__proto__"`],
    [filetime, 0.5, 'value: expected whole milliseconds since 1970, got 0.5'],
    [filetime, 'now', 'value: expected whole milliseconds since 1970, got "now"'],
    [filetime, 2 ** 53, 'value: expected whole milliseconds since 1970, got 9007199254740992'],
    [empty, {}, 'value: expected null: this body is empty'],
    [counted(u8, u8), 5, 'value: expected a list of an integer from -128 to 255 (u8)'],
    [counted(u8, u8), [1, -200], '1: expected an integer from -128 to 255 (u8), got -200'],
    [array(u8, 2), [1], 'value: expected 2 values, got 1'],
    [symbolShort, [], 'value: expected an object with the fields of symbol_short'],
    [symbolShort, null, 'value: expected an object with the fields of symbol_short'],
  ])('%#', (layout, json, message) => {
    expect(faults(any(layout), json)).toEqual([message]);
  });

  test('never with a text that may be a password, nor bytes that may be a token', () => {
    const secret = 'hunter2hunter2';
    expect(faults(any(utf16(8)), secret)).toEqual([
      'value: expected text of at most 4 UTF-16 units, got 14 characters',
    ]);
    expect(faults(any(bytes(3)), secret)).toEqual([
      'value: expected 3 bytes as 6 hex digits, got 14 characters',
    ]);
    expect(faults(any(bytes(3)), 5)).toEqual(['value: expected 3 bytes as 6 hex digits, got 5']);
    expect(faults(any(restBytes), 'abc')).toEqual(['value: expected hex digits, got 3 characters']);
  });

  test('with the way to the field, and once', () => {
    const { reply } = commands.tradingOpened;
    const position = { trade_symbol: 5 };
    expect(faults(any(reply), { positions: [position, position], orders: [] })).toContain(
      'positions.0.trade_symbol: expected text of at most 32 UTF-16 units, got 5',
    );
    expect(faults(any(reply), { positions: [], orders: {} })[0]).toMatch(
      /^orders: expected a list of order/,
    );
  });

  test('when a field is missing, and when there is one too many', () => {
    const layout = record('pair', { a: u8, b: u8 });
    expect(faults(any(layout), { a: 1 })).toEqual([
      'b: expected an integer from -128 to 255 (u8), got undefined',
    ]);
    expect(faults(any(layout), { a: 1, b: 2, c: 3 })).toEqual([
      'c: pair has no such field; its fields are a, b',
    ]);
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const json: unknown = JSON.parse(`{"a":1,"b":2,"${name}":3}`);
      expect(faults(any(layout), json)).toEqual([
        `${name}: pair has no such field; its fields are a, b`,
      ]);
    }
  });
});

describe('errors of any io-ts type are described', () => {
  const described = (type: t.Mixed, value: unknown): string[] => {
    const result = type.decode(value) as E.Either<t.Errors, unknown>;
    return E.isLeft(result) ? describeErrors(result.left) : [];
  };

  test('by their type, where they have no message', () => {
    expect(described(t.type({ a: t.number }), { a: 'x' })).toEqual(['a: expected number']);
    expect(described(t.type({ a: t.number }), {})).toEqual([
      'a: expected number, but it is missing',
    ]);
    expect(described(t.number, 'x')).toEqual(['value: expected number']);
    expect(describeErrors([{ value: 1, context: [] }])).toEqual(['value: expected another value']);
  });
});
