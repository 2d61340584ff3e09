import {
  joinServerTime,
  lotsFromVolume,
  volumeUnits,
  type Short,
  type UtcMs,
} from '../../wire/index.js';
import type { ServerTimes } from '../../market/index.js';

/** The wire writes 0 for a price, a time or a ticket that is not there. */
export const unlessZero = <T extends number | bigint>(value: T): T | undefined =>
  value === 0 || value === 0n ? undefined : value;

/** The wire writes the largest finite number for "without end". */
export const unbounded = (value: number): number =>
  value === Number.MAX_VALUE ? Number.POSITIVE_INFINITY : value;

export const lots = (units: bigint): number => lotsFromVolume(volumeUnits(units));

/** UTC milliseconds of the two parts in which a record carries a time. */
export const utcOf = (times: ServerTimes, seconds: number, ms = 0): UtcMs =>
  times.toUtc(joinServerTime(seconds, ms));

/** As `utcOf`; 0 seconds are no time. */
export const utcUnlessZero = (times: ServerTimes, seconds: number, ms = 0): UtcMs | undefined =>
  seconds === 0 ? undefined : utcOf(times, seconds, ms);

/** What `read` makes of a value that was sent. */
export const given = <T, R>(value: T | undefined, read: (value: T) => R): R | undefined =>
  value === undefined ? undefined : read(value);

/** Whether nothing is missing from a record, however deep. */
export const isWhole = <T>(record: Short<T>): record is Short<T> & T =>
  Object.values(record as Readonly<Record<string, unknown>>).every(
    (value) =>
      value !== undefined && (typeof value !== 'object' || value === null || isWhole(value)),
  );
