import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { beforeAll, describe, expect, test } from '@jest/globals';
import { ESLint, Linter } from 'eslint';
import { parser, plugin } from 'typescript-eslint';

/**
 * The bans on ambient time and chance, and on operators with known traps, as the lint
 * configuration really applies them. Only these rules run here: they need no type information,
 * so a sample need not be a file.
 */

const root = path.resolve(import.meta.dirname, '../..');
const rulesOf = new Map<string, Linter.RulesRecord>();

const loadRules = async (file: string): Promise<void> => {
  const config = (await new ESLint({ cwd: root }).calculateConfigForFile(
    path.join(root, file),
  )) as Linter.Config;
  const rules: Linter.RulesRecord = {};
  for (const [name, rule] of Object.entries(config.rules ?? {})) {
    if (name.startsWith('no-restricted-') && rule !== undefined) rules[name] = rule;
  }
  rulesOf.set(file, rules);
};

/** The plugin is there for the comments that name its rules; none of them runs. */
const known = {
  files: ['**/*.ts'],
  languageOptions: { parser },
  plugins: { '@typescript-eslint': plugin },
  linterOptions: { reportUnusedDisableDirectives: 'off' },
} as Linter.Config;

const lint = (code: string, file: string, rules = rulesOf.get(file)): string[] =>
  new Linter().verify(code, [{ ...known, rules: rules ?? {} }], file).map(({ message }) => message);

const plain = 'src/market/sample.ts';
const account = 'src/account/sample.ts';
const seam = 'src/ambient.ts';
const spec = 'test/market/sample.test.ts';

beforeAll(async () => {
  for (const file of [plain, account, seam, spec]) await loadRules(file);
}, 60_000);

const ambient = [
  'Date.now();',
  'const { now } = Date;',
  'const clock = Date.now;',
  'new Date();',
  'Date();',
  'Math.random();',
  'setTimeout(() => 0, 1);',
  'const later = setTimeout;',
  'globalThis.setTimeout(() => 0, 1);',
  'setInterval(() => 0, 1);',
  'setImmediate(() => 0);',
  'performance.now();',
  'process.hrtime();',
  'process.hrtime.bigint();',
  'process.uptime();',
  'AbortSignal.timeout(5);',
  'crypto.randomUUID();',
  'crypto.getRandomValues(new Uint8Array(2));',
  "import * as crypto from 'node:crypto'; crypto.randomBytes(2);",
  "import crypto from 'crypto'; crypto.randomInt(2);",
  "import { randomBytes } from 'node:crypto';",
  "import { randomUUID as id } from 'crypto';",
  "import { setTimeout as sleep } from 'node:timers/promises';",
  "import { performance } from 'node:perf_hooks';",
  "import { hrtime } from 'node:process';",
];

const operators = [
  "import { shareReplay } from 'rxjs';",
  "import { retryWhen } from 'rxjs';",
  "import { webSocket } from 'rxjs/webSocket';",
  "import { groupBy } from 'rxjs'; groupBy((n: number) => n);",
  "import { groupBy } from 'rxjs'; groupBy((n: number) => n, { element: String });",
  "import { timer } from 'rxjs'; timer(5);",
  "import { interval } from 'rxjs'; interval(5);",
  "import { debounceTime, of } from 'rxjs'; of(1).pipe(debounceTime(5));",
  "import { timeout } from 'rxjs'; timeout({ first: 5 });",
];

const allowed = [
  'new Date(0);',
  'new Date(row.time);',
  'Date.UTC(2014, 4, 7);',
  'Math.floor(1.5);',
  "import { createHash } from 'node:crypto'; createHash('md5');",
  "import { timer } from 'rxjs'; timer(5, scheduler);",
  "import { timeout } from 'rxjs'; timeout({ first: 5, scheduler: this.scheduler });",
  "import { groupBy } from 'rxjs'; groupBy(key, { duration: idle });",
  "import { share } from 'rxjs'; share();",
  'link.delay(5); const timer = (ms: number) => ms; timer(5);',
];

describe('the bans in src', () => {
  test.each([...ambient, ...operators])('%s is reported', (code) => {
    expect(lint(code, plain)).not.toEqual([]);
  });

  test.each(allowed)('%s is let through', (code) => {
    expect(lint(code, plain)).toEqual([]);
  });

  test('a message says what to do instead', () => {
    expect(lint('Date.now();', plain).join()).toContain('src/ambient.ts');
    expect(lint(operators[0]!, plain).join()).toContain('share({ connector');
  });
});

describe('the bans know their place', () => {
  test('the seam and the tests may ask for time and chance', () => {
    for (const code of ambient) {
      expect([code, lint(code, seam)]).toEqual([code, []]);
      expect([code, lint(code, spec)]).toEqual([code, []]);
    }
  });

  test('the seam may not use the operators either', () => {
    for (const code of operators) expect([code, lint(code, seam)]).not.toEqual([code, []]);
  });

  test('account state is not combined from separate streams', () => {
    const code = "import { combineLatest } from 'rxjs';";
    expect(lint(code, account)).not.toEqual([]);
    expect(lint(code, plain)).toEqual([]);
    expect(lint('Date.now();', account)).not.toEqual([]);
  });
});

describe('the sources', () => {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/${name.split(path.sep).join('/')}`);

  test('are found', () => {
    expect(files).toContain(seam);
  });

  test.each(files)('%s keeps the bans', (file) => {
    const rules = rulesOf.get(file === seam ? seam : plain);
    expect(lint(readFileSync(path.join(root, file), 'utf8'), file, rules)).toEqual([]);
  });
});
