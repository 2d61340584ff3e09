import type { OffsetChange } from './daylight.js';

/**
 * Offsets of a clock over all time, as steps. All times are milliseconds; `utc` runs evenly, the
 * clock shows `utc` plus the offset in force.
 */
export class OffsetHistory {
  /** Step `i` is in force from `#from[i]` on, the first one from the beginning of time. */
  readonly #from: number[] = [-Infinity];
  readonly #offset: number[];
  /** The latest time that the clock has shown, or come up to, by the end of step `i`. */
  readonly #shown: number[] = [];
  /** The step found last: times are mostly asked for in order. */
  #last = 0;

  /** `changes` ascend. */
  constructor(offsetMs: number, changes: readonly OffsetChange[]) {
    this.#offset = [offsetMs];
    for (const change of changes) {
      if (change.offsetMs === this.#offset.at(-1)) continue;
      this.#from.push(change.at);
      this.#offset.push(change.offsetMs);
    }
    let shown = -Infinity;
    this.#offset.forEach((offset, step) => {
      shown = Math.max(shown, (this.#from[step + 1] ?? Infinity) + offset);
      this.#shown.push(shown);
    });
  }

  offsetAt(utc: number): number {
    const step = this.#last;
    if (!(utc >= this.#at(this.#from, step) && utc < (this.#from[step + 1] ?? Infinity))) {
      // The steps that have begun; there is always one.
      this.#last = Math.max(0, firstAbove(this.#from, utc) - 1);
    }
    return this.#at(this.#offset, this.#last);
  }

  /** The earliest moment at which the clock shows this time or a later one. */
  toUtc(shown: number): number {
    const step = Math.min(firstAbove(this.#shown, shown), this.#shown.length - 1);
    return Math.max(this.#at(this.#from, step), shown - this.#at(this.#offset, step));
  }

  /** The columns are of one length, and `step` is within it. */
  #at(column: readonly number[], step: number): number {
    return column[step] as number;
  }
}

/** Index of the first value above `limit` among ascending values; their number if there is none. */
const firstAbove = (values: readonly number[], limit: number): number => {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
};
