import { asyncScheduler, type SchedulerLike } from 'rxjs';

/** Real time whose delays take a part of theirs only: retries and timeouts that are worth waiting for. */
export const hastyScheduler = (haste: number): SchedulerLike => ({
  now: () => asyncScheduler.now(),
  schedule: (work, delayMs = 0, state) => asyncScheduler.schedule(work, delayMs / haste, state),
});
