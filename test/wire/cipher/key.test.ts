import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { Decryptor, Encryptor, KeyLengthError, parseKey } from '../../../src/wire/cipher/index.js';

const wrongLengths = [0, 1, 15, 17, 23, 25, 31, 33, 64];

describe('parseKey', () => {
  test.each([16, 24, 32])('accepts %d bytes and copies them', (length) => {
    const key = new Uint8Array(length).fill(7);
    const parsed = parseKey(key);
    key.fill(0);
    expect(parsed).toEqual(E.right(new Uint8Array(length).fill(7)));
  });

  test.each(wrongLengths)('refuses %d bytes', (length) => {
    const parsed = parseKey(new Uint8Array(length));
    if (E.isRight(parsed)) throw new Error('accepted');
    expect(parsed.left).toBeInstanceOf(KeyLengthError);
    expect(parsed.left).toMatchObject({ code: 'key-length', context: { keyLength: length } });
  });
});

describe.each([
  ['Decryptor', Decryptor],
  ['Encryptor', Encryptor],
])('%s', (_name, Cipher) => {
  test.each(wrongLengths)('throws a KeyLengthError for a key of %d bytes', (length) => {
    expect(() => new Cipher(new Uint8Array(length))).toThrow(KeyLengthError);
  });

  test('says nothing of the key but its length', () => {
    const key = new Uint8Array(20).fill(0xab);
    try {
      new Cipher(key);
      throw new Error('accepted');
    } catch (error) {
      if (!(error instanceof KeyLengthError)) throw error;
      expect(error.message).toBe('Key: got 20 bytes, expected 16, 24 or 32');
      expect(error.context).toEqual({ keyLength: 20 });
    }
  });
});
