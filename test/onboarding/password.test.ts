import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { of, throwError } from 'rxjs';
import {
  BadReplyError,
  CommandRefusedError,
  ConnectionClosedError,
  Credentials,
  RequestQueueFullError,
  RequestTimeoutError,
  type Connection,
} from '../../src/connection/index.js';
import { changePassword, PasswordError, passwordFault } from '../../src/onboarding/index.js';
import { commands, decode } from '../../src/wire/index.js';
import { connected } from '../connection/support/connected.js';
import { bodyOf } from '../connection/support/peer.js';
import { watch } from '../connection/support/seen.js';

const good = 'Abcdef-1';
const change = { newPassword: good, oldPassword: 'Old-pass-1' };

describe('a new password', () => {
  test.each([
    [good, 0],
    [good, 8],
    ['Aa1-', 4],
    ['Ünsicher-1'.replace('U', 'ü'), 8],
    [`Aa1-${'x'.repeat(28)}`, 8],
  ])('%p is taken with a shortest length of %i', (password, least) => {
    expect(passwordFault(password, least)).toBeUndefined();
  });

  test.each([
    ['', 0, 'empty', 2007],
    ['', 40, 'empty', 2007],
    ['Abcde-1', 0, 'tooShort', 2000],
    ['abcdefg', 0, 'tooShort', 2000],
    [good, 9, 'tooShort', 2000],
    ['abcdef-1', 0, 'tooSimple', 2001],
    ['ABCDEF-1', 0, 'tooSimple', 2001],
    ['Abcdef-x', 0, 'tooSimple', 2001],
    ['Abcdefg1', 0, 'tooSimple', 2001],
    ['x'.repeat(40), 0, 'tooSimple', 2001],
    [`Aa1-${'x'.repeat(29)}`, 0, 'tooLong', undefined],
  ])('%p with a shortest length of %i is %s (%p)', (password, least, reason, clientCode) => {
    expect(passwordFault(password, least)).toMatchObject({ reason, clientCode });
  });

  test('lacks what its fault names', () => {
    expect(passwordFault('abcdefgh')?.expected).toBe(
      'a digit, an upper case letter, another character in it',
    );
  });

  test('without a fault holds every class and fits its field', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.integer({ min: 0, max: 20 }), (text, least) => {
        if (passwordFault(text, least) !== undefined) return;
        expect(text.length).toBeGreaterThanOrEqual(least === 0 ? 8 : least);
        expect(text.length).toBeLessThanOrEqual(32);
        expect(text).toMatch(/\d/);
        expect(text).toMatch(/\p{Lu}/u);
        expect(text).toMatch(/\p{Ll}/u);
        expect(text).toMatch(/[^\d\p{Lu}\p{Ll}]/u);
      }),
    );
  });
});

