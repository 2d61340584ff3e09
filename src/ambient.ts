import { randomBytes } from 'node:crypto';

/**
 * The one place where time and chance enter the library.
 *
 * Every component takes a scheduler and, where it needs one, a source of
 * randomness; these are only their defaults. Lint bans `Date.now`, `Math.random`,
 * `setTimeout` and friends everywhere else in `src`.
 */
export const ambient = {
  /** Milliseconds since 1970, UTC. */
  now: (): number => Date.now(),
  /** Milliseconds of a clock that never goes back. */
  monotonic: (): number => performance.now(),
  /** Uniform in [0, 1). */
  random: (): number => Math.random(),
  /** Unpredictable bytes. */
  bytes: (length: number): Uint8Array => randomBytes(length),
} as const;
