import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Subject } from 'rxjs';

import { commands } from '../../src/cli/commands/index.js';
import { run } from '../../src/cli/run.js';
import { startSimulator, type FeedTick, type Simulator } from '../../src/simulator/index.js';
import { fakeEnvironment, Keyboard, until, type FakeOptions } from './support/fake-environment.js';

const password = 'Pass-w0rd-of-42';
let simulator: Simulator;
let feed: Subject<FeedTick>;

beforeEach(async () => {
  feed = new Subject();
  simulator = await startSimulator({
    feed,
    snapshots: false,
    accounts: [
      { login: 42, password },
      { login: 43, password, otp: { code: '123456' } },
    ],
  });
});

afterEach(async () => {
  await simulator.close();
});

const start = (argv: readonly string[], options: FakeOptions = {}) => {
  const environment = fakeEnvironment({
    env: { RXMT5_PASSWORD: password },
    ...options,
    argv: ['ticks', ...argv],
  });
  return { environment, done: run(commands, environment) };
};
const account = (login = '42') => ['--url', simulator.url, '--login', login];
const quote = (bid: number): FeedTick => ({
  symbol: 'EURUSD',
  time: 1_700_000_000_000 + bid,
  bid,
  ask: bid + 0.5,
});
const isSubscribed = () => simulator.connections.some(({ ticks }) => ticks.includes('EURUSD'));

describe('rxmt5 ticks', () => {
  test('prints what the server sends, and reports the connection on standard error', async () => {
    const { environment, done } = start(['EURUSD', '--count', '2', ...account()]);
    await until(isSubscribed);
    feed.next(quote(1));
    feed.next(quote(2));
    feed.next(quote(3));
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.json).toEqual([
      { symbol: 'EURUSD', bid: 1, ask: 1.5, last: 0, time: 1_700_000_000_001, flags: 6 },
      { symbol: 'EURUSD', bid: 2, ask: 2.5, last: 0, time: 1_700_000_000_002, flags: 6 },
    ]);
    const states = environment.stderr.json.map(({ state }) => state);
    expect(states).toEqual(expect.arrayContaining(['connecting', 'bootstrapped', 'authenticated']));
    expect(environment.stderr.text).not.toContain(password);
    await until(() => simulator.connections.length === 0);
  });

  test('takes address and login from the environment', async () => {
    const env = { RXMT5_URL: simulator.url, RXMT5_LOGIN: '42', RXMT5_PASSWORD: password };
    const { environment, done } = start(['EURUSD'], { env });
    await until(isSubscribed);
    environment.signals$.next('SIGINT');
    await expect(done).resolves.toBe(0);
  });

  test.each([
    [{ RXMT5_URL: 'localhost' }, 'RXMT5_URL: got "localhost", expected an address'],
    [{ RXMT5_URL: 'ws://x', RXMT5_LOGIN: 'me' }, 'RXMT5_LOGIN: got "me", expected an account'],
  ])('refuses %j', async (env, message) => {
    const { environment, done } = start(['EURUSD'], { env });
    await expect(done).resolves.toBe(2);
    expect(environment.stderr.text).toContain(message);
  });

  test('goes on after the connection was lost', async () => {
    const { environment, done } = start(['EURUSD', '--count', '2', ...account()]);
    await until(isSubscribed);
    feed.next(quote(1));
    await until(() => environment.stdout.lines.length === 1);
    simulator.controls.drop();
    await until(() => !isSubscribed());
    await until(isSubscribed);
    feed.next(quote(2));
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.json.map(({ bid }) => bid)).toEqual([1, 2]);
    expect(environment.stderr.text).toContain('"disconnected"');
  });

  test('a symbol that does not exist is told with near ones, before anything is shown', async () => {
    const { environment, done } = start(['EURUSD', 'EURUS', ...account()]);
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.lines.at(-1)).toMatch(
      /^rxmt5 ticks: No symbol named "EURUS"; did you mean EURUSD/,
    );
    expect(environment.stdout.text).toBe('');
  });

  test('a wrong password is told, and is not tried again', async () => {
    const { environment, done } = start(['EURUSD', ...account()], {
      env: { RXMT5_PASSWORD: 'wrong-secret' },
    });
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.lines.at(-1)).toBe(
      'rxmt5 ticks: Login failed: account or password is wrong (code 3)',
    );
    expect(environment.stderr.text).not.toContain('wrong-secret');
    expect(environment.stdout.text).toBe('');
  });

  test('a server that cannot be reached ends it after the timeout', async () => {
    const { url } = simulator;
    await simulator.close();
    const { environment, done } = start(['X', '--url', url, '--login', '1', '--timeout', '0.3']);
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.lines.at(-1)).toMatch(
      /^rxmt5 ticks: Session did not open within 300 ms, still \w+: .*ECONNREFUSED/,
    );
  });

  test('an address that can never work ends it at once', async () => {
    const wrongPath = `${simulator.url}/nowhere`;
    const { done } = start(['X', '--url', wrongPath, '--login', '1', '--timeout', '0.5']);
    await expect(done).resolves.toBe(1);
  });

  test.each([
    ['as an option', ['--otp', '123456'], ''],
    ['typed when it is asked for', [], '123456\r'],
  ])('gives the one-time password %s', async (_, argv, typed) => {
    const keyboard = new Keyboard();
    const { environment, done } = start(['EURUSD', ...account('43'), ...argv, '--json'], {
      stdin: keyboard,
      terminal: true,
    });
    if (typed !== '') {
      await until(() => environment.stderr.text.includes('One-time password: '));
      keyboard.write(typed);
    }
    await until(isSubscribed);
    environment.signals$.next('SIGINT');
    await expect(done).resolves.toBe(0);
    expect(environment.stderr.text).not.toContain('123456');
  });

  test.each([
    ['Ctrl-C', 1, 'rxmt5 ticks: interrupted'],
    ['SIGTERM', 0, undefined],
  ])('%s at the question for a one-time password ends it', async (how, code, said) => {
    const keyboard = new Keyboard();
    const { environment, done } = start(['EURUSD', ...account('43')], {
      stdin: keyboard,
      terminal: true,
    });
    await until(() => environment.stderr.text.includes('One-time password: '));
    if (how === 'Ctrl-C') keyboard.write('\x03');
    else environment.signals$.next(how);
    await expect(done).resolves.toBe(code);
    if (said !== undefined) expect(environment.stderr.lines.at(-1)).toBe(said);
    expect(keyboard.modes).toEqual([true, false]);
    await until(() => simulator.connections.length === 0);
  });

  test('without a terminal nobody is asked for a one-time password', async () => {
    const { environment, done } = start(['EURUSD', ...account('43')]);
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.lines.at(-1)).toContain('a one-time password is needed');
  });

  test('asks for the password on a terminal', async () => {
    const keyboard = new Keyboard();
    const { environment, done } = start(['EURUSD', ...account()], {
      stdin: keyboard,
      terminal: true,
      env: {},
    });
    await until(() => environment.stderr.text.includes('Password of account 42: '));
    keyboard.write(`${password}\r`);
    await until(isSubscribed);
    feed.next(quote(1));
    await until(() => environment.stdout.text.includes('1.00000'));
    environment.signals$.next('SIGINT');
    await expect(done).resolves.toBe(0);
    expect(environment.stdout.text + environment.stderr.text).not.toContain(password);
    // The report of the connection stands above the table, not in it.
    expect(environment.stderr.text).toContain('authenticated: logged in');
  });
});
