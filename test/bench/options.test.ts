import { describe, expect, test } from '@jest/globals';
import { help, parseOptions, UsageError } from './options.js';

const subjects = ['decrypt', 'ticks', 'bars'];

describe('flags', () => {
  test('without any, everything runs in full', () => {
    expect(parseOptions([], subjects)).toEqual({
      json: false,
      short: false,
      help: false,
      only: subjects,
      rounds: 7,
    });
  });

  test('are taken together; subjects keep their order', () => {
    const args = ['--json', '--short', '--only', 'bars', '--only=decrypt', '--rounds', '11'];
    expect(parseOptions(args, subjects)).toEqual({
      json: true,
      short: true,
      help: false,
      only: ['decrypt', 'bars'],
      rounds: 11,
    });
  });

  test('--short takes fewer rounds unless told how many', () => {
    expect(parseOptions(['--short'], subjects).rounds).toBe(5);
    expect(parseOptions(['--short', '--rounds', '1'], subjects).rounds).toBe(1);
  });

  test.each([
    [['--only', 'tick'], '--only: got "tick", expected one of decrypt, ticks, bars'],
    [['--only', ''], '--only: got "", expected one of decrypt, ticks, bars'],
    [['--rounds', '0'], '--rounds: got "0", expected a whole number from 1 to 1000'],
    [['--rounds', '1.5'], '--rounds: got "1.5", expected a whole number from 1 to 1000'],
    [['--rounds', '1e2'], '--rounds: got "1e2", expected a whole number from 1 to 1000'],
    [['--rounds', '1001'], '--rounds: got "1001", expected a whole number from 1 to 1000'],
  ])('%p is refused with what is allowed', (args, message) => {
    expect(() => parseOptions(args, subjects)).toThrow(new UsageError(message));
  });

  test.each([[['--fast']], [['decrypt']], [['--rounds']], [['--json=yes']]])(
    '%p is refused with the flags that there are',
    (args) => {
      const parse = () => parseOptions(args, subjects);
      expect(parse).toThrow(UsageError);
      expect(parse).toThrow('known are --json, --short, --only NAME, --rounds N, --help');
    },
  );
});

test('the help names every subject', () => {
  for (const subject of subjects) expect(help(subjects)).toContain(subject);
});
