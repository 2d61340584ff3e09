import { EMPTY, mergeMap, Observable, of, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { OptionCheck } from './options.js';
import type { RateLimitOverflowError } from './rate-limit-errors.js';
import { checkedLimits, type RateLimits } from './rate-limit-options.js';
import { inTurn } from './rate-limiter.js';
import { TurnQueue } from './turn-queue.js';

export interface RateLimitOptions<T> extends RateLimits {
  /**
   * Values of different keys are counted and queued apart, as by `Map` keys. A key that has
   * been idle is forgotten. Default: one key for all.
   */
  readonly key?: (value: T) => unknown;
  /** These overtake the ordinary values of their key that still wait. They count, too. */
  readonly priority?: (value: T) => boolean;
  /** These pass at once and are not counted. */
  readonly bypass?: (value: T) => boolean;
  /** Given each value that lost its place in a full queue, and how many that makes. */
  readonly onOverflow?: (value: T, lost: number) => void;
}

/** Lets `count` values a second pass and makes the others wait. */
export function rateLimit<T>(count: number): MonoTypeOperatorFunction<T>;
/**
 * Lets values pass no faster than a quota allows and makes the others wait: up to `burst`
 * at once, `count` per `perMs` in the long run, and at most `max(count, burst)` in every
 * window of `perMs` (half open, on the scheduler's clock).
 *
 * Lossless unless `overflow` says to drop. First in, first out within a key and a lane; a
 * steady flow of priority values can hold up the ordinary ones of its key. When more than
 * `maxQueue` values would wait, the stream fails with a {@link RateLimitOverflowError}, or a
 * value is dropped and given to `onOverflow`.
 *
 * When the source completes, what waits still passes, each in its turn, before completion.
 * When the source fails, the error passes at once and what waits is lost. Unsubscribing
 * stops the timer and empties the queue. A callback that throws ends the stream with that
 * error. Each subscription has a quota of its own; use {@link rateLimiter} to share one.
 *
 * @throws TypeError or RangeError at once if an option is not what it should be.
 *
 * @example
 * ```ts
 * import { range } from 'rxjs';
 * import { rateLimit } from 'rxmt5/operators';
 *
 * range(1, 5)
 *   .pipe(rateLimit({ count: 2, perMs: 100 }))
 *   .subscribe((n) => console.log(n));
 * // 1, 2 at once, 3, 4 after 100 ms, 5 after 200 ms
 * ```
 */
export function rateLimit<T>(options: RateLimitOptions<T>): MonoTypeOperatorFunction<T>;
export function rateLimit<T>(options: RateLimitOptions<T> | number): MonoTypeOperatorFunction<T> {
  const settings = typeof options === 'number' ? { count: options } : options;
  const limits = checkedLimits('rateLimit', settings);
  const { key, priority, bypass, onOverflow } = checkedCallbacks(settings);

  return (source) =>
    new Observable((subscriber) => {
      const queue = new TurnQueue(limits);
      let lost = 0;

      const refused = (value: T, error: RateLimitOverflowError): Observable<never> => {
        onOverflow(value, ++lost);
        return limits.overflow === 'error' ? throwError(() => error) : EMPTY;
      };

      // Ahead of the source, so that it goes first: the queue is emptied in one step then,
      // and not by each waiting value on its own.
      subscriber.add(() => void queue.clear());
      source
        .pipe(
          mergeMap((value) => {
            const options = { key: key(value), priority: priority(value), bypass: bypass(value) };
            return inTurn(queue, of(value), options, (error) => refused(value, error));
          }),
        )
        .subscribe(subscriber);
    });
}

const checkedCallbacks = <T>(options: RateLimitOptions<T>) => {
  const {
    key = () => undefined,
    priority = () => false,
    bypass = () => false,
    onOverflow = () => {},
  } = options;
  new OptionCheck('rateLimit', options).functions({ key, priority, bypass, onOverflow });
  return { key, priority, bypass, onOverflow };
};
