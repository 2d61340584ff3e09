import type { Bar, BarUpdate } from '../index.js';

/** More than any terminal has columns. */
const largest = 1000;

/** The newest bars of a live stream: what its chart shows. */
export class BarWindow {
  readonly #bars: Bar[] = [];
  #count = 0;

  /** Oldest first; the last one may be open. */
  get bars(): readonly Bar[] {
    return this.#bars;
  }

  /** Updates so far. */
  get count(): number {
    return this.#count;
  }

  add({ bar }: BarUpdate): void {
    this.#count += 1;
    if (this.#bars.at(-1)?.serverTime === bar.serverTime) this.#bars.pop();
    else if (this.#bars.length === largest) this.#bars.shift();
    this.#bars.push(bar);
  }
}
