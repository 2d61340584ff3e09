import type { ServerMs, ServerOffset, ServerSeconds, UtcMs } from './brand.js';

/**
 * The trade server writes times of its own clock as if they were Unix times. The
 * account record says how far that clock is ahead of UTC.
 */
export interface ServerClock {
  /** Seconds ahead of UTC, without daylight saving. */
  readonly timezone_shift: number;
  /** Hours added for daylight saving. */
  readonly daylightmode: number;
}

/** How far the server's clock is ahead of UTC: shift plus daylight saving, in seconds. */
export function serverOffset(clock: ServerClock): ServerOffset {
  return (clock.timezone_shift + 3600 * clock.daylightmode) as ServerOffset;
}

/** Joins the two parts in which records carry a time of the server's clock. */
export function joinServerTime(seconds: number, ms = 0): ServerMs {
  return (seconds * 1000 + ms) as ServerMs;
}

/** The two parts in which records carry a time; `ms` is 0 to 999 before 1970 too. */
export function splitServerTime(time: ServerMs): {
  readonly seconds: ServerSeconds;
  readonly ms: number;
} {
  const seconds = Math.floor(time / 1000);
  return { seconds: seconds as ServerSeconds, ms: time - seconds * 1000 };
}

/** From the server's clock to UTC. */
export function utcFromServer(time: ServerMs, offset: ServerOffset): UtcMs {
  return (time - offset * 1000) as UtcMs;
}

/** From UTC to the server's clock. */
export function serverFromUtc(time: UtcMs, offset: ServerOffset): ServerMs {
  return (time + offset * 1000) as ServerMs;
}

/** Milliseconds from 1601-01-01, where FILETIME starts, to 1970-01-01. */
const filetimeEpochMs = 11_644_473_600_000n;
/** FILETIME counts units of 100 ns. */
const filetimePerMs = 10_000n;
const filetimeBits = 64;

/** Unix milliseconds of a FILETIME (unsigned 64-bit), cut down to the millisecond. */
export function unixMsFromFiletime(filetime: bigint): number {
  return Number(BigInt.asUintN(filetimeBits, filetime) / filetimePerMs - filetimeEpochMs);
}

/**
 * The FILETIME of Unix milliseconds, cut down to the millisecond.
 *
 * @throws RangeError before 1601, beyond 64 bits (the year 60056), or for no number
 */
export function filetimeFromUnixMs(unixMs: number): bigint {
  const filetime = Number.isFinite(unixMs)
    ? (BigInt(Math.floor(unixMs)) + filetimeEpochMs) * filetimePerMs
    : -1n;
  if (filetime !== BigInt.asUintN(filetimeBits, filetime)) {
    throw new RangeError(`FILETIME: got ${unixMs} ms since 1970, expected 1601 to 60056`);
  }
  return filetime;
}
