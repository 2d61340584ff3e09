import { describe, expect, test } from '@jest/globals';

import { allowedWords, editDistance, nearMisses } from '../../src/cli/suggest.js';

describe('editDistance', () => {
  test.each([
    ['', '', 0],
    ['demo', 'demo', 0],
    ['demo', '', 4],
    ['', 'demo', 4],
    ['dmo', 'demo', 1],
    ['deemo', 'demo', 1],
    ['dimo', 'demo', 1],
    ['edmo', 'demo', 1],
    ['tikcs', 'ticks', 1],
    ['kitten', 'sitting', 3],
  ])('%j to %j is %i', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });
});

describe('nearMisses', () => {
  const words = ['--seconds', '--symbols', '--speed', '--json', '--count'];

  test('gives the nearest first', () => {
    expect(nearMisses('tick', ['trick', 'demo', 'ticks'])).toEqual(['ticks', 'trick']);
  });

  test('takes the beginning of a word for the word', () => {
    expect(nearMisses('--sec', words)).toEqual(['--seconds']);
  });

  test('does not look at case', () => {
    expect(nearMisses('--JSON', words)).toEqual(['--json']);
  });

  test('gives nothing for a word that is like none', () => {
    expect(nearMisses('--verbose', words)).toEqual([]);
    expect(nearMisses('x'.repeat(100_000), words)).toEqual([]);
  });
});

test('allowedWords names near misses before the whole list', () => {
  expect(allowedWords('dem', ['demo', 'ticks'])).toBe('; did you mean demo? Allowed: demo, ticks');
  expect(allowedWords('nothing', ['demo', 'ticks'])).toBe('; allowed: demo, ticks');
});
