import { describe, expect, test } from '@jest/globals';
import {
  AuthenticationError,
  BadReplyError,
  CommandRefusedError,
  ConnectionClosedError,
  GatewayError,
  HandshakeError,
  IllegalTransitionError,
  LinkDeadError,
  Mt5Error,
  RequestQueueFullError,
  RequestTimeoutError,
  SocketError,
  TradeServerUnavailableError,
} from '../../src/connection/index.js';

const cause = new Error('the cause');

const table: readonly (readonly [Mt5Error, string, string, object])[] = [
  [
    new SocketError('lost', 'gone', 1006, cause),
    ...(['socket', 'Socket lost: gone'] as const),
    { kind: 'lost', reason: 'gone', closeCode: 1006 },
  ],
  [
    new LinkDeadError(20_000),
    ...(['link-dead', 'No answer to pings for 20000 ms'] as const),
    { silentMs: 20_000 },
  ],
  [
    new ConnectionClosedError(3, true, cause),
    ...(['connection-closed'] as const),
    'Connection closed while account waited (sent, outcome unknown)',
    { command: 3, sent: true },
  ],
  [
    new ConnectionClosedError(1, false, cause),
    ...(['connection-closed', 'Connection closed while command 1 waited (not sent)'] as const),
    { command: 1, sent: false },
  ],
  [
    new RequestTimeoutError(51, 100),
    ...(['request-timeout', 'No reply to ping within 100 ms'] as const),
    { command: 51, timeoutMs: 100 },
  ],
  [
    new RequestQueueFullError(11, 1000),
    'request-queue-full',
    'No room for rates: 1000 requests wait to be sent already',
    { command: 11, maxQueue: 1000 },
  ],
  [
    new CommandRefusedError(3, 1),
    ...(['command-refused', 'account refused with code 1: internal error of the gateway'] as const),
    { command: 3, resCode: 1 },
  ],
  [
    new BadReplyError(3, cause),
    ...(['bad-reply', 'Reply to account: the cause'] as const),
    { command: 3 },
  ],
  [
    new AuthenticationError('otpRequired', 5, cause),
    'authentication',
    'Login failed: a one-time password is needed: give `otp` (code 5)',
    { reason: 'otpRequired', resCode: 5 },
  ],
  [
    new TradeServerUnavailableError(2),
    ...(['trade-server-unavailable', 'Trade server not available (code 2)'] as const),
    { resCode: 2 },
  ],
  [
    new GatewayError('login', 1),
    'gateway',
    'Gateway refused the login with code 1: internal error of the gateway',
    { step: 'login', resCode: 1 },
  ],
  [
    new HandshakeError('bootstrap', cause),
    ...(['handshake', 'Handshake failed at bootstrap: the cause'] as const),
    { step: 'bootstrap' },
  ],
  [
    new IllegalTransitionError('closing', 'connecting'),
    'illegal-transition',
    'Connection state may not go from closing to connecting',
    { from: 'closing', to: 'connecting' },
  ],
];

describe('an error', () => {
  test.each(table)(
    '%s has its code, its message and its facts',
    (error, code, message, context) => {
      expect(error).toBeInstanceOf(Mt5Error);
      expect(error.code).toBe(code);
      expect(error.message).toBe(message);
      expect(error.context).toEqual(context);
      expect(error).toMatchObject(context);
      expect(error.name).toBe(error.constructor.name);
    },
  );

  test('keeps what caused it', () => {
    const caused = table.map(([error]) => error).filter((error) => error.cause !== undefined);
    expect(caused.map(({ code }) => code)).toEqual([
      ...['socket', 'connection-closed', 'connection-closed', 'bad-reply', 'authentication'],
      'handshake',
    ]);
    expect(caused.every((error) => error.cause === cause)).toBe(true);
  });

  test('has one code per class', () => {
    const codes = new Map(table.map(([error]) => [error.constructor, error.code]));
    expect(new Set(codes.values()).size).toBe(codes.size);
  });

  test('may have no facts', () => {
    class Plain extends Mt5Error {
      readonly code = 'plain';
    }
    expect(new Plain('so')).toMatchObject({ name: 'Plain', message: 'so', context: {} });
  });
});
