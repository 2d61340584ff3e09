import type { RateBar } from '../../wire/index.js';
import type { ServerTimes } from '../server-times.js';
import { aggregate } from './aggregate.js';
import { barOf, type Bar } from './bar.js';
import { barStart, nextBarStart, type Timeframe } from './timeframe.js';

/** Bars of a timeframe, put together from pages of shorter ones that come newest first. */
export class BarPile {
  readonly #timeframe: Timeframe;
  readonly #times: ServerTimes;
  /** Finished bars by page, newest page first. */
  readonly #pages: (readonly Bar[])[] = [];
  /** Parts of a bar whose beginning is on an older page. */
  #parts: readonly RateBar[] = [];
  #size = 0;

  constructor(timeframe: Timeframe, times: ServerTimes) {
    this.#timeframe = timeframe;
    this.#times = times;
  }

  /** Number of bars that are finished. */
  get size(): number {
    return this.#size;
  }

  /** Bars of the base period, before all that are there; from `known` on nothing is missing. */
  add(bars: readonly RateBar[], known: number): void {
    if (this.#timeframe.isNative) {
      this.#push(bars);
      return;
    }
    const start = barStart(known, this.#timeframe);
    const whole = start < known ? nextBarStart(start, this.#timeframe) : start;
    const all = [...bars, ...this.#parts];
    const split = all.findIndex(({ time }) => time >= whole);
    this.#parts = split < 0 ? all : all.slice(0, split);
    if (split >= 0) this.#push(all.slice(split));
  }

  /** The newest bars, ascending. */
  newest(most: number): Bar[] {
    const bars: Bar[] = [];
    let skipped = Math.max(0, this.#size - most);
    for (const page of this.#pages.toReversed()) {
      for (const bar of page) {
        if (skipped > 0) skipped -= 1;
        else bars.push(bar);
      }
    }
    return bars;
  }

  #push(records: readonly RateBar[]): void {
    if (records.length === 0) return;
    const bars = records.map((record) => barOf(record, this.#times));
    const { isNative } = this.#timeframe;
    const page = isNative ? bars : aggregate(bars, this.#timeframe, this.#times);
    this.#pages.push(page);
    this.#size += page.length;
  }
}
