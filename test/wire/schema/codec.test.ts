import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import {
  bytes,
  commands,
  decode,
  encode,
  mapped,
  ProtocolError,
  record,
  Sink,
  symbolFull,
  tradeRequest,
  tradeRequestOf,
  u32,
  u8,
  utf16,
  type Layout,
} from '../../../src/wire/index.js';
import { hex, left, right, unhex } from '../support/either.js';

describe('decoding and encoding never throw', () => {
  test.each([undefined, null, 'text', 5, {}])('not even for the body %p', (body) => {
    const result = decode(u32, body as never);
    expect(E.isLeft(result) && result.left).toBeInstanceOf(ProtocolError);
  });

  test('not even when a layout does', () => {
    const broken = mapped<number>('broken', u8, {
      read: () => {
        throw new RangeError('no');
      },
      write: () => {
        throw new RangeError('no');
      },
    });
    const error = left(decode(broken, unhex('01')));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error.message).toBe(
      'Field broken: got RangeError while reading it, expected a plain value',
    );
    expect(left(encode(broken, 1))).toBeInstanceOf(ProtocolError);
  });
});

describe('written bodies', () => {
  test('of one size are cut from common memory and stay what they were', () => {
    const written = Array.from({ length: 300 }, (_, action_id) =>
      right(encode(tradeRequest, tradeRequestOf({ action_id }))),
    );
    written.forEach((body, action_id) => {
      expect(body).toHaveLength(248);
      expect(right(decode(tradeRequest, body)).value).toEqual(tradeRequestOf({ action_id }));
    });
  });

  test('are zero where nothing was written, after failures too', () => {
    const field = record('field', { text: utf16(64), more: u32 });
    for (let turn = 0; turn < 600; turn += 1) {
      const broken = { text: 'x'.repeat(32), more: 'no' };
      expect(E.isLeft(encode(field as Layout<unknown>, broken))).toBe(true);
      const body = right(encode(field, { text: '', more: 0 }));
      expect(body.every((byte) => byte === 0)).toBe(true);
    }
  });

  test('are their own when writing one writes another', () => {
    const inner = record('inner', { a: u8 });
    const outer = record('outer', { a: u32, b: u32 });
    const value = {
      a: 1,
      get b(): number {
        return right(encode(inner, { a: 9 })).length + right(encode(symbolFull, blank)).length;
      },
    };
    const blank = right(decode(symbolFull, new Uint8Array(symbolFull.size))).value as never;
    const bodies = Array.from({ length: 20 }, () => hex(right(encode(outer, value))));
    expect(new Set(bodies)).toEqual(new Set(['01000000fd0b0000']));
  });

  test('larger than the common memory are written too', () => {
    const large = bytes(40_000);
    const value = new Uint8Array(40_000).fill(7);
    expect(right(encode(large, value))).toEqual(value);
  });

  test('grow as needed', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => index);
    const { request } = commands.ticksSubscribe;
    const body = right(encode(request, ids));
    expect(body).toHaveLength(40_004);
    expect(right(decode(request, body)).value).toEqual(ids);
  });
});

test('a sink starts with some room', () => {
  const sink = new Sink();
  expect(sink.reserve(300)).toBe(0);
  expect(sink.reserve(1)).toBe(300);
  sink.bytes[300] = 5;
  expect(sink.finish()).toHaveLength(301);
  expect(sink.finish()[300]).toBe(5);
});
