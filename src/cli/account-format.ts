import { isoTime } from './print.js';
import { none } from './text-table.js';

/** Money with the decimals of its currency. */
export const money = (amount: number | undefined, digits: number): string =>
  amount === undefined ? none : amount.toFixed(Math.min(Math.max(digits, 0), 8));

/** A price; one that is not there, or 0 for none, is a dash. */
export const price = (value: number | undefined, digits: number): string =>
  value === undefined || value === 0 ? none : value.toFixed(Math.min(Math.max(digits, 0), 8));

/** A time in UTC with seconds, such as `2026-01-31 12:30:00`. */
export const when = (ms: number | undefined): string =>
  ms === undefined ? none : isoTime(ms).slice(0, 19).replace('T', ' ');

/** A name of the protocol as words: `buy_limit` is `buy limit`. */
export const words = (name: string | number): string => String(name).replaceAll('_', ' ');

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value without the records of the wire that it keeps as `raw`, however deep. */
export const withoutRaw = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutRaw);
  if (!isPlain(value)) return value;
  const fields = Object.entries(value).filter(([key]) => key !== 'raw');
  return Object.fromEntries(fields.map(([key, field]) => [key, withoutRaw(field)]));
};

/** A number with its noun: `1 position`, `2 positions`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
