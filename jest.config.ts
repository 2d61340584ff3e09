import type { Config } from 'jest';

/**
 * ESM throughout: sources are TypeScript modules, compiled by swc, and Jest runs
 * them through Node's module loader (`--experimental-vm-modules`).
 */
const config: Config = {
  testEnvironment: 'node',
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
  collectCoverage: true,
  collectCoverageFrom: ['src/**/*.ts', '!src/**/index.ts'],
  coverageDirectory: 'coverage',
  coverageReporters: ['text-summary', 'json-summary', 'lcov'],
  testTimeout: 20_000,
};

export default config;
