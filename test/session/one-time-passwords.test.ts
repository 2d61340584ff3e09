import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { firstValueFrom, lastValueFrom, NEVER } from 'rxjs';
import { pino } from 'pino';
import {
  AuthenticationError,
  connect,
  enableOtp,
  openDemo,
  openPool,
  openSession,
  otpSecret,
} from '../../src/index.js';
import { commands } from '../../src/wire/index.js';
import { Cleanup, configFor, next } from '../support/session.js';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const account = { login: 7, password: 'Pass-0001' } as const;

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => new Error('was not rejected'),
    (error: unknown) => error,
  );

describe('a login', () => {
  test('makes its one-time password from the secret', async () => {
    const simulator = await cleanup.simulator({
      feed: NEVER,
      accounts: [{ ...account, otp: { secret } }],
    });
    const session = await cleanup.session(simulator, { otp: { secret } });
    expect(session.status.state).toBe('authenticated');
  });

  test('that must set them up first says so, and can after that', async () => {
    const simulator = await cleanup.simulator({
      feed: NEVER,
      accounts: [{ ...account, otp: 'set-up-required' }],
    });
    const error = await rejection(openSession(configFor(simulator)));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ otp: { kind: 'setUpRequired' } });
    const { url } = simulator;
    await firstValueFrom(enableOtp({ url, ...account, secret }));
    const session = await cleanup.session(simulator, { otp: { secret } });
    expect(session.status.state).toBe('authenticated');
  });

  test('that is wrong says by which code, in the error and in the status', async () => {
    const simulator = await cleanup.simulator({
      feed: NEVER,
      accounts: [{ ...account, otp: { code: '123456', wrongCode: 201 } }],
    });
    const error = await rejection(lastValueFrom(connect(configFor(simulator, { otp: '000000' }))));
    expect(error).toMatchObject({ otp: { kind: 'wrong', resCode: 201 } });
  });
});

describe('a changed password', () => {
  test('opens an account that had to change it, over the same connection', async () => {
    const simulator = await cleanup.simulator({
      feed: NEVER,
      accounts: [{ ...account, state: 'password-reset' }],
    });
    const session = await cleanup.session(simulator);
    const pool = openPool([configFor(simulator)]);
    await firstValueFrom(pool.ready());
    expect(pool.status.accounts[0]).toMatchObject({ phase: 'ready', passwordResetRequired: true });
    await pool.close();
    expect(session.passwordResetRequired).toBe(true);
    const opened = next(session.ready$, () => !session.passwordResetRequired);
    const change = { oldPassword: account.password, newPassword: 'Another-1' };
    await firstValueFrom(session.changePassword(change));
    await opened;
    expect(session.status.connection).toBe(1);
    expect(await firstValueFrom(session.symbols())).toHaveLength(simulator.symbols.length);
    expect((await next(session.positions$)).all).toEqual([]);
    simulator.pushTick({ symbol: 'EURUSD', time: Date.now(), bid: 1.1, ask: 1.2 });
    expect((await next(session.quotes('EURUSD'))).bid).toBe(1.1);
  });

  test('of the other kind is not taken over: an investor stays one', async () => {
    const investorPassword = 'Looking-1';
    const simulator = await cleanup.simulator({
      feed: NEVER,
      accounts: [{ ...account, investorPassword }],
    });
    const session = await cleanup.session(simulator);
    const change = { oldPassword: account.password, newPassword: 'Another-1', investor: true };
    await firstValueFrom(session.changePassword(change));
    expect(simulator.accounts[0].investorPassword).toBe('Another-1');
    simulator.controls.drop();
    await next(session.ready$, () => session.status.connection === 2);
    expect((await next(session.account$)).rights?.investor).toBe(false);
  });

  test('is the one that the session comes back with', async () => {
    const simulator = await cleanup.simulator({ feed: NEVER, accounts: [account] });
    const session = await cleanup.session(simulator);
    const change = { oldPassword: account.password, newPassword: 'Another-1' };
    await firstValueFrom(session.changePassword(change));
    simulator.controls.drop();
    await next(session.ready$, () => session.status.connection === 2);
    expect(simulator.accounts[0]).toMatchObject({ password: 'Another-1' });
  });

  test('is found out when its answer is lost', async () => {
    const simulator = await cleanup.simulator({ feed: NEVER, accounts: [account] });
    const session = await cleanup.session(simulator);
    // Obeyed, and never answered.
    simulator.controls.lateReply(commands.changePassword.id, Infinity);
    simulator.requests$.subscribe(({ command }) => {
      if (command === commands.changePassword.id) setTimeout(() => simulator.controls.drop(), 20);
    });
    const change = { oldPassword: account.password, newPassword: 'Another-1' };
    const error = await rejection(firstValueFrom(session.changePassword(change)));
    expect(error).toMatchObject({ code: 'connection-closed', sent: true });
    await next(session.ready$, () => session.status.connection >= 2);
    expect(session.status.state).toBe('authenticated');
  });
});

test('nothing of onboarding shows a secret', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const simulator = await cleanup.simulator({
    ...{ feed: NEVER, logger, verification: { email: 918_273 } },
    accounts: [{ ...account, otp: 'offered' }],
  });
  const { url } = simulator;
  const phonePassword = 'Open-Sesame';
  const form = { firstName: 'Ada', email: 'ada@example.com', group: 'demo', phonePassword };
  const opening = { url, logger, form, codes: { email: '918273' } };
  const event = await lastValueFrom(openDemo(opening));
  if (event.kind !== 'opened') throw new Error('not opened');
  const made = otpSecret({ login: account.login });
  await firstValueFrom(enableOtp({ url, logger, ...account, secret: made }));
  const code = made.code(Date.now());
  const errors = [
    await rejection(firstValueFrom(enableOtp({ url, ...account, secret: made, code: '314159' }))),
    await rejection(lastValueFrom(openDemo({ ...opening, codes: { email: 314_159 } }))),
    await rejection(
      lastValueFrom(
        openDemo({ ...opening, form: { ...form, phonePassword: phonePassword.repeat(9) } }),
      ),
    ),
  ];
  const shown = [
    ...lines,
    ...[event, made, errors].flatMap((value) => [
      inspect(value, { depth: 20, showHidden: true }),
      JSON.stringify(value, (_key, each: unknown) =>
        each instanceof Error
          ? Object.assign({}, each, { message: each.message, cause: each.cause })
          : typeof each === 'bigint'
            ? String(each)
            : each,
      ),
    ]),
  ].join('\n');
  const secrets = [
    ...[account.password, event.account.password, event.account.investorPassword],
    ...[made.secret, code, phonePassword, '918273', '314159'],
  ];
  expect(secrets.filter((each) => each.length < 5 || shown.includes(each))).toEqual([]);
});
