import * as E from 'fp-ts/lib/Either.js';
import { byteAt } from '../cipher/bytes.js';
import { InnerTooShortError } from './errors.js';

/** Client to server: two random bytes, u16 command, payload. */
export interface RequestFrame {
  /** The two first bytes as a little-endian u16. The official client draws them at random. */
  readonly prefix: number;
  readonly command: number;
  readonly payload: Uint8Array;
}

/** Server to client, replies and pushes alike: two bytes, u16 command, u8 code, body. */
export interface ReplyFrame {
  /** The two first bytes as a little-endian u16. The official client never reads them. */
  readonly prefix: number;
  readonly command: number;
  /** 0 is success, anything else an error. */
  readonly code: number;
  readonly body: Uint8Array;
}

export const requestHeaderBytes = 4;
export const replyHeaderBytes = 5;

/** A decrypted request, which ends before its padding at `end`; the payload is a view into it. */
export function parseRequest(
  inner: Uint8Array,
  end: number,
): E.Either<InnerTooShortError, RequestFrame> {
  if (end < requestHeaderBytes) {
    return E.left(new InnerTooShortError(end, requestHeaderBytes));
  }
  return E.right({
    prefix: u16At(inner, 0),
    command: u16At(inner, 2),
    payload: inner.subarray(requestHeaderBytes, end),
  });
}

/** A decrypted reply or push, which ends at `end`; the body is a view into it. */
export function parseReply(
  inner: Uint8Array,
  end: number,
): E.Either<InnerTooShortError, ReplyFrame> {
  if (end < replyHeaderBytes) {
    return E.left(new InnerTooShortError(end, replyHeaderBytes));
  }
  return E.right({
    prefix: u16At(inner, 0),
    command: u16At(inner, 2),
    code: byteAt(inner, 4),
    body: inner.subarray(replyHeaderBytes, end),
  });
}

/** Writes the plaintext of a request. @throws RangeError for a number that does not fit. */
export function writeRequest(target: Uint8Array, at: number, frame: RequestFrame): void {
  writeUint(target, at, 2, frame.prefix, 'prefix');
  writeUint(target, at + 2, 2, frame.command, 'command');
  target.set(frame.payload, at + requestHeaderBytes);
}

/** Writes the plaintext of a reply or push. @throws RangeError for a number that does not fit. */
export function writeReply(target: Uint8Array, at: number, frame: ReplyFrame): void {
  writeUint(target, at, 2, frame.prefix, 'prefix');
  writeUint(target, at + 2, 2, frame.command, 'command');
  writeUint(target, at + 4, 1, frame.code, 'code');
  target.set(frame.body, at + replyHeaderBytes);
}

function u16At(bytes: Uint8Array, at: number): number {
  return byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8);
}

function writeUint(
  bytes: Uint8Array,
  at: number,
  size: 1 | 2,
  value: number,
  name: 'prefix' | 'command' | 'code',
): void {
  const limit = size === 1 ? 0xff : 0xffff;
  if ((value & limit) !== value) {
    throw new RangeError(`${name}: got ${value}, expected an integer from 0 to ${limit}`);
  }
  bytes[at] = value;
  if (size === 2) bytes[at + 1] = value >>> 8;
}
