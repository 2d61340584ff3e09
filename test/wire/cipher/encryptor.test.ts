import { describe, expect, test } from '@jest/globals';
import { Encryptor } from '../../../src/wire/cipher/index.js';
import { Random } from '../support/random.js';
import { referenceEncrypt } from '../support/reference-cipher.js';

describe.each([16, 24, 32])('Encryptor with a key of %d bytes', (keyLength) => {
  test('writes 4,000 frames of 0 to 400 bytes like a new cipher for each', () => {
    const random = new Random(keyLength);
    const key = random.bytes(keyLength);
    const encryptor = new Encryptor(key);
    for (let frame = 0; frame < 4_000; frame += 1) {
      const plain = random.bytes(random.between(0, 400));
      const got = encryptor.encrypt(plain);
      const expected = referenceEncrypt(key, plain);
      if (!got.equals(expected)) expect(got.toString('hex')).toBe(expected.toString('hex'));
    }
  });

  test('writes long frames among short ones', () => {
    const random = new Random(200 + keyLength);
    const key = random.bytes(keyLength);
    const encryptor = new Encryptor(key);
    for (const length of [4_095, 4_096, 4_097, 20_000, 5, 70_000, 16, 0]) {
      const plain = random.bytes(length);
      expect(encryptor.encrypt(plain).equals(referenceEncrypt(key, plain))).toBe(true);
    }
  });
});

describe('Encryptor', () => {
  const key = new Random(5).bytes(32);

  test('keeps no reference to what it was given and hands out fresh bytes', () => {
    const keyCopy = Buffer.from(key);
    const encryptor = new Encryptor(keyCopy);
    keyCopy.fill(0);
    const plain = Buffer.from('a payload');
    const first = encryptor.encrypt(plain);
    const expected = referenceEncrypt(key, Buffer.from('a payload'));
    plain.fill(0);
    first.fill(0);
    expect(encryptor.encrypt(Buffer.from('a payload'))).toEqual(expected);
  });

  test.each([64, 5_000])('wipes a plaintext of %d bytes after use', (length) => {
    const encryptor = new Encryptor(key);
    const plain = encryptor.reserve(length);
    // Beyond the first block, which is XORed on the way.
    plain.write('hunter2', Encryptor.leadBytes + 20);
    encryptor.encryptReserved();
    expect(plain.every((byte) => byte === 0)).toBe(true);
  });

  test('forgets a reservation that was not used', () => {
    const encryptor = new Encryptor(key);
    encryptor.reserve(5000);
    encryptor.reserve(3).set([1, 2, 3], Encryptor.leadBytes);
    const out = encryptor.encryptReserved().subarray(Encryptor.leadBytes);
    expect(out).toEqual(referenceEncrypt(key, Uint8Array.of(1, 2, 3)));
  });

  test('refuses to encrypt what was not reserved', () => {
    const encryptor = new Encryptor(key);
    encryptor.encrypt(new Uint8Array(3));
    expect(() => encryptor.encryptReserved()).toThrow('encryptReserved() without reserve()');
  });
});
