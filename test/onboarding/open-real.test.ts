import { describe, expect, test } from '@jest/globals';
import { lastValueFrom, toArray } from 'rxjs';
import { pino } from 'pino';
import {
  OnboardingFormError,
  OnboardingUnknownError,
  openReal,
  type OpenRealOptions,
} from '../../src/onboarding/index.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { Cursor, commands } from '../../src/wire/index.js';
import { RawClient } from '../support/raw-client.js';
import { simulators } from '../support/simulators.js';
import { commandsOf, form, quick, rejection } from './support/requests.js';

const { start } = simulators();

const front = { name: 'passport.png', bytes: new Uint8Array(100_000).fill(7) };
const back = { name: 'back.png', bytes: new Uint8Array(500).fill(9) };
const documents = [{ dataType: 1, documentType: 2, front, back }];
const details = { birthDate: '1815-12-10', citizenship: 'GB', annualIncome: 1000n };
const person = { ...details, birthDate: '1985-12-10' };

const steps = ({ url }: Simulator, options: Partial<OpenRealOptions> = {}) =>
  lastValueFrom(
    openReal({ url, form, details: person, documents, ...quick, ...options }).pipe(toArray()),
  );

describe('a real account', () => {
  test('is opened with details and documents, and can log in', async () => {
    const simulator = await start({ verification: { phone: 77 } });
    const seen = commandsOf(simulator);
    const requests: Uint8Array[] = [];
    simulator.requests$.subscribe(({ command, payload }) => {
      if (command === 39) requests.push(payload);
    });
    const events = await steps(simulator, { codes: { phone: '0077' } });
    expect(seen).toEqual([0, 29, 27, 40, 39]);
    const opened = events.at(-1);
    if (opened?.kind !== 'opened') throw new Error('not opened');
    expect(simulator.accounts[1]).toMatchObject({ login: opened.account.login, type: 'real' });
    const { login, password } = opened.account;
    await RawClient.loggedOn(simulator.url, { login, password });

    const [payload = new Uint8Array(0)] = requests;
    const request = commands.openReal.request.read(new Cursor(payload));
    expect(request).toMatchObject({
      opening: { full_name: 'Ada Lovelace', phone_confirm_code: 77 },
      extra: {
        ...{ first_name: 'Ada', second_name: 'Lovelace', citizenship: 'GB', annual_income: 1000n },
        birth_date: Date.UTC(1985, 11, 10),
      },
    });
    expect(request.documents).toEqual([
      {
        ...{ data_type: 1, document_type: 2, front_name: 'passport.png', back_name: 'back.png' },
        ...{ front_length: 100_000, back_length: 500, front: front.bytes, back: back.bytes },
      },
    ]);
  });

  test('needs no documents', async () => {
    const simulator = await start();
    const events = await steps(simulator, { documents: undefined });
    expect(events.at(-1)?.kind).toBe('opened');
  });

  test('sends nothing when anything of it is wrong, and says all of it', async () => {
    const simulator = await start();
    const seen = commandsOf(simulator);
    const error = await rejection(
      steps(simulator, { details, form: { ...form, group: '' }, maxRequestBytes: 100_000 }),
    );
    expect(error).toBeInstanceOf(OnboardingFormError);
    expect((error as OnboardingFormError).faults.map(({ field }) => field)).toEqual([
      ...['form.group', 'details.birthDate', 'documents'],
    ]);
    expect(seen).toEqual([]);
  });

  test('is never applied for twice', async () => {
    const simulator = await start();
    simulator.controls.ignore(39);
    const seen = commandsOf(simulator);
    simulator.requests$.subscribe(({ command }) => {
      if (command === 39) simulator.controls.drop();
    });
    const error = await rejection(steps(simulator));
    expect(error).toBeInstanceOf(OnboardingUnknownError);
    expect(error).toMatchObject({ sent: true, command: 39 });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(seen.filter((command) => command === 39)).toHaveLength(1);
  });

  test('is refused by its result', async () => {
    const simulator = await start({ verification: { email: 1 } });
    expect(await rejection(steps(simulator, { confirmation: false }))).toMatchObject({
      ...{ reason: 'wrongCode', resultCode: 1031 },
    });
  });
});

test('the embedded server counts the documents', async () => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
  };
  await using simulator = await startSimulator({ logger: pino({ level: 'info' }, { write }) });
  await steps(simulator);
  expect(lines).toContainEqual(
    expect.objectContaining({ msg: 'documents received', documents: 1, bytes: 100_500 }),
  );
});
