import { defer, isObservable, Observable, throwError } from 'rxjs';
import { wrongType } from './options.js';
import { RateLimiterClosedError, type RateLimitOverflowError } from './rate-limit-errors.js';
import { checkedLimits, type RateLimits } from './rate-limit-options.js';
import { TurnQueue } from './turn-queue.js';
import { Turn, type TurnOptions } from './turn.js';

/** Starts work no faster than its limits allow. */
export interface RateLimiter {
  /**
   * The same work, started in turn: subscribing queues it, and when its turn comes it is
   * subscribed to. Unsubscribing before takes it out of the queue and uses no token;
   * afterwards it unsubscribes from the work. Each subscription is a turn of its own.
   *
   * Fails with {@link RateLimitOverflowError} if it loses its place in a full queue, under
   * every overflow rule: a request is never dropped without a word.
   */
  schedule<R>(work: Observable<R>, options?: TurnOptions): Observable<R>;
  /** How much work waits. */
  readonly queued: number;
  /**
   * Fails what waits, and what is scheduled later, with `error` (a
   * {@link RateLimiterClosedError} unless given). Work already started goes on.
   */
  close(error?: unknown): void;
}

type Refused<R> = (error: RateLimitOverflowError) => Observable<R>;

/** The work, started when its turn comes; or, if there is no room to wait, what `refused` gives. */
export const inTurn = <R>(
  queue: TurnQueue,
  work: Observable<R>,
  options: TurnOptions,
  refused: Refused<R> = (error) => throwError(() => error),
): Observable<R> =>
  new Observable((subscriber) => {
    const turn = new Turn(options, {
      run: () => work.subscribe(subscriber),
      refuse: (error) => defer(() => refused(error)).subscribe(subscriber),
      fail: (error) => subscriber.error(error),
    });
    subscriber.add(() => queue.leave(turn));
    queue.enter(turn);
  });

/**
 * A rate limit for work that can be called off, such as requests: up to `burst` at once,
 * `count` per `perMs` in the long run, and at most `max(count, burst)` in every window of
 * `perMs`. First come, first served within a key and a lane. What counts is the start of the
 * work; how long it takes does not matter.
 *
 * A steady flow of priority work can hold up the ordinary work of its key for as long as it
 * lasts. The window is kept to the resolution of the scheduler's clock, and where the work
 * leaves; what a network does to the gaps is not known here.
 *
 * @throws TypeError or RangeError at once if an option is not what it should be.
 *
 * @example
 * ```ts
 * import { defer, of } from 'rxjs';
 * import { rateLimiter } from 'rxmt5/operators';
 *
 * const limiter = rateLimiter({ count: 10, burst: 20 });
 * const ask = (name: string) => limiter.schedule(defer(() => of(`answer to ${name}`)));
 *
 * const asking = ask('A').subscribe((answer) => console.log(answer));
 * asking.unsubscribe(); // had it still been waiting, it would not have been asked
 * limiter.close();
 * ```
 */
export function rateLimiter(options: RateLimits): RateLimiter {
  const queue = new TurnQueue(checkedLimits('rateLimiter', options));
  return {
    schedule(work, turnOptions = {}) {
      if (!isObservable(work)) throw wrongType('rateLimiter: work', work, 'an Observable');
      return inTurn(queue, work, turnOptions);
    },
    get queued() {
      return queue.length;
    },
    close: (error = new RateLimiterClosedError()) => queue.close(error),
  };
}
