import { parseArgs } from 'node:util';
import { quoted, UsageError } from './errors.js';
import { BadValueError, type Option, type OptionTable, type OptionValues } from './options.js';
import { allowedWords } from './suggest.js';

/** Words without dashes: `rxmt5 ticks EURUSD XAUUSD`. */
export interface Positionals {
  /** What stands for them in the help, such as `SYMBOL...`. */
  readonly value: string;
  readonly help: string;
  readonly min: number;
  /** Default: any number. */
  readonly max?: number;
}

export interface ArgumentTable<O extends OptionTable> {
  readonly options: O;
  readonly positionals?: Positionals;
  /** Options that people will try and that must not exist, each with the reason. */
  readonly refused?: Readonly<Record<string, string>>;
}

export interface ParsedArguments<O extends OptionTable> {
  readonly values: OptionValues<O>;
  readonly positionals: readonly string[];
  /** `--help` or `-h` was given; then nothing else was looked at. */
  readonly help: boolean;
}

/** `recordedTime` is given as `--recorded-time`. */
export const optionName = (key: string): string =>
  `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** A negative number is a value; anything else with a dash is an option that took its place. */
const looksLikeOption = (word: string): boolean => /^-(?![\d.])./.test(word);

/** Gives options that may stand without a value the one that is meant then. */
const withImpliedValues = (
  argv: readonly string[],
  optionOf: (name: string) => Option<unknown> | undefined,
): string[] =>
  argv.map((word, at) => {
    const implied = optionOf(word)?.implied;
    const next = argv[at + 1];
    const isAlone = next === undefined || looksLikeOption(next);
    return implied !== undefined && isAlone ? `${word}=${implied}` : word;
  });

/**
 * Reads the arguments of one command. Strict: an unknown option, a value that is
 * missing or too many, and a word without a place are each an error that says what
 * is allowed.
 *
 * @throws UsageError
 */
export const parseArguments = <O extends OptionTable>(
  argv: readonly string[],
  table: ArgumentTable<O>,
): ParsedArguments<O> => {
  const keys = Object.keys(table.options);
  const keyOf = new Map(keys.map((key) => [optionName(key), key]));
  const optionOf = (name: string): Option<unknown> | undefined =>
    table.options[keyOf.get(name) ?? ''];

  const { tokens } = parseArgs({
    args: withImpliedValues(argv, optionOf),
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      keys.map((key) => [
        optionName(key).slice(2),
        { type: table.options[key]?.value === undefined ? 'boolean' : 'string' } as const,
      ]),
    ),
  });

  const beforeEnd = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  const help = beforeEnd.includes('--help') || beforeEnd.includes('-h');

  const given = new Map<string, string[]>();
  const positionals: string[] = [];
  /** The option that takes the words that follow, if it is one of several values. */
  let greedy: string[] | undefined;

  for (const token of help ? [] : tokens) {
    if (token.kind === 'option-terminator') {
      greedy = undefined;
    } else if (token.kind === 'positional') {
      (greedy ?? positionals).push(token.value);
    } else {
      const name = token.rawName;
      const option = optionOf(name);
      const refusal = table.refused?.[name];
      if (refusal !== undefined) throw new UsageError(`${name}: ${refusal}`);
      if (option === undefined) throw unknownOption(name, [...keyOf.keys()]);
      const earlier = given.get(name);
      if (earlier !== undefined && option.many !== true) {
        throw new UsageError(`${name}: given twice, expected once`);
      }
      const texts = earlier ?? [];
      if (option.value === undefined) {
        if (token.value !== undefined) {
          throw new UsageError(`${name}: got ${quoted(token.value)}, but it takes no value`);
        }
      } else if (token.value === undefined || token.value === '') {
        throw new UsageError(`${name}: the value ${option.value} is missing`);
      } else if (!token.inlineValue && looksLikeOption(token.value)) {
        throw new UsageError(`${name}: got the option ${token.value}, expected ${option.value}`);
      } else {
        texts.push(token.value);
      }
      given.set(name, texts);
      greedy = option.many === true ? texts : undefined;
    }
  }

  if (!help) checkPositionals(positionals, table.positionals);
  const values = keys.map((key): [string, unknown] => [key, valueOf(key, table.options, given)]);
  return { values: Object.fromEntries(values) as OptionValues<O>, positionals, help };
};

const unknownOption = (name: string, allowed: readonly string[]): UsageError =>
  new UsageError(`${name}: unknown option${allowedWords(name, [...allowed, '--help'])}`);

const checkPositionals = (words: readonly string[], expected: Positionals | undefined): void => {
  const [first] = words;
  if (expected === undefined) {
    if (first === undefined) return;
    throw new UsageError(`got ${quoted(first)}, expected options only`);
  }
  const { value, help, min, max = Infinity } = expected;
  if (words.length < min) throw new UsageError(`${value} is missing: ${help}`);
  const extra = words[max];
  if (extra !== undefined) throw new UsageError(`got ${quoted(extra)}, expected ${value} only`);
};

const valueOf = (
  key: string,
  table: OptionTable,
  given: ReadonlyMap<string, readonly string[]>,
): unknown => {
  const name = optionName(key);
  const texts = given.get(name);
  const option = table[key];
  if (texts === undefined || option === undefined) return option?.fallback;
  try {
    return option.parse(texts);
  } catch (error) {
    if (error instanceof BadValueError) throw new UsageError(`${name}: ${error.message}`);
    throw error;
  }
};
