import { readFileSync } from 'node:fs';

import { describe, expect, test } from '@jest/globals';

import { parseArguments } from '../../src/cli/args.js';
import type { Command } from '../../src/cli/command.js';
import { commands } from '../../src/cli/commands/index.js';
import { wrap } from '../../src/cli/help.js';
import { run } from '../../src/cli/run.js';
import { SessionClosedError } from '../../src/index.js';
import { fakeEnvironment } from './support/fake-environment.js';

const start = async (argv: readonly string[], from = commands) => {
  const environment = fakeEnvironment({ argv });
  const code = await run(from, environment);
  return { code, out: environment.stdout.text, err: environment.stderr.text };
};

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

const names = [
  ...['demo', 'ticks', 'symbols', 'quote', 'book', 'bars'],
  ...['account', 'positions', 'orders', 'deals', 'links'],
  ...['open-demo', 'open-real', 'otp', 'password'],
  ...['simulate', 'decode', 'encode'],
];

const pipe = async (name: string, input: string) => {
  const environment = fakeEnvironment({ argv: [name], stdin: input });
  return { code: await run(commands, environment), out: environment.stdout.text };
};

test('decode and encode read standard input to its end', async () => {
  const body = '{"command":15,"name":"login_status_push","direction":"server"';
  const hex = `${body},"hex":"01000000"}\n`;
  const value = `${body},"value":{"state":1}}\n`;
  expect(await pipe('decode', hex)).toEqual({ code: 0, out: value });
  expect(await pipe('encode', value)).toEqual({ code: 0, out: hex });
  expect((await pipe('encode', 'x\n')).code).toBe(1);
});

