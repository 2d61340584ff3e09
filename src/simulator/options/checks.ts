import * as E from 'fp-ts/lib/Either.js';
import { volumeFromLots } from '../../wire/index.js';
import { SimulatorOptionError } from '../errors.js';

/** A value as it stands in a message. Never used on passwords or codes. */
export const show = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${String(value)}n`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
};

/** What kind a value is, for values that must not be shown. */
const kindOf = (value: unknown): string =>
  typeof value === 'string' ? `a text of ${String(value.length)} characters` : typeof value;

export interface Check<T> {
  readonly expected: string;
  readonly test: (value: unknown) => value is T;
  /** The value is not to be shown. */
  readonly secret?: boolean;
}

const check = <T>(expected: string, test: (value: unknown) => boolean): Check<T> => ({
  expected,
  test: test as (value: unknown) => value is T,
});

export const text = (most: number, least = 0): Check<string> =>
  check(
    `a text of ${least === 0 ? 'at most' : `${String(least)} to`} ${String(most)} characters`,
    (value) => typeof value === 'string' && value.length >= least && value.length <= most,
  );

/** A text that no message may show. */
export const secret = (most: number, least = 1): Check<string> => ({
  ...text(most, least),
  secret: true,
});

export const whole = (least: number, most = Number.MAX_SAFE_INTEGER): Check<number> =>
  check(
    most === Number.MAX_SAFE_INTEGER
      ? `a whole number of at least ${String(least)}`
      : `a whole number from ${String(least)} to ${String(most)}`,
    (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  );

export const finite: Check<number> = check('a finite number', Number.isFinite);

/** A volume that the wire can carry exactly as it is meant. */
export const lots: Check<number> = check('a number of lots above 0', (value) => {
  const units = typeof value === 'number' ? volumeFromLots(value) : undefined;
  return units !== undefined && E.isRight(units) && units.right > 0n;
});

export const flag: Check<boolean> = check('true or false', (value) => typeof value === 'boolean');

export const oneOf = <const T extends string | number>(allowed: readonly T[]): Check<T> =>
  check(allowed.map((word) => show(word)).join(' | '), (value) => allowed.includes(value as T));

/** An object that has these methods. */
export const having = <T>(expected: string, ...methods: readonly string[]): Check<T> =>
  check(expected, (value) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
    return methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
  });

export const callable: Check<() => number> = check(
  'a function',
  (value) => typeof value === 'function',
);

const largestId = 2n ** 63n - 1n;

/** The value, or a `SimulatorOptionError` that names the field. */
export const required = <T>(field: string, value: unknown, rule: Check<T>): T => {
  if (rule.test(value)) return value;
  const got = rule.secret === true ? kindOf(value) : show(value);
  throw new SimulatorOptionError(field, got, rule.expected);
};

/** The value or, when it is absent, the default. */
export const optional = <T, D>(
  field: string,
  value: unknown,
  rule: Check<T>,
  otherwise: D,
): T | D => (value === undefined ? otherwise : required(field, value, rule));

/** A login or a ticket: a positive integer of 63 bits. */
export const id = (field: string, value: unknown): bigint => {
  const exact =
    typeof value === 'bigint' ? value : Number.isSafeInteger(value) ? BigInt(value as number) : 0n;
  if (exact >= 1n && exact <= largestId) return exact;
  throw new SimulatorOptionError(field, show(value), 'a positive integer, as number or bigint');
};

/** The members of a list; an absent list is empty. */
export const list = <T>(
  field: string,
  value: unknown,
  each: (field: string, value: unknown) => T,
): readonly T[] => {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new SimulatorOptionError(field, show(value), 'an array');
  return value.map((item, index) => each(`${field}[${String(index)}]`, item));
};

/** The object itself, once every key of it is known. */
export const object = <T extends object>(
  field: string,
  value: unknown,
  keys: readonly (keyof T & string)[],
): T => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SimulatorOptionError(field, show(value), 'an object');
  }
  for (const key of Object.keys(value)) {
    if (!(keys as readonly string[]).includes(key)) {
      const place = field === 'options' ? key : `${field}.${key}`;
      throw new SimulatorOptionError(place, 'an unknown option', `one of ${keys.join(', ')}`);
    }
  }
  return value as T;
};
