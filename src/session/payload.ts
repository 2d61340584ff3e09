import * as E from 'fp-ts/lib/Either.js';
import { encodeBody } from '../wire/index.js';

/**
 * Bytes of a request: as they are, or written from a value of the command's
 * request layout. @throws ProtocolError naming the field that does not fit.
 */
export const payloadFrom = (command: number, payload: unknown): Uint8Array => {
  if (payload instanceof Uint8Array) return payload;
  if (payload === undefined) return new Uint8Array(0);
  const bytes = encodeBody(command, 'client', payload);
  if (E.isLeft(bytes)) throw bytes.left;
  return bytes.right;
};
