import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { EMPTY, filter, firstValueFrom, lastValueFrom, NEVER, of, throwError, toArray } from 'rxjs';
import { SocketError } from '../../src/connection/index.js';
import {
  AccountOpeningError,
  OnboardingFormError,
  OnboardingUnknownError,
  openDemo,
  type OpenDemoEvent,
  type OpenDemoOptions,
} from '../../src/onboarding/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { commands, decode } from '../../src/wire/index.js';
import { RawClient } from '../support/raw-client.js';
import { simulators } from '../support/simulators.js';
import { commandsOf, form, quick, rejection } from './support/requests.js';

const { start } = simulators();

const verification = { email: '012345', phone: 67_890 } as const;
const codes = { email: '12345', phone: '67890' } as const;

const optionsFor = (
  { url }: Simulator,
  options: Partial<OpenDemoOptions> = {},
): OpenDemoOptions => ({ url, form, ...quick, ...options });

const steps = (simulator: Simulator, options?: Partial<OpenDemoOptions>) =>
  lastValueFrom(openDemo(optionsFor(simulator, options)).pipe(toArray()));

const kinds = (events: readonly OpenDemoEvent[]): string[] => events.map(({ kind }) => kind);

const times = (seen: readonly number[], command: number): number =>
  seen.filter((each) => each === command).length;

