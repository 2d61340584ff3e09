/**
 * The byte at an index that the caller knows to be inside.
 *
 * The compiler counts every indexed read as possibly undefined; this states the
 * precondition once instead of at every read. Outside the array the result is
 * undefined at run time.
 */
export function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}

const headBytes = 16;

/** Hex of the first ciphertext block, for diagnostics. Never call it on plaintext. */
export function cipherHead(cipher: Uint8Array, start = 0, end = cipher.length): string {
  const length = Math.max(0, Math.min(headBytes, end - start));
  return Buffer.from(cipher.buffer, cipher.byteOffset + start, length).toString('hex');
}
