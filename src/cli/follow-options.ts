import { NEVER, takeUntil, timer, type MonoTypeOperatorFunction } from 'rxjs';
import { UsageError } from './errors.js';
import type { Io } from './io.js';
import { limitOptions } from './limits.js';
import { flag } from './options.js';

/** `--follow`, and how to end it. `what` goes on. */
export const followOptions = (what: string) => ({
  follow: flag(`${what}, until Ctrl-C`),
  seconds: limitOptions.seconds,
});

interface FollowValues {
  readonly follow: boolean;
  readonly seconds: number | undefined;
}

/** @throws UsageError for an option that means nothing without `--follow` */
export const checkFollow = (
  { follow, seconds }: FollowValues,
  others: Readonly<Record<string, unknown>> = {},
): void => {
  if (follow) return;
  const stray = Object.entries({ '--seconds': seconds, ...others }).find(
    ([, value]) => value !== undefined,
  );
  if (stray !== undefined) throw new UsageError(`${stray[0]} is for --follow, which is not given`);
};

/** Ends a stream after `--seconds`. */
export const untilSeconds = <T>(io: Io, { seconds }: FollowValues): MonoTypeOperatorFunction<T> =>
  takeUntil(seconds === undefined ? NEVER : timer(seconds * 1000, io.scheduler));
