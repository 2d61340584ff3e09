import { describe, expect, test } from '@jest/globals';
import { deobfuscate, initialKey } from '../../../src/wire/cipher/index.js';

describe('deobfuscate', () => {
  // Wire vectors deobfuscate/1 to 4.
  test.each([
    [
      '13ef13b2b76dd8:5795gdcfb2fdc1ge85bf768f54773d22fff996e3ge75g5:75',
      '02de02a1a65cc794684fcbea1ecb0fd74ae657e43662c11eee885d2fd64f4964',
    ],
    ['%f\u001c\u0017\u001cJ', '$e&!&I'],
    ['\u001c{\u0017\u001c\u0017PY', '&z!&!OX'],
    ['\u001c@PL\u0017UY\u001c>', '&?OK!TX&='],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(deobfuscate(text)).toBe(expected);
  });
});

describe('initialKey', () => {
  test('is the key that the official client uses for the bootstrap', () => {
    expect(Buffer.from(initialKey()).toString('hex')).toBe(
      '02de02a1a65cc794684fcbea1ecb0fd74ae657e43662c11eee885d2fd64f4964',
    );
  });

  test('is a fresh copy, so nobody can change it for others', () => {
    initialKey().fill(0);
    expect(initialKey()[0]).toBe(0x02);
  });
});
