import { describe, expect, test } from '@jest/globals';
import {
  AuthenticationError,
  GatewayError,
  isFatal,
  TradeServerUnavailableError,
} from '../../src/connection/index.js';
import { loginError } from '../../src/connection/login-error.js';

describe('the code of a refused login', () => {
  test.each([
    [3, false, 'badCredentials'],
    [3, true, 'badCredentials'],
    [4, false, 'refused'],
    [5, false, 'otpRequired'],
    [5, true, 'otpWrong'],
    [6, false, 'otpSetupRequired'],
    [9, false, 'certificateNotSupported'],
    [201, false, 'otpWrong'],
    [201, true, 'otpWrong'],
  ])('%i (one-time password given: %s) is %s, which no repetition cures', (code, given, reason) => {
    const error = loginError(code, given);
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ reason, resCode: code, code: 'authentication' });
    expect(error.message).toMatch(new RegExp(`^Login failed: .+ \\(code ${code}\\)$`));
    expect(isFatal(error)).toBe(true);
  });

  test.each([2, 100])('%i is the trade server, which may come back', (code) => {
    const error = loginError(code, false);
    expect(error).toBeInstanceOf(TradeServerUnavailableError);
    expect(error).toMatchObject({ resCode: code, code: 'trade-server-unavailable' });
    expect(isFatal(error)).toBe(false);
  });

  test.each([1, 7, 8, 10, 99, 101, 200, 202, 255])(
    '%i is trouble of the gateway, which may pass',
    (code) => {
      const error = loginError(code, false);
      expect(error).toBeInstanceOf(GatewayError);
      expect(error).toMatchObject({ step: 'login', resCode: code, code: 'gateway' });
      expect(error.message).toContain(String(code));
      expect(isFatal(error)).toBe(false);
    },
  );
});
