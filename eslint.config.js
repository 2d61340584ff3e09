// @ts-check
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';

/**
 * Beyond the shared presets this file enforces three rules of the design in `src`:
 * time and chance come from `src/ambient.ts` or an option, rxjs's own timers are given a
 * scheduler, and the operators with known traps stay out.
 * test/tooling/ambient.test.ts plants a violation of each.
 */

const seam = 'src/ambient.ts';
const useSeam = `Time and chance enter through an option or ${seam} only.`;

const ambientGlobals = ['setTimeout', 'setInterval', 'setImmediate', 'performance', 'crypto'];

const ambientProperties = [
  ...['Date.now', 'Math.random', 'performance.now', 'performance.timeOrigin'],
  ...['process.hrtime', 'process.uptime', 'AbortSignal.timeout'],
  ...['globalThis', 'global'].flatMap((host) => ambientGlobals.map((name) => `${host}.${name}`)),
  ...['randomBytes', 'randomFill', 'randomFillSync', 'randomInt'].map((name) => `crypto.${name}`),
  ...['randomUUID', 'getRandomValues', 'webcrypto'].map((name) => `crypto.${name}`),
].map((path) => {
  const [object = '', property = ''] = path.split('.');
  return { object, property, message: useSeam };
});

const ambientImports = [
  ...['timers', 'timers/promises', 'perf_hooks'].map((name) => ({ name })),
  {
    name: 'crypto',
    importNames: ['randomBytes', 'randomFill', 'randomFillSync', 'randomInt', 'randomUUID'].concat(
      'getRandomValues',
      'webcrypto',
    ),
  },
  { name: 'process', importNames: ['hrtime', 'uptime'] },
].flatMap((ban) => [
  { ...ban, message: useSeam },
  { ...ban, name: `node:${ban.name}`, message: useSeam },
]);

const ambientSyntax = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: useSeam },
  { selector: "CallExpression[callee.name='Date']", message: useSeam },
];

/** Without a scheduler these fall back on the wall clock, and no test can move them. */
const timedOperators = [
  ...['timer', 'interval', 'delay', 'debounceTime', 'throttleTime', 'auditTime', 'sampleTime'],
  ...['bufferTime', 'windowTime', 'timeout', 'timeoutWith', 'timeInterval', 'timestamp'],
];

const operatorSyntax = [
  ...timedOperators.map((name) => ({
    selector:
      `Program:has(ImportDeclaration[source.value='rxjs'] ImportSpecifier[imported.name='${name}']) ` +
      `CallExpression[callee.name='${name}']:not(:has(Identifier[name=/scheduler/i]))`,
    message: `Give ${name} the injected scheduler.`,
  })),
  {
    selector: "CallExpression[callee.name='groupBy']:not(:has(Property[key.name='duration']))",
    message: 'groupBy without a duration keeps every group for ever.',
  },
];

const operatorImports = [
  {
    name: 'rxjs',
    importNames: ['shareReplay', 'publishReplay'],
    message: 'Use share({ connector, resetOn... }): say when the source is left and what is kept.',
  },
  {
    name: 'rxjs',
    importNames: ['retryWhen', 'repeatWhen'],
    message: 'Use retryBackoff, or retry and repeat with a delay.',
  },
  { name: 'rxjs/webSocket', message: 'Sockets belong to connection/, on the ws package.' },
];

/** The bans of one part of `src`: a later block replaces a rule as a whole, so all go in together. */
const bans = ({ ambient = true, imports = operatorImports } = {}) =>
  /** @type {import('eslint').Linter.RulesRecord} */ ({
    'no-restricted-globals': [
      ambient ? 'error' : 'off',
      ...ambientGlobals.map((name) => ({ name, message: useSeam })),
    ],
    'no-restricted-properties': [ambient ? 'error' : 'off', ...ambientProperties],
    'no-restricted-imports': ['error', { paths: [...imports, ...(ambient ? ambientImports : [])] }],
    'no-restricted-syntax': ['error', ...operatorSyntax, ...(ambient ? ambientSyntax : [])],
  });

const accountImports = [
  ...operatorImports,
  {
    name: 'rxjs',
    importNames: ['combineLatest', 'combineLatestWith'],
    message: 'Account state is one reducer over one ordered stream of events.',
  },
];

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'node_modules/', '.cache/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      rxjsX.configs.strict,
    ],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Brackets say that the key is data: it may be absent.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // A number or a bigint in a message is plain; an object, null or undefined is a slip.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      // `bytes[i] as number` is the one way left: a `!` is banned, a check costs in a hot loop.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // Derived types are aliases, so records written by hand may be as well.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // Overloads that TypeScript could merge may still deserve a docstring each.
      '@typescript-eslint/unified-signatures': 'off',
      // Promises at the edge reject with rxjs's EmptyError where a stream owes a value.
      'rxjs-x/no-ignored-default-value': 'off',
    },
  },
  { files: ['src/**'], rules: bans() },
  { files: ['src/account/**'], rules: bans({ imports: accountImports }) },
  { files: [seam], rules: bans({ ambient: false }) },
  // Standard output is what a command line is for.
  {
    files: ['src/cli/**', 'test/bench/**', 'examples/**', '.ci/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // Specs poke at the edges on purpose: bad input, open handlers, unfinished streams.
    files: ['test/**/*.ts', 'marbles/**/*.ts', 'examples/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'rxjs-x/no-exposed-subjects': 'off',
      'rxjs-x/no-floating-observables': 'off',
      'rxjs-x/no-ignored-error': 'off',
      'rxjs-x/no-nested-subscribe': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
  },
);
