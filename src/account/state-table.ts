import { LayeredMap } from './state-layers.js';
import { isSameRecord } from './state-records.js';

/** What one step did to a table, in net: what came and went within the step does not show. */
export interface TableChanges<T> {
  readonly added: readonly T[];
  readonly changed: readonly { readonly before: T; readonly after: T }[];
  readonly removed: readonly T[];
  /** How many of the oldest left because there is room for no more. They are not in `removed`. */
  readonly dropped: number;
}

/**
 * A table that is being changed: the map it began with is copied at the first change and never
 * touched, so that it may still be in somebody's hands. Copies share what did not change.
 */
export class TableDraft<K, T extends object> {
  readonly #touched = new Map<K, { readonly before: T | undefined; after: T | undefined }>();
  #map: ReadonlyMap<K, T>;
  #copy: LayeredMap<K, T> | undefined;
  #dropped = 0;

  constructor(map: ReadonlyMap<K, T>) {
    this.#map = map;
  }

  /** The table as it stands. */
  get map(): ReadonlyMap<K, T> {
    return this.#map;
  }

  get(key: K): T | undefined {
    return this.#map.get(key);
  }

  has(key: K): boolean {
    return this.#map.has(key);
  }

  /** Adds, or replaces in place. */
  set(key: K, value: T): void {
    this.#touch(key, value);
    this.#writable().set(key, value);
  }

  delete(key: K): void {
    if (!this.#map.has(key)) return;
    this.#touch(key, undefined);
    this.#writable().delete(key);
  }

  /** Drops the oldest until `limit` are left, and gives what was dropped. */
  keep(limit: number): readonly T[] {
    if (this.#map.size <= limit) return [];
    const dropped: T[] = [];
    for (const [key, value] of this.#map) {
      if (this.#map.size <= limit) break;
      this.#writable().delete(key);
      dropped.push(value);
    }
    this.#dropped += dropped.length;
    return dropped;
  }

  /** What was done; `undefined` if that comes to nothing. */
  changes(): TableChanges<T> | undefined {
    const added: T[] = [];
    const changed: { readonly before: T; readonly after: T }[] = [];
    const removed: T[] = [];
    for (const { before, after } of this.#touched.values()) {
      if (before === undefined) {
        if (after !== undefined) added.push(after);
      } else if (after === undefined) removed.push(before);
      else if (!isSameRecord(before, after)) changed.push({ before, after });
    }
    const count = added.length + changed.length + removed.length + this.#dropped;
    return count === 0 ? undefined : { added, changed, removed, dropped: this.#dropped };
  }

  #touch(key: K, after: T | undefined): void {
    const touched = this.#touched.get(key);
    if (touched === undefined) this.#touched.set(key, { before: this.#map.get(key), after });
    else touched.after = after;
  }

  #writable(): LayeredMap<K, T> {
    this.#copy ??= new LayeredMap(this.#map);
    this.#map = this.#copy;
    return this.#copy;
  }
}
