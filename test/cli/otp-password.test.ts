import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NEVER } from 'rxjs';

import { otpSecret } from '../../src/index.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { startWith } from './support/account-run.js';
import { Keyboard, until, type FakeOptions } from './support/fake-environment.js';

const oldPassword = 'Secret-42';
const newPassword = 'Another-43';
const known = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
let simulator: Simulator;
const start = startWith(() => simulator);

const result = async (argv: readonly string[], options: FakeOptions = {}) => {
  const { environment, done } = start(argv, options);
  const code = await done;
  const { stdout, stderr } = environment;
  return { code, stdout, stderr };
};

const onTerminal = (argv: readonly string[], env: Record<string, string> = {}) => {
  const keyboard = new Keyboard();
  const { environment, done, everything } = start(argv, { stdin: keyboard, terminal: true, env });
  const type = async (question: string, answer: string, time = 1): Promise<void> => {
    await until(() => environment.stderr.text.split(question).length > time);
    keyboard.write(answer);
  };
  return { environment, done, everything, type };
};

const codeOf = (secret: string): string => otpSecret({ login: 42, secret }).code(Date.now());

/** Whether the account asks for one-time passwords now. */
const isOtpOn = async (): Promise<boolean> => {
  const { code, stderr } = await result(['account']);
  return code === 1 && stderr.text.includes('one-time password is needed');
};

beforeEach(async () => {
  simulator = await startSimulator({
    feed: NEVER,
    accounts: [
      {
        ...{ login: 42, password: oldPassword, investorPassword: 'Look-only-1' },
        ...{ otp: 'offered', passwordMinLength: 10 },
      },
      { login: 43, password: 'Reset-me-43', state: 'password-reset' },
    ],
  });
});

afterEach(() => simulator.close());

describe('rxmt5 otp', () => {
  test('on shows the secret on a terminal and takes its first code, wrong ones twice', async () => {
    const { environment, done, type } = onTerminal(['otp', 'on']);
    const question = 'First code of the authenticator: ';
    await type(question, '000000\r');
    const [, secret = ''] = /^secret {3}([A-Z2-7]{32})$/m.exec(environment.stdout.text) ?? [];
    expect(environment.stdout.text).toContain('▀');
    await type(question, `${codeOf(secret)}\r`, 2);
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.lines.at(-1)).toBe('one-time passwords of account 42 are on');
    expect(environment.stderr.text).not.toContain(secret);
    expect(environment.stderr.text).toContain('the one-time password is wrong');
    await expect(isOtpOn()).resolves.toBe(true);
  });

  test('on shows nothing where no terminal is, and asks for leave', async () => {
    const { code, stdout, stderr } = await result(['otp', 'on']);
    expect({ code, out: stdout.text }).toEqual({ code: 2, out: '' });
    expect(stderr.text).toContain('give --show-secrets if it may');
    expect(simulator.connections).toEqual([]);
  });

  test('on with --show-secrets prints it, and takes the code of the next line', async () => {
    const { code, stdout } = await result(['otp', 'on', '--show-secrets'], { stdin: '000000\n' });
    expect(code).toBe(1);
    expect(stdout.json).toEqual([
      {
        ...{ login: '42', secret: expect.stringMatching(/^[A-Z2-7]{32}$/) },
        uri: expect.stringContaining('otpauth://totp/'),
      },
    ]);
  });

  test('with a secret of the environment nothing is shown or asked', async () => {
    const env = { RXMT5_OTP_SECRET: known };
    const on = await result(['otp', 'on'], { env });
    expect(on.code).toBe(0);
    expect(on.stdout.json).toEqual([{ login: '42', otp: 'on' }]);
    await expect(isOtpOn()).resolves.toBe(true);
    const off = await result(['otp', 'off'], { env });
    expect(off.stdout.json).toEqual([{ login: '42', otp: 'off' }]);
    await expect(isOtpOn()).resolves.toBe(false);
    for (const { stdout, stderr } of [on, off]) {
      expect(stdout.text + stderr.text).not.toContain(known);
      expect(stdout.text + stderr.text).not.toContain(oldPassword);
    }
  });

  test('off takes the code as an option or typed', async () => {
    const env = { RXMT5_OTP_SECRET: known };
    await result(['otp', 'on'], { env });
    const wrong = await result(['otp', 'off', '--otp', '000000']);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr.lines.at(-1)).toContain('the one-time password is wrong');
    const { done, type } = onTerminal(['otp', 'off']);
    await type('One-time password: ', `${codeOf(known)}\r`);
    await expect(done).resolves.toBe(0);
    await expect(isOtpOn()).resolves.toBe(false);
  });

  test('a wrong password is told as such', async () => {
    const env = { RXMT5_OTP_SECRET: known, RXMT5_PASSWORD: 'not-mine' };
    const { code, stderr } = await result(['otp', 'on'], { env });
    expect(code).toBe(1);
    expect(stderr.lines.at(-1)).toContain('account or password is wrong');
    expect(stderr.text).not.toContain('not-mine');
  });

  test('code needs no server', async () => {
    const env = { RXMT5_URL: '', RXMT5_LOGIN: '', RXMT5_OTP_SECRET: known };
    const before = codeOf(known);
    const { code, stdout } = await result(['otp', 'code'], { env });
    expect(code).toBe(0);
    const { code: shown, until: end } = stdout.json[0] as { code: string; until: number };
    expect([before, codeOf(known)]).toContain(shown);
    expect(end % 30_000).toBe(0);
    expect(end).toBeGreaterThan(Date.now() - 30_000);

    const { done, type, environment, everything } = onTerminal(['otp', 'code']);
    await type('Secret of the authenticator (Base32): ', `${known}\r`);
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.text).toMatch(/^\d{6}\n$/);
    expect(environment.stderr.text).toMatch(/good for \d+ s\n$/);
    expect(everything()).not.toContain(known);
  });

  test.each([
    [['otp'], 'on|off|code is missing'],
    [['otp', 'maybe'], '"maybe": unknown action; allowed: on, off, code'],
    [['otp', 'on', 'off'], 'got "off", expected one action'],
    [['otp', 'code'], 'no secret: set RXMT5_OTP_SECRET'],
  ])('%j is a usage error', async (argv, message) => {
    const { code, stderr } = await result(argv);
    expect(code).toBe(2);
    expect(stderr.text).toContain(message);
  });

  test('a secret that is none is not shown', async () => {
    const env = { RXMT5_OTP_SECRET: 'hush-hush!' };
    const { code, stderr } = await result(['otp', 'code'], { env });
    expect(code).toBe(1);
    expect(stderr.text).toContain('expected Base32');
    expect(stderr.text).not.toContain('hush');
  });
});

