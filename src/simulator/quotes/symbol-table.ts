import { commands } from '../../wire/index.js';
import { symbolFull, symbolGroups, symbolShort, type SymbolSpec } from '../data/index.js';
import { bodyOf } from '../server/answer.js';
import type { ServerClock } from './clock.js';
import { SymbolEntry } from './symbol-entry.js';

/** All symbols, by id and by name, and the lists of them, which are written once per change. */
export class SymbolTable {
  readonly #clock: ServerClock;
  readonly #byId = new Map<number, SymbolEntry>();
  readonly #byName = new Map<string, SymbolEntry>();
  #nextId = 1;
  #list: Uint8Array | undefined;
  #compressedList: Uint8Array | undefined;
  #groups: Uint8Array | undefined;

  constructor(specs: readonly SymbolSpec[], clock: ServerClock) {
    this.#clock = clock;
    for (const spec of specs) this.add(spec);
  }

  /** In the order of their ids. */
  get entries(): readonly SymbolEntry[] {
    return [...this.#byId.values()];
  }

  get size(): number {
    return this.#byId.size;
  }

  add(spec: SymbolSpec): SymbolEntry {
    const entry = new SymbolEntry(this.#nextId, spec, this.#clock);
    this.#nextId += 1;
    this.#byId.set(entry.id, entry);
    this.#byName.set(entry.name, entry);
    this.#forgetLists();
    return entry;
  }

  /** Another specification of the same name and id. */
  replace(entry: SymbolEntry, spec: SymbolSpec): void {
    entry.spec = spec;
    this.#forgetLists();
  }

  remove(entry: SymbolEntry): void {
    this.#byId.delete(entry.id);
    this.#byName.delete(entry.name);
    this.#forgetLists();
  }

  byName(name: string): SymbolEntry | undefined {
    return this.#byName.get(name);
  }

  /** The symbols of these ids, each once; ids of no symbol are left out. */
  select(ids: readonly number[]): readonly SymbolEntry[] {
    return [...new Set(ids)].flatMap((id) => this.#byId.get(id) ?? []);
  }

  /** Body of the answer to command 6. */
  list(): Uint8Array {
    return (this.#list ??= bodyOf(commands.symbols.reply, this.#short()));
  }

  /** Body of the answer to command 34. */
  compressedList(): Uint8Array {
    return (this.#compressedList ??= bodyOf(commands.symbolsCompressed.reply, this.#short()));
  }

  /** Body of the answer to command 9: the full path of every folder that holds a symbol. */
  groups(): Uint8Array {
    const specs = this.entries.map(({ spec }) => spec);
    return (this.#groups ??= bodyOf(
      commands.symbolGroups.reply,
      symbolGroups(specs).map((group_name) => ({ group_name })),
    ));
  }

  /** Body of the answer to command 18. */
  full(ids: readonly number[]): Uint8Array {
    return bodyOf(
      commands.symbolsFull.reply,
      this.select(ids).map(({ id, spec }) => symbolFull(spec, id)),
    );
  }

  #forgetLists(): void {
    this.#list = undefined;
    this.#compressedList = undefined;
    this.#groups = undefined;
  }

  #short(): ReturnType<typeof symbolShort>[] {
    return this.entries.map(({ id, spec }) => symbolShort(spec, id));
  }
}
