import { createCipheriv } from 'node:crypto';
import { byteAt } from './bytes.js';
import { cbcAlgorithm } from './key.js';
import { blockBytes, paddedLength } from './padding.js';

/** Plaintexts up to this length share one buffer, which is wiped after each use. */
const sharedPlainBytes = 4096;

/**
 * AES-CBC encryption of frames that all start from a zero IV, under one key, by one
 * Node cipher that lives as long as the key (see `Decryptor` for why).
 *
 * Each frame is led by one extra block, chosen so that its ciphertext is known
 * beforehand: a repetition of the last ciphertext block cancels the chain, which
 * makes it the encryption of 16 zero bytes. XORing that constant into the frame's
 * first block cancels the chain there too, as a zero IV would. The lead also
 * leaves 16 free bytes before the ciphertext, where the outer header goes without
 * another buffer.
 *
 * Bytes passed in are not kept; bytes handed out are fresh.
 */
export class Encryptor {
  /** Bytes before the plaintext in `reserve` and before the ciphertext in `encryptReserved`. */
  static readonly leadBytes = blockBytes;

  readonly #cipher: ReturnType<typeof createCipheriv>;
  readonly #shared = Buffer.alloc(blockBytes + sharedPlainBytes + blockBytes);
  /** The encryption of 16 zero bytes: the ciphertext of every lead block. */
  readonly #lead: Uint8Array;
  /** The last ciphertext block that came out. */
  readonly #last = new Uint8Array(blockBytes);

  #reserved = this.#shared;
  #plainLength = -1;

  /** @throws KeyLengthError unless the key has 16, 24 or 32 bytes. */
  constructor(key: Uint8Array) {
    this.#cipher = createCipheriv(cbcAlgorithm(key), key, this.#last);
    this.#cipher.setAutoPadding(false);
    this.#lead = this.#cipher.update(new Uint8Array(blockBytes));
    this.#last.set(this.#lead);
  }

  /** The ciphertext of one frame, padded with PKCS#7. */
  encrypt(plain: Uint8Array): Buffer {
    this.reserve(plain.length).set(plain, Encryptor.leadBytes);
    return this.encryptReserved().subarray(Encryptor.leadBytes);
  }

  /**
   * A buffer to write a plaintext of this length into, from `leadBytes` on. What
   * stands in it is undefined; `encryptReserved` must follow before anything else.
   */
  reserve(plainLength: number): Buffer {
    this.#plainLength = plainLength;
    this.#reserved =
      plainLength <= sharedPlainBytes
        ? this.#shared
        : Buffer.alloc(blockBytes + paddedLength(plainLength));
    return this.#reserved;
  }

  /** Pads and encrypts what was written: `leadBytes` free bytes, then the ciphertext. */
  encryptReserved(): Buffer {
    const plainLength = this.#plainLength;
    if (plainLength < 0) throw new Error('Encryptor: encryptReserved() without reserve()');
    const plain = this.#reserved;
    const last = this.#last;
    const lead = this.#lead;
    const contentsEnd = blockBytes + plainLength;
    const end = blockBytes + paddedLength(plainLength);

    plain.fill(end - contentsEnd, contentsEnd, end);
    for (let at = 0; at < blockBytes; at += 1) {
      plain[at] = byteAt(last, at);
      plain[blockBytes + at] = byteAt(plain, blockBytes + at) ^ byteAt(lead, at);
    }
    const out = this.#cipher.update(plain.subarray(0, end));
    for (let at = 0; at < blockBytes; at += 1) last[at] = byteAt(out, end - blockBytes + at);

    // The plaintext of a login holds the password.
    plain.fill(0, 0, end);
    this.#reserved = this.#shared;
    this.#plainLength = -1;
    return out;
  }
}
