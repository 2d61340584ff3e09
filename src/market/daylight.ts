import { Mt5Error } from '../connection/index.js';

/** From `at` on the server's clock is `offsetMs` ahead of UTC. */
export interface OffsetChange {
  /** UTC milliseconds. */
  readonly at: number;
  readonly offsetMs: number;
}

/**
 * How the server's clock changes through the year. The wire tells the present offset only.
 *
 * - `us`: an hour more from the second Sunday of March, 07:00 UTC, to the first Sunday of
 *   November, 06:00 UTC: the rule of New York since 2007, taken for all years. Most brokers of
 *   currencies follow it.
 * - `eu`: an hour more from the last Sunday of March to the last Sunday of October, 01:00 UTC.
 * - `none`: the clock does not change.
 * - a list: the changes themselves, ascending. Before the first of them nothing is known.
 */
export type DaylightRule = 'us' | 'eu' | 'none' | readonly OffsetChange[];

/** A list of changes is not what it should be. */
export class DaylightRuleError extends Mt5Error {
  readonly code = 'daylight-rule';

  constructor(
    readonly field: string,
    readonly got: string,
    readonly expected: string,
  ) {
    super(`${field}: got ${got}, expected ${expected}`, { field, got, expected });
  }
}

const hourMs = 3_600_000;
const dayMs = 86_400_000;
const firstYear = 1970;
const lastYear = 2100;

/** Clocks of the world are at most 14 hours off; servers may be set to anything up to a day. */
const largestOffsetMs = dayMs;

/** The changes of a rule; `offsetMs` of a rule by name is what it adds to the winter's offset. */
export const changesOf = (rule: DaylightRule): readonly OffsetChange[] => {
  if (rule === 'none') return [];
  if (rule === 'us') return yearly((year) => [usStart(year), usEnd(year)]);
  if (rule === 'eu') return yearly((year) => [euStart(year), euEnd(year)]);
  if (!Array.isArray(rule)) {
    throw new DaylightRuleError(
      'daylight',
      JSON.stringify(rule),
      "'us', 'eu', 'none' or a list of changes",
    );
  }
  return checked(rule as readonly OffsetChange[]);
};

const yearly = (daylight: (year: number) => readonly [number, number]): OffsetChange[] => {
  const changes: OffsetChange[] = [];
  for (let year = firstYear; year <= lastYear; year += 1) {
    const [start, end] = daylight(year);
    changes.push({ at: start, offsetMs: hourMs }, { at: end, offsetMs: 0 });
  }
  return changes;
};

const usStart = (year: number): number => sundayFrom(year, 2, 8) + 7 * hourMs;
const usEnd = (year: number): number => sundayFrom(year, 10, 1) + 6 * hourMs;
const euStart = (year: number): number => sundayFrom(year, 2, 25) + hourMs;
const euEnd = (year: number): number => sundayFrom(year, 9, 25) + hourMs;

/** Midnight of the first Sunday on or after a day of a month that is counted from 0. */
const sundayFrom = (year: number, month: number, day: number): number => {
  const date = new Date(Date.UTC(year, month, day));
  return date.getTime() + ((7 - date.getUTCDay()) % 7) * dayMs;
};

const checked = (changes: readonly OffsetChange[]): readonly OffsetChange[] => {
  let latest = -Infinity;
  changes.forEach(({ at, offsetMs }, index) => {
    if (!Number.isFinite(at) || at <= latest) {
      const expected = index === 0 ? 'UTC milliseconds' : `UTC milliseconds after ${latest}`;
      throw new DaylightRuleError(`daylight[${index}].at`, String(at), expected);
    }
    if (!(Math.abs(offsetMs) <= largestOffsetMs)) {
      const expected = 'milliseconds, at most a day';
      throw new DaylightRuleError(`daylight[${index}].offsetMs`, String(offsetMs), expected);
    }
    latest = at;
  });
  return changes;
};
