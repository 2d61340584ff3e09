import { describe, expect, test } from '@jest/globals';

import { parseArguments } from '../../src/cli/args.js';
import { UsageError } from '../../src/cli/errors.js';
import {
  choice,
  flag,
  number,
  optionalText,
  readNames,
  several,
  text,
} from '../../src/cli/options.js';

const table = {
  options: {
    seconds: number({ help: '', value: 'N', above: 0 }),
    count: number({ help: '', value: 'N', min: 1, whole: true }),
    port: number({ help: '', value: 'PORT', min: 0, max: 65535, whole: true, fallback: 0 }),
    recordedTime: flag(''),
    symbols: text({ help: '', value: 'A,B', fallback: ['EURUSD'] as readonly string[] }, readNames),
    level: choice({ help: '', among: ['info', 'debug'], fallback: undefined }),
    replay: several({ help: '', value: 'FILE' }, String),
  },
  refused: { '--password': 'never from an argument' },
};

const parse = (line: string) =>
  parseArguments(
    line.split(' ').filter((word) => word !== ''),
    table,
  );

const fault = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'no error';
};

describe('parseArguments', () => {
  test('without arguments gives what the table falls back on', () => {
    expect(parse('').values).toEqual({
      seconds: undefined,
      count: undefined,
      port: 0,
      recordedTime: false,
      symbols: ['EURUSD'],
      level: undefined,
      replay: [],
    });
  });

  test('reads every kind of value', () => {
    const given = parse(
      '--seconds 2.5 --count=3 --recorded-time --symbols A,B,A --level debug --port 8080',
    );
    expect(given.values).toEqual({
      seconds: 2.5,
      count: 3,
      port: 8080,
      recordedTime: true,
      symbols: ['A', 'B'],
      level: 'debug',
      replay: [],
    });
    expect(given.help).toBe(false);
  });

  test('an option of several values takes the words up to the next option', () => {
    const { values } = parse('--replay a.csv b.csv --seconds 1 --replay=c.csv');
    expect(values.replay).toEqual(['a.csv', 'b.csv', 'c.csv']);
    expect(values.seconds).toBe(1);
  });

  test.each(['--help', '-h', '--nonsense --help', '--seconds x -h'])(
    'help is given first and without looking at the rest: %s',
    (line) => {
      expect(parse(line).help).toBe(true);
    },
  );

  test('words behind -- are words', () => {
    const words = parseArguments(['A', '--', '--json', '--help'], {
      options: {},
      positionals: { value: 'SYMBOL...', help: 'names', min: 1 },
    });
    expect(words.positionals).toEqual(['A', '--json', '--help']);
    expect(words.help).toBe(false);
  });

  test.each([
    ['--second 3', '--second: unknown option; did you mean --seconds? Allowed: --seconds,'],
    ['--xyz', '--xyz: unknown option; allowed: --seconds, --count, --port, --recorded-time,'],
    ['--recordedTime', '--recordedTime: unknown option; did you mean --recorded-time?'],
    ['-s', '-s: unknown option'],
    ['--no-recorded-time', '--no-recorded-time: unknown option'],
    ['--seconds', '--seconds: the value N is missing'],
    ['--seconds=', '--seconds: the value N is missing'],
    ['--seconds --count 3', '--seconds: got the option --count, expected N'],
    ['--seconds abc', '--seconds: got "abc", expected a number above 0'],
    ['--seconds 0', '--seconds: got "0", expected a number above 0'],
    ['--seconds -1', '--seconds: got "-1", expected a number above 0'],
    ['--seconds 1e999', '--seconds: got "1e999", expected a number above 0'],
    ['--seconds 0x10', '--seconds: got "0x10", expected a number above 0'],
    ['--count 2.5', '--count: got "2.5", expected a whole number of at least 1'],
    ['--port 65536', '--port: got "65536", expected a whole number from 0 to 65535'],
    ['--count 1 --count 2', '--count: given twice, expected once'],
    ['--recorded-time=yes', '--recorded-time: got "yes", but it takes no value'],
    ['--level loud', '--level: got "loud", expected info or debug'],
    ['--symbols A,,B', '--symbols: got "A,,B", expected names between commas'],
    ['--password hunter2', '--password: never from an argument'],
    ['--password=hunter2', '--password: never from an argument'],
    ['stray', 'got "stray", expected options only'],
  ])('%s is refused: %s', (line, message) => {
    const got = fault(() => parse(line));
    expect(got).toContain(message);
    expect(got).not.toContain('hunter2');
  });

  test('words that are wanted and missing are named', () => {
    const positionals = { value: 'SYMBOL...', help: 'names of symbols', min: 1 };
    expect(fault(() => parseArguments([], { options: {}, positionals }))).toBe(
      'SYMBOL... is missing: names of symbols',
    );
  });

  test('an error that is no complaint about a value passes through', () => {
    const broken = () => {
      throw new TypeError('a bug');
    };
    const options = { x: text({ help: '', value: 'X' }, broken) };
    expect(() => parseArguments(['--x', '1'], { options })).toThrow(TypeError);
  });
});

test('a range is described as it is', () => {
  const messages = [
    number({ help: '', value: 'N' }),
    number({ help: '', value: 'N', max: 5 }),
    number({ help: '', value: 'N', above: 0, max: 5, whole: true }),
  ].map((option) => fault(() => parseArguments(['--x', 'y'], { options: { x: option } })));
  expect(messages).toEqual([
    '--x: got "y", expected a number',
    '--x: got "y", expected a number of at most 5',
    '--x: got "y", expected a whole number above 0 and of at most 5',
  ]);
});

describe('an option whose value may be left out', () => {
  const optional = {
    options: { csv: optionalText({ value: 'FILE', help: '', implied: '-' }), loud: flag('') },
    positionals: { value: 'NAME', help: '', min: 0, max: 1 },
  };
  const read = (...argv: readonly string[]) => parseArguments(argv, optional);

  test.each([
    [['--csv'], '-'],
    [['--csv', '--loud'], '-'],
    [['--csv', 'file'], 'file'],
    [['--csv=file'], 'file'],
    [['--csv', '-'], '-'],
    [['--loud'], undefined],
  ])('%j is %j', (argv, csv) => {
    expect(read(...argv).values.csv).toBe(csv);
  });

  test('an empty value is still missing', () => {
    expect(() => read('--csv=')).toThrow('--csv: the value [FILE] is missing');
  });

  test('more words than there is room for are refused', () => {
    expect(read('one').positionals).toEqual(['one']);
    expect(() => read('one', 'two')).toThrow('got "two", expected NAME only');
  });
});
