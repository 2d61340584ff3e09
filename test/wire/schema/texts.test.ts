import { describe, expect, test } from '@jest/globals';
import {
  ascii,
  clipText,
  decode,
  encode,
  FieldTruncatedError,
  utf16,
  type Layout,
} from '../../../src/wire/index.js';
import { hex, left, right, unhex } from '../support/either.js';

const write = (layout: Layout<string>, value: string): string => hex(right(encode(layout, value)));
const read = (layout: Layout<string>, digits: string): string =>
  right(decode(layout, unhex(digits))).value;

describe('utf16', () => {
  test('is little endian, and zeros fill the field', () => {
    expect(write(utf16(10), 'aé€')).toBe('6100e900ac2000000000');
    expect(read(utf16(10), '6100e900ac2000000000')).toBe('aé€');
    expect(write(utf16(4), '')).toBe('00000000');
    expect(read(utf16(4), '00000000')).toBe('');
  });

  test('fills a field without a terminator', () => {
    expect(write(utf16(6), 'abc')).toBe('610062006300');
    expect(read(utf16(6), '610062006300')).toBe('abc');
    const long = 'x'.repeat(128);
    expect(read(utf16(256), write(utf16(256), long))).toBe(long);
  });

  test('ends at the first zero unit, whatever follows', () => {
    expect(read(utf16(8), '6100000062006300')).toBe('a');
    expect(read(utf16(4), '0000ffff')).toBe('');
  });

  test('a zero byte alone ends nothing', () => {
    expect(read(utf16(6), '0061 6100 0000')).toBe('\u6100a');
  });

  test.each([
    ['a lone high surrogate', 'a\ud83d'],
    ['a lone low surrogate', '\ude00b'],
    ['surrogates in the wrong order', '\ude00\ud83d'],
    ['a pair', '😀'],
    ['one behind a long text', `${'y'.repeat(40)}\udfff`],
  ])('keeps %s', (_name, text) => {
    expect(read(utf16(128), write(utf16(128), text))).toBe(text);
  });

  test('a text that is too long is an error, never a cut', () => {
    const error = left(encode(utf16(8), 'abcde'));
    expect(error.message).toBe('Field utf16(8): got 5 UTF-16 units, expected at most 4');
  });

  test('what is no text is an error that does not show it', () => {
    const error = left(encode(utf16(8) as Layout<unknown>, { password: 'hunter2' }));
    expect(error.message).toBe('Field utf16(8): got an object, expected a text');
  });

  test('ending outside the body is an error', () => {
    expect(left(decode(utf16(8), unhex('61006200')))).toBeInstanceOf(FieldTruncatedError);
  });
});

describe('ascii', () => {
  test('is one byte per character, and zero bytes stay', () => {
    expect(write(ascii(4), 'aé')).toBe('61e90000');
    expect(read(ascii(4), '61e90000')).toBe('aé\0\0');
  });

  test('writes the low byte of a unit', () => {
    expect(write(ascii(2), '\u0161\u20ac')).toBe('61ac');
  });

  test('a text that is too long is an error', () => {
    expect(left(encode(ascii(1), 'ab')).message).toBe(
      'Field ascii(1): got 2 UTF-16 units, expected at most 1',
    );
  });

  test('cut by the end of the body, what is there is the value', () => {
    const read = right(decode(ascii(4), unhex('6162')));
    expect(read).toMatchObject({ complete: false, value: 'ab', missing: ['ascii(4)'] });
    expect(read.trailing).toHaveLength(0);
  });
});

test('clipping counts UTF-16 units, even through a surrogate pair', () => {
  expect(clipText('abc', 5)).toBe('abc');
  expect(clipText('abc', 2)).toBe('ab');
  expect(clipText('a😀', 2)).toBe('a\ud83d');
});
