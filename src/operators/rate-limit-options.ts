import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { longestTimerMs, OptionCheck } from './options.js';

/** Who loses when one more has to wait and the queue is full. */
export type OverflowRule = 'error' | 'drop-newest' | 'drop-oldest';

/** The numbers of a rate limit, common to the operator and to the limiter of requests. */
export interface RateLimits {
  /** How many pass per `perMs` in the long run. */
  readonly count: number;
  /** In milliseconds. Default 1000. */
  readonly perMs?: number;
  /**
   * How many may pass at once after a rest. Default `count`. In every window of `perMs` at
   * most `max(count, burst)` pass.
   */
  readonly burst?: number;
  /** How many may wait, over all keys. 0 lets nothing wait. Default 1000. */
  readonly maxQueue?: number;
  /**
   * Who loses when the queue is full: the one that arrives (`error`, `drop-newest`), or the
   * one that has waited longest, ordinary before priority (`drop-oldest`). Default `error`.
   */
  readonly overflow?: OverflowRule;
  /**
   * Told how many wait whenever that number changes; what passes at once never waits. If it
   * throws, the value or request that began or ceased to wait fails with that error.
   */
  readonly onQueue?: (depth: number) => void;
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

export const checkedLimits = (operator: string, options: RateLimits): Required<RateLimits> => {
  const check = new OptionCheck(operator, options);
  const {
    count,
    perMs = 1000,
    burst = count,
    maxQueue = 1000,
    overflow = 'error',
    onQueue = () => {},
    scheduler = asyncScheduler,
  } = options;

  check.whole('count', count, 1);
  check.whole('perMs', perMs, 1, longestTimerMs);
  check.whole('burst', burst, 1);
  check.whole('maxQueue', maxQueue, 0);
  check.oneOf('overflow', overflow, ['error', 'drop-newest', 'drop-oldest']);
  check.functions({ onQueue });
  check.scheduler(scheduler);

  return { count, perMs, burst, maxQueue, overflow, onQueue, scheduler };
};
