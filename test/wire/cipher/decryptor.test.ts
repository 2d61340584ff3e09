import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as fc from 'fast-check';
import {
  CipherLengthError,
  Decryptor,
  Encryptor,
  PaddingError,
  type KeyLengthError,
} from '../../../src/wire/cipher/index.js';
import { restoreFirstBlock } from '../../../src/wire/cipher/decryptor.js';
import { Random } from '../support/random.js';
import { referenceEncrypt, referenceEncryptRaw } from '../support/reference-cipher.js';

const keyLengths = [16, 24, 32];

function right<A>(either: E.Either<CipherLengthError | PaddingError | KeyLengthError, A>): A {
  if (E.isLeft(either)) throw either.left;
  return either.right;
}

describe.each(keyLengths)('Decryptor with a key of %d bytes', (keyLength) => {
  test('reads 4,000 frames of 0 to 400 bytes like a new decipher for each', () => {
    const random = new Random(keyLength);
    const key = random.bytes(keyLength);
    const decryptor = new Decryptor(key);
    for (let frame = 0; frame < 4_000; frame += 1) {
      const plain = random.bytes(random.between(0, 400));
      const got = right(decryptor.decrypt(referenceEncrypt(key, plain)));
      if (!got.equals(plain)) expect(got.toString('hex')).toBe(plain.toString('hex'));
    }
  });

  test('reads frames of 20 to 70 KB among small ones', () => {
    const random = new Random(100 + keyLength);
    const key = random.bytes(keyLength);
    const decryptor = new Decryptor(key);
    for (const length of [20_000, 3, 70_000, 32_768, 0, 15, 65_536]) {
      const plain = random.bytes(length);
      expect(right(decryptor.decrypt(referenceEncrypt(key, plain))).equals(plain)).toBe(true);
    }
  });
});

describe('Decryptor', () => {
  const key = new Random(1).bytes(32);

  test.each([1, 8, 15, 17, 31, 100])('refuses a ciphertext of %d bytes', (length) => {
    const cipher = new Uint8Array(length).fill(0xc1);
    const got = new Decryptor(key).decrypt(cipher);
    if (E.isRight(got)) throw new Error('accepted');
    expect(got.left).toBeInstanceOf(CipherLengthError);
    expect(got.left).toMatchObject({
      code: 'cipher-length',
      context: { cipherLength: length, head: 'c1'.repeat(Math.min(16, length)) },
    });
  });

  test('refuses an empty ciphertext', () => {
    const got = new Decryptor(key).decrypt(new Uint8Array(0));
    if (E.isRight(got)) throw new Error('accepted');
    expect(got.left).toMatchObject({
      code: 'cipher-length',
      context: { cipherLength: 0, head: '' },
    });
  });

  // The last bytes of a decrypted frame, and whether they are PKCS#7.
  test.each([
    ['size 0', [0], false],
    ['size 17', [17], false],
    ['size 255', [255], false],
    ['seventeen bytes, all 17', Array<number>(17).fill(17), false],
    ['one byte', [1], true],
    ['two bytes, the first wrong', [1, 2], false],
    ['two bytes', [2, 2], true],
    ['three bytes, the first wrong', [4, 3, 3], false],
    ['a whole block, its first byte wrong', [15, ...Array<number>(15).fill(16)], false],
    ['a whole block', Array<number>(16).fill(16), true],
  ])('checks every byte of the padding: %s', (_name, tail, good) => {
    const blocks = Buffer.alloc(32, 0x55);
    blocks.set(tail, 32 - tail.length);
    const cipher = referenceEncryptRaw(key, blocks);
    const got = new Decryptor(key).decrypt(cipher);
    if (good) {
      expect(right(got)).toEqual(blocks.subarray(0, 32 - tail.length));
      return;
    }
    if (E.isRight(got)) throw new Error('accepted');
    expect(got.left).toBeInstanceOf(PaddingError);
    expect(got.left).toMatchObject({
      code: 'padding',
      context: { cipherLength: 32, head: cipher.subarray(0, 16).toString('hex') },
    });
  });

  test('reads on after any bad frame', () => {
    const random = new Random(2);
    const decryptor = new Decryptor(key);
    for (let round = 0; round < 500; round += 1) {
      const bad = random.bytes(random.between(0, 80));
      decryptor.decrypt(bad);
      const plain = random.bytes(random.between(0, 80));
      expect(right(decryptor.decrypt(referenceEncrypt(key, plain)))).toEqual(plain);
    }
  });

  test('keeps no reference to what it was given', () => {
    const keyCopy = Buffer.from(key);
    const decryptor = new Decryptor(keyCopy);
    keyCopy.fill(0);
    const plain = Buffer.from('first frame, then the buffer is used again');
    const shared = referenceEncrypt(key, plain);
    const first = right(decryptor.decrypt(shared));
    shared.fill(0xff);
    expect(first).toEqual(plain);
    expect(right(decryptor.decrypt(referenceEncrypt(key, plain)))).toEqual(plain);
  });

  test('reads a view into a larger buffer', () => {
    const plain = Buffer.from('inside');
    const around = Buffer.concat([Buffer.alloc(5), referenceEncrypt(key, plain), Buffer.alloc(3)]);
    const view = new Uint8Array(around.buffer, around.byteOffset + 5, 16);
    expect(right(new Decryptor(key).decrypt(view))).toEqual(plain);
  });

  test('reads joined frames that are repaired with the block before each', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 70 }), { minLength: 1, maxLength: 20 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        (frames, lead) => {
          const decryptor = new Decryptor(key);
          // A frame on its own before and after: the chain goes on across both ways.
          const single = referenceEncrypt(key, lead);
          expect(right(decryptor.decrypt(single))).toEqual(Buffer.from(lead));
          const ciphers = frames.map((plain) => referenceEncrypt(key, plain));
          const joined = Buffer.concat(ciphers.flatMap((cipher) => [lead, cipher]));
          const plain = decryptor.decryptStream(joined);
          const views = [plain, joined].map(
            (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
          ) as [DataView, DataView];
          let at = 0;
          frames.forEach((frame, index) => {
            restoreFirstBlock(views[0], at + 16, views[1], at);
            expect(plain.subarray(at + 16, at + 16 + frame.length)).toEqual(Buffer.from(frame));
            at += 16 + (ciphers[index]?.length ?? 0);
          });
          expect(right(decryptor.decrypt(single))).toEqual(Buffer.from(lead));
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });

  test('reads what the Encryptor writes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...keyLengths),
        fc.array(fc.uint8Array({ maxLength: 100 })),
        (keyLength, frames) => {
          const ownKey = key.subarray(0, keyLength);
          const encryptor = new Encryptor(ownKey);
          const decryptor = new Decryptor(ownKey);
          for (const plain of frames) {
            expect(right(decryptor.decrypt(encryptor.encrypt(plain)))).toEqual(Buffer.from(plain));
          }
        },
      ),
      { seed: 4, numRuns: 200 },
    );
  });
});
