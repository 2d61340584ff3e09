import * as E from 'fp-ts/lib/Either.js';
import { byteAt, cipherHead } from '../cipher/bytes.js';
import { CipherLengthError } from '../cipher/errors.js';
import { blockBytes } from '../cipher/padding.js';
import type { ProtocolError } from '../protocol-error.js';
import {
  FrameLengthError,
  FrameTooLongError,
  FrameTooShortError,
  FrameVersionError,
} from './errors.js';

/** `body_length` (u32) and `version` (u32), little endian, before the ciphertext. */
export const outerHeaderBytes = 8;

/** The only version there is; the official client writes it and never reads it. */
export const outerVersion = 1;

export interface FrameOptions {
  /** Longest ciphertext that is accepted, bytes. Default 64 MiB. */
  readonly maxFrameBytes?: number;
}

export const defaultMaxFrameBytes = 64 * 1024 * 1024;

/** Well below what Node's ciphers and buffers take in one piece. */
const highestMaxFrameBytes = 1024 * 1024 * 1024;

/** The limit in force. Throws a `RangeError` for one that is no sensible length. */
export function frameLimit(options: FrameOptions): number {
  const limit = options.maxFrameBytes ?? defaultMaxFrameBytes;
  if (!Number.isInteger(limit) || limit < blockBytes || limit > highestMaxFrameBytes) {
    throw new RangeError(
      `maxFrameBytes: got ${limit}, expected an integer from ${blockBytes} to ${highestMaxFrameBytes}`,
    );
  }
  return limit;
}

/**
 * What is wrong with a message before it is decrypted, if anything. The official
 * client drops the header unread; a header that lies is refused here, since a length
 * that is no multiple of 16 would spoil a decipher that lives on.
 */
export function outerFault(
  message: Uint8Array,
  maxFrameBytes: number,
  position?: number,
): ProtocolError | undefined {
  const following = message.length - outerHeaderBytes;
  if (following < 0) return new FrameTooShortError(message.length, { position });
  const bodyLength = u32At(message, 0);
  if (bodyLength !== following) return new FrameLengthError(bodyLength, following, { position });
  const version = u32At(message, 4);
  if (version !== outerVersion) return new FrameVersionError(version, { position });
  if (following > maxFrameBytes) {
    return new FrameTooLongError(following, maxFrameBytes, { position });
  }
  if (following === 0 || following % blockBytes !== 0) {
    return new CipherLengthError(following, cipherHead(message, outerHeaderBytes), { position });
  }
  return undefined;
}

/**
 * The ciphertext of one message, as a view into it. Left: `FrameTooShortError`,
 * `FrameLengthError`, `FrameVersionError`, `FrameTooLongError`, `CipherLengthError`.
 */
export function parseOuter(
  message: Uint8Array,
  options: FrameOptions = {},
): E.Either<ProtocolError, Uint8Array> {
  const fault = outerFault(message, frameLimit(options));
  return fault === undefined ? E.right(message.subarray(outerHeaderBytes)) : E.left(fault);
}

/** Writes the header of a ciphertext of this length. */
export function writeOuter(target: Uint8Array, at: number, cipherLength: number): void {
  writeU32(target, at, cipherLength);
  writeU32(target, at + 4, outerVersion);
}

function u32At(bytes: Uint8Array, at: number): number {
  return (
    (byteAt(bytes, at) |
      (byteAt(bytes, at + 1) << 8) |
      (byteAt(bytes, at + 2) << 16) |
      (byteAt(bytes, at + 3) << 24)) >>>
    0
  );
}

function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}
