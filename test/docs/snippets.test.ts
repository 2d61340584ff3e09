import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import type { Simulator } from '../../src/simulator/index.js';
import { startSimulator } from '../../src/simulator/index.js';
import { assertRan, extractSnippets, openWorkshop, type Snippet } from '../support/snippets.js';

/** What the documents show is compiled, and run against the embedded server. */

const root = path.resolve(import.meta.dirname, '../..');
const documents = [
  'README.md',
  ...(existsSync(path.join(root, 'docs'))
    ? readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name.split(path.sep).join('/')}`)
    : []),
].filter((file) => existsSync(path.join(root, file)));

const snippets = documents.flatMap((file) =>
  extractSnippets(file, readFileSync(path.join(root, file), 'utf8')),
);
const named = snippets.map((snippet) => [snippet.where, snippet] as const);

test('the README shows code that is run', () => {
  const run = snippets.filter(({ where, noRun }) => where.startsWith('README.md') && !noRun);
  expect(run).not.toEqual([]);
});

const describeSnippets = snippets.length > 0 ? describe : describe.skip;
describeSnippets('the documents', () => {
  const workshop = openWorkshop('snippets', snippets);
  let messages: Map<string, string[]>;
  let simulator: Simulator;
  let env: Record<string, string>;

  beforeAll(async () => {
    messages = workshop.compile();
    simulator = await startSimulator();
    const [account] = simulator.accounts;
    if (account === undefined) throw new Error('the embedded server has no account');
    env = {
      RXMT5_URL: simulator.url,
      RXMT5_LOGIN: String(account.login),
      RXMT5_PASSWORD: account.password,
    };
  }, 60_000);

  afterAll(async () => {
    await simulator.close();
  });

  test.each(named)('%s compiles', (where) => {
    expect(messages.get(where)).toEqual([]);
  });

  test.each(named.filter(([, { noRun }]) => noRun === undefined))(
    '%s runs',
    async (_, snippet) => assertRan(snippet, await workshop.run(snippet, env)),
    40_000,
  );
});

describe('extractSnippets', () => {
  const fence = (info: string, ...lines: string[]) => ['```' + info, ...lines, '```'].join('\n');

  test('takes TypeScript fences, with the line they open at', () => {
    const text = ['# Title', fence('ts', 'a;', '', 'b;'), fence('sh', 'npm test')].join('\n');
    expect(extractSnippets('x.md', text)).toEqual([{ where: 'x.md:2', code: 'a;\n\nb;\n' }]);
  });

  test('takes the indentation of a list away', () => {
    const text = '- item\n\n  ```ts\n  if (a) {\n    b;\n  }\n  ```\n';
    expect(extractSnippets('x.md', text)[0]?.code).toBe('if (a) {\n  b;\n}\n');
  });

  test('keeps the reason not to run', () => {
    expect(extractSnippets('x.md', fence('ts no-run (needs a broker)', 'a;'))[0]?.noRun).toBe(
      'needs a broker',
    );
  });

  test.each(['ts no-run', 'ts no-run ()', 'ts norun (x)', 'typescript skip'])(
    'refuses the fence %s',
    (info) => {
      expect(() => extractSnippets('x.md', fence(info, 'a;'))).toThrow(/x\.md:1: .*no-run/);
    },
  );

  test('knows which stand behind a session', () => {
    const [snippet] = extractSnippets('x.md', fence('ts session', 'session;'));
    expect(snippet).toEqual({ where: 'x.md:1', code: 'session;\n', inSession: true });
  });

  test('refuses a fence that is never closed', () => {
    expect(() => extractSnippets('x.md', 'text\n```ts\na;\n')).toThrow('x.md:2: ');
  });
});

describe('a planted snippet', () => {
  const plant = (where: string, code: string): Snippet => ({ where, code });
  const good = plant('good', "import { of } from 'rxjs';\nof(1).subscribe(console.log);\n");
  const endless = plant('endless', 'setInterval(() => console.log(1), 20);\n');
  const ill = plant('ill', "const price: number = 'high';\n");
  const lost = plant('lost', "import { nothing } from 'rxjs';\nnothing();\n");
  const throwing = plant('throwing', "console.log('so far');\nthrow new Error('no broker');\n");
  const silent = plant('silent', 'if (Date.now() === 0) console.log(1);\n');
  const quiet = plant('quiet', 'export const half = (n: number) => n / 2;\n');
  const environment = plant('environment', 'console.log(process.env.RXMT5_URL);\n');
  const all = [good, endless, ill, lost, throwing, silent, quiet, environment];
  const workshop = openWorkshop('snippets-planted', all);
  const run = (snippet: Snippet) => workshop.run(snippet, { RXMT5_URL: 'ws://x' });

  test('is compiled strictly', () => {
    const messages = workshop.compile();
    expect(messages.get('good')).toEqual([]);
    expect(messages.get('ill')?.join()).toMatch(/line 1 .*not assignable/);
    expect(messages.get('lost')?.join()).toContain("no exported member 'nothing'");
  }, 30_000);

  test.each([
    ['ends by itself', good, '1\n'],
    ['goes on for ever, once it has printed', endless, '1\n1\n'],
    ['only declares', quiet, ''],
  ])('passes if it %s', async (_, snippet, output) => {
    const outcome = await run(snippet);
    expect(outcome.stdout.slice(0, output.length)).toBe(output);
    expect(outcome.stopped).toBe(snippet === endless);
    assertRan(snippet, outcome);
  });

  test('fails if it throws, and its error is shown', async () => {
    const outcome = await run(throwing);
    expect(() => assertRan(throwing, outcome)).toThrow(/exit code 1[^]*no broker/);
  });

  test('fails if it never ends and never prints', () => {
    const outcome = { exitCode: null, stopped: false, stdout: '', stderr: '' };
    expect(() => assertRan(endless, outcome)).toThrow('neither printed a line nor ended');
  });

  test('fails if it prints nothing though it means to', async () => {
    const outcome = await run(silent);
    expect(() => assertRan(silent, outcome)).toThrow('without printing');
  });

  test('knows where the embedded server is', async () => {
    expect((await run(environment)).stdout).toBe('ws://x\n');
  });
});
