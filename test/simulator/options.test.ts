import { readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from '@jest/globals';

import {
  catalogue,
  startSimulator,
  type AccountOptions,
  type PositionOptions,
  type SimulatorOptions,
} from '../../src/simulator/index.js';
import { commands } from '../../src/wire/index.js';
import { RawClient } from '../support/raw-client.js';
import { demo, simulators } from '../support/simulators.js';

const { start } = simulators();

const account: AccountOptions = { login: 5, password: 'Secret-55' };
const position: PositionOptions = {
  ...{ ticket: 1, symbol: 'EURUSD', side: 'buy', volume: 1, price: 1.1 },
};

/** What the rejection says, behind the name of the function. */
const complaint = async (options: unknown): Promise<string> => {
  try {
    const simulator = await startSimulator(options as SimulatorOptions);
    await simulator.close();
    return 'started';
  } catch (error) {
    expect(error).toMatchObject({ name: 'SimulatorOptionError', code: 'option' });
    return (error as Error).message.replace('startSimulator: ', '');
  }
};

describe('an option that is not what it should be is named, with what was got and expected', () => {
  test.each<[string, Record<string, unknown>]>([
    ['host: got "", expected a text of 1 to 255 characters', { host: '' }],
    ['port: got 65536, expected a whole number from 0 to 65535', { port: 65_536 }],
    ['port: got "80"', { port: '80' }],
    ['port: got 1.5', { port: 1.5 }],
    ['path: got "terminal", expected a text that begins with \'/\'', { path: 'terminal' }],
    ['path: got "/a?b"', { path: '/a?b' }],
    ['prot: got an unknown option, expected one of host, port', { prot: 1 }],
    ['tls: got "x", expected an object', { tls: 'x' }],
    ['tls.key: got undefined, expected a PEM text or its bytes', { tls: { cert: 'x' } }],
    ['tls.cert: got a text of 0 characters', { tls: { cert: '', key: 'x' } }],
    ['accounts: got an object, expected an array', { accounts: {} }],
    ['symbols[0]: got null, expected a symbol made by symbolSpec', { symbols: [null] }],
    ['symbols[0].name: got undefined', { symbols: [{}] }],
    ['symbols[0].digits: got 9', { symbols: [{ ...catalogue[0], digits: 9 }] }],
    [
      `symbols[1]: got ${catalogue[0]?.name}, expected one that is not there yet`,
      { symbols: [catalogue[0], catalogue[0]] },
    ],
    ['extraSymbols: got -1', { extraSymbols: -1 }],
    ['feed: got an array, expected an Observable of ticks', { feed: [] }],
    ['bars: got an object, expected a BarStore', { bars: {} }],
    ['keyBits: got 160, expected 128 | 192 | 256', { keyBits: 160 }],
    ['echo: got 1, expected true or false', { echo: 1 }],
    ['snapshots: got null', { snapshots: null }],
    ['timezoneShiftSeconds: got 90, expected whole minutes', { timezoneShiftSeconds: 90 }],
    ['timezoneShiftSeconds: got 86400', { timezoneShiftSeconds: 86_400 }],
    ['daylightHours: got 3, expected a whole number from -2 to 2', { daylightHours: 3 }],
    ['serverName: got "xxx', { serverName: 'x'.repeat(65) }],
    ['company: got 7n', { company: 7n }],
    ['maxConnections: got 0, expected a whole number of at least 1', { maxConnections: 0 }],
    ['maxFrameBytes: got 100', { maxFrameBytes: 100 }],
    ['maxBufferedBytes: got -1', { maxBufferedBytes: -1 }],
    ['logger: got an object, expected a pino logger', { logger: { info: () => {} } }],
    ['random: got 4, expected a function', { random: 4 }],
    ['scheduler: got a function, expected an rxjs scheduler', { scheduler: () => {} }],
  ])('%s', async (message, options) => {
    expect(await complaint(options)).toContain(message);
  });

  test.each([[null], [5], [[]], ['x']])('options: %j', async (options) => {
    expect(await complaint(options)).toMatch(/^options: got .*, expected an object$/);
  });
});

describe('an account that is not what it should be is named, and its secrets are not shown', () => {
  const sesame = 'open-sesame-'.repeat(4);

  test.each<[string, Record<string, unknown>]>([
    ['login: got 0, expected a positive integer', { login: 0 }],
    ['login: got "5"', { login: '5' }],
    ['login: got 1.5', { login: 1.5 }],
    [`login: got ${2n ** 63n}n`, { login: 2n ** 63n }],
    ['password: got a text of 48 characters, expected a text of 1 to 32', { password: sesame }],
    ['password: got a text of 0 characters', { password: '' }],
    ['password: got number', { password: 7 }],
    ['investorPassword: got the password', { investorPassword: account.password }],
    ['investorPassword: got a text of 48 characters', { investorPassword: sesame }],
    ['otp: got neither', { otp: 'sometimes' }],
    ['otp: got neither, expected a secret, a code or both', { otp: {} }],
    [
      'otp.secret: got a text of 48 characters, expected a Base32 text',
      { otp: { secret: sesame } },
    ],
    ['otp.code: got a text of 0 characters', { otp: { code: '' } }],
    ['otp.wrongCode: got 6, expected 5 | 201', { otp: { code: '1', wrongCode: 6 } }],
    ['otp.sceret: got an unknown option', { otp: { sceret: 'x' } }],
    ['type: got "fake", expected "real" | "demo"', { type: 'fake' }],
    ['mode: got "both", expected "hedging" | "netting" | "exchange"', { mode: 'both' }],
    ['state: got "gone"', { state: 'gone' }],
    ['name: got "', { name: 'x'.repeat(129) }],
    ['currency: got ""', { currency: '' }],
    ['currencyDigits: got 9', { currencyDigits: 9 }],
    ['leverage: got 0', { leverage: 0 }],
    ['passwordMinLength: got 33', { passwordMinLength: 33 }],
    ['balance: got NaN, expected a finite number', { balance: NaN }],
    ['credit: got "1"', { credit: '1' }],
    ['balnce: got an unknown option', { balnce: 1 }],
    ['tradeSettings[0].spreadDiff: got 1.5', { tradeSettings: [{ spreadDiff: 1.5 }] }],
    ['tradeSettings[0].tradeMode: got -1', { tradeSettings: [{ tradeMode: -1 }] }],
    ['tradeSettings[1].path: got ""', { tradeSettings: [{}, { path: '' }] }],
    [
      'tradeSettings[0].volumeMin: got 0, expected a number of lots',
      { tradeSettings: [{ volumeMin: 0 }] },
    ],
    ['riskWarning: got 1, expected true or false', { riskWarning: 1 }],
    ['leverageRules[0].tiers: got undefined, expected an array', { leverageRules: [{}] }],
    ['leverageRules[0].range: got "x"', { leverageRules: [{ range: 'x', tiers: [] }] }],
    [
      'leverageRules[0].tiers[0].initial: got undefined',
      { leverageRules: [{ tiers: [{ to: 5 }] }] },
    ],
    ['commissions[0].charge: got "x"', { commissions: [{ charge: 'x', tiers: [] }] }],
    ['commissions[0].tiers[0].value: got "1"', { commissions: [{ tiers: [{ value: '1' }] }] }],
    ['commissions[0].tiers[0].to: got NaN', { commissions: [{ tiers: [{ value: 1, to: NaN }] }] }],
    ['commissionDaily: got an unknown option', { commissionDaily: 1 }],
    ['tradeSettings[0].swapLong: got Infinity', { tradeSettings: [{ swapLong: Infinity }] }],
    [
      'positions[0].symbol: got "NOSUCH", expected the name of a symbol that is served',
      { positions: [{ ...position, symbol: 'NOSUCH' }] },
    ],
    ['positions[1].ticket: got -1', { positions: [position, { ...position, ticket: -1 }] }],
    [
      'positions[0].side: got "up", expected "buy" | "sell"',
      { positions: [{ ...position, side: 'up' }] },
    ],
    [
      'positions[0].volume: got 1e-9, expected a number of lots above 0',
      { positions: [{ ...position, volume: 1e-9 }] },
    ],
    ['positions[0].price: got undefined', { positions: [{ ...position, price: undefined }] }],
    ['positions[0].time: got 1.5', { positions: [{ ...position, time: 1.5 }] }],
    ['positions[0].magic: got 0.5', { positions: [{ ...position, magic: 0.5 }] }],
    ['positions[0].comment: got "', { positions: [{ ...position, comment: 'x'.repeat(33) }] }],
    [
      'orders[0].type: got undefined, expected "buy" | "sell" | "buy_limit"',
      { orders: [{ ticket: 1, symbol: 'EURUSD' }] },
    ],
    ['orders[0].side: got an unknown option', { orders: [position] }],
    [
      'history.deals[0].action: got "gift"',
      { history: { deals: [{ ticket: 1, action: 'gift' }] } },
    ],
    [
      'history.deals[0].order: got 0',
      { history: { deals: [{ ticket: 1, action: 'buy', order: 0 }] } },
    ],
    ['history.orders: got "x", expected an array', { history: { orders: 'x' } }],
    ['history.trades: got an unknown option', { history: { trades: [] } }],
  ])('%s', async (message, fields) => {
    const said = await complaint({ accounts: [{ ...account, ...fields }] });
    expect(said).toContain(`accounts[0].${message}`);
    expect(said).not.toContain(sesame);
    expect(said).not.toContain(account.password);
  });

  test('two accounts of one login', async () => {
    expect(await complaint({ accounts: [] })).toBe(
      'accounts: got an empty list, expected at least one account',
    );
    expect(await complaint({ accounts: [account, { ...account, login: 5n }] })).toBe(
      'accounts[1]: got login 5, expected one that is not there yet',
    );
  });
});

describe('the defaults', () => {
  test('are a demo account, the catalogue and a free port of the loopback', async () => {
    const simulator = await start();
    expect(simulator.url).toBe(`ws://127.0.0.1:${simulator.port}/terminal`);
    expect(simulator.host).toBe('127.0.0.1');
    expect(simulator.accounts).toEqual([
      {
        ...{ login: 1001n, password: 'Demo-1001', investorPassword: undefined, type: 'demo' },
        ...{ mode: 'hedging', state: 'enabled', currency: 'USD' },
      },
    ]);
    expect(simulator.symbols).toHaveLength(catalogue.length);
    expect(catalogue.length).toBeGreaterThanOrEqual(12);
  });

  test('give way to undefined as to nothing', async () => {
    const options = { host: undefined, accounts: undefined, feed: undefined, logger: undefined };
    expect(await complaint(options)).toBe('started');
  });
});

describe('where it listens', () => {
  test('is the path of the options alone', async () => {
    const simulator = await start({ path: '/mt5' });
    expect(simulator.url).toMatch(/\/mt5$/);
    await RawClient.loggedOn(simulator.url, demo);
    const other = simulator.url.replace('/mt5', '/terminal');
    await expect(RawClient.open(other)).rejects.toThrow('404');
  });

  test.each(['0.0.0.0', 'localhost'])('may be %s, and its address can be used', async (host) => {
    const simulator = await start({ host });
    expect(simulator.host).toBe(host);
    await RawClient.loggedOn(simulator.url, demo);
  });

  test('may have a certificate', async () => {
    const pem = (name: string) =>
      readFileSync(path.join(import.meta.dirname, '../fixtures/tls', `localhost.${name}.pem`));
    const cert = pem('cert');
    const simulator = await start({ tls: { cert, key: pem('key').toString() } });
    expect(simulator.url).toMatch(/^wss:/);
    const client = await RawClient.open(simulator.url, { ca: cert });
    await client.bootstrap();
    await client.logOn(demo);
    expect((await client.reply(commands.ping, undefined)).code).toBe(0);
    // Plain bytes on that port are no harm.
    await expect(RawClient.open(simulator.url.replace('wss', 'ws'))).rejects.toThrow();
    await simulator.close();
    expect((await client.closed).code).toBe(1001);
  });

  test('is an error when the certificate is none', async () => {
    expect(await complaint({ tls: { cert: 'no', key: 'no' } })).toMatch(
      /^tls: got what TLS refuses \(.+\), expected a certificate and its key$/,
    );
  });
});
