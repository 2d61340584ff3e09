import { asyncScheduler, type SchedulerAction, type SchedulerLike, type Subscription } from 'rxjs';

/**
 * Real time in which delays take a part of theirs only, so that retries and timeouts can be waited
 * for. `now` may be another time than the real one.
 */
export const hastyScheduler = (
  haste: number,
  now: () => number = () => asyncScheduler.now(),
): SchedulerLike => ({
  now,
  schedule: <T>(
    work: (this: SchedulerAction<T>, state?: T) => void,
    delayMs = 0,
    state?: T,
  ): Subscription => asyncScheduler.schedule(work, delayMs / haste, state),
});
