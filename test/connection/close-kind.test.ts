import { describe, expect, test } from '@jest/globals';
import {
  classifyClose,
  classifyFailure,
  classifyRefusal,
  closedInOrder,
} from '../../src/connection/close-kind.js';
import { isFatal, SocketError } from '../../src/connection/index.js';

const failure = (code: string | undefined, message = 'it broke'): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('a close code', () => {
  test.each([
    [1000, 'clean'],
    [1001, 'clean'],
    [1005, 'clean'],
    [1002, 'fatal'],
    [1003, 'fatal'],
    [1007, 'fatal'],
    [1008, 'fatal'],
    [1009, 'fatal'],
    [1010, 'fatal'],
    [1006, 'lost'],
    [1011, 'lost'],
    [1012, 'lost'],
    [1013, 'lost'],
    [1014, 'lost'],
    [1015, 'lost'],
    [3000, 'lost'],
    [4999, 'lost'],
  ])('%i is %s', (code, kind) => {
    expect(classifyClose(code, '').kind).toBe(kind);
  });

  test('is told with its reason, or by its number', () => {
    expect(classifyClose(4001, 'kicked').text).toBe('kicked');
    expect(classifyClose(4001, '').text).toBe('closed with code 4001');
    expect(classifyClose(1006, '').text).toBe('connection dropped');
  });

  test('of a close in order is an error of its own kind', () => {
    expect(closedInOrder()).toMatchObject({ kind: 'clean', reason: 'closed by the server' });
    expect(isFatal(closedInOrder())).toBe(false);
  });
});

describe('an HTTP answer', () => {
  test.each([
    [500, 'refused'],
    [502, 'refused'],
    [503, 'refused'],
    [504, 'refused'],
    [429, 'refused'],
    [425, 'refused'],
    [408, 'refused'],
    [400, 'fatal'],
    [401, 'fatal'],
    [403, 'fatal'],
    [404, 'fatal'],
    [301, 'fatal'],
    [200, 'fatal'],
    [0, 'fatal'],
    [undefined, 'fatal'],
  ])('%i is %s', (status, kind) => {
    const error = classifyRefusal(status);
    expect(error).toMatchObject({ kind, closeCode: status ?? 0, code: 'socket' });
    expect(error.message).toContain(`HTTP ${status ?? 0}`);
    expect(isFatal(error)).toBe(kind === 'fatal');
  });
});

describe('an error of the socket', () => {
  test.each([
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_OSSL_PEM_NO_START_LINE',
    'HOSTNAME_MISMATCH',
    'ERR_INVALID_URL',
    'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
    'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH',
  ])('%s is fatal', (code) => {
    expect(classifyFailure(failure(code), 'lost').kind).toBe('fatal');
    expect(classifyFailure(failure(code), 'refused').kind).toBe('fatal');
  });

  test.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ETIMEDOUT',
    'EPIPE',
    // A stream that was garbled on its way may be whole the next time.
    'WS_ERR_INVALID_OPCODE',
    'WS_ERR_UNEXPECTED_RSV_1',
    'WS_ERR_INVALID_UTF8',
    undefined,
  ])('%s is what an ordinary error is at that time', (code) => {
    expect(classifyFailure(failure(code), 'lost').kind).toBe('lost');
    expect(classifyFailure(failure(code), 'refused').kind).toBe('refused');
  });

  test('keeps its message and is the cause', () => {
    const cause = failure('ECONNRESET', 'read ECONNRESET');
    const error = classifyFailure(cause, 'lost');
    expect(error).toBeInstanceOf(SocketError);
    expect(error).toMatchObject({ message: 'Socket lost: read ECONNRESET', cause });
  });

  test('without a message is told by its code, or as it is', () => {
    expect(classifyFailure(failure('ECONNREFUSED', ''), 'refused').reason).toBe('ECONNREFUSED');
    expect(classifyFailure(failure(undefined, ''), 'refused').reason).toBe('network error');
    const numbered = Object.assign(new Error(''), { code: 42 });
    expect(classifyFailure(numbered, 'lost').reason).toBe('network error');
  });
});
