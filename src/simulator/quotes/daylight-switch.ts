import { Timers } from '../server/timers.js';
import type { ServerClock } from './clock.js';
import type { SchedulerLike } from 'rxjs';

/** The longest delay a timer of Node takes. */
const longestDelayMs = 2 ** 31 - 1;

/**
 * Notices that the server's clock has changed: at the time itself, or at the first tick of that
 * time or later, whichever comes first. So whoever is told is told before any such tick.
 */
export class DaylightSwitch {
  readonly #timers: Timers;
  #isOver: boolean;

  constructor(
    private readonly clock: ServerClock,
    private readonly scheduler: SchedulerLike,
    private readonly onChange: () => void,
  ) {
    this.#timers = new Timers(scheduler);
    this.#isOver = scheduler.now() >= clock.changesAt;
    this.#wait();
  }

  /** Hours that daylight saving adds, as far as anybody has been told. */
  get hours(): number {
    const { clock } = this;
    return clock.daylightHoursAt(this.#isOver ? Infinity : -Infinity);
  }

  /** It is this late, UTC milliseconds. */
  pass(ms: number): void {
    if (this.#isOver || ms < this.clock.changesAt) return;
    this.#isOver = true;
    this.onChange();
  }

  close(): void {
    this.#timers.close();
  }

  #wait(): void {
    const { clock, scheduler } = this;
    if (this.#isOver || clock.changesAt === Infinity) return;
    const delayMs = Math.min(clock.changesAt - scheduler.now(), longestDelayMs);
    this.#timers.after(Math.max(0, delayMs), () => {
      this.pass(scheduler.now());
      this.#wait();
    });
  }
}
