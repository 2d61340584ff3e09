/** `count` in `perMs`, with a reserve of `burst`. All whole numbers from 1. */
export interface Rate {
  readonly count: number;
  readonly perMs: number;
  readonly burst: number;
}

/**
 * Says when the next one may go. Plain arithmetic: no timer, no queue, and time comes in as
 * an argument (milliseconds of any clock).
 *
 * Two rules hold at once. A token bucket of capacity `burst`, refilled by `count` per
 * `perMs`, gives the long-run rate. A log of the last departures keeps every half-open
 * stretch of `perMs` to `max(count, burst)`: a full bucket that is emptied and then spends
 * what flows in meanwhile would pass nearly twice its capacity in one window.
 *
 * Tokens are counted in units of `count` per millisecond, so one token is worth `perMs`
 * units: with whole numbers there is nothing to round.
 */
export class RollingWindow {
  readonly #rate: Rate;
  readonly #limit: number;
  readonly #capacity: number;
  #units: number;
  /** A ring of the last departures. Memory is used only as far as it is needed. */
  readonly #departures: number[] = [];
  /** Where the next departure is noted: over the one that left `limit` departures ago. */
  #next = 0;
  #clock = -Infinity;
  #offset = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#limit = Math.max(rate.count, rate.burst);
    this.#capacity = rate.burst * rate.perMs;
    this.#units = this.#capacity;
  }

  /** How long one that would go now has to wait, in whole milliseconds; 0 if it may go. */
  waitMs(now: number): number {
    this.#advance(now);
    const { count, perMs } = this.#rate;
    const forToken = (perMs - this.#units) / count;
    const forWindow = (this.#departures[this.#next] ?? -Infinity) + perMs - this.#clock;
    return Math.max(0, Math.ceil(Math.max(forToken, forWindow)));
  }

  /** Notes that one goes now. Ask `waitMs` before. */
  take(now: number): void {
    this.#advance(now);
    this.#units -= this.#rate.perMs;
    this.#departures[this.#next] = this.#clock;
    this.#next = (this.#next + 1) % this.#limit;
  }

  /** Whether the past no longer matters: a new window would give the same answers. */
  isFresh(now: number): boolean {
    this.#advance(now);
    const last = this.#departures.at(this.#next - 1) ?? -Infinity;
    return this.#units === this.#capacity && this.#clock - last >= this.#rate.perMs;
  }

  /**
   * A wall clock may be set back. That step counts as no time at all; taken at its word, it
   * would close the window for as long as the clock was moved.
   */
  #advance(now: number): void {
    const clock = Math.max(this.#clock, now + this.#offset);
    this.#offset = clock - now;
    if (clock > this.#clock) {
      const gained = (clock - this.#clock) * this.#rate.count;
      this.#units = Math.min(this.#capacity, this.#units + gained);
      this.#clock = clock;
    }
  }
}
