import { byteAt } from './bytes.js';

/** AES block, bytes. */
export const blockBytes = 16;

/** Length of the ciphertext of a plaintext: PKCS#7 adds 1 to 16 bytes. */
export function paddedLength(plainLength: number): number {
  return plainLength - (plainLength % blockBytes) + blockBytes;
}

/**
 * Where the plaintext of one frame ends, its PKCS#7 padding taken off, or -1 when
 * the padding is wrong. Looks at every byte of the padding. The frame ends at `end`
 * and has at least one block, which is where the padding is.
 */
export function contentEnd(plain: Uint8Array, end: number): number {
  const size = byteAt(plain, end - 1);
  if (size === 0 || size > blockBytes) return -1;
  const contents = end - size;
  for (let at = contents; at < end - 1; at += 1) {
    if (byteAt(plain, at) !== size) return -1;
  }
  return contents;
}