describe('a change of password', () => {
  const setup = () => {
    const made = connected();
    const credentials = new Credentials({ login: 5n, password: change.oldPassword });
    credentials.keepLogin(new Uint8Array(160).fill(7), 42n);
    const run = (options = {}) =>
      watch(changePassword(made.connection, { ...change, credentials, ...options }));
    const answer = (result: number): void => {
      made.peer.push(24, bodyOf(commands.changePassword, { result }));
    };
    return { ...made, credentials, run, answer };
  };

  test('is sent once, and takes the place of password and token', () => {
    const { run, answer, peer, credentials } = setup();
    const seen = run();
    expect(credentials.request('')).toMatchObject({ password: '', session: 42n });
    answer(0);
    expect(seen.values).toEqual([undefined]);
    expect(seen.isComplete).toBe(true);
    expect(peer.requests.map(({ command }) => command)).toEqual([24]);
    const [{ payload } = { payload: new Uint8Array() }] = peer.requests;
    expect(decode(commands.changePassword.request, payload)).toMatchObject({
      right: {
        value: { is_investor: 0, new_password: good, old_password: change.oldPassword },
      },
    });
    expect(credentials.request('')).toMatchObject({ password: good, session: 0n });
    expect(credentials.loginToken).toBeUndefined();
    expect(credentials.forgetLogin()).toBe(false);
  });

  test('of a password that nobody here logs in with leaves the credentials alone', () => {
    const { run, answer, peer, credentials } = setup();
    run({ investor: true, credentials: undefined });
    answer(0);
    expect(peer.requests[0]?.payload[0]).toBe(1);
    expect(credentials.loginToken).toBeDefined();
  });

  test('that the server refuses is an error of 2005, and changes nothing', () => {
    const { run, answer, credentials } = setup();
    const seen = run();
    answer(1);
    expect(seen.error).toBeInstanceOf(PasswordError);
    expect(seen.error).toMatchObject({ code: 'password', reason: 'refused', clientCode: 2005 });
    expect(credentials.loginToken).toBeDefined();
    credentials.forgetLogin();
    expect(credentials.forgetLogin()).toBe(false);
  });

  test.each([
    [{ newPassword: '' }, 'empty', 2007],
    [{ newPassword: 'x' }, 'tooShort', 2000],
    [{ newPassword: good, minLength: 12 }, 'tooShort', 2000],
    [{ newPassword: 'abcdefgh' }, 'tooSimple', 2001],
    [{ oldPassword: '' }, 'currentEmpty', 2008],
    [{ repeated: 'Abcdef-2' }, 'passwordsDiffer', 2006],
  ])('with %p is not sent: %s (%i)', (options, reason, clientCode) => {
    const { run, peer } = setup();
    const seen = run(options);
    expect(seen.error).toBeInstanceOf(PasswordError);
    expect(seen.error).toMatchObject({ reason, clientCode });
    expect(inspect(seen.error)).not.toMatch(/Abcdef|Old-pass/);
    expect(peer.requests).toEqual([]);
  });

  test('that is typed twice alike is sent', () => {
    const { run, peer } = setup();
    run({ repeated: good });
    expect(peer.requests).toHaveLength(1);
  });

  const failing = (error: Error): Pick<Connection, 'request'> => ({
    request: () => throwError(() => error),
  });

  /** The passwords that logins are tried with, until there is none left. */
  const tries = (credentials: Credentials): string[] => {
    const tried = [credentials.request('').password];
    while (credentials.forgetLogin()) tried.push(credentials.request('').password);
    return tried;
  };

  test.each([
    ['sent, and no answer', new ConnectionClosedError(24, true), ['old', good]],
    ['no answer in time', new RequestTimeoutError(24, 1), ['old', good]],
    ['an answer that cannot be read', new BadReplyError(24, new Error('x')), ['old', good]],
    ['not sent', new ConnectionClosedError(24, false), ['old']],
    ['refused', new CommandRefusedError(24, 1), ['old']],
    ['no room', new RequestQueueFullError(24, 1), ['old']],
  ])('%s: logins are tried with %p afterwards', (_, error, expected) => {
    const credentials = new Credentials({ login: 5n, password: 'old' });
    const seen = watch(changePassword(failing(error), { ...change, credentials }));
    expect(seen.error).toBe(error);
    expect(tries(credentials)).toEqual(expected);
  });

  test('whose answer is lost stays in mind when another one is refused', () => {
    const credentials = new Credentials({ login: 5n, password: 'old' });
    const lost = failing(new ConnectionClosedError(24, true));
    watch(changePassword(lost, { ...change, credentials }));
    const second = { ...change, newPassword: 'Abcdef-2', credentials };
    watch(changePassword(failing(new CommandRefusedError(24, 1)), second));
    expect(tries(credentials)).toEqual(['old', good]);
  });

  test('whose answer is lost twice may be either', () => {
    const credentials = new Credentials({ login: 5n, password: 'old' });
    const lost = failing(new ConnectionClosedError(24, true));
    watch(changePassword(lost, { ...change, credentials }));
    watch(changePassword(lost, { ...change, newPassword: 'Abcdef-2', credentials }));
    expect(tries(credentials)).toEqual(['old', good, 'Abcdef-2']);
  });

  test.each([
    [{ newPassword: undefined }, 'empty'],
    [{ newPassword: 12_345_678 }, 'empty'],
    [{ oldPassword: undefined }, 'currentEmpty'],
    [{ newPassword: 'Aa1-\0bcdefgh' }, 'zeroCharacter'],
  ])('that is no text, or cannot be sent whole, is not sent: %p', (options, reason) => {
    const { run, peer, credentials } = setup();
    const seen = run(options);
    expect(seen.error).toBeInstanceOf(PasswordError);
    expect(seen.error).toMatchObject({ reason });
    expect(peer.requests).toEqual([]);
    expect(tries(credentials)).toHaveLength(2);
  });

  test('needs no credentials to know of it', () => {
    const requester = { request: () => of({ result: 0 }) } as never;
    expect(watch(changePassword(requester, change)).isComplete).toBe(true);
  });
});
