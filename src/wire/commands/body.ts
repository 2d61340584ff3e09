import * as E from 'fp-ts/lib/Either.js';
import { ProtocolError } from '../protocol-error.js';
import { copyBytes, restBytes } from '../schema/bytes.js';
import { decode, encode, type DecodeOptions, type Decoded } from '../schema/codec.js';
import { bodyLayout, type Direction } from './catalogue.js';

/** A command id outside the catalogue, where one is needed. */
export class UnknownCommandError extends ProtocolError {
  readonly code = 'command-unknown';

  constructor(command: number) {
    super(`Command ${String(command)} is not in the catalogue`, { command });
  }
}

/** A decoded body; that of an unknown command is kept as raw bytes. */
export type DecodedBody =
  | { readonly known: true; readonly body: Decoded<unknown> }
  | { readonly known: false; readonly bytes: Uint8Array };

/** Decodes the body of any command. Never throws; nothing is lost. */
export const decodeBody = (
  command: number,
  direction: Direction,
  bytes: Uint8Array,
  options?: DecodeOptions,
): E.Either<ProtocolError, DecodedBody> => {
  const layout = bodyLayout(command, direction);
  if (layout === undefined)
    return E.right({ known: false, bytes: copyBytes(bytes, 0, bytes.length) });
  return E.map((body: Decoded<unknown>): DecodedBody => ({ known: true, body }))(
    decode(layout, bytes, options),
  );
};

/** Writes the body of any command; that of an unknown one is raw bytes. Never throws. */
export const encodeBody = (
  command: number,
  direction: Direction,
  value: unknown,
): E.Either<ProtocolError, Uint8Array> => {
  const layout = bodyLayout(command, direction);
  if (layout !== undefined) return encode(layout, value);
  return value instanceof Uint8Array
    ? encode(restBytes, value)
    : E.left(new UnknownCommandError(command));
};
