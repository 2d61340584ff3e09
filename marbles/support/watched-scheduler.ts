import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';

/** A scheduler that knows which of its timers are pending. */
export interface WatchedScheduler extends SchedulerLike {
  /** Scheduled, and neither fired nor cancelled. */
  readonly pending: number;
  /** The most that were ever pending together. */
  readonly peak: number;
}

/** `inner` under watch, for claims such as "at most one timer" and "none is left behind". */
export const watched = (inner: SchedulerLike): WatchedScheduler => {
  let pending = 0;
  let peak = 0;
  const schedule = <T>(
    work: (this: SchedulerAction<T>, state?: T) => void,
    delay?: number,
    state?: T,
  ): Subscription => {
    pending += 1;
    peak = Math.max(peak, pending);
    const done = new Subscription(() => (pending -= 1));
    const fire = function (this: SchedulerAction<T>, value?: T) {
      done.unsubscribe();
      work.call(this, value);
    };
    const action = inner.schedule(fire, delay, state);
    action.add(done);
    return action;
  };
  return {
    get pending() {
      return pending;
    },
    get peak() {
      return peak;
    },
    now: () => inner.now(),
    schedule,
  };
};
