import { ProtocolError } from '../protocol-error.js';

/** Where a bad message stood, for errors found while reading many. */
export interface Place {
  /** Place among the messages gathered since the last flush, from 0; absent for a single frame. */
  readonly position?: number | undefined;
}

/** A key that AES does not know. The context holds its length, never its bytes. */
export class KeyLengthError extends ProtocolError {
  readonly code = 'key-length';

  constructor(keyLength: number) {
    super(`Key: got ${keyLength} bytes, expected 16, 24 or 32`, { keyLength });
  }
}

/**
 * A ciphertext that is not a positive multiple of 16 bytes.
 *
 * That includes a message with nothing after its outer header. The official client
 * skips such a message without a word; here it is reported and skipped.
 */
export class CipherLengthError extends ProtocolError {
  readonly code = 'cipher-length';

  constructor(cipherLength: number, head: string, place: Place = {}) {
    super(`Ciphertext: got ${cipherLength} bytes, expected a positive multiple of 16`, {
      cipherLength,
      head,
      ...place,
    });
  }
}

/** A padding that is not PKCS#7: damaged bytes, or a frame under another key. */
export class PaddingError extends ProtocolError {
  readonly code = 'padding';

  constructor(cipherLength: number, head: string, place: Place = {}) {
    super(`Padding of a ciphertext of ${cipherLength} bytes is not PKCS#7 under this key`, {
      cipherLength,
      head,
      ...place,
    });
  }
}
