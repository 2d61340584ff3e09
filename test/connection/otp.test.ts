import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import {
  AuthenticationError,
  isOtpSecret,
  totpAt,
  type OtpNeed,
  type OtpSource,
} from '../../src/connection/index.js';
import { commands, decode } from '../../src/wire/index.js';
import { openMs, replyMs } from './support/fake-server.js';
import { open } from './support/session.js';

/** The secret of the examples of RFC 6238. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** Codes that logins are answered with, the last for ever. */
const opened = (otp: OtpSource | undefined, ...codes: number[]) =>
  open({ otp, reconnect: { maxAttempts: 0 } }, (server) => {
    server.handle = ({ command, prefix }, peer) => {
      if (command !== commands.login.id) return false;
      const code = codes.length > 1 ? codes.shift() : codes[0];
      if (code === 0) return false;
      server.after(peer, replyMs, () => {
        peer.push(command, undefined, { code: code ?? 1, prefix });
      });
      return true;
    };
  });

describe('the need of a one-time password', () => {
  test.each<readonly [string, OtpSource | undefined, number[], OtpNeed]>([
    ['wanted and not given', undefined, [5], { kind: 'required' }],
    ['wrong by code 5', '000000', [5, 5], { kind: 'wrong', resCode: 5 }],
    ['wrong by code 201', '000000', [5, 201], { kind: 'wrong', resCode: 201 }],
    ['to be set up first', '000000', [6], { kind: 'setUpRequired' }],
  ])('%s is in the error and in the last status', (_, otp, codes, need) => {
    const { clock, seen, statuses } = opened(otp, ...codes);
    clock.advance(openMs + 5 * replyMs);
    expect(seen.error).toBeInstanceOf(AuthenticationError);
    expect(seen.error).toMatchObject({ otp: need });
    expect(statuses.at(-1)).toMatchObject({ state: 'disconnected', otp: need, error: seen.error });
  });

  test('is none of an account that is wrong', () => {
    const { clock, seen, statuses } = opened('000000', 3);
    clock.advance(openMs + 5 * replyMs);
    expect((seen.error as AuthenticationError).otp).toBeUndefined();
    expect(statuses.at(-1)).not.toHaveProperty('otp');
  });

  test('shows while the code is asked for, and is over with the login', async () => {
    let give: (code: string) => void = () => undefined;
    const { clock, seen, statuses, path } = opened(
      () => new Promise((resolve) => (give = resolve)),
      ...[5, 0],
    );
    clock.advance(openMs + 2 * replyMs);
    expect(statuses.at(-1)).toEqual({
      ...{ state: 'bootstrapped', reason: 'one-time password wanted', otp: { kind: 'required' } },
      ...{ connection: 1, attempt: 0, since: openMs + 2 * replyMs },
    });
    give('123456');
    await new Promise(setImmediate);
    clock.advance(replyMs);
    expect(statuses.at(-1)).toMatchObject({ state: 'authenticated' });
    expect(statuses.at(-1)).not.toHaveProperty('otp');
    expect(path().slice(-2)).toEqual(['bootstrapped', 'authenticated']);
    seen.subscription.unsubscribe();
  });

  test('is met by a secret, with the code of the moment', () => {
    const { clock, seen, server } = opened({ secret }, 5, 0);
    clock.advance(openMs + 3 * replyMs);
    expect(seen.values).toHaveLength(1);
    const login = server.peer.requests.filter(({ command }) => command === 28).at(-1);
    expect(decode(commands.login.request, login?.payload ?? new Uint8Array())).toMatchObject({
      right: { value: { otp: totpAt(secret, openMs + 2 * replyMs) } },
    });
    seen.subscription.unsubscribe();
  });
});

describe('the code of a secret', () => {
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [20_000_000_000, '353130'],
  ])('at %i s is as in RFC 6238', (seconds, code) => {
    expect(totpAt(secret, seconds * 1000)).toBe(code);
    expect(totpAt('gezd gnbv gy3t qojq gezd gnbv gy3t qojq==', seconds * 1000)).toBe(code);
  });

  test('before 1970 is that of 1970', () => {
    expect(totpAt(secret, -60_000)).toBe(totpAt(secret, 0));
  });

  test.each(['', 'ABC', 'ABCDEFG1', 'hunter#2', ' ABCDEFGH', 'ABCD=EFGH'])(
    '%p is none, and does not show',
    (text) => {
      expect(isOtpSecret(text)).toBe(false);
      const make = () => totpAt(text, 0);
      expect(make).toThrow(TypeError);
      try {
        make();
      } catch (error) {
        if (text !== '') expect(inspect(error).includes(text)).toBe(false);
      }
    },
  );
});
