/** Stands where a record of the base was taken away. */
const gone = Symbol('gone');

/** Fewer changes than this are never written into the base. */
const fewChanges = 16;

/**
 * A map of records that shares most of itself with the map that it was copied from: a base that
 * nobody changes any more, and what is different, which is little. So a copy does not cost more
 * for each record that is there: with n of them it costs about the square root of n, on average.
 *
 * Order is that of a `Map`: a record that is replaced stays in its place, a new one comes last.
 *
 * It is changed by the one who has made the copy, until it is given to others; never after.
 */
export class LayeredMap<K, T extends object> implements ReadonlyMap<K, T> {
  #base: ReadonlyMap<K, T>;
  #changes: Map<K, T | typeof gone>;
  #size: number;

  /** A copy, to be changed. `map` is not to be changed any more. */
  constructor(map: ReadonlyMap<K, T>) {
    if (map instanceof LayeredMap) {
      const known = map as LayeredMap<K, T>;
      this.#base = known.#base;
      this.#changes = new Map(known.#changes);
    } else {
      this.#base = map;
      this.#changes = new Map();
    }
    this.#size = map.size;
    const changes = this.#changes.size;
    if (changes > fewChanges && changes ** 2 > 2 * this.#base.size) this.#settle();
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): T | undefined {
    const change = this.#changes.get(key);
    if (change === undefined) return this.#base.get(key);
    return change === gone ? undefined : change;
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  /** Adds, or replaces in place. */
  set(key: K, value: T): void {
    const change = this.#changes.get(key);
    // Its old place is not its place any more.
    if (change === gone) this.#settle();
    const isNew = change === gone || (change === undefined && !this.#base.has(key));
    if (isNew) this.#size += 1;
    this.#changes.set(key, value);
  }

  delete(key: K): void {
    if (!this.has(key)) return;
    this.#size -= 1;
    if (this.#base.has(key)) this.#changes.set(key, gone);
    else this.#changes.delete(key);
  }

  *entries(): MapIterator<[K, T]> {
    for (const entry of this.#base) {
      const change = this.#changes.get(entry[0]);
      if (change === undefined) yield entry;
      else if (change !== gone) yield [entry[0], change];
    }
    for (const [key, change] of this.#changes) {
      if (change !== gone && !this.#base.has(key)) yield [key, change];
    }
  }

  *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<T> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[K, T]> {
    return this.entries();
  }

  forEach(take: (value: T, key: K, map: ReadonlyMap<K, T>) => void): void {
    for (const [key, value] of this.entries()) take(value, key, this);
  }

  /** Makes what there is the base. Others who share the old one keep it. */
  #settle(): void {
    this.#base = new Map(this.entries());
    this.#changes = new Map();
  }
}
