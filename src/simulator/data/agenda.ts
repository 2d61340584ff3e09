import type { SchedulerLike, Subscriber, Subscription } from 'rxjs';
import { longestTimerMs } from './checks.js';

/** Things to do, each at its time, in order. */
export interface Agenda {
  /**
   * When the next thing is due, in milliseconds of the scheduler's clock; `undefined` while
   * there is none, until `wake` is called.
   */
  nextDue(): number | undefined;
  /** Does the next thing. */
  run(): void;
}

/**
 * Most things done in one turn. After a long delay everything that has come due is done, in
 * order, but timers and sockets get their turn in between.
 */
const mostPerTurn = 4096;

/**
 * Works an agenda off with one timer at a time, however much there is to do; it is cancelled
 * with the subscriber. Gives `wake`: to be called when the agenda had nothing to do and has now.
 *
 * Every turn is a new action: one that schedules itself again would, in virtual time, hold all
 * the turns before it, one inside the other.
 */
export const workOff = (
  agenda: Agenda,
  subscriber: Subscriber<unknown>,
  scheduler: SchedulerLike,
): (() => void) => {
  let timer: Subscription | undefined;
  let idle = false;

  /** Does what is due; gives the time until the next thing, `undefined` where there is none. */
  const work = (): number | undefined => {
    for (let done = 0; !subscriber.closed; done += 1) {
      const due = agenda.nextDue();
      if (due === undefined) return undefined;
      const wait = Math.ceil(due - scheduler.now());
      if (wait > 0) return Math.min(wait, longestTimerMs);
      if (done >= mostPerTurn) return 0;
      agenda.run();
    }
    return undefined;
  };

  const turn = (): void => {
    try {
      const wait = work();
      idle = wait === undefined;
      if (wait !== undefined) timer = scheduler.schedule(turn, wait);
    } catch (error) {
      // Thrown from a timer it would end the process.
      subscriber.error(error);
    }
  };

  const start = (): void => {
    timer = undefined;
    const first = scheduler.schedule(turn, 0);
    // A scheduler that does not wait has come back with the next timer already.
    timer ??= first;
  };

  start();
  subscriber.add(() => timer?.unsubscribe());

  return () => {
    if (!idle || subscriber.closed) return;
    idle = false;
    start();
  };
};
