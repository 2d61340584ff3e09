import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import { encode } from 'uqr';
import {
  disableOtp,
  enableOtp,
  OnboardingFormError,
  OnboardingUnknownError,
  OtpSecret,
  otpSecret,
  OtpSetupError,
  setUpOtp,
} from '../../src/onboarding/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { commands, OtpStatus } from '../../src/wire/index.js';
import { RawClient } from '../support/raw-client.js';
import { demo, simulators } from '../support/simulators.js';
import { commandsOf, rejection } from './support/requests.js';

const { start } = simulators();

/** The secret of the examples of RFC 6238. */
const known = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const offered = { accounts: [{ ...demo, otp: 'offered' as const }] };

const accessTo = ({ url }: Simulator) => ({ url, ...demo, requestTimeoutMs: 2000 });

const loginCode = async (simulator: Simulator, otp = ''): Promise<number> => {
  const client = await RawClient.open(simulator.url);
  await client.bootstrap();
  return client.logOn({ ...demo, otp }).then(
    () => 0,
    (error: unknown) => (error as { code: number }).code,
  );
};

describe('a secret', () => {
  test('is made from the bytes that it is given', () => {
    const bytes = (length: number) =>
      new TextEncoder().encode('1234567890'.repeat(9)).slice(0, length);
    const secret = otpSecret({ login: 42, bytes });
    expect(secret).toBeInstanceOf(OtpSecret);
    expect(secret.secret).toBe(known);
    expect(secret.code(59_000)).toBe('287082');
    expect(secret.uri).toBe(
      `otpauth://totp/MetaTrader%205:42?issuer=MetaTrader%205&secret=${known}` +
        '&algorithm=SHA1&digits=6&period=30',
    );
  });

  test('is another one each time', () => {
    const secrets = [1, 2, 3].map(() => otpSecret({ login: 1 }).secret);
    expect(new Set(secrets).size).toBe(3);
    expect(secrets.every((secret) => /^[A-Z2-7]{32}$/.test(secret))).toBe(true);
  });

  test('shows as the QR code of its address', () => {
    const secret = otpSecret({ login: 42, issuer: 'Broker', secret: known });
    const { size } = encode(secret.uri, { border: 2 });
    const lines = secret.qrText().split('\n');
    expect(lines).toHaveLength(Math.ceil(size / 2));
    expect(lines.every((line) => line.length === size && /^[ ▀▄█]+$/.test(line))).toBe(true);
  });

  test('does not show by itself', () => {
    const secret = otpSecret({ login: 42, secret: known });
    const shown = JSON.stringify({ secret }) + inspect({ secret }, { depth: 9, showHidden: true });
    expect(shown).toContain('42');
    expect(shown).not.toContain(known);
    expect(JSON.stringify(Object.assign({}, secret, { login: 0 }))).not.toContain(known);
  });

  test.each([
    [{ login: 0 }, 'login'],
    [{ login: 'x' }, 'login'],
    [{ login: 2n ** 64n }, 'login'],
    [{ login: 1, secret: 'hunter#2' }, 'secret'],
  ])('is not made of %p', (options, field) => {
    const make = () => otpSecret(options);
    expect(make).toThrow(OnboardingFormError);
    expect(make).toThrow(new RegExp(`^Cannot be sent: ${field}: `));
    expect(make).not.toThrow(/hunter/);
  });
});

