import type { ServerTimes } from '../market/index.js';
import type { AccountChanges, AccountState, AccountStep, ChangeSource } from './state.js';
import type { TableChanges } from './state-table.js';

/** A change of a list, and the list after it. Arrays and values are never changed again. */
export interface Changes<T> {
  /** All that is there now. */
  readonly all: readonly T[];
  readonly added: readonly T[];
  readonly changed: readonly { readonly before: T; readonly after: T }[];
  readonly removed: readonly T[];
  readonly source: ChangeSource;
}

/** Which table of the state a list shows, and how its records are read. */
export interface ListSource<W, T> {
  readonly table: (state: AccountState) => ReadonlyMap<unknown, W>;
  readonly changes: (changes: AccountChanges) => TableChanges<W> | undefined;
  readonly view: (record: W, times: ServerTimes) => T;
}

/**
 * One table of the state in named values. Nothing is read that nobody asks for, no record is read
 * twice, and subscribers share what was made for the first of them.
 */
export class LiveList<W extends object, T> {
  readonly #source: ListSource<W, T>;
  readonly #views = new WeakMap<W, T>();
  #table: ReadonlyMap<unknown, W> | undefined;
  #all: readonly T[] = [];
  #step: AccountStep | undefined;
  #changes: Changes<T> | undefined;

  constructor(source: ListSource<W, T>) {
    this.#source = source;
  }

  /** For who joins now; `undefined` while no snapshot has been taken. */
  present(state: AccountState): Changes<T> | undefined {
    if (!state.hasSnapshot) return undefined;
    const all = this.#allOf(state);
    return { all, added: all, changed: [], removed: [], source: 'snapshot' };
  }

  /** For who is there: what a step means to this list, or `undefined` for nothing. */
  changes(step: AccountStep): Changes<T> | undefined {
    if (this.#step !== step) {
      this.#step = step;
      this.#changes = this.#changesOf(step);
    }
    return this.#changes;
  }

  #changesOf({ before, state, changes }: AccountStep): Changes<T> | undefined {
    // Deals may be known before the first snapshot: they come with it.
    if (!before.hasSnapshot) return this.present(state);
    const table = this.#source.changes(changes);
    if (table === undefined) return undefined;
    const { times } = state;
    const view = (record: W): T => this.#viewOf(record, times);
    // Those before first: they may have been read with the times of then.
    const removed = table.removed.map(view);
    const changed = table.changed.map((change) => ({
      before: view(change.before),
      after: view(change.after),
    }));
    const added = table.added.map(view);
    this.#advance(before, state, { added, changed, removed, dropped: table.dropped });
    return { all: this.#allOf(state), added, changed, removed, source: changes.source };
  }

  #viewOf(record: W, times: ServerTimes): T {
    let view = this.#views.get(record);
    if (view === undefined) {
      view = this.#source.view(record, times);
      this.#views.set(record, view);
    }
    return view;
  }

  #allOf(state: AccountState): readonly T[] {
    const table = this.#source.table(state);
    if (this.#table !== table) {
      this.#table = table;
      this.#all = Array.from(table.values(), (record) => this.#viewOf(record, state.times));
    }
    return this.#all;
  }

  /**
   * Makes the list from that of before, if there is one: what stays is not looked at again. With
   * many changes the list is made anew as a whole.
   */
  #advance(
    before: AccountState,
    state: AccountState,
    { added, changed, removed, dropped }: TableChanges<T>,
  ): void {
    if (this.#table !== this.#source.table(before)) return;
    if (changed.length + removed.length > mostSearched) return;
    const all = this.#all;
    const kept =
      removed.length === 0 ? all.slice() : all.filter((value) => !removed.includes(value));
    // A record may have been replaced by its equal, which is no change and was not told.
    if (kept.length !== all.length - removed.length) return;
    for (const change of changed) {
      const at = kept.indexOf(change.before);
      if (at < 0) return;
      kept[at] = change.after;
    }
    this.#table = this.#source.table(state);
    this.#all = kept.concat(added).slice(dropped);
  }
}

/** So many values are searched for one by one. */
const mostSearched = 16;
