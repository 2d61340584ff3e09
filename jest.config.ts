import type { Config } from 'jest';

/**
 * ESM throughout: sources are TypeScript modules, compiled by swc, and Jest runs
 * them through Node's module loader (`--experimental-vm-modules`).
 *
 * Coverage is measured, and its limits hold, when the whole suite runs. With a path, a pattern
 * or a name on the command line only a part runs, and its figures would say nothing.
 */
const narrowing =
  /^(?!-)|^-[tof]$|^--(?:testNamePattern|testPathPatterns|only|changed|find|shard|watch)/;
const whole = !process.argv.slice(2).some((argument) => narrowing.test(argument));

const config: Config = {
  testEnvironment: 'node',
  // Jest leaves one processor free, which is every second one of a small machine.
  maxWorkers: '100%',
  roots: ['<rootDir>/test', '<rootDir>/marbles'],
  testMatch: ['**/*.test.ts', '**/*.marbles.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  // Sources import each other as './x.js', the name Node will see after the build.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  collectCoverage: whole,
  // The entry of the command line is run by its tests in a process of its own.
  collectCoverageFrom: ['src/**/*.ts', '!src/**/index.ts', '!src/cli/main.ts'],
  coverageDirectory: 'coverage',
  coverageReporters: ['text-summary', 'json-summary', 'lcov'],
  coverageThreshold: {
    global: { branches: 80, lines: 85 },
    './src/wire/': { branches: 98 },
    './src/operators/': { branches: 98 },
    './src/connection/': { branches: 98 },
  },
  testTimeout: 20_000,
};

export default config;
