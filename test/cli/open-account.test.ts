import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NEVER } from 'rxjs';

import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';
import { startWith } from './support/account-run.js';
import { Keyboard, until, type FakeOptions } from './support/fake-environment.js';

let folder: string;
let simulator: Simulator;
const start = startWith(() => simulator);

const serve = async (options: SimulatorOptions = {}): Promise<void> => {
  simulator = await startSimulator({ feed: NEVER, ...options });
};

const result = async (argv: readonly string[], options: FakeOptions = {}) => {
  const { environment, done } = start(argv, options);
  const code = await done;
  const { stdout, stderr } = environment;
  return { code, stdout, stderr };
};

/** The account that was opened, with its passwords. */
const newest = () => simulator.accounts.at(-1)!;
const inFolder = (name: string): string => path.join(folder, name);
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(inFolder(name), content);
  return inFolder(name);
};

const ada = ['--first-name', 'Ada', '--email', 'ada@example.com', '--group', 'demo'];
const openAda = (...more: readonly string[]) => ['open-demo', ...ada, ...more];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rxmt5-open-'));
});

afterEach(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

describe('rxmt5 open-demo', () => {
  test('prints the steps, and the passwords once with --show-secrets', async () => {
    await serve();
    const { code, stdout, stderr } = await result(
      openAda(
        '--show-secrets',
        '--second-name',
        'Lovelace',
        '--deposit',
        '500',
        '--leverage',
        '30',
      ),
    );
    expect(code).toBe(0);
    const { login, password, investorPassword } = newest();
    expect(stdout.json).toEqual([
      { step: 'connected', connection: 1 },
      { step: 'codesRequested', email: false, phone: false },
      { step: 'opened', login: String(login), password, investorPassword },
    ]);
    expect(stdout.text.split(password)).toHaveLength(2);
    expect(stderr.text).not.toContain(password);
    expect(simulator.desk(login).state.balance).toBe(500);
  });

  test('--save writes a file for its owner alone, and prints no password', async () => {
    await serve();
    const file = inFolder('ada.json');
    const { code, stdout, stderr } = await result(openAda('--save', file), { terminal: true });
    expect(code).toBe(0);
    const { login, password, investorPassword } = newest();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      ...{ url: simulator.url, login: String(login), password, investorPassword },
    });
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(stdout.text).toBe(`login              ${login}\n`);
    expect(stderr.lines).toEqual([
      'connected',
      'the server wants no codes',
      `account ${login} is open`,
      `the passwords are in ${file}`,
    ]);
    for (const secret of [password, investorPassword!]) {
      expect(stdout.text + stderr.text).not.toContain(secret);
    }
  });

  test('without a place for the passwords nothing is opened', async () => {
    await serve();
    const { code, stderr } = await result(openAda());
    expect(code).toBe(2);
    expect(stderr.text).toContain('the passwords come once and would be lost: give --save FILE');
    expect(simulator.accounts).toHaveLength(1);
  });

  test('a file that exists is left as it is, and nothing is opened', async () => {
    await serve();
    const file = write('mine.json', 'mine');
    const { code, stderr } = await result(openAda('--save', file));
    expect(code).toBe(2);
    expect(stderr.text).toContain(`--save: ${file} exists, and is never overwritten`);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(simulator.accounts).toHaveLength(1);
    const nowhere = await result(openAda('--save', inFolder('no/such/folder.json')));
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr.text).toContain('--save: ENOENT');
  });

  test('an account that is refused leaves no file', async () => {
    await serve({ demoAccounts: false });
    const file = inFolder('none.json');
    const { code, stderr } = await result(openAda('--save', file));
    expect(code).toBe(1);
    expect(stderr.lines.at(-1)).toBe(
      'rxmt5 open-demo: No account opened: the server does not open demo accounts (code 1025)',
    );
    expect(existsSync(file)).toBe(false);
  });

  test('takes the codes of the command line', async () => {
    await serve({ verification: { email: '1234', phone: '777' } });
    const codes = ['--email-code', '1234', '--phone-code', '0777'];
    const { code, stdout } = await result(openAda('--show-secrets', ...codes));
    expect(code).toBe(0);
    expect(stdout.json.map(({ step }) => step)).toEqual([
      ...['connected', 'codesRequested', 'codesWanted', 'codesChecked', 'opened'],
    ]);
  });

  test.each([
    [[], 'no account opened: the server wants the code of the e-mail: give --email-code'],
    [['--email-code', '1235'], 'No account opened: a confirmation code is wrong (code 1031)'],
  ])('without a terminal nobody is asked for codes: %j', async (codes, message) => {
    await serve({ verification: { email: '1234' } });
    const { code, stderr } = await result(openAda('--show-secrets', ...codes));
    expect(code).toBe(1);
    expect(stderr.lines.at(-1)).toBe(`rxmt5 open-demo: ${message}`);
    expect(simulator.accounts).toHaveLength(1);
  });

  test('asks on a terminal, and again for the code that was wrong only', async () => {
    await serve({ verification: { email: '1234', phone: '777' } });
    const keyboard = new Keyboard();
    const { environment, done } = start(openAda('--show-secrets', '--phone-code', '777'), {
      stdin: keyboard,
      terminal: true,
    });
    const asked = (): number => environment.stderr.text.split('Code of the e-mail: ').length - 1;
    for (const [at, typed] of ['none of it', '4321', '1234'].entries()) {
      await until(() => asked() > at);
      keyboard.write(`${typed}\r`);
    }
    await expect(done).resolves.toBe(0);
    expect(environment.stderr.text).toContain('expected up to ten digits');
    expect(environment.stderr.text).toContain('wrong: the code of the e-mail\n');
    expect(environment.stderr.text).not.toContain('Code of the phone message');
    expect(environment.stdout.text).toContain(`password           ${newest().password}\n`);
  });

  test('after three wrong codes it ends', async () => {
    await serve({ verification: { phone: '777' } });
    const keyboard = new Keyboard();
    const { environment, done } = start(openAda('--show-secrets'), {
      stdin: keyboard,
      terminal: true,
    });
    for (let at = 1; at <= 3; at += 1) {
      await until(() => environment.stderr.text.split('Code of the phone').length > at);
      keyboard.write(`${at}\r`);
      await until(() => environment.stderr.text.split('wrong: the code').length > at);
    }
    await expect(done).resolves.toBe(1);
    expect(environment.stdout.text).toBe('');
  });

  test.each([
    ['Ctrl-C', 'no account opened: interrupted'],
    ['SIGTERM', 'interrupted: no account opened'],
  ])('%s at the question ends it, and leaves neither account nor file', async (how, said) => {
    await serve({ verification: { email: '1234' } });
    const file = inFolder('none.json');
    const keyboard = new Keyboard();
    const { environment, done } = start(openAda('--save', file), {
      stdin: keyboard,
      terminal: true,
    });
    await until(() => environment.stderr.text.includes('Code of the e-mail: '));
    if (how === 'Ctrl-C') keyboard.write('\x03');
    else environment.signals$.next(how);
    await expect(done).resolves.toBe(1);
    expect(environment.stderr.lines.at(-1)).toBe(`rxmt5 open-demo: ${said}`);
    expect(existsSync(file)).toBe(false);
    expect(keyboard.modes.at(-1)).toBe(false);
    await until(() => simulator.connections.length === 0);
  });

  test('a request whose answer is lost says that there may be an account', async () => {
    await serve();
    simulator.requests$.subscribe(({ command }) => {
      if (command === 30) simulator.controls.drop();
    });
    const { code, stderr } = await result(openAda('--show-secrets'));
    expect(code).toBe(1);
    expect(stderr.lines.at(-1)).toMatch(/^rxmt5 open-demo: Outcome of .* unknown/);
  });

  test.each([
    [['open-demo', '--show-secrets'], '--first-name, --email, --group: missing'],
    [openAda('--show-secrets', '--email-code', '12a'), '--email-code: got another text, expected'],
    [openAda('--show-secrets', '--city', 'x'.repeat(33)), '--city: got 33 UTF-16 units, expected'],
    [openAda('--show-secrets', '--leverage', '1.5'), '--leverage: got "1.5"'],
    [openAda('--show-secrets', '--phone-password', 'x'), '--phone-password: unknown option'],
    [['open-demo', '--show-secrets', ...ada.with(3, 'ada'), '--url', 'ws://x'], '--email: got a'],
  ])('%j is a usage error, and nothing is sent', async (argv, message) => {
    await serve();
    const { code, stdout, stderr } = await result(argv);
    expect({ code, out: stdout.text }).toEqual({ code: 2, out: '' });
    expect(stderr.text).toContain(message);
    expect(simulator.connections).toEqual([]);
  });
});

