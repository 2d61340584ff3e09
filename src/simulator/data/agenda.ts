import type { SchedulerAction, SchedulerLike, Subscriber } from 'rxjs';
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
 * Works an agenda off with one action that schedules itself again, however much there is to
 * do, and is cancelled with the subscriber. Gives `wake`: to be called when the agenda had
 * nothing to do and has now.
 */
export const workOff = (
  agenda: Agenda,
  subscriber: Subscriber<unknown>,
  scheduler: SchedulerLike,
): (() => void) => {
  let action: SchedulerAction<undefined> | undefined;
  let idle = false;

  const turn = function (this: SchedulerAction<undefined>): void {
    action = this;
    for (let done = 0; !subscriber.closed; done += 1) {
      const due = agenda.nextDue();
      if (due === undefined) {
        idle = true;
        return;
      }
      const wait = Math.ceil(due - scheduler.now());
      if (wait > 0 || done >= mostPerTurn) {
        this.schedule(undefined, Math.min(Math.max(wait, 0), longestTimerMs));
        return;
      }
      agenda.run();
    }
  };
  subscriber.add(scheduler.schedule(turn, 0));

  return () => {
    if (!idle || subscriber.closed) return;
    idle = false;
    action?.schedule(undefined, 0);
  };
};
