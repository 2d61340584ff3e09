import { Subscription, type SchedulerLike } from 'rxjs';
import type { ServerTimes } from '../../server-times.js';

/** Timers of Node are bounded, and a month is beyond that: a longer wait is one of several. */
const longestWaitMs = 86_400_000;

/**
 * Runs out when the server's clock, as ticks show it, has passed a time by a grace. Ticks tell
 * how far our clock is ahead of the server's: never less than the quickest of them was under way.
 */
export class CloseTimer {
  readonly #scheduler: SchedulerLike;
  readonly #graceMs: number;
  readonly #onEnd: () => void;
  #wait = Subscription.EMPTY;
  #end = Infinity;
  /** Delay of the quickest tick of this bar and of the one before; NaN when there was none. */
  #lagMs = NaN;
  #lagBeforeMs = NaN;
  #offsetMs = NaN;

  /** @param onEnd called when time is up */
  constructor(scheduler: SchedulerLike, graceMs: number, onEnd: () => void) {
    this.#scheduler = scheduler;
    this.#graceMs = graceMs;
    this.#onEnd = onEnd;
  }

  /** A tick of this time has come, UTC milliseconds. */
  saw(time: number): void {
    const lagMs = this.#scheduler.now() - time;
    if (!(lagMs >= this.#lagMs)) this.#lagMs = lagMs;
  }

  /**
   * Waits for this time, UTC milliseconds by `times`.
   *
   * @param defaultLagMs how late ticks are as long as none has come
   */
  start(end: number, times: ServerTimes, defaultLagMs: number): void {
    this.stop();
    const offsetMs = times.offsetAt(this.#scheduler.now());
    // Where the server's clock has been set anew, what ticks told before is void.
    const isSame = offsetMs === this.#offsetMs;
    this.#offsetMs = offsetMs;
    if (!isSame) this.#lagBeforeMs = NaN;
    else if (!Number.isNaN(this.#lagMs)) this.#lagBeforeMs = this.#lagMs;
    this.#lagMs = NaN;
    this.#end = end;
    this.#schedule(defaultLagMs);
  }

  stop(): void {
    this.#wait.unsubscribe();
  }

  /** Milliseconds that our clock shows after `end` when time is up. */
  #lateMs(defaultLagMs: number): number {
    const lags = [this.#lagMs, this.#lagBeforeMs].filter((lagMs) => !Number.isNaN(lagMs));
    return this.#graceMs + (lags.length === 0 ? defaultLagMs : Math.min(...lags));
  }

  #schedule(defaultLagMs: number): void {
    const waitMs = Math.max(0, this.#waitMs(defaultLagMs));
    this.#wait = this.#scheduler.schedule(
      () => {
        // A tick may have moved the end meanwhile.
        this.#wait.unsubscribe();
        if (this.#waitMs(defaultLagMs) <= 0) this.#onEnd();
        else this.#schedule(defaultLagMs);
      },
      Math.min(longestWaitMs, waitMs),
    );
  }

  #waitMs(defaultLagMs: number): number {
    return this.#end + this.#lateMs(defaultLagMs) - this.#scheduler.now();
  }
}
