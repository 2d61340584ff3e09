import path from 'node:path';

import { afterAll, describe, expect, test } from '@jest/globals';

import { describeWithSystem, findProgram, judge } from '../support/require-system.js';

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
  const ran: string[] = [];

  describeWithSystem(process.execPath, 'with its program', () => {
    test('is run', () => void ran.push('present'));
  });

  // An empty environment, so that this suite is skipped under REQUIRE_SYSTEM=1 as well.
  describeWithSystem(
    absent,
    'without its program',
    () => {
      test('is not run', () => void ran.push('absent'));
    },
    {},
  );

  afterAll(() => expect(ran).toEqual(['present']));
});
