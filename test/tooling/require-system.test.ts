import path from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { describeWithSystem, findProgram, judge, type Runner } from '../support/require-system.js';

const absent = 'no-such-program-rxmt5';
const here = { PATH: path.dirname(process.execPath) };

describe('findProgram', () => {
  test('finds a program through PATH', () => {
    expect(findProgram('node', here)).toMatch(/node/);
  });

  test('finds an executable file by its path', () => {
    expect(findProgram(process.execPath, {})).toBe(process.execPath);
  });

  test('does not take a folder for a program', () => {
    expect(findProgram(path.dirname(process.execPath), {})).toBeUndefined();
  });

  // Windows knows no right to execute.
  const onPosix = process.platform === 'win32' ? test.skip : test;
  onPosix('does not take a file that may not be run for a program', () => {
    expect(
      findProgram(path.resolve(import.meta.dirname, '../../package.json'), {}),
    ).toBeUndefined();
  });

  test('finds nothing without PATH', () => {
    expect(findProgram(absent, {})).toBeUndefined();
  });
});

describe('judge', () => {
  test('runs what has all its programs', () => {
    expect(judge(['node'], here)).toEqual({ kind: 'run' });
  });

  test('skips, naming the missing ones only', () => {
    expect(judge(['node', absent], here)).toEqual({
      kind: 'skip',
      reason: `needs ${absent}, not found on this system`,
    });
  });

  test('fails instead under REQUIRE_SYSTEM=1', () => {
    expect(judge([absent], { ...here, REQUIRE_SYSTEM: '1' }).kind).toBe('fail');
    expect(judge([absent], { ...here, REQUIRE_SYSTEM: '' }).kind).toBe('skip');
  });
});

describe('describeWithSystem', () => {
  const reason = `needs ${absent}, not found on this system`;

  const outcome = (program: string, env = {}): { log: string[]; bodies: (() => void)[] } => {
    const log: string[] = [];
    const bodies: (() => void)[] = [];
    const note = (what: string) => (title: string, body: () => void) => {
      log.push(`${what} ${title}`);
      bodies.push(body);
    };
    const run: Runner = {
      describe: note('describe'),
      skip: note('skip'),
      test: note('test'),
      say: (line) => log.push(line),
    };
    describeWithSystem(program, 'the suite', () => undefined, { env, run });
    return { log, bodies };
  };

  test('runs a suite that has its program', () => {
    expect(outcome(process.execPath).log).toEqual(['describe the suite']);
  });

  test('skips one that has not, and says why', () => {
    expect(outcome(absent).log).toEqual([
      `skipped: the suite: ${reason}\n`,
      `skip the suite (${reason})`,
    ]);
  });

  test('fails it under REQUIRE_SYSTEM=1', () => {
    const { log, bodies } = outcome(absent, { REQUIRE_SYSTEM: '1' });
    expect(log).toEqual(['test the suite']);
    expect(bodies[0]).toThrow(`${reason}, and REQUIRE_SYSTEM=1 forbids to skip`);
  });
});
