import * as E from 'fp-ts/lib/Either.js';
import { KeyLengthError } from './errors.js';

export type KeyBits = 128 | 192 | 256;

/** A copy of the key, or a `KeyLengthError` unless it has 16, 24 or 32 bytes. */
export function parseKey(key: Uint8Array): E.Either<KeyLengthError, Uint8Array> {
  return keyBits(key.length) === undefined
    ? E.left(new KeyLengthError(key.length))
    : E.right(Uint8Array.from(key));
}

/** Node's name of the cipher for a key of this length. Throws a `KeyLengthError`. */
export function cbcAlgorithm(key: Uint8Array): `aes-${KeyBits}-cbc` {
  const bits = keyBits(key.length);
  if (bits === undefined) throw new KeyLengthError(key.length);
  return `aes-${bits}-cbc`;
}

function keyBits(keyLength: number): KeyBits | undefined {
  switch (keyLength) {
    case 16:
      return 128;
    case 24:
      return 192;
    case 32:
      return 256;
    default:
      return undefined;
  }
}
