import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  accountOpenBase,
  commands,
  decode,
  encode,
  FieldTruncatedError,
  realAccountExtra,
  type Document,
  type Layout,
  type OpenReal,
} from '../../../src/wire/index.js';
import { arbitrary } from '../../support/arbitrary.js';
import { hex, left, right } from '../support/either.js';

const sampleOf = <T>(layout: Layout<T>): T =>
  fc.sample(arbitrary(layout as Layout<unknown>), { numRuns: 1, seed: 13 })[0] as T;

describe('bootstrap', () => {
  const { reply } = commands.bootstrap;

  test.each([16, 24, 32])('everything behind the token is the key: %i bytes', (length) => {
    const value = {
      skipped: Uint8Array.of(1, 2),
      token: new Uint8Array(64).fill(3),
      session_key: new Uint8Array(length).fill(4),
    };
    const body = right(encode(reply, value));
    expect(body).toHaveLength(66 + length);
    expect(right(decode(reply, body))).toMatchObject({ complete: true, value });
  });

  test('without a key has an empty one', () => {
    expect(right(decode(reply, new Uint8Array(66)))).toMatchObject({
      complete: true,
      value: { session_key: new Uint8Array(0) },
    });
  });

  test('cut in the token is incomplete', () => {
    expect(right(decode(reply, new Uint8Array(10)))).toMatchObject({
      complete: false,
      value: { token: new Uint8Array(8) },
      missing: ['bootstrap_response_head.token'],
    });
  });
});

describe('login', () => {
  const { reply } = commands.login;

  test('may come without the session number, or without anything', () => {
    const login_token = new Uint8Array(160).fill(5);
    expect(right(decode(reply, right(encode(reply, { login_token, session: 7n }))))).toMatchObject({
      value: { login_token, session: 7n },
    });
    expect(right(decode(reply, login_token))).toMatchObject({
      complete: true,
      value: { login_token, session: undefined },
    });
    expect(right(decode(reply, new Uint8Array(0)))).toMatchObject({
      complete: true,
      value: { login_token: undefined, session: undefined },
    });
  });

  test('cut in the token is incomplete: half a token is none', () => {
    expect(right(decode(reply, new Uint8Array(100)))).toMatchObject({
      complete: false,
      missing: ['login_response.login_token'],
    });
    const error = left(decode(reply, new Uint8Array(164)));
    expect(error).toBeInstanceOf(FieldTruncatedError);
    expect(error.context).toMatchObject({ field: 'login_response.session', available: 4 });
  });

  test('an error about a password or a token does not show it', () => {
    const { request } = commands.login;
    const value = sampleOf(request);
    const long = left(encode(request, { ...value, password: 'hunter2'.repeat(9) }));
    expect(long.message).toBe(
      'Field login_request.password: got 63 UTF-16 units, expected at most 32',
    );
    const token = left(encode(request, { ...value, login_token: 'abcdef' as never }));
    expect(token.message).toBe('Field login_request.login_token: got a text, expected bytes');
    expect(JSON.stringify([long.context, token.context])).not.toMatch(/hunter2|abcdef/);
  });
});

describe('one-time passwords', () => {
  const { request } = commands.otpSetup;
  const value = { ...sampleOf(request), login_token: undefined };

  test('take 476 bytes, or 636 with the token of a login', () => {
    expect(right(encode(request, value))).toHaveLength(476);
    const login_token = new Uint8Array(160).fill(6);
    const body = right(encode(request, { ...value, login_token }));
    expect(body).toHaveLength(636);
    expect(right(decode(request, body)).value).toEqual({ ...value, login_token });
  });
});

describe('opening a real account', () => {
  const { request } = commands.openReal;
  const document = (front: number, back: number): Document => ({
    data_type: 1,
    document_type: 2,
    front_name: 'front.png',
    front_length: front,
    back_name: 'back.png',
    back_length: back,
    front: new Uint8Array(front).fill(7),
    back: new Uint8Array(back).fill(8),
  });
  const form: OpenReal = {
    opening: sampleOf(accountOpenBase),
    extra: sampleOf(realAccountExtra),
    documents: [],
  };

  test.each([
    ['no documents', []],
    ['one without bytes', [document(0, 0)]],
    ['several', [document(3, 0), document(0, 5), document(1000, 2000)]],
  ])('has %s', (_what, documents) => {
    const value = { ...form, documents };
    const body = right(encode(request, value));
    const images = documents.reduce((sum, { front, back }) => sum + front.length + back.length, 0);
    expect(body).toHaveLength(1664 + 1284 + documents.length * 1056 + images);
    expect(right(decode(request, body))).toMatchObject({ complete: true, value });
  });

  test('takes the lengths from the images themselves', () => {
    const lying = { ...document(3, 4), front_length: 99, back_length: 0 };
    const body = right(encode(request, { ...form, documents: [lying] }));
    expect(right(decode(request, body)).value).toEqual({ ...form, documents: [document(3, 4)] });
  });

  test('whose image is cut is an error', () => {
    const body = right(encode(request, { ...form, documents: [document(3, 4)] }));
    const error = left(decode(request, body.subarray(0, -1)));
    expect(error).toBeInstanceOf(FieldTruncatedError);
    expect(error.message).toMatch(
      /^Field bytes\(back_length\) at offset \d+ needs 4 bytes, got 3$/,
    );
  });
});

test('a verification request is the form behind build and client id', () => {
  const { request } = commands.verifyCodesRequest;
  const value = { build: -2, cid: new Uint8Array(16).fill(9), opening: sampleOf(accountOpenBase) };
  const body = right(encode(request, value));
  expect(body).toHaveLength(18 + 1664);
  expect(hex(body.subarray(0, 3))).toBe('feff09');
  expect(right(decode(request, body)).value).toEqual(value);
});
