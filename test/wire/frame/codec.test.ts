import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as fc from 'fast-check';
import { Decryptor, Encryptor, PaddingError } from '../../../src/wire/cipher/index.js';
import {
  FrameTooLongError,
  InnerTooShortError,
  openReply,
  openRequest,
  sealReply,
  sealRequest,
} from '../../../src/wire/frame/index.js';
import {
  referenceDecrypt,
  referenceEncrypt,
  referenceMessage,
} from '../support/reference-cipher.js';
import {
  replyVectors,
  requestVectors,
  vectorFrameBytes as bytes,
  vectorPrefix as prefixOf,
} from './frame-vectors.js';

describe('requests, against the wire vectors', () => {
  test.each(requestVectors)('$id', ({ key, random, command, payload, hex }) => {
    const frame = { prefix: prefixOf(random), command, payload: bytes(payload) };
    const sealed = sealRequest(new Encryptor(bytes(key)), frame);
    expect(sealed.toString('hex')).toBe(hex);
    expect(openRequest(new Decryptor(bytes(key)), bytes(hex))).toEqual(E.right(frame));
  });
});

describe('replies, against the wire vectors', () => {
  test.each(replyVectors)('$id', ({ key, inner, command, code, body, hex }) => {
    const frame = { prefix: prefixOf(inner), command, code, body: bytes(body) };
    expect(openReply(new Decryptor(bytes(key)), bytes(hex))).toEqual(E.right(frame));
    expect(sealReply(new Encryptor(bytes(key)), frame).toString('hex')).toBe(hex);
  });
});

const key = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const u16 = fc.integer({ min: 0, max: 0xffff });
const u8 = fc.integer({ min: 0, max: 0xff });
const content = fc.uint8Array({ maxLength: 200 });

describe('round trips', () => {
  test('a sealed request opens to itself, many under one key', () => {
    const encryptor = new Encryptor(key);
    const decryptor = new Decryptor(key);
    fc.assert(
      fc.property(u16, u16, content, (prefix, command, payload) => {
        const message = sealRequest(encryptor, { prefix, command, payload });
        expect(message.readUInt32LE(0)).toBe(message.length - 8);
        const opened = openRequest(decryptor, message);
        expect(opened).toEqual(E.right({ prefix, command, payload: Buffer.from(payload) }));
      }),
      { seed: 11, numRuns: 2_000 },
    );
  });

  test('a sealed reply opens to itself, many under one key', () => {
    const encryptor = new Encryptor(key);
    const decryptor = new Decryptor(key);
    fc.assert(
      fc.property(u16, u16, u8, content, (prefix, command, code, body) => {
        const message = sealReply(encryptor, { prefix, command, code, body });
        const opened = openReply(decryptor, message);
        expect(opened).toEqual(E.right({ prefix, command, code, body: Buffer.from(body) }));
      }),
      { seed: 12, numRuns: 2_000 },
    );
  });

  test('a body of 5 MB', () => {
    const body = Buffer.alloc(5_000_000, 0x5a);
    const message = sealReply(new Encryptor(key), { prefix: 1, command: 11, code: 0, body });
    const inner = referenceDecrypt(key, message.subarray(8));
    expect(inner.subarray(0, 5).toString('hex')).toBe('01000b0000');
    expect(inner.subarray(5).equals(body)).toBe(true);
    const opened = openReply(new Decryptor(key), message);
    expect(E.isRight(opened) && body.equals(opened.right.body)).toBe(true);
  });
});

describe('what cannot be sealed', () => {
  const encryptor = new Encryptor(key);
  const payload = new Uint8Array(0);

  test.each([
    ['command', { prefix: 0, command: 0x10000, payload }, '65536'],
    ['command', { prefix: 0, command: -1, payload }, '-1'],
    ['command', { prefix: 0, command: 1.5, payload }, '1.5'],
    ['prefix', { prefix: NaN, command: 1, payload }, 'NaN'],
  ])('a request: %s in %j', (name, frame, got) => {
    expect(() => sealRequest(encryptor, frame)).toThrow(
      new RangeError(`${name}: got ${got}, expected an integer from 0 to 65535`),
    );
  });

  test.each([256, -1])('a reply with code %d', (code) => {
    expect(() => sealReply(encryptor, { prefix: 0, command: 1, code, body: payload })).toThrow(
      new RangeError(`code: got ${code}, expected an integer from 0 to 255`),
    );
  });

  test('leaves the encryptor as it was', () => {
    const message = sealRequest(encryptor, { prefix: 1, command: 2, payload });
    expect(message.subarray(8)).toEqual(referenceEncrypt(key, Uint8Array.of(1, 0, 2, 0)));
  });
});

describe('what cannot be opened', () => {
  test.each([0, 1, 3])('a request of %d bytes inside', (length) => {
    const message = referenceMessage(referenceEncrypt(key, new Uint8Array(length)));
    const opened = openRequest(new Decryptor(key), message);
    if (E.isRight(opened)) throw new Error('accepted');
    expect(opened.left).toBeInstanceOf(InnerTooShortError);
    expect(opened.left).toMatchObject({
      code: 'inner-too-short',
      context: { innerLength: length, expected: 4 },
    });
  });

  test.each([0, 3, 4])('a reply of %d bytes inside', (length) => {
    const message = referenceMessage(referenceEncrypt(key, new Uint8Array(length)));
    const opened = openReply(new Decryptor(key), message);
    if (E.isRight(opened)) throw new Error('accepted');
    expect(opened.left).toMatchObject({
      code: 'inner-too-short',
      context: { innerLength: length, expected: 5 },
    });
  });

  test('a frame under another key', () => {
    const message = referenceMessage(referenceEncrypt(key, Buffer.from('0000330000', 'hex')));
    const opened = openReply(new Decryptor(new Uint8Array(32)), message);
    if (E.isRight(opened)) throw new Error('accepted');
    expect(opened.left).toBeInstanceOf(PaddingError);
    expect(opened.left.context).toEqual({
      cipherLength: 16,
      head: message.subarray(8).toString('hex'),
    });
  });

  test('a message above the limit', () => {
    const message = referenceMessage(referenceEncrypt(key, new Uint8Array(40)));
    const opened = openRequest(new Decryptor(key), message, { maxFrameBytes: 32 });
    if (E.isRight(opened)) throw new Error('accepted');
    expect(opened.left).toBeInstanceOf(FrameTooLongError);
  });
});
