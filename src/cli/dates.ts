import { UsageError } from './errors.js';
import { BadValueError, text } from './options.js';
import { isoTime } from './print.js';

const form = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

const expected =
  'a date such as 2026-01-31 or a time such as 2026-01-31T12:30:00Z (UTC if no zone)';

/** Whether the day is there in its month. */
const isDay = (date: string): boolean => {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
};

/**
 * UTC milliseconds of an ISO 8601 date (its first moment) or time; without a zone it is UTC.
 *
 * @throws BadValueError for anything else, and for a day or an hour that does not exist
 */
export const readTime = (given: string): number => {
  const found = form.exec(given);
  const zone = given.includes('T') && found?.[1] === undefined ? 'Z' : '';
  const ms = found !== null && isDay(given.slice(0, 10)) ? Date.parse(`${given}${zone}`) : NaN;
  if (Number.isNaN(ms)) throw new BadValueError(JSON.stringify(given), expected);
  return ms;
};

/**
 * Checks that a range begins before it ends, and before now.
 *
 * @throws UsageError
 */
export const checkStart = (
  from: number | undefined,
  to: number | undefined,
  nowMs: number,
): void => {
  const [end, name] = to === undefined || to > nowMs ? [nowMs, 'now'] : [to, '--to'];
  if (from === undefined || from <= end) return;
  throw new UsageError(
    `--from: got ${isoTime(from)}, expected a time up to ${name}, ${isoTime(end)}`,
  );
};

/** An option that takes a date or a time. */
export const time = (help: string) => text({ value: 'ISO', help }, readTime);