describe('rxmt5 password', () => {
  const change = { RXMT5_NEW_PASSWORD: newPassword };

  test('takes both from the environment', async () => {
    const { code, stdout, stderr } = await result(['password'], { env: change });
    expect(code).toBe(0);
    expect(stdout.json).toEqual([{ login: '42', changed: 'master' }]);
    expect(simulator.accounts[0].password).toBe(newPassword);
    for (const secret of [oldPassword, newPassword]) {
      expect(stdout.text + stderr.text).not.toContain(secret);
    }
  });

  test('asks for all of them on a terminal, and shows none', async () => {
    const { environment, done, type, everything } = onTerminal(['password', '--investor'], {
      RXMT5_PASSWORD: '',
    });
    await type('Password of account 42: ', `${oldPassword}\r`);
    await type('New password of the investor: ', `${newPassword}\r`);
    await type('The same again: ', `${newPassword}\r`);
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.text).toBe('the investor password of account 42 is changed\n');
    expect(simulator.accounts[0]).toMatchObject({
      password: oldPassword,
      investorPassword: newPassword,
    });
    expect(everything()).not.toContain(newPassword);
    expect(everything()).not.toContain(oldPassword);
  });

  test('two that differ change nothing', async () => {
    const { environment, done, type } = onTerminal(['password']);
    await type('New password: ', `${newPassword}\r`);
    await type('The same again: ', `${newPassword}x\r`);
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.lines.at(-1)).toBe(
      'rxmt5 password: Password not changed: expected the new password twice',
    );
    expect(simulator.accounts[0].password).toBe(oldPassword);
  });

  test.each([
    ['Short-1', 'expected at least 10 characters'],
    ['long-enough-1', 'expected an upper case letter in it'],
    [`${'Aa-1'.repeat(8)}x`, 'expected at most 32 characters'],
  ])('%s is refused by name', async (given, message) => {
    const { code, stderr } = await result(['password'], { env: { RXMT5_NEW_PASSWORD: given } });
    expect(code).toBe(1);
    expect(stderr.lines.at(-1)).toContain(`Password not changed: ${message}`);
    expect(stderr.text).not.toContain(given);
  });

  test('a wrong old password is told before a new one is asked for', async () => {
    const { environment, done } = onTerminal(['password'], { RXMT5_PASSWORD: 'not-mine' });
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.text).toContain('account or password is wrong');
    expect(environment.stderr.text).not.toContain('New password');
  });

  test('of an account that has to change it', async () => {
    const env = { RXMT5_LOGIN: '43', RXMT5_PASSWORD: 'Reset-me-43' };
    expect((await result(['password'], { env: { ...env, ...change } })).code).toBe(0);
    const after = await result(['positions'], { env: { ...env, RXMT5_PASSWORD: newPassword } });
    expect(after.code).toBe(0);
  });

  test.each([
    ['Ctrl-C', 'rxmt5 password: interrupted'],
    ['SIGTERM', 'rxmt5 password: interrupted: the password is as it was'],
  ])('%s at the question is no success', async (how, said) => {
    const { environment, done, type } = onTerminal(['password']);
    if (how === 'Ctrl-C') await type('New password: ', '\x03');
    else {
      await type('New password: ', '');
      environment.signals$.next(how);
    }
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.lines.at(-1)).toBe(said);
    expect(simulator.accounts[0].password).toBe(oldPassword);
  });

  test.each([
    [['password'], 'no new password: set RXMT5_NEW_PASSWORD, or run on a terminal'],
    [['password', '--password', 'x'], '--password: passwords are not taken from arguments'],
    [['password', '--new-password', 'x'], 'set RXMT5_NEW_PASSWORD or wait to be asked'],
  ])('%j is a usage error', async (argv, message) => {
    const { code, stderr } = await result(argv);
    expect(code).toBe(2);
    expect(stderr.text).toContain(message);
    expect(simulator.connections).toEqual([]);
  });
});
