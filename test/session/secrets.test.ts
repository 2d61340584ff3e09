import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { firstValueFrom, NEVER } from 'rxjs';
import { openSession } from '../../src/index.js';
import { bootstrapRequest, commands, Cursor } from '../../src/wire/index.js';
import { Cleanup, configFor, next } from '../support/session.js';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const password = 'Zebra-Quartz-77';
const otpCode = 'otp-Q7X9K2';

/** Every form in which a secret could slip out. */
const forms = (bytes: Uint8Array): string[] => {
  const buffer = Buffer.from(bytes);
  return [buffer.toString('hex'), buffer.toString('base64'), [...buffer].join(',')];
};

const textForms = (text: string): string[] => [
  text,
  ...forms(Buffer.from(text, 'utf8')),
  ...forms(Buffer.from(text, 'utf16le')),
];

const capture = (): { readonly sink: Writable; readonly text: () => string } => {
  const chunks: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString('utf8'));
      done();
    },
  });
  return { sink, text: () => chunks.join('') };
};

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'not rejected',
    (error: unknown) => error,
  );

test('no password, code, token or client id in any output of a full session', async () => {
  const { sink, text } = capture();
  const simulator = await cleanup.simulator({
    feed: NEVER,
    accounts: [{ login: 7, password, otp: { code: otpCode } }],
  });
  const connectionTokens: Uint8Array[] = [];
  simulator.requests$.subscribe(({ command, payload }) => {
    if (command !== commands.bootstrap.id) return;
    connectionTokens.push(bootstrapRequest.read(new Cursor(payload)).token);
  });
  const clientId = Uint8Array.from({ length: 16 }, (_, index) => 0xa0 + index);
  const logger = pino({ level: 'trace' }, sink);
  const config = configFor(simulator, { password, otp: otpCode, clientId, logger });
  const session = await cleanup.session(simulator, config);
  const shown: unknown[] = [session, session.status];
  session.diagnostics$.subscribe((diagnostic) => shown.push(diagnostic));
  session.status$.subscribe((status) => shown.push(status));
  const loginTokens = [session.loginToken ?? ''];

  simulator.controls.garbage();
  simulator.controls.drop();
  await next(
    session.status$,
    ({ state, connection }) => state === 'authenticated' && connection > 1,
  );
  loginTokens.push(session.loginToken ?? '');
  simulator.controls.refuse(44, 3, 1);
  shown.push(await rejection(firstValueFrom(session.command(44))));
  shown.push(await rejection(firstValueFrom(session.symbol('NOPE'))));
  shown.push(await rejection(openSession({ ...config, password: `${password}!` })));
  shown.push(await rejection(openSession({ ...config, otp: '000111' })));
  await session.close();

  const objects = shown.map((value) => inspect(value, { depth: 12, showHidden: true }));
  const all = text() + objects.join('');
  const used = connectionTokens.filter((token) => token.some((byte) => byte !== 0));
  expect(text()).toContain('authenticated');
  expect(used).not.toHaveLength(0);
  expect(loginTokens.map(({ length }) => length)).toEqual([320, 320]);
  const secrets = [
    ...textForms(password),
    ...textForms(otpCode),
    ...loginTokens.flatMap((token) => forms(Buffer.from(token, 'hex'))),
    ...used.flatMap(forms),
    ...forms(clientId),
  ];
  expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
});

describe('the log', () => {
  test('one line per change of state, bound to login and connection', async () => {
    const { sink, text } = capture();
    const simulator = await cleanup.simulator({ feed: NEVER });
    const session = await cleanup.session(simulator, { logger: pino({ level: 'info' }, sink) });
    const lost = next(session.status$, ({ state }) => state === 'disconnected');
    simulator.controls.drop();
    await lost;
    await next(session.status$, ({ state }) => state === 'authenticated');
    await session.close();
    const lines = text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ state, connection }) => [state, connection])).toEqual([
      ['connecting', 1],
      ['bootstrapped', 1],
      ['authenticated', 1],
      ['disconnected', 1],
      ['connecting', 2],
      ['bootstrapped', 2],
      ['authenticated', 2],
      ['closing', undefined],
      ['disconnected', undefined],
    ]);
    expect(new Set(lines.map(({ login }) => login))).toEqual(new Set(['1001']));
  });

  test('silent unless a logger is given', async () => {
    const written: unknown[] = [];
    const { write } = process.stdout;
    process.stdout.write = (chunk: unknown) => written.push(chunk) > 0;
    try {
      const simulator = await cleanup.simulator({ feed: NEVER });
      const session = await cleanup.session(simulator);
      await session.close();
    } finally {
      process.stdout.write = write;
    }
    expect(written).toEqual([]);
  });
});