describe('rxmt5 open-real', () => {
  const form = {
    form: {
      firstName: 'Ada',
      email: 'ada@example.com',
      group: 'real',
      phonePassword: 'tell-nobody',
    },
    details: { birthDate: '1985-12-31', netWorth: '18446744073709551615', annualIncome: 12 },
  };
  const real = (file: string, ...more: readonly string[]) => [
    ...['open-real', '--show-secrets', '--form', file, ...more],
  ];

  test('sends form and documents', async () => {
    await serve();
    const file = write('form.json', JSON.stringify(form));
    const front = write('front.jpg', Uint8Array.of(1, 2, 3));
    const back = write('back.jpg', Uint8Array.of(4));
    const sent: unknown[] = [];
    simulator.requests$.subscribe(({ command, payload }) => {
      if (command === 39) sent.push(Buffer.from(payload));
    });
    const { code, stdout, stderr } = await result(
      real(file, '--document', `2=${front},${back}`, `7:3=${front}`),
    );
    expect(code).toBe(0);
    expect(newest().type).toBe('real');
    expect(stdout.json.at(-1)).toMatchObject({ step: 'opened', login: String(newest().login) });
    expect(sent).toHaveLength(1);
    const names = (sent[0] as Buffer).toString('utf16le');
    expect(names).toContain('front.jpg');
    expect(names).not.toContain(folder);
    expect(stdout.text + stderr.text).not.toContain('tell-nobody');
  });

  test.each([
    ['{"form":', 'no JSON'],
    ['[]', 'value: got a list, expected an object with form and details'],
    [JSON.stringify({ form: form.form }), 'details: got nothing, expected an object'],
    [
      JSON.stringify({ ...form, form: { ...form.form, frstName: 'secret-one' } }),
      'form.frstName: no such field; did you mean firstName?',
    ],
    [
      JSON.stringify({ form: { email: 5, deposit: 'secret-two' }, details: { netWorth: 1.5 } }),
      'form.firstName: got nothing, expected a text; form.email: got a number, expected a text; ' +
        'form.group: got nothing, expected a text; form.deposit: got a string, expected a number; ' +
        'details.birthDate: got nothing, expected a day such as "1985-12-31"; ' +
        'details.netWorth: got a number, expected a whole number, or its digits as a text',
    ],
    [
      JSON.stringify({ ...form, details: { birthDate: '1985-02-30' } }),
      'form.json: details.birthDate: got no day of the calendar',
    ],
  ])('%s in the form is told with its path', async (content, message) => {
    await serve();
    const { code, stderr } = await result(real(write('form.json', content)));
    expect(code).toBe(2);
    expect(stderr.text).toContain('--form ');
    expect(stderr.text).toContain(message);
    expect(stderr.text).not.toContain('secret');
    expect(simulator.connections).toEqual([]);
  });

  test.each([
    [['1'], '--document: got "1", expected TYPE=FRONT or TYPE=FRONT,BACK'],
    [['card=front.jpg'], '--document: got "card=front.jpg"'],
    [['1=/no/such/file.jpg'], '--document: ENOENT'],
  ])('documents %j', async (documents, message) => {
    await serve();
    const file = write('form.json', JSON.stringify(form));
    const { code, stderr } = await result(real(file, '--document', ...documents));
    expect(code).toBe(2);
    expect(stderr.text).toContain(message);
  });

  test('an empty document, a missing form and no place for passwords', async () => {
    await serve();
    const file = write('form.json', JSON.stringify(form));
    const empty = await result(real(file, '--document', `1=${write('empty.jpg', '')}`));
    expect(empty.code).toBe(2);
    expect(empty.stderr.text).toContain('empty.jpg is empty');
    expect((await result(['open-real', '--show-secrets'])).stderr.text).toContain(
      '--form is missing',
    );
    expect((await result(['open-real', '--form', file])).stderr.text).toContain('would be lost');
  });
});
