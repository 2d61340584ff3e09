import {
  asyncScheduler,
  defer,
  Observable,
  retry,
  tap,
  timer,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { ambient } from '../ambient.js';
import { backoffDelay } from './backoff-delay.js';
import { longestTimerMs, OptionCheck, outOfRange, wrongType } from './options.js';

/** A retry that is about to be waited for. */
export interface RetryAttempt {
  /** How many retries in a row came before this one: 0 for the first, and again after a stable run. */
  readonly attempt: number;
  /** How long it waits, in milliseconds. */
  readonly delayMs: number;
  /** What the source failed with. */
  readonly error: unknown;
  /** When it failed, in milliseconds of the scheduler's clock. */
  readonly at: number;
}

export interface RetryBackoffOptions {
  /** The first delay and the width of the jitter, in milliseconds. Default 1000. */
  readonly delayMs?: number;
  /** The longest delay, in milliseconds; at least `delayMs`. Default 60 000. */
  readonly maxMs?: number;
  /** How many retries in a row before the error is passed on. Default Infinity. */
  readonly maxAttempts?: number;
  /**
   * The attempt number goes back to 0 only after a run in which at least this many
   * milliseconds passed between the first value and the error. Default 60 000.
   */
  readonly resetAfterMs?: number;
  /** An error no retry can cure: it is passed on at once. Default: none is. */
  readonly isFatal?: (error: unknown) => boolean;
  /**
   * Has the last word on a delay, in milliseconds, and may exceed `maxMs`: a server that
   * says when to come back is obeyed. Default: the computed delay.
   */
  readonly delayFor?: (error: unknown, delayMs: number) => number;
  /** Told of each retry before its delay begins. */
  readonly onAttempt?: (event: RetryAttempt) => void;
  /** Uniform in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Resubscribes after an error, for ever, with the default delays: about 1 s, 2 s, 4 s, ...
 * up to 60 s, back to the first after a run of a minute.
 */
export function retryBackoff<T>(): MonoTypeOperatorFunction<T>;
/**
 * Resubscribes to the source after an error, each time later: retry number `attempt`
 * (0 for the first) waits `min(maxMs, delayMs * 2^attempt + random(0, delayMs))`.
 *
 * The attempt number goes back to 0 only if the failed run had been stable, counted from its
 * first value. A link that opens and drops at once emits, too, so the first value alone (as
 * `resetOnSuccess` of rxjs has it) would turn the backoff into a reconnect storm.
 *
 * Values and completion pass unchanged; completion is never retried. The error is passed on
 * if it is fatal or the attempts are used up. A callback that throws (`isFatal`, `delayFor`,
 * `onAttempt`, `random`) or a `delayFor` that gives no delay ends the stream with that error.
 * Each subscription counts on its own; unsubscribing cancels a delay in progress.
 *
 * @throws TypeError or RangeError at once if an option is not what it should be.
 *
 * @example
 * ```ts
 * import { defer, of, throwError } from 'rxjs';
 * import { retryBackoff } from 'rxmt5/operators';
 *
 * let calls = 0;
 * const flaky = defer(() => (++calls < 3 ? throwError(() => new Error('down')) : of('up')));
 *
 * flaky
 *   .pipe(
 *     retryBackoff({
 *       delayMs: 100,
 *       onAttempt: ({ attempt, delayMs }) => console.log(`retry ${attempt} in ${delayMs} ms`),
 *     }),
 *   )
 *   .subscribe((state) => console.log(state));
 * // retry 0 in 100 to 199 ms, retry 1 in 200 to 299 ms, up
 * ```
 */
export function retryBackoff<T>(options: RetryBackoffOptions): MonoTypeOperatorFunction<T>;
export function retryBackoff<T>(options: RetryBackoffOptions = {}): MonoTypeOperatorFunction<T> {
  const settings = checked(options);
  const { maxAttempts, resetAfterMs, isFatal, delayFor, onAttempt, scheduler } = settings;

  return (source) =>
    defer(() => {
      let attempt = 0;
      let firstValueAt: number | undefined;

      // Whatever throws in here becomes the error of the stream: `retry` sees to that.
      const delay = (error: unknown): Observable<unknown> => {
        const at = scheduler.now();
        if (firstValueAt !== undefined && at - firstValueAt >= resetAfterMs) attempt = 0;
        if (isFatal(error) || attempt >= maxAttempts) return failing(error);

        const delayMs = timerMs(delayFor(error, backoffDelay(attempt, settings)));
        onAttempt({ attempt, delayMs, error, at });
        attempt += 1;
        return timer(delayMs, scheduler);
      };

      return source.pipe(
        tap({
          subscribe: () => (firstValueAt = undefined),
          next: () => (firstValueAt ??= scheduler.now()),
        }),
        retry({ delay }),
      );
    });
}

/** Like `throwError`, but for whatever a source fails with, which need not be an Error. */
const failing = (error: unknown) => new Observable<never>((subscriber) => subscriber.error(error));

/** What `delayFor` gave, as a delay that a timer can wait for. */
const timerMs = (delayMs: number): number => {
  const expected = 'a number of milliseconds from 0';
  if (typeof delayMs !== 'number') {
    throw wrongType('retryBackoff: delayFor result', delayMs, expected);
  }
  if (!(delayMs >= 0)) throw outOfRange('retryBackoff: delayFor result', delayMs, expected);
  return Math.min(Math.ceil(delayMs), longestTimerMs);
};

const checked = (options: RetryBackoffOptions): Required<RetryBackoffOptions> => {
  const check = new OptionCheck('retryBackoff', options);
  const {
    delayMs = 1000,
    maxMs = 60_000,
    maxAttempts = Infinity,
    resetAfterMs = 60_000,
    isFatal = () => false,
    delayFor = (_error: unknown, computedMs: number) => computedMs,
    onAttempt = () => {},
    random = ambient.random,
    scheduler = asyncScheduler,
  } = options;

  check.whole('delayMs', delayMs, 1, longestTimerMs);
  // From delayMs on, or the first delay would already be cut.
  check.whole('maxMs', maxMs, delayMs, longestTimerMs);
  check.wholeOrInfinity('maxAttempts', maxAttempts, 0);
  check.wholeOrInfinity('resetAfterMs', resetAfterMs, 0);
  check.functions({ isFatal, delayFor, onAttempt, random });
  check.scheduler(scheduler);

  return {
    ...{ delayMs, maxMs, maxAttempts, resetAfterMs },
    ...{ isFatal, delayFor, onAttempt, random, scheduler },
  };
};
