import type { SchedulerLike } from 'rxjs';

/**
 * Options are checked once, where they are given, and every message names the field, what was
 * got and what was expected.
 */

/** The longest delay a timer of Node takes; a longer one would fire at once. */
export const longestTimerMs = 2 ** 31 - 1;

const longestShown = 80;

/** A value as a message shows it, cut where it is long. */
export const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(clipped(value));
  if (typeof value === 'bigint') return `${String(value)}n`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return clipped(`[${value.map(shown).join(', ')}]`);
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
};

const clipped = (text: string): string =>
  text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;

export const wrongOption = (field: string, got: unknown, expected: string): RangeError =>
  new RangeError(`${field}: got ${shown(got)}, expected ${expected}`);

/** A finite number above 0. */
export const checkPositive = (field: string, value: unknown): void => {
  if (typeof value !== 'number' || !(value > 0 && value < Infinity)) {
    throw wrongOption(field, value, 'a finite number above 0');
  }
};

/** A whole number from `min` to `max`. */
export const checkWhole = (
  field: string,
  value: unknown,
  min = Number.MIN_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER,
): void => {
  if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max) {
    const range = min === Number.MIN_SAFE_INTEGER ? '' : ` from ${min} to ${max}`;
    throw wrongOption(field, value, `a whole number${range}`);
  }
};

export const checkOneOf = (field: string, value: unknown, allowed: readonly unknown[]): void => {
  if (!allowed.includes(value)) throw wrongOption(field, value, allowed.map(shown).join(' | '));
};

/** `Array.isArray` without the guess at the elements' type. */
export const isArray = (value: unknown): boolean => Array.isArray(value);

export const checkScheduler = (field: string, value: unknown): void => {
  const { now, schedule } = (value ?? {}) as Partial<SchedulerLike>;
  if (typeof now !== 'function' || typeof schedule !== 'function') {
    throw wrongOption(field, value, 'an rxjs scheduler');
  }
};