describe('one-time passwords', () => {
  test('are switched on, wanted from then on, and switched off', async () => {
    const simulator = await start(offered);
    const seen = commandsOf(simulator);
    const secret = otpSecret({ login: demo.login });
    const code = secret.code(Date.now());
    await firstValueFrom(enableOtp({ ...accessTo(simulator), secret, code }));
    // Right after the bootstrap, without 29.
    expect(seen).toEqual([0, 43]);
    expect(await loginCode(simulator)).toBe(5);
    expect(await loginCode(simulator, secret.code(Date.now()))).toBe(0);

    await firstValueFrom(disableOtp({ ...accessTo(simulator), code: secret.code(Date.now()) }));
    expect(await loginCode(simulator)).toBe(0);
  });

  test('are switched on with the code that the secret makes now', async () => {
    const simulator = await start(offered);
    await firstValueFrom(enableOtp({ ...accessTo(simulator), secret: known }));
    expect(await loginCode(simulator)).toBe(5);
  });

  test('are switched on with a secret as authenticators show it', async () => {
    const simulator = await start(offered);
    const shown = `${known.slice(0, 4)} ${known.slice(4)}`.toLowerCase();
    await firstValueFrom(enableOtp({ ...accessTo(simulator), secret: shown }));
    expect(
      await loginCode(simulator, otpSecret({ login: 1, secret: known }).code(Date.now())),
    ).toBe(0);
    const secret = otpSecret({ login: demo.login, secret: `${shown}===` });
    expect(secret.secret).toBe(known);
  });

  test('show in the account of those who are logged in', async () => {
    const simulator = await start(offered);
    const client = await RawClient.loggedOn(simulator.url, demo);
    await firstValueFrom(enableOtp({ ...accessTo(simulator), secret: known }));
    expect(await client.push(commands.accountPush)).toMatchObject({ otp_status: OtpStatus.on });
    const code = otpSecret({ login: 1, secret: known }).code(Date.now());
    await firstValueFrom(disableOtp({ ...accessTo(simulator), code }));
    expect(await client.push(commands.accountPush)).toMatchObject({ otp_status: OtpStatus.off });
  });

  test('that are on are not replaced by who has the password alone', async () => {
    const simulator = await start(offered);
    await firstValueFrom(enableOtp({ ...accessTo(simulator), secret: known }));
    const another = otpSecret({ login: demo.login });
    const error = await rejection(
      firstValueFrom(enableOtp({ ...accessTo(simulator), secret: another })),
    );
    expect(error).toMatchObject({ reason: 'wrongCode', resCode: 201 });
    expect(await loginCode(simulator, another.code(Date.now()))).toBe(5);
  });

  test('are set up in two steps: the secret, then its first code', async () => {
    const simulator = await start({ accounts: [{ ...demo, otp: 'set-up-required' }] });
    const { secret, confirm } = setUpOtp({ ...accessTo(simulator), issuer: 'Broker' });
    expect(secret.uri).toContain('issuer=Broker');
    const wrong = await rejection(firstValueFrom(confirm('000')));
    expect(wrong).toBeInstanceOf(OtpSetupError);
    expect(wrong).toMatchObject({ reason: 'wrongCode', resCode: 201 });
    expect(await loginCode(simulator)).toBe(6);
    await firstValueFrom(confirm(secret.code(Date.now())));
    expect(await loginCode(simulator, secret.code(Date.now()))).toBe(0);
  });

  test('are switched with a login token, too', async () => {
    const simulator = await start(offered);
    const client = await RawClient.loggedOn(simulator.url, demo);
    await client.ask(commands.logout, undefined);
    const { login_token = new Uint8Array(0) } = await client.logOn(demo);
    const token = Buffer.from(login_token).toString('hex');
    const { url } = simulator;
    await firstValueFrom(enableOtp({ url, login: demo.login, token, secret: known }));
    expect(await loginCode(simulator)).toBe(5);
  });

  test.each([
    ['wrongCode', 201, { secret: known, code: '000' }, {}],
    ['badCredentials', 3, { secret: known }, { password: 'wrong' }],
  ])('stay as they are: %s', async (reason, resCode, fields, access) => {
    const simulator = await start(offered);
    const error = await rejection(
      firstValueFrom(enableOtp({ ...accessTo(simulator), ...fields, ...access })),
    );
    expect(error).toBeInstanceOf(OtpSetupError);
    expect(error).toMatchObject({ reason, resCode, code: 'otp-setup' });
    expect(await loginCode(simulator)).toBe(0);
  });

  test.each([
    [5, 'wrongCode'],
    [2, 'serverUnavailable'],
    [100, 'serverUnavailable'],
    [77, 'refused'],
  ])('are refused with code %i: %s', async (code, reason) => {
    const simulator = await start(offered);
    simulator.controls.refuse(43, code);
    const error = await rejection(
      firstValueFrom(disableOtp({ ...accessTo(simulator), code: '123456' })),
    );
    expect(error).toMatchObject({ reason, resCode: code });
  });

  test('of an unknown state after a loss are not switched again', async () => {
    const simulator = await start(offered);
    const seen = commandsOf(simulator);
    simulator.controls.ignore(43);
    simulator.requests$.subscribe(({ command }) => {
      if (command === 43) simulator.controls.drop();
    });
    const error = await rejection(
      firstValueFrom(enableOtp({ ...accessTo(simulator), secret: known })),
    );
    expect(error).toBeInstanceOf(OnboardingUnknownError);
    expect(error).toMatchObject({ command: 43, sent: true });
    expect(seen).toEqual([0, 43]);
  });

  test('with faults send nothing, and show no secret', async () => {
    const simulator = await start(offered);
    const seen = commandsOf(simulator);
    const hidden = 'hunter#2'.repeat(5);
    const wrong = {
      ...{ url: simulator.url, login: 0, password: hidden, secret: hidden, code: '' },
    };
    const error = await rejection(firstValueFrom(enableOtp(wrong)));
    expect(error).toBeInstanceOf(OnboardingFormError);
    expect((error as OnboardingFormError).faults.map(({ field }) => field)).toEqual([
      ...['login', 'password', 'secret', 'code'],
    ]);
    expect(inspect(error)).not.toContain('hunter');
    const both = await rejection(
      firstValueFrom(enableOtp({ ...accessTo(simulator), token: 'ab', secret: known })),
    );
    expect(both).toMatchObject({ faults: [{ field: 'password', got: 'both' }] });
    const { password: _, ...nobody } = accessTo(simulator);
    const neither = await rejection(firstValueFrom(disableOtp({ ...nobody, code: '1' })));
    expect(neither).toMatchObject({ faults: [{ field: 'password', got: 'neither' }] });
    const token = await rejection(firstValueFrom(disableOtp({ ...nobody, token: 'x', code: '1' })));
    expect(token).toMatchObject({ faults: [{ field: 'token' }] });
    expect(seen).toEqual([]);
  });
});
