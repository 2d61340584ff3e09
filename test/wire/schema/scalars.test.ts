import { describe, expect, test } from '@jest/globals';
import {
  decode,
  encode,
  f32,
  f64,
  FieldTruncatedError,
  filetime,
  i16,
  i32,
  i64,
  i8,
  u16,
  u32,
  u64,
  u8,
  ValueError,
  type Layout,
} from '../../../src/wire/index.js';
import { hex, left, right, unhex } from '../support/either.js';

const write = <T>(layout: Layout<T>, value: T): string => hex(right(encode(layout, value)));
const read = <T>(layout: Layout<T>, digits: string): unknown =>
  right(decode(layout, unhex(digits))).value;

describe('integers', () => {
  test.each([
    [i8, -2, 'fe'],
    [u8, 254, 'fe'],
    [i16, -2, 'feff'],
    [u16, 0x1234, '3412'],
    [i32, -2, 'feffffff'],
    [u32, 0x12345678, '78563412'],
  ] as const)('$name is little endian', (layout, value, digits) => {
    expect(write(layout, value)).toBe(digits);
    expect(read(layout, digits)).toBe(value);
  });

  test.each([
    [i64, -2n, 'feffffffffffffff'],
    [u64, 0x0123456789abcdefn, 'efcdab8967452301'],
  ] as const)('$name is a bigint', (layout, value, digits) => {
    expect(write(layout, value)).toBe(digits);
    expect(read(layout, digits)).toBe(value);
  });

  test('out of range, wrap without a word, as the official client does', () => {
    expect(write(i8, 300)).toBe('2c');
    expect(write(u8, -1)).toBe('ff');
    expect(write(i16, 40_000)).toBe('409c');
    expect(write(u16, 65_537)).toBe('0100');
    expect(write(i32, 4_294_967_295)).toBe('ffffffff');
    expect(write(u32, -1)).toBe('ffffffff');
    expect(write(u32, 2 ** 32 + 5)).toBe('05000000');
    expect(write(i64, 2n ** 64n - 1n)).toBe('ffffffffffffffff');
    expect(write(u64, -1n)).toBe('ffffffffffffffff');
  });

  test.each([
    [1.5, '1.5'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [undefined, 'undefined'],
    [null, 'null'],
    ['secret', 'a text'],
    [7n, '7n'],
    [[7], 'a list'],
    [{}, 'an object'],
    [true, 'boolean'],
  ])('%p is no integer, and would have been written as another number', (value, got) => {
    for (const layout of [i8, u8, i16, u16, i32, u32]) {
      const error = left(encode<unknown>(layout as Layout<unknown>, value));
      expect(error).toBeInstanceOf(ValueError);
      expect(error.message).toBe(`Field ${layout.name}: got ${got}, expected an integer`);
      expect(error.context).toEqual({ field: layout.name, got, expected: 'an integer' });
      expect(error.code).toBe('value');
    }
  });

  test.each([7, '7', undefined])('%p is no bigint', (value) => {
    for (const layout of [i64, u64] as unknown as Layout<unknown>[]) {
      expect(left(encode(layout, value)).message).toMatch(
        /^Field [iu]64: got .*, expected a bigint$/,
      );
    }
  });
});

describe('floats', () => {
  test('of 32 and 64 bits', () => {
    expect(write(f64, 0.1)).toBe('9a9999999999b93f');
    expect(read(f64, '9a9999999999b93f')).toBe(0.1);
    expect(write(f32, 0.5)).toBe('0000003f');
    expect(read(f32, 'cdcccc3d')).toBe(Math.fround(0.1));
  });

  test.each([-0, Number.NaN, Number.NEGATIVE_INFINITY, Number.MAX_VALUE, 5e-324])(
    '%p stays itself',
    (value) => {
      expect(read(f64, write(f64, value))).toBe(value);
    },
  );

  test.each([undefined, '1', 1n, null])('%p is no number', (value) => {
    for (const layout of [f32, f64] as unknown as Layout<unknown>[]) {
      expect(left(encode(layout, value)).message).toMatch(/^Field f\d\d: .* expected a number$/);
    }
  });
});

describe('FILETIME', () => {
  test('counts 100 ns since 1601', () => {
    expect(write(filetime, 0)).toBe('00803ed5deb19d01');
    expect(read(filetime, '00803ed5deb19d01')).toBe(0);
    expect(read(filetime, '0000000000000000')).toBe(-11_644_473_600_000);
  });

  test('is cut down to the millisecond, before 1970 too', () => {
    // One unit before and 9999 units after 1970.
    expect(read(filetime, 'ff7f3ed5deb19d01')).toBe(-1);
    expect(read(filetime, '0fa73ed5deb19d01')).toBe(0);
    expect(read(filetime, '10a73ed5deb19d01')).toBe(1);
  });

  test('is exact to the end of its range', () => {
    expect(read(filetime, 'ffffffffffffffff')).toBe(1_833_029_933_770_955);
    expect(write(filetime, 1_833_029_933_770_955)).toBe('b0f9ffffffffffff');
  });

  test.each([
    [-11_644_473_600_001, 'got -11644473600001'],
    [1_833_029_933_770_956, 'got 1833029933770956'],
    [Number.NaN, 'got NaN'],
    ['today', 'got a text'],
    [undefined, 'got undefined'],
    [5n, 'got 5n'],
  ])('%p is out of its range', (value, got) => {
    const error = left(encode(filetime as unknown as Layout<unknown>, value));
    expect(error).toBeInstanceOf(ValueError);
    expect(error.message).toContain(got);
    expect(error.message).toContain('the years 1601 to 60056');
  });
});

test.each([i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, filetime])(
  '$name ending outside the body is an error',
  (layout) => {
    const error = left(decode<unknown>(layout, new Uint8Array(layout.size - 1)));
    expect(error).toBeInstanceOf(FieldTruncatedError);
    expect(error.context).toEqual({
      field: layout.name,
      offset: 0,
      size: layout.size,
      available: layout.size - 1,
    });
  },
);