describe('a demo account', () => {
  test('is opened in the order of the official client, and can log in', async () => {
    const simulator = await start();
    const seen = commandsOf(simulator);
    const events = await steps(simulator);
    expect(kinds(events)).toEqual(['connected', 'codesRequested', 'opened']);
    expect(events[1]).toEqual({ kind: 'codesRequested', email: false, phone: false });
    expect(seen).toEqual([0, 29, 27, 30]);

    const opened = events.at(-1);
    if (opened?.kind !== 'opened') throw new Error('not opened');
    const { login, password, investorPassword } = opened.account;
    expect(simulator.accounts[1]).toMatchObject({ login, password, investorPassword });
    const owner = await RawClient.loggedOn(simulator.url, { login, password });
    expect(await owner.ask(commands.account, undefined)).toMatchObject({
      ...{ account_type: 1, account_name: 'Ada Lovelace', balance: 5000, margin_leverage: 50 },
    });
  });

  test.each([
    { build: 70_000 },
    { codeAttempts: 0 },
    { maxReconnects: -1 },
    { reconnectDelayMs: NaN },
  ])('is not tried with %j, and the option is named', async (bad) => {
    const simulator = await start();
    const seen = commandsOf(simulator);
    const error = await rejection(steps(simulator, bad));
    expect(error).toBeInstanceOf(OnboardingFormError);
    expect((error as Error).message).toContain(Object.keys(bad)[0]);
    expect(seen).toEqual([]);
  });

  test('leaves no connection behind', async () => {
    const simulator = await start();
    await steps(simulator);
    while (simulator.connections.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(simulator.connections).toEqual([]);
  });

  test('is asked no codes for when its group wants none', async () => {
    const simulator = await start();
    const seen = commandsOf(simulator);
    expect(kinds(await steps(simulator, { confirmation: false }))).toEqual(['connected', 'opened']);
    expect(seen).toEqual([0, 29, 30]);
  });

  test('is sent as it was filled in, with the codes', async () => {
    const simulator = await start({ verification });
    let sent: unknown;
    simulator.requests$.subscribe(({ command, payload }) => {
      if (command !== 30) return;
      const decoded = decode(commands.openDemo.request, payload);
      if (E.isRight(decoded)) sent = decoded.right.value;
    });
    await steps(simulator, { codes });
    expect(sent).toMatchObject({
      ...{ full_name: 'Ada Lovelace', first_name: 'Ada', second_name: 'Lovelace' },
      ...{ email: 'ada@example.com', phone: '+44 20 7946 0000', group: 'demo' },
      ...{ deposit: 5000, leverage: 50, constant_0: 0, constant_1: 1, agreements: 0 },
      ...{ email_confirm_code: 12_345, phone_confirm_code: 67_890 },
    });
  });

  test('has its passwords in neither JSON nor inspect', async () => {
    const simulator = await start();
    const event = (await steps(simulator)).at(-1);
    if (event?.kind !== 'opened') throw new Error('not opened');
    const { account } = event;
    const shown = JSON.stringify(event) + inspect(event, { depth: 9, showHidden: true });
    expect(shown).toContain(String(account.login));
    expect(shown).not.toContain(account.password);
    expect(shown).not.toContain(account.investorPassword);
    expect(Object.assign({}, account)).toEqual({ login: account.login });
  });
});

describe('confirmation codes', () => {
  test('are asked for, checked and sent along', async () => {
    const simulator = await start({ verification });
    const seen = commandsOf(simulator);
    const events = await steps(simulator, { codes: () => Promise.resolve(codes) });
    expect(events.slice(0, -1)).toEqual([
      { kind: 'connected', connection: 1 },
      { kind: 'codesRequested', email: true, phone: true },
      { kind: 'codesWanted', email: true, phone: true, attempt: 1 },
      { kind: 'codesChecked', email: true, phone: true },
    ]);
    expect(kinds(events).at(-1)).toBe('opened');
    expect(seen).toEqual([0, 29, 27, 40, 30]);
  });

  test('that are wrong are asked for again, until they are right', async () => {
    const simulator = await start({ verification: { email: 42 } });
    const seen = commandsOf(simulator);
    const asked: unknown[] = [];
    const events = await steps(simulator, {
      codes: (question) => {
        asked.push(question);
        return of({ email: 39 + question.attempt });
      },
    });
    expect(asked).toEqual([1, 2, 3].map((attempt) => ({ email: true, phone: false, attempt })));
    expect(events.filter(({ kind }) => kind === 'codesChecked')).toEqual([
      { kind: 'codesChecked', email: false, phone: true },
      { kind: 'codesChecked', email: false, phone: true },
      { kind: 'codesChecked', email: true, phone: true },
    ]);
    expect(seen).toEqual([0, 29, 27, 40, 40, 40, 30]);
  });

  test.each([
    ['a function, three times', () => ({ email: 1 }), 3],
    ['a value, once', { email: 1 }, 1],
  ])('that stay wrong end it: %s', async (_, source, checks) => {
    const simulator = await start({ verification: { email: 42 } });
    const seen = commandsOf(simulator);
    const error = await rejection(steps(simulator, { codes: source }));
    expect(error).toBeInstanceOf(AccountOpeningError);
    expect(error).toMatchObject({ reason: 'wrongCode', resultCode: 1031 });
    expect(times(seen, 40)).toBe(checks);
    expect(times(seen, 30)).toBe(0);
    expect(simulator.accounts).toHaveLength(1);
  });

  const failure = new Error('cancelled');
  test.each<readonly [string, OpenDemoOptions['codes'], unknown]>([
    ['nobody gives', undefined, undefined],
    ['a source gives none of', () => EMPTY, undefined],
    ['a source fails to give', () => throwError(() => failure), failure],
    ['a source refuses to give', () => Promise.reject(failure), failure],
  ])('that %s are missing', async (_, source, cause) => {
    const simulator = await start({ verification });
    const error = await rejection(steps(simulator, { codes: source }));
    expect(error).toBeInstanceOf(AccountOpeningError);
    expect(error).toMatchObject({ reason: 'codesRequired', resultCode: undefined, cause });
  });

  test('that can be none are not sent, nor shown', async () => {
    const simulator = await start({ verification });
    const seen = commandsOf(simulator);
    const error = await rejection(steps(simulator, { codes: { email: '12x45', phone: -1 } }));
    expect(error).toBeInstanceOf(OnboardingFormError);
    expect((error as OnboardingFormError).faults.map(({ field }) => field)).toEqual([
      ...['codes.email', 'codes.phone'],
    ]);
    expect(inspect(error)).not.toContain('12x45');
    expect(times(seen, 40)).toBe(0);
  });

  test('that the server finds wrong in the end end it, too', async () => {
    const simulator = await start({ verification });
    const error = await rejection(steps(simulator, { confirmation: false }));
    expect(error).toMatchObject({ reason: 'wrongCode', resultCode: 1031 });
  });
});

describe('a refusal', () => {
  test.each([
    [7, 'invalidEmail'],
    [8, 'invalidPhone'],
    [2, 'serverUnavailable'],
    [100, 'serverUnavailable'],
    [1, 'refused'],
    [77, 'refused'],
  ])('by frame code %i is %s, at any step', async (code, reason) => {
    for (const [command, options] of [
      [27, {}],
      [40, { codes }],
      [30, { codes }],
    ] as const) {
      const simulator = await start({ verification });
      simulator.controls.refuse(command, code);
      const error = await rejection(steps(simulator, options));
      expect(error).toBeInstanceOf(AccountOpeningError);
      expect(error).toMatchObject({ reason, resultCode: code, code: 'account-opening' });
    }
  });

  test('of a phone of letters', async () => {
    const simulator = await start();
    const error = await rejection(steps(simulator, { form: { ...form, phone: 'none' } }));
    expect(error).toMatchObject({ reason: 'invalidPhone', resultCode: 8 });
  });

  test('of demo accounts as such', async () => {
    const simulator = await start({ demoAccounts: false });
    const error = await rejection(steps(simulator));
    expect(error).toMatchObject({ reason: 'demoDisabled', resultCode: 1025 });
    expect(String(error)).toMatch(/No account opened: .*demo accounts \(code 1025\)/);
  });

  test('of the form itself sends nothing', async () => {
    const simulator = await start();
    const seen = commandsOf(simulator);
    const error = await rejection(steps(simulator, { form: { ...form, email: 'ada' } }));
    expect(error).toBeInstanceOf(OnboardingFormError);
    expect(seen).toEqual([]);
  });
});

describe('a connection that is lost', () => {
  /** Cuts it right after a request has come in, without an answer to it. */
  const cutAt = (simulator: Simulator, command: number, count = 1): void => {
    simulator.controls.ignore(command, count);
    let left = count;
    simulator.requests$.subscribe((request) => {
      if (request.command !== command || left === 0) return;
      left -= 1;
      simulator.controls.drop(request.connection);
    });
  };

  test.each([0, 29])('at command %i fails at once', async (command) => {
    const simulator = await start();
    cutAt(simulator, command);
    const seen = commandsOf(simulator);
    const error = await rejection(steps(simulator));
    expect(error).toBeInstanceOf(SocketError);
    expect(times(seen, 0)).toBe(1);
  });

  test.each([27, 40])('at command %i is opened again, and 27 repeated', async (command) => {
    const simulator = await start({ verification });
    cutAt(simulator, command);
    const seen = commandsOf(simulator);
    const events = await steps(simulator, { codes });
    expect(events.filter(({ kind }) => kind === 'connected')).toEqual([
      { kind: 'connected', connection: 1 },
      { kind: 'connected', connection: 2 },
    ]);
    expect(kinds(events).at(-1)).toBe('opened');
    expect(times(seen, 27)).toBe(2);
    expect(times(seen, 30)).toBe(1);
    expect(simulator.accounts).toHaveLength(2);
  });

  test('while codes are waited for is opened again once they are there', async () => {
    const simulator = await start({ verification });
    const seen = commandsOf(simulator);
    let asked = 0;
    const events = await steps(simulator, {
      codes: async () => {
        asked += 1;
        simulator.controls.drop();
        await new Promise((resolve) => setTimeout(resolve, 20));
        return codes;
      },
    });
    expect(asked).toBe(1);
    expect(kinds(events)).toEqual([
      ...['connected', 'codesRequested', 'codesWanted'],
      ...['connected', 'codesRequested', 'codesChecked', 'opened'],
    ]);
    expect(seen).toEqual([0, 29, 27, 0, 29, 27, 40, 30]);
  });

  test('again and again is given up', async () => {
    const simulator = await start({ verification });
    cutAt(simulator, 40, 10);
    const seen = commandsOf(simulator);
    const error = await rejection(steps(simulator, { codes, maxReconnects: 2 }));
    expect(error).toMatchObject({ code: 'connection-closed', command: 40, sent: true });
    expect(times(seen, 0)).toBe(3);
    expect(times(seen, 30)).toBe(0);
  });

  test('after 30 was sent leaves the outcome unknown, and 30 is not sent again', async () => {
    const simulator = await start();
    cutAt(simulator, 30);
    const seen = commandsOf(simulator);
    const error = await rejection(steps(simulator));
    expect(error).toBeInstanceOf(OnboardingUnknownError);
    expect(error).toMatchObject({ sent: true, command: 30, code: 'onboarding-unknown' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(times(seen, 30)).toBe(1);
    expect(times(seen, 0)).toBe(1);
  });

  test('is as good as an answer that does not come', async () => {
    const simulator = await start();
    simulator.controls.ignore(30);
    const seen = commandsOf(simulator);
    const error = await rejection(steps(simulator, { requestTimeoutMs: 50 }));
    expect(error).toMatchObject({
      ...{ code: 'onboarding-unknown', sent: true },
      cause: { code: 'request-timeout' },
    });
    expect(times(seen, 30)).toBe(1);
  });
});

test('unsubscribing while codes are waited for closes the connection', async () => {
  const simulator = await start({ verification });
  const wanted = openDemo(optionsFor(simulator, { codes: () => NEVER }));
  await firstValueFrom(wanted.pipe(filter(({ kind }) => kind === 'codesWanted')));
  while (simulator.connections.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(simulator.accounts).toHaveLength(1);
});
