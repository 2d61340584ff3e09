import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, describe, expect, test } from '@jest/globals';

const script = path.resolve(import.meta.dirname, '../../.ci/count.mjs');
const folder = mkdtempSync(path.join(tmpdir(), 'count-'));
afterAll(() => rmSync(folder, { recursive: true }));

const green = { numPassedTests: 7, numFailedTests: 0, numRuntimeErrorTestSuites: 0, success: true };

const count = (results: object | undefined, ...failedSteps: string[]) => {
  const file = path.join(folder, 'results.json');
  if (results === undefined) rmSync(file, { force: true });
  else writeFileSync(file, JSON.stringify(results));
  const { stdout, status } = spawnSync(process.execPath, [script, file, ...failedSteps], {
    encoding: 'utf8',
  });
  return { last: stdout.trim().split('\n').at(-1), status };
};

describe('the closing line of .ci/run', () => {
  test('gives the figures of a green round', () => {
    expect(count(green)).toEqual({ last: '7 passed, 0 failed', status: 0 });
  });

  test('counts red tests one by one', () => {
    const red = { ...green, numFailedTests: 2, success: false };
    expect(count(red, 'tests')).toEqual({ last: '7 passed, 2 failed', status: 1 });
  });

  test('counts a suite that could not start', () => {
    const broken = { ...green, numRuntimeErrorTestSuites: 1, success: false };
    expect(count(broken, 'tests')).toEqual({ last: '7 passed, 1 failed', status: 1 });
  });

  test('counts a red run of green tests: coverage below its limit', () => {
    expect(count(green, 'tests')).toEqual({ last: '7 passed, 1 failed', status: 1 });
  });

  test('counts every other red step', () => {
    expect(count(green, 'check', 'bench')).toEqual({ last: '7 passed, 2 failed', status: 1 });
  });

  test('does not call a run without results green', () => {
    expect(count(undefined)).toEqual({ last: '0 passed, 1 failed', status: 1 });
  });
});
