/** A queue by time; of equal times the one that was put in with the smaller rank comes first. */
export class TimeQueue<T extends { at: number; readonly rank: number }> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    const items = this.#items;
    let index = items.push(item) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      if (!isBefore(item, items[above])) break;
      // `above` is within the array: it is smaller than `index`.
      items[index] = items[above] as T;
      index = above;
    }
    items[index] = item;
  }

  pop(): T | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first;
  }

  /** Puts `item` in at the top and lets it down to its place. */
  #sink(item: T): void {
    const items = this.#items;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      const right = items[below + 1];
      if (right !== undefined && isBefore(right, items[below])) below += 1;
      const next = items[below];
      if (next === undefined || !isBefore(next, item)) break;
      items[index] = next;
      index = below;
    }
    items[index] = item;
  }
}

const isBefore = <T extends { at: number; readonly rank: number }>(
  a: T,
  b: T | undefined,
): boolean => b === undefined || a.at < b.at || (a.at === b.at && a.rank < b.rank);
