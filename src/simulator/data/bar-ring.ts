import type { RateBar } from '../../wire/index.js';

/** A bar of the ring itself, which the ticks of its minute still change. */
export type OpenBar = { -readonly [Field in keyof RateBar]: RateBar[Field] };

const smallest = 256;

/**
 * The latest `capacity` bars of one symbol in the order of time; one more drops the oldest.
 * Room grows by doubling, up to the capacity.
 */
export class BarRing {
  readonly capacity: number;
  /** Open time of the latest bar that was dropped. */
  droppedThrough = -Infinity;
  #slots: (OpenBar | undefined)[];
  #first = 0;
  #length = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#slots = new Array<OpenBar | undefined>(Math.min(smallest, capacity));
  }

  at(index: number): OpenBar | undefined {
    return this.#slots[(this.#first + index) % this.#slots.length];
  }

  get last(): OpenBar | undefined {
    return this.#length === 0 ? undefined : this.at(this.#length - 1);
  }

  push(bar: OpenBar): void {
    if (this.#length === this.#slots.length && this.#length < this.capacity) this.#grow();
    if (this.#length === this.#slots.length) {
      // Full, so there is a first one.
      this.droppedThrough = (this.at(0) as OpenBar).time;
      this.#slots[this.#first] = bar;
      this.#first = (this.#first + 1) % this.#slots.length;
      return;
    }
    this.#slots[(this.#first + this.#length) % this.#slots.length] = bar;
    this.#length += 1;
  }

  /** The index of the first bar that opens at `time` or later. */
  indexFrom(time: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      // `middle` is below the length.
      if ((this.at(middle) as OpenBar).time < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Bars that open from `from` to before `end`. */
  *between(from: number, end: number): Generator<OpenBar> {
    for (let index = this.indexFrom(from); index < this.#length; index += 1) {
      const bar = this.at(index);
      if (bar === undefined || bar.time >= end) return;
      yield bar;
    }
  }

  #grow(): void {
    const room = Math.min(this.#slots.length * 2, this.capacity);
    const slots = new Array<OpenBar | undefined>(room);
    for (let index = 0; index < this.#length; index += 1) slots[index] = this.at(index);
    this.#slots = slots;
    this.#first = 0;
  }
}
