import { describe, expect, test } from '@jest/globals';
import {
  bytes,
  decode,
  encode,
  FieldTruncatedError,
  prefixedBytes,
  restBytes,
  u16,
  u32,
  u8,
  type Layout,
} from '../../../src/wire/index.js';
import { hex, left, right, unhex } from '../support/either.js';

describe('bytes of a fixed length', () => {
  test('are read as a copy that is no Buffer', () => {
    const body = Buffer.from([1, 2, 3]);
    const { value } = right(decode(bytes(3), body));
    body.fill(0);
    expect(value).toEqual(Uint8Array.of(1, 2, 3));
    expect(Buffer.isBuffer(value)).toBe(false);
    expect(value.buffer.byteLength).toBe(3);
  });

  test.each([0, 2, 4])('are not written from %i bytes: all that follows would shift', (length) => {
    const error = left(encode(bytes(3), new Uint8Array(length)));
    expect(error.message).toBe(`Field bytes(3): got ${length} bytes, expected exactly 3`);
  });

  test.each([[[1, 2, 3]], ['abc'], [undefined]])('are not written from %p', (value) => {
    expect(left(encode(bytes(3) as Layout<unknown>, value)).message).toMatch(/expected bytes$/);
  });

  test('cut by the end of the body, are what is there', () => {
    expect(right(decode(bytes(3), unhex('0102')))).toEqual({
      complete: false,
      value: Uint8Array.of(1, 2),
      missing: ['bytes(3)'],
      trailing: new Uint8Array(0),
    });
  });
});

describe('bytes up to the end', () => {
  test('take all there is', () => {
    expect(right(decode(restBytes, unhex('010203'))).value).toEqual(Uint8Array.of(1, 2, 3));
    expect(right(decode(restBytes, unhex(''))).value).toEqual(new Uint8Array(0));
    expect(hex(right(encode(restBytes, Uint8Array.of(1, 2, 3))))).toBe('010203');
  });

  test('are not written from anything else', () => {
    expect(left(encode(restBytes as Layout<unknown>, 'abc')).message).toBe(
      'Field bytes(rest): got a text, expected bytes',
    );
  });
});

describe('bytes behind a length', () => {
  test.each([
    [u8, '03010203'],
    [u16, '0300010203'],
    [u32, '03000000010203'],
  ] as const)('of type $name', (prefix, digits) => {
    const layout = prefixedBytes(prefix);
    expect(right(decode(layout, unhex(digits))).value).toEqual(Uint8Array.of(1, 2, 3));
    expect(hex(right(encode(layout, Uint8Array.of(1, 2, 3))))).toBe(digits);
  });

  test('of zero are unset', () => {
    expect(right(decode(prefixedBytes(u16), unhex('0000'))).value).toBeUndefined();
    expect(hex(right(encode(prefixedBytes(u16), undefined)))).toBe('0000');
  });

  test('leave what follows alone', () => {
    expect(right(decode(prefixedBytes(u8), unhex('01aabb'))).trailing).toEqual(unhex('bb'));
  });

  test('of which there are too few are an error, found before they are copied', () => {
    const error = left(decode(prefixedBytes(u32), unhex('ffffffff00')));
    expect(error).toBeInstanceOf(FieldTruncatedError);
    expect(error.context).toMatchObject({ size: 0xffff_ffff, available: 1, offset: 4 });
  });

  test('do not take more than the length can say', () => {
    expect(left(encode(prefixedBytes(u8), new Uint8Array(256))).message).toBe(
      'Field bytes(u8): got 256 bytes, expected a length that fits u8',
    );
    expect(right(encode(prefixedBytes(u8), new Uint8Array(255)))).toHaveLength(256);
    expect(left(encode(prefixedBytes(u8) as Layout<unknown>, 5)).message).toBe(
      'Field bytes(u8): got 5, expected bytes',
    );
  });
});
