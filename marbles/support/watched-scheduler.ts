import { Subscription, type SchedulerLike } from 'rxjs';

/** A scheduler that knows which of its timers are pending. */
export interface WatchedScheduler extends SchedulerLike {
  /** Scheduled, and neither fired nor cancelled. */
  readonly pending: number;
  /** The most that were ever pending together. */
  readonly peak: number;
}

/** `inner`, under watch: for claims such as "one timer at most" and "none is left behind". */
export const watched = (inner: SchedulerLike): WatchedScheduler => {
  let pending = 0;
  let peak = 0;
  return {
    get pending() {
      return pending;
    },
    get peak() {
      return peak;
    },
    now: () => inner.now(),
    schedule(work, delay, state) {
      pending += 1;
      peak = Math.max(peak, pending);
      const done = new Subscription(() => (pending -= 1));
      const action = inner.schedule(
        function (this, value) {
          done.unsubscribe();
          work.call(this, value);
        },
        delay,
        state,
      );
      action.add(done);
      return action;
    },
  };
};
