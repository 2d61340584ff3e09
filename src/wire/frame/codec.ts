import * as E from 'fp-ts/lib/Either.js';
import { cipherHead } from '../cipher/bytes.js';
import type { Decryptor } from '../cipher/decryptor.js';
import { Encryptor } from '../cipher/encryptor.js';
import { PaddingError } from '../cipher/errors.js';
import { contentEnd } from '../cipher/padding.js';
import type { ProtocolError } from '../protocol-error.js';
import {
  parseReply,
  parseRequest,
  replyHeaderBytes,
  type ReplyFrame,
  requestHeaderBytes,
  type RequestFrame,
  writeReply,
  writeRequest,
} from './inner.js';
import {
  type FrameOptions,
  frameLimit,
  outerFault,
  outerHeaderBytes,
  writeOuter,
} from './outer.js';

/**
 * The whole WebSocket message of a request: outer header and ciphertext.
 *
 * @throws RangeError when command or prefix is no u16.
 */
export function sealRequest(encryptor: Encryptor, frame: RequestFrame): Buffer {
  const plain = encryptor.reserve(requestHeaderBytes + frame.payload.length);
  writeRequest(plain, Encryptor.leadBytes, frame);
  return seal(encryptor);
}

/**
 * The whole WebSocket message of a reply or push: outer header and ciphertext.
 *
 * @throws RangeError when command or prefix is no u16 or code no u8.
 */
export function sealReply(encryptor: Encryptor, frame: ReplyFrame): Buffer {
  const plain = encryptor.reserve(replyHeaderBytes + frame.body.length);
  writeReply(plain, Encryptor.leadBytes, frame);
  return seal(encryptor);
}

/** Reads one message of a client. Left: any frame, cipher or inner error. */
export function openRequest(
  decryptor: Decryptor,
  message: Uint8Array,
  options?: FrameOptions,
): E.Either<ProtocolError, RequestFrame> {
  return open(decryptor, message, parseRequest, options);
}

/** Reads one message of a server. Left: any frame, cipher or inner error. */
export function openReply(
  decryptor: Decryptor,
  message: Uint8Array,
  options?: FrameOptions,
): E.Either<ProtocolError, ReplyFrame> {
  return open(decryptor, message, parseReply, options);
}

function seal(encryptor: Encryptor): Buffer {
  const out = encryptor.encryptReserved();
  const start = Encryptor.leadBytes - outerHeaderBytes;
  writeOuter(out, start, out.length - Encryptor.leadBytes);
  return out.subarray(start);
}

/** Like `parseOuter`, `decrypt` and `parse` in turn, with fewer views made on the way. */
function open<Frame>(
  decryptor: Decryptor,
  message: Uint8Array,
  parse: (plain: Uint8Array, end: number) => E.Either<ProtocolError, Frame>,
  options: FrameOptions = {},
): E.Either<ProtocolError, Frame> {
  const fault = outerFault(message, frameLimit(options));
  if (fault !== undefined) return E.left(fault);
  const plain = decryptor.decryptPadded(message.subarray(outerHeaderBytes));
  const end = contentEnd(plain, plain.length);
  return end < 0
    ? E.left(new PaddingError(plain.length, cipherHead(message, outerHeaderBytes)))
    : parse(plain, end);
}
