import type { SchedulerLike, Subscription } from 'rxjs';

/** The longest delay a timer of Node takes; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** One timer that is set for a time, however far away, and never more than one. */
export class Alarm {
  readonly #scheduler: SchedulerLike;
  #timer: Subscription | undefined;
  #isStopped = false;

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
  }

  /**
   * Calls `ring` at `at` (milliseconds of the scheduler's clock), never before; what was set
   * until now is off. `undefined` and Infinity are never.
   */
  set(at: number | undefined, ring: () => void): void {
    this.off();
    if (at === undefined || at === Infinity || this.#isStopped) return;
    const waitMs = Math.max(0, at - this.#scheduler.now());
    this.#timer = this.#scheduler.schedule(
      () => {
        this.off();
        // Timers fire a little early at times, and far times come in parts.
        if (this.#scheduler.now() < at) this.set(at, ring);
        else ring();
      },
      Math.min(waitMs, longestTimerMs),
    );
  }

  /** It may be set again. */
  off(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
  }

  /** Off for good: setting it does nothing any more. */
  stop(): void {
    this.#isStopped = true;
    this.off();
  }
}