describe('rxmt5', () => {
  test('has these commands', () => {
    expect(commands.map(({ name }) => name)).toEqual(names);
  });

  test.each(['--version', '-v'])('%s prints the version of the package', async (word) => {
    expect(await start([word])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  test.each([['--help'], ['-h'], ['help']])('%s shows all commands', async (word) => {
    const { code, out, err } = await start([word]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const { name, summary } of commands) {
      expect(out.replaceAll(/\s+/g, ' ')).toContain(`${name} ${summary}`);
    }
    expect(out).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /);
  });

  test.each(names)('%s --help shows every option and examples that parse', async (name) => {
    const { code, out, err } = await start([name, '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(await start(['help', name])).toEqual({ code, out, err });
    const command = commands.find((one) => one.name === name)!;
    for (const key of Object.keys(command.options)) {
      expect(out).toContain(`--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    }
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) {
      const start = example.command.indexOf(`rxmt5 ${name}`);
      expect(start).toBeGreaterThanOrEqual(0);
      const [words = ''] = example.command.slice(start).split(/ [|<>]/);
      expect(() => parseArguments(words.split(' ').slice(2), command)).not.toThrow();
    }
    const examples = command.examples.map((example) => example.command);
    const prose = out.split('\n').filter((line) => !examples.includes(line.trim()));
    expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test.each([
    [[], 'rxmt5: a command is missing, expected demo, ticks, symbols, quote, book, bars,'],
    [['dmeo'], 'rxmt5: "dmeo": unknown command; did you mean demo? Allowed: demo, ticks,'],
    [['--vresion'], 'rxmt5: "--vresion": unknown option; did you mean --version?'],
    [['help', 'nothing'], 'rxmt5: "nothing": unknown command; allowed: demo,'],
    [['demo', '--sec', '3'], 'rxmt5 demo: --sec: unknown option; did you mean --seconds?'],
    [['demo', '--seconds', 'x'], 'rxmt5 demo: --seconds: got "x", expected a number above 0'],
    [['demo', '--seconds', '1e9'], 'rxmt5 demo: --seconds: got "1e9", expected a number'],
    [['demo', '--count', '0'], 'rxmt5 demo: --count: got "0", expected a whole number of at'],
    [['demo', '--speed', '0'], 'rxmt5 demo: --speed: got "0", expected a number above 0'],
    [['demo', '--symbols', 'eurusd'], 'got "eurusd", expected some of EURUSD, XAUUSD'],
    [['demo', 'EURUSD'], 'rxmt5 demo: got "EURUSD", expected options only'],
    [['ticks'], 'rxmt5 ticks: SYMBOL... is missing: names of symbols'],
    [['ticks', 'EURUSD'], 'rxmt5 ticks: --url is missing; give it, or set RXMT5_URL'],
    [['ticks', 'X', '--url', 'http://x'], '--url: got "http://x", expected an address such as'],
    [['ticks', 'X', '--url', 'ws://x'], '--login is missing; give it, or set RXMT5_LOGIN'],
    [['ticks', 'X', '--login', '-5'], '--login: got "-5", expected an account number'],
    [['ticks', 'X', '--login', '0'], '--login: got "0", expected an account number'],
    [['ticks', 'X', '--url', 'ws://x', '--login', '1'], 'no password: set RXMT5_PASSWORD'],
    [['ticks', 'X', '--password', 'secret'], 'rxmt5 ticks: --password: passwords are not taken'],
    [['simulate', '--port', '70000'], '--port: got "70000", expected a whole number from 0 to'],
    [['simulate', '--key-bits', '512'], '--key-bits: got "512", expected 128 or 192 or 256'],
    [['simulate', '--account', 'secret'], '--account: got something else, expected LOGIN:PASS'],
    [['simulate', '--symbols', 'EURUS'], '--symbols: got "EURUS", expected some of EURUSD,'],
    [['simulate', '--tls-cert', 'x'], '--tls-cert is given without --tls-key'],
    [['simulate', '--tls-key', 'x'], '--tls-key is given without --tls-cert'],
    [['simulate', '--replay', 'x.csv'], '"x.csv" does not tell its symbol; write SYMBOL=FILE'],
    [['simulate', '--replay', 'EURUS=x'], '--replay: got the symbol "EURUS", expected one that'],
    [['simulate', '--replay', 'EURUSD=/no/such'], '--replay: ENOENT: no such file or directory'],
    [['simulate', '--tls-cert', '/no/c', '--tls-key', '/no/k'], '--tls-cert: ENOENT: no such'],
    [['ticks', 'X', '--url', 'ws://x', '--login', '1', '--ca', '/no'], '--ca: ENOENT: no such'],
    [
      ['bars', 'EURUSD', 'm5'],
      'timeframe: got "m5", expected M1, M5, M15, M30, H1, H4, D1, W1, MN1, or',
    ],
    [
      ['bars', 'EURUSD'],
      'rxmt5 bars: SYMBOL TIMEFRAME is missing: the symbol as the server spells',
    ],
    [['bars', 'EURUSD', 'M5', 'H1'], 'rxmt5 bars: got "H1", expected SYMBOL TIMEFRAME only'],
    [['bars', 'X', 'M5', '--csv', '--json'], '--csv and --json are given, expected one of them'],
    [['bars', 'X', 'M5', '--csv', '/no/such/file'], '--csv: ENOENT: no such file or directory'],
    [['bars', 'X', 'M5', '--gap-fill', 'none'], '--gap-fill is for --follow, which is not given'],
    [['bars', 'X', 'M5', '--gap-fill', 'some'], '--gap-fill: got "some", expected none or forward'],
    [['bars', 'X', 'M5', '--count', '0'], '--count: got "0", expected a whole number from 1 to'],
    [['bars', 'X', 'M5', '--from', 'today'], '--from: got "today", expected a date such as 2026-'],
    [['bars', 'X', 'M5', '--to', '2026-02-30'], '--to: got "2026-02-30", expected a date such as'],
    [['bars', 'X', 'M5', '--follow', '--to', '2026-01-01'], '--to is given with --follow, which'],
    [
      ['bars', 'X', 'M5', '--from', '2026-02-01', '--to', '2026-01-01'],
      '--from: got 2026-02-01T00:00:00Z, expected a time up to --to, 2026-01-01T00:00:00Z',
    ],
    [
      ['bars', 'X', 'M5', '--follow', '--from', '2026-02-01', '--count', '3'],
      '--from and --count are given with --follow, expected one of them',
    ],
    [['bars', 'X', 'M5', '--daylight', 'uk'], '--daylight: got "uk", expected us or eu or none'],
    [['quote'], 'rxmt5 quote: SYMBOL... is missing: names of symbols'],
    [['quote', 'X', '--seconds', '3'], '--seconds is for --follow, which is not given'],
    [['quote', 'X', '--password', 'secret'], '--password: passwords are not taken from arguments'],
    [['book', 'X', 'Y'], 'rxmt5 book: got "Y", expected SYMBOL only'],
    [['book', 'X', '--levels', '0'], '--levels: got "0", expected a whole number of at least 1'],
    [['symbols', '--tree', '--details'], '--tree and --details are given, expected one of them'],
    [['symbols'], 'rxmt5 symbols: --url is missing; give it, or set RXMT5_URL'],
    [['decode', 'file.jsonl'], 'rxmt5 decode: got "file.jsonl", expected options only'],
    [['encode', '--pretty'], 'rxmt5 encode: --pretty: unknown option; allowed: --help'],
  ])('%j is wrong use: exit code 2, the reason and where to look', async (argv, message) => {
    const { code, out, err } = await start(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toMatch(/\nSee rxmt5( [\w-]+)? --help\n$/);
    expect(err).not.toContain('secret');
  });

  test('a command that fails gives exit code 1 and the reason alone', async () => {
    const failing = (error: unknown): Command => ({
      name: 'fail',
      summary: '',
      options: {},
      examples: [],
      start: async () => {
        throw error;
      },
    });
    const said = async (error: unknown) => start(['fail'], [failing(error)]);
    expect(await said(new Error('no luck'))).toEqual({
      code: 1,
      out: '',
      err: 'rxmt5 fail: no luck\n',
    });
    expect((await said('just text')).err).toBe('rxmt5 fail: just text\n');
    expect((await said(new SessionClosedError(new Error('the cause')))).err).toBe(
      'rxmt5 fail: the cause\n',
    );
    expect((await said(new SessionClosedError())).err).toBe('rxmt5 fail: Session is closed\n');
  });

  test('a reader of the help that has left is no failure', async () => {
    const environment = fakeEnvironment({ argv: ['--help'] });
    environment.stdout.failure = Object.assign(new Error('EPIPE'), { code: 'EPIPE' });
    expect(await run(commands, environment)).toBe(0);
  });
});

test('wrap breaks at blanks and leaves a long word whole', () => {
  expect(wrap('one two three', 2, 9)).toBe('one two\n  three');
  expect(wrap('one incomprehensibilities', 0, 10)).toBe('one\nincomprehensibilities');
});
