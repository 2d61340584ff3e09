import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { firstValueFrom, take, toArray } from 'rxjs';

import { commands } from '../../src/cli/commands/index.js';
import { run } from '../../src/cli/run.js';
import { openSession } from '../../src/index.js';
import { fakeEnvironment, until } from './support/fake-environment.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rxmt5-simulate-'));
  writeFileSync(path.join(folder, 'eurusd_20140507.csv'), '10,1.1,1.2\n1010,1.3,1.4\n');
  writeFileSync(path.join(folder, 'xauusd_20140507.csv'), '10,1.1,1.2\n20,x,1.4\n');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const start = (...argv: string[]) => {
  const environment = fakeEnvironment({ argv: ['simulate', ...argv] });
  const done = run(commands, environment);
  const end = () => {
    environment.signals$.next('SIGINT');
    return done;
  };
  return { environment, done, end };
};

interface Announced {
  readonly url: string;
  readonly accounts: readonly { readonly login: string; readonly password: string }[];
  readonly symbols: number;
}

/** Starts it with `--json` and opens a session with its first account. */
const startAndOpen = async (...argv: string[]) => {
  const started = start('--json', ...argv);
  await until(() => started.environment.stdout.lines.length > 0);
  const announced = started.environment.stdout.json[0] as unknown as Announced;
  const [account] = announced.accounts;
  const session = await openSession({ url: announced.url, ...account! });
  return { ...started, announced, session };
};

describe('rxmt5 simulate', () => {
  test('prints address and account, serves, and ends when it is told to', async () => {
    const { environment, end } = start();
    await until(() => environment.stdout.lines.length === 3);
    const [url, account, symbols] = environment.stdout.lines;
    expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/terminal$/);
    expect(account).toBe('account 1001, password Demo-1001 (demo, hedging)');
    expect(symbols).toMatch(/^\d+ symbols; Ctrl-C ends$/);
    await expect(end()).resolves.toBe(0);
    expect(environment.stderr.text).toContain('simulator started');
    expect(environment.stderr.text).not.toContain('Demo-1001');
  });

  test('does not repeat passwords that it was given', async () => {
    const { environment, end } = start('--account', '7:se:cret', '8:secret');
    await until(() => environment.stdout.lines.length === 4);
    expect(environment.stdout.lines.slice(1, 3)).toEqual([
      'account 7 (demo, hedging)',
      'account 8 (demo, hedging)',
    ]);
    await end();
  });

  test('serves the accounts and symbols that it is asked for, with ticks of all of them', async () => {
    const { announced, session, end } = await startAndOpen(
      ...['--account', '7:se:cret', '--symbols', 'EURUSD,XAUUSD', '--extra-symbols', '300'],
      ...['--speed', '50', '--key-bits', '128'],
    );
    expect(announced.accounts).toEqual([{ login: '7', password: 'se:cret' }]);
    expect(announced.symbols).toBe(302);
    const infos = await firstValueFrom(session.symbols());
    expect(infos).toHaveLength(302);
    const ticks$ = session.ticks('EURUSD', infos[200]!.name).pipe(take(20), toArray());
    const ticks = await firstValueFrom(ticks$);
    expect(new Set(ticks.map(({ symbol }) => symbol)).size).toBe(2);
    await session.close();
    await expect(end()).resolves.toBe(0);
  });

  test('replays files at the given speed, with recorded times if asked to', async () => {
    const { session, end } = await startAndOpen(
      ...['--replay', path.join(folder, 'eurusd_20140507.csv'), '--recorded-time'],
      ...['--symbols', 'EURUSD', '--speed', '2'],
    );
    const tick = await firstValueFrom(session.ticks('EURUSD').pipe(take(1)));
    const day = Date.UTC(2014, 4, 7);
    expect([day + 10, day + 1010]).toContain(tick.time);
    await session.close();
    await end();
  });

  test('serves TLS, and rxmt5 ticks trusts its certificate when it is given', async () => {
    const file = (name: string) =>
      fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
    const cert = file('localhost.cert.pem');
    const { environment, end } = start('--tls-cert', cert, '--tls-key', file('localhost.key.pem'));
    await until(() => environment.stdout.lines.length > 0);
    const [url = ''] = environment.stdout.lines;
    expect(url).toMatch(/^wss:/);
    const client = (...argv: string[]) => {
      const ticks = fakeEnvironment({
        argv: ['ticks', 'EURUSD', '--url', url, '--login', '1001', '--count', '1', ...argv],
        env: { RXMT5_PASSWORD: 'Demo-1001' },
      });
      return { ticks, done: run(commands, ticks) };
    };
    const trusting = client('--ca', cert);
    await expect(trusting.done).resolves.toBe(0);
    expect(trusting.ticks.stdout.json).toHaveLength(1);
    const doubting = client();
    await expect(doubting.done).resolves.toBe(1);
    expect(doubting.ticks.stderr.lines.at(-1)).toContain('self-signed certificate');
    await end();
  });

  test('ends when a recording turns out to be bad', async () => {
    const { environment, done } = start('--replay', path.join(folder, 'xauusd_20140507.csv'));
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.lines.at(-1)).toMatch(
      /^rxmt5 simulate: no more quotes: .*xauusd_20140507\.csv.*2/,
    );
  });

  test('a port that is taken is a failure that names it', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const port = String((other.address() as AddressInfo).port);
    const { environment, done } = start('--port', port);
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.lines.at(-1)).toContain(port);
    other.close();
  });

  test.each([
    ['0.0.0.0', 1],
    ['127.0.0.1', 0],
  ])('on %s says whether other machines can reach it', async (host, warnings) => {
    const { environment, done } = start('--host', host, '--seconds', '0.05');
    await expect(done).resolves.toBe(0);
    const open = environment.stderr.lines.filter((line) => line.includes('open to other machines'));
    expect(open).toHaveLength(warnings);
  });

  test('ends after the given time', async () => {
    const { done } = start('--seconds', '0.1');
    await expect(done).resolves.toBe(0);
  });
});
