import * as E from 'fp-ts/lib/Either.js';
import { createDecipheriv } from 'node:crypto';
import { byteAt, cipherHead } from './bytes.js';
import { CipherLengthError, PaddingError } from './errors.js';
import { cbcAlgorithm } from './key.js';
import { blockBytes, contentEnd } from './padding.js';

/**
 * AES-CBC decryption of frames that all start from a zero IV, under one key.
 *
 * Setting up a cipher costs four times what decrypting a small frame does, so one
 * Node decipher lives as long as the key and reads the frames as if they were one
 * long CBC stream. CBC XORs each decrypted block with the ciphertext block before
 * it, so this harms only the first block of a frame: it was XORed with whatever
 * block came before instead of the zero IV. XORing that block in once more gives
 * the true plaintext.
 *
 * A length that is not a multiple of 16 would leave half a block inside and spoil
 * every later frame: lengths are checked before the decipher is touched.
 *
 * Bytes passed in are not kept; bytes handed out are fresh. One instance per
 * direction and connection, a new one for a new key.
 */
export class Decryptor {
  readonly #decipher: ReturnType<typeof createDecipheriv>;
  /** The last ciphertext block that went in; zeros stand for the IV. */
  readonly #last = new Uint8Array(blockBytes);

  /** @throws KeyLengthError unless the key has 16, 24 or 32 bytes. */
  constructor(key: Uint8Array) {
    this.#decipher = createDecipheriv(cbcAlgorithm(key), key, this.#last);
    this.#decipher.setAutoPadding(false);
  }

  /**
   * The plaintext of one frame, without padding. Left: `CipherLengthError`,
   * `PaddingError`. After either the next frame is read as if nothing happened.
   */
  decrypt(cipher: Uint8Array): E.Either<CipherLengthError | PaddingError, Buffer> {
    if (cipher.length === 0 || cipher.length % blockBytes !== 0) {
      return E.left(new CipherLengthError(cipher.length, cipherHead(cipher)));
    }
    const plain = this.decryptPadded(cipher);
    const end = contentEnd(plain, plain.length);
    return end < 0
      ? E.left(new PaddingError(cipher.length, cipherHead(cipher)))
      : E.right(plain.subarray(0, end));
  }

  /**
   * The plaintext of one frame with its padding, whatever it is. The caller has
   * checked that the length is a positive multiple of 16.
   */
  decryptPadded(cipher: Uint8Array): Buffer {
    const plain = this.#decipher.update(cipher);
    for (let at = 0; at < blockBytes; at += 1) {
      plain[at] = byteAt(plain, at) ^ byteAt(this.#last, at);
    }
    this.#keepLast(cipher);
    return plain;
  }

  /**
   * Many frames by one call to the cipher: reads all bytes as one CBC stream and
   * repairs nothing. The first block is garbage, so put any 16 bytes before every
   * frame and repair the frame with `restoreFirstBlock`. The caller has checked
   * that the length is a multiple of 16.
   */
  decryptStream(cipher: Uint8Array): Buffer {
    const plain = this.#decipher.update(cipher);
    this.#keepLast(cipher);
    return plain;
  }

  #keepLast(cipher: Uint8Array): void {
    const from = cipher.length - blockBytes;
    for (let at = 0; at < blockBytes; at += 1) this.#last[at] = byteAt(cipher, from + at);
  }
}

/**
 * Repairs the first block of a frame that was read in the middle of a CBC stream:
 * XORs it, at `plainAt`, with the ciphertext block that stood before the frame, at
 * `beforeAt`.
 */
export function restoreFirstBlock(
  plain: DataView,
  plainAt: number,
  cipher: DataView,
  beforeAt: number,
): void {
  for (let at = 0; at < blockBytes; at += 4) {
    const word = plain.getUint32(plainAt + at, true) ^ cipher.getUint32(beforeAt + at, true);
    plain.setUint32(plainAt + at, word, true);
  }
}
