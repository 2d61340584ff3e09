/** Beyond this exponent even 1 ms exceeds the longest timer, so growing it further only risks Infinity. */
const largestExponent = 31;

/** Bounds of a delay, and the source of its jitter. */
export interface BackoffBounds {
  /** The first delay and the width of the jitter, in whole milliseconds. */
  readonly delayMs: number;
  /** No delay is longer than this, in whole milliseconds. */
  readonly maxMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * How long to wait before a retry, in whole milliseconds:
 * `min(maxMs, delayMs * 2^attempt + random(0, delayMs))`.
 *
 * The jitter keeps many clients that lost the same server from returning in step. It is
 * part of what the cap bounds: once `delayMs * 2^attempt` has reached `maxMs`, the delay is
 * `maxMs` exactly.
 *
 * @param attempt how many retries in a row came before this one, 0 for the first. Any
 * number is safe: the power does not overflow.
 * @throws RangeError if `random` does not keep to [0, 1).
 *
 * @example
 * ```ts
 * import { backoffDelay } from 'rxmt5/operators';
 *
 * const random = () => 0.5;
 * const delays = [0, 1, 2, 10].map((attempt) =>
 *   backoffDelay(attempt, { delayMs: 1000, maxMs: 60_000, random }),
 * );
 * console.log(delays); // [ 1500, 2500, 4500, 60000 ]
 * ```
 */
export function backoffDelay(attempt: number, { delayMs, maxMs, random }: BackoffBounds): number {
  const chance = random();
  if (!(chance >= 0 && chance < 1)) {
    throw new RangeError(`random: got ${String(chance)}, expected a number from 0 to below 1`);
  }
  const base = delayMs * 2 ** Math.min(attempt, largestExponent);
  return Math.min(maxMs, base + Math.floor(chance * delayMs));
}
