/**
 * Options as data: the parser, the help and the types of the values are made from
 * the same table.
 */
export interface Option<T> {
  readonly help: string;
  /** What stands for the value in the help, such as `N`; a flag has none. */
  readonly value?: string;
  /** The value that is meant when the option stands alone; without it a value is needed. */
  readonly implied?: string;
  /** May be repeated, and takes every argument up to the next option. */
  readonly many?: boolean;
  /** The value when the option is not given. */
  readonly fallback: T;
  /** @throws BadValueError naming what is allowed */
  parse(texts: readonly string[]): T;
}

export type OptionTable = Readonly<Record<string, Option<unknown>>>;

export type OptionValues<O extends OptionTable> = {
  readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never;
};

/** A value that the option does not take; the parser adds the name of the option. */
export class BadValueError extends Error {
  constructor(
    readonly got: string,
    readonly expected: string,
  ) {
    super(`got ${got}, expected ${expected}`);
    this.name = 'BadValueError';
  }
}

interface Described<T> {
  readonly help: string;
  readonly value: string;
  readonly fallback: T;
}

/** The last value wins where one is wanted; `parseArguments` has refused a second one already. */
const single = (texts: readonly string[]): string => texts[texts.length - 1] ?? '';

export const flag = (help: string): Option<boolean> => ({
  help,
  fallback: false,
  parse: () => true,
});

/** Any text but an empty one, or one that `read` takes; `read` throws a `BadValueError`. */
export const text = <T, F = undefined>(
  options: { readonly help: string; readonly value: string; readonly fallback?: F },
  read: (given: string) => T,
): Option<T | F> => ({
  help: options.help,
  value: options.value,
  // Without a fallback F is undefined.
  fallback: options.fallback as F,
  parse: (texts) => read(single(texts)),
});

/** Any text, or none: then `implied` is meant. The help shows the value in brackets. */
export const optionalText = (options: {
  readonly help: string;
  readonly value: string;
  readonly implied: string;
}): Option<string | undefined> => ({
  ...text({ ...options, value: `[${options.value}]` }, String),
  implied: options.implied,
});

/** Several values, each read on its own. */
export const several = <T>(
  options: { readonly help: string; readonly value: string },
  read: (given: string) => T,
): Option<readonly T[]> => ({
  ...options,
  many: true,
  fallback: [],
  parse: (texts) => texts.map(read),
});

export interface NumberRange {
  /** Least value that is taken. */
  readonly min?: number;
  /** The value must be greater than this one. */
  readonly above?: number;
  readonly max?: number;
  readonly whole?: boolean;
}

/** `a whole number from 1 to 65535`, `a number above 0`. */
const describeRange = ({ min, above, max, whole }: NumberRange): string => {
  const kind = whole === true ? 'a whole number' : 'a number';
  if (min !== undefined && max !== undefined) return `${kind} from ${min} to ${max}`;
  const limits = [
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(min === undefined ? [] : [`of at least ${min}`]),
    ...(max === undefined ? [] : [`of at most ${max}`]),
  ];
  return `${kind}${limits.length === 0 ? '' : ` ${limits.join(' and ')}`}`;
};

/** A decimal number within a range; hexadecimal, blanks and `1e999` are not taken. */
export const readNumber =
  (range: NumberRange) =>
  (given: string): number => {
    const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(given) ? Number(given) : NaN;
    const fits =
      Number.isFinite(value) &&
      value >= (range.min ?? -Infinity) &&
      value <= (range.max ?? Infinity) &&
      (range.above === undefined || value > range.above) &&
      (range.whole !== true || Number.isSafeInteger(value));
    if (!fits) throw new BadValueError(JSON.stringify(given), describeRange(range));
    return value;
  };

export const number = <F extends number | undefined = undefined>(
  options: NumberRange & { readonly help: string; readonly value: string; readonly fallback?: F },
): Option<number | F> => text<number, F>(options, readNumber(options));

/** One of a few words. */
export const choice = <const C extends readonly string[], F extends C[number] | undefined>(
  options: Omit<Described<F>, 'value'> & { readonly value?: string; readonly among: C },
): Option<C[number] | F> => ({
  help: options.help,
  value: options.value ?? options.among.join('|'),
  fallback: options.fallback,
  parse: (texts) => {
    const given = single(texts);
    const found = options.among.find((word) => word === given);
    if (found === undefined)
      throw new BadValueError(JSON.stringify(given), options.among.join(' or '));
    return found;
  },
});

/** `EURUSD,XAUUSD`: names between commas, without empty or doubled ones. */
export const readNames = (given: string): readonly string[] => {
  const names = given.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) {
    throw new BadValueError(JSON.stringify(given), 'names between commas, such as EURUSD,XAUUSD');
  }
  return [...new Set(names)];
};
