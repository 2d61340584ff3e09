import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { CipherLengthError } from '../../../src/wire/cipher/index.js';
import {
  FrameLengthError,
  FrameTooLongError,
  FrameTooShortError,
  FrameVersionError,
  parseOuter,
  writeOuter,
} from '../../../src/wire/frame/index.js';
import type { ProtocolError } from '../../../src/wire/protocol-error.js';
import { referenceMessage } from '../support/reference-cipher.js';

const body = Buffer.from('000102030405060708090a0b0c0d0e0f'.repeat(2), 'hex');

function fault(message: Uint8Array, maxFrameBytes?: number): ProtocolError {
  const parsed = parseOuter(message, maxFrameBytes === undefined ? {} : { maxFrameBytes });
  if (E.isRight(parsed)) throw new Error('accepted');
  return parsed.left;
}

describe('parseOuter', () => {
  test('gives the ciphertext behind a true header', () => {
    expect(parseOuter(referenceMessage(body))).toEqual(E.right(body));
  });

  test('reads a plain Uint8Array that is a view into something larger', () => {
    const around = Uint8Array.from([9, 9, 9, ...referenceMessage(body), 9]);
    expect(parseOuter(around.subarray(3, -1))).toEqual(E.right(Uint8Array.from(body)));
  });

  test.each([0, 1, 7])('FrameTooShortError: %d bytes', (length) => {
    const error = fault(new Uint8Array(length));
    expect(error).toBeInstanceOf(FrameTooShortError);
    expect(error).toMatchObject({ code: 'frame-too-short', context: { messageLength: length } });
  });

  test.each([0, 16, 31, 33, 0x8000_0020, 0xffff_ffff])(
    'FrameLengthError: body_length %d before 32 bytes',
    (bodyLength) => {
      const error = fault(referenceMessage(body, bodyLength));
      expect(error).toBeInstanceOf(FrameLengthError);
      expect(error.name).toBe('FrameLengthError');
      expect(error).toMatchObject({
        code: 'frame-length',
        context: { bodyLength, bytesFollowing: 32 },
      });
    },
  );

  test.each([0, 2, 256, 0x0100_0001, 0xffff_ffff])('FrameVersionError: version %d', (version) => {
    const error = fault(referenceMessage(body, 32, version));
    expect(error).toBeInstanceOf(FrameVersionError);
    expect(error).toMatchObject({ code: 'frame-version', context: { version, expected: 1 } });
  });

  test('FrameTooLongError: one byte above the limit, not at it', () => {
    const error = fault(referenceMessage(body), 31);
    expect(error).toBeInstanceOf(FrameTooLongError);
    expect(error).toMatchObject({
      code: 'frame-too-long',
      context: { cipherLength: 32, maxFrameBytes: 31 },
    });
    expect(E.isRight(parseOuter(referenceMessage(body), { maxFrameBytes: 32 }))).toBe(true);
  });

  test('FrameTooLongError: the limit is 64 MiB unless told otherwise', () => {
    const limit = 64 * 1024 * 1024;
    expect(fault(referenceMessage(Buffer.alloc(limit + 16)))).toBeInstanceOf(FrameTooLongError);
    expect(E.isRight(parseOuter(referenceMessage(Buffer.alloc(limit))))).toBe(true);
  });

  test.each([
    [0, ''],
    [1, 'c1'],
    [17, 'c1'.repeat(16)],
  ])('CipherLengthError: %d bytes', (length, head) => {
    const error = fault(referenceMessage(new Uint8Array(length).fill(0xc1)));
    expect(error).toBeInstanceOf(CipherLengthError);
    expect(error).toMatchObject({ code: 'cipher-length', context: { cipherLength: length, head } });
  });

  test.each([0, 15, -16, 16.5, NaN, Infinity, 2 ** 31])(
    'a limit of %d is a programming error',
    (maxFrameBytes) => {
      expect(() => parseOuter(referenceMessage(body), { maxFrameBytes })).toThrow(
        `maxFrameBytes: got ${maxFrameBytes}, expected an integer from 16 to 1073741824`,
      );
    },
  );
});

describe('writeOuter', () => {
  test.each([16, 0x12345670, 0xfffffff0])('writes a length of %d', (length) => {
    const target = new Uint8Array(10).fill(9);
    writeOuter(target, 1, length);
    const expected = Buffer.alloc(10, 9);
    expected.writeUInt32LE(length, 1);
    expected.writeUInt32LE(1, 5);
    expect(target).toEqual(Uint8Array.from(expected));
  });
});
