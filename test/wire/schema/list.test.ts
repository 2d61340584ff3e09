import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import {
  CountError,
  counted,
  decode,
  encode,
  FieldTruncatedError,
  i32,
  prefixedBytes,
  record,
  restBytes,
  u16,
  u32,
  u8,
  untilEnd,
  ValueError,
  type Layout,
} from '../../../src/wire/index.js';
import { hex, left, right, unhex } from '../support/either.js';

const pair = record('pair', { a: u16, b: u16 });

describe('a list behind its count', () => {
  const pairs = counted(u32, pair);

  test('is read and written', () => {
    const digits = '02000000 0100 0200 0300 0400';
    const values = [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ];
    expect(right(decode(pairs, unhex(digits)))).toMatchObject({ complete: true, value: values });
    expect(hex(right(encode(pairs, values)))).toBe(digits.replaceAll(' ', ''));
    expect(right(decode(pairs, unhex('00000000'))).value).toEqual([]);
  });

  test('leaves what follows', () => {
    const read = right(decode(pairs, unhex('01000000 01000200 0300')));
    expect(read.trailing).toEqual(unhex('0300'));
  });

  test('may end in the last record', () => {
    expect(right(decode(pairs, unhex('02000000 01000200 0300')))).toMatchObject({
      complete: false,
      value: [
        { a: 1, b: 2 },
        { a: 3, b: undefined },
      ],
      missing: ['pair.b'],
    });
    expect(left(decode(pairs, unhex('02000000 01000200 03')))).toBeInstanceOf(FieldTruncatedError);
  });

  test('of which not even the count is there is empty, and missing', () => {
    expect(right(decode(pairs, unhex('')))).toMatchObject({
      complete: false,
      value: [],
      missing: ['pair[]'],
    });
    expect(left(decode(pairs, unhex('0100')))).toBeInstanceOf(FieldTruncatedError);
  });

  test.each([
    ['one too many', counted(u32, pair), '02000000 01000200', 2],
    ['all there are', counted(u32, pair), 'ffffffff 01000200', 0xffff_ffff],
    ['so many that they do not fit a double', counted(u32, pair), 'ffffff7f', 0x7fff_ffff],
    ['negative', counted(i32, pair), 'ffffffff 01000200', -1],
    ['the least', counted(i32, pair), '00000080 01000200', -(2 ** 31)],
  ])('is an error when the count is %s', (_what, layout, digits, count) => {
    const body = unhex(digits);
    const error = left(decode(layout, body));
    expect(error).toBeInstanceOf(CountError);
    expect(error.code).toBe('count');
    expect(error.context).toEqual({
      list: 'pair',
      count,
      offset: 0,
      available: body.length - 4,
    });
    expect(error.message).toBe(
      `Count of pair at offset 0 says ${count}, but ${body.length - 4} bytes follow`,
    );
  });

  test('is an error when elements of variable size run out', () => {
    const texts = counted(u8, prefixedBytes(u8));
    expect(right(decode(texts, unhex('02 01aa 00'))).value).toEqual([
      Uint8Array.of(0xaa),
      undefined,
    ]);
    const error = left(decode(texts, unhex('03 02aabb')));
    expect(error).toBeInstanceOf(CountError);
    expect(error.context).toEqual({ list: 'bytes(u8)', count: 3, offset: 0, available: 0 });
  });

  test('costs no memory for elements that take no bytes', () => {
    const nothing = counted(u32, restBytes);
    const error = left(decode(nothing, unhex('ffffffff aabb')));
    expect(error).toBeInstanceOf(CountError);
    expect(left(decode(nothing, unhex('02000000 aabb')))).toBeInstanceOf(CountError);
    expect(right(decode(nothing, unhex('01000000 aabb'))).value).toEqual([unhex('aabb')]);
  });

  test('is not written from more values than the count can say', () => {
    expect(left(encode(counted(u8, u8), new Array<number>(256).fill(0))).message).toBe(
      'Field u8[]: got 256 values, expected at most 255',
    );
    expect(E.isRight(encode(counted(u8, u8), new Array<number>(255).fill(0)))).toBe(true);
    const error = left(encode(counted(i32, u8), { length: 2 ** 31 } as never));
    expect(error.message).toBe('Field u8[]: got an object, expected a list');
  });

  test('names the element that cannot be written', () => {
    const error = left(
      encode(pairs as Layout<unknown>, [
        { a: 1, b: 2 },
        { a: 1, b: '2' },
      ]),
    );
    expect(error).toBeInstanceOf(ValueError);
    expect(error.message).toBe('Field pair[1].b: got a text, expected an integer');
  });
});

describe('a list up to the end of the body', () => {
  test('holds as many records as fit, and leaves the rest', () => {
    const read = right(decode(untilEnd(pair), unhex('01000200 03000400 0500')));
    expect(read).toMatchObject({
      complete: true,
      value: [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
    });
    expect(read.trailing).toEqual(unhex('0500'));
    expect(right(decode(untilEnd(pair), unhex('')))).toMatchObject({ complete: true, value: [] });
  });

  test('of elements of variable size takes all', () => {
    const texts = untilEnd(prefixedBytes(u8));
    expect(right(decode(texts, unhex('01aa 00 02bbcc'))).value).toEqual([
      unhex('aa'),
      undefined,
      unhex('bbcc'),
    ]);
    expect(left(decode(texts, unhex('02aa')))).toBeInstanceOf(FieldTruncatedError);
  });

  test('is written back to back', () => {
    expect(hex(right(encode(untilEnd(pair), [{ a: 1, b: 2 }])))).toBe('01000200');
    expect(left(encode(untilEnd(pair) as Layout<unknown>, 5)).message).toBe(
      'Field pair[]: got 5, expected a list',
    );
    expect(left(encode(untilEnd(pair) as Layout<unknown>, [5])).message).toBe(
      'Field pair[0]: got 5, expected an object',
    );
  });
});
