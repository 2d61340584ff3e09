import { describe, expect, test } from '@jest/globals';

import { messageOf } from '../../src/cli/errors.js';
import { AuthenticationError, SessionClosedError } from '../../src/index.js';

describe('messageOf', () => {
  test.each([
    [new AuthenticationError('otpRequired', 5), /needed: give --otp CODE \(code 5\)$/],
    [new AuthenticationError('otpSetupRequired', 6), /first \(code 6\): see rxmt5 otp --help$/],
    [new AuthenticationError('otpWrong', 201), /password is wrong \(code 201\)$/],
    [new TypeError('odd'), /^odd$/],
    ['a text', /^a text$/],
  ])('%s', (error, words) => {
    expect(messageOf(error)).toMatch(words);
  });

  test('of a session that failed, the words of the failure', () => {
    const cause = new AuthenticationError('otpRequired', 5);
    const closed = new SessionClosedError(cause);
    expect(messageOf(closed)).toBe(messageOf(cause));
  });
});
