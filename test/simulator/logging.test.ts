import { inspect } from 'node:util';

import { expect, test } from '@jest/globals';
import { pino } from 'pino';

import { accountOpeningOf, changePasswordRequestOf, commands } from '../../src/wire/index.js';
import { RawClient } from '../support/raw-client.js';
import { demo, simulators } from '../support/simulators.js';

const { start } = simulators();

const form = {
  ...{
    firstName: 'Ada',
    secondName: 'L',
    email: 'ada@example.com',
    group: '',
    phone: '',
    phonePassword: '',
  },
  ...{ country: '', city: '', state: '', zipcode: '', address: '', domain: '' },
};

const encodings = (bytes: Uint8Array): string[] => {
  const buffer = Buffer.from(bytes);
  return [
    buffer.toString('hex'),
    buffer.toString('base64'),
    buffer.subarray(0, 16).toString('hex'),
  ];
};

test('a line tells each step of a client, and none a secret', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const account = { ...demo, investorPassword: 'Look-Only-1', otp: { code: '271828' } };
  const simulator = await start({ logger, accounts: [account] });
  const requests: unknown[] = [];
  simulator.requests$.subscribe((request) => requests.push(request.name));

  const client = await RawClient.open(simulator.url);
  await client.bootstrap();
  await expect(client.logOn(demo)).rejects.toMatchObject({ code: 5 });
  await expect(client.logOn({ ...demo, otp: '314159' })).rejects.toMatchObject({ code: 5 });
  const { login_token = new Uint8Array(0) } = await client.logOn({ ...demo, otp: '271828' });
  await client.ask(commands.account, undefined);
  const change = { newPassword: 'Changed-1001', oldPassword: demo.password };
  await client.ask(commands.changePassword, changePasswordRequestOf(change));
  const opened = await client.ask(commands.openDemo, accountOpeningOf(form));
  client.send(999);
  client.socket.send('not the protocol');
  await client.closed;
  await simulator.close();

  const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(messages).toEqual([
    ...['simulator started', 'client connected', 'bootstrap', 'login', 'login refused'],
    ...['login', 'login refused', 'login', 'logged in', 'account', 'change_password', 'open_demo'],
    ...['account opened', 'command 999', 'command ignored'],
    ...['client disconnected: not the protocol', 'client gone', 'simulator closed'],
  ]);

  const secrets = [
    ...[demo.password, 'Look-Only-1', '271828', '314159', 'Changed-1001'],
    ...[opened.password, opened.investor_password],
    ...[login_token, client.token, client.key].flatMap(encodings),
  ];
  const output = lines.join('') + inspect(simulator.connections, { depth: 9 });
  expect(secrets.filter((secret) => secret.length < 5 || output.includes(secret))).toEqual([]);
  expect(requests).toHaveLength(8);
});

test('a feed that fails, or brings what cannot be taken, is told once', async () => {
  const { Subject } = await import('rxjs');
  const lines: { msg: string; symbol?: string; reason?: string }[] = [];
  const write = (line: string): unknown => lines.push(JSON.parse(line) as (typeof lines)[number]);
  const feed = new Subject<never>();
  await start({ logger: pino({ level: 'warn' }, { write }), feed });
  const bad = { symbol: 'NOSUCH', time: 0 } as never;
  feed.next(bad);
  feed.next(bad);
  feed.next({ symbol: 'EURUSD', time: -1 } as never);
  feed.error(new Error('out of data'));
  expect(lines.map(({ msg, symbol }) => [msg, symbol])).toEqual([
    ['ticks of the feed skipped', 'NOSUCH'],
    ['ticks of the feed skipped', 'EURUSD'],
    ['feed failed, no more quotes', undefined],
  ]);
  expect(lines.at(-1)?.reason).toBe('out of data');
});
