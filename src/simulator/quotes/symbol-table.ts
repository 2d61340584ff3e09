import { commands } from '../../wire/index.js';
import { symbolFull, symbolGroups, symbolShort, type SymbolSpec } from '../data/index.js';
import { bodyOf } from '../server/answer.js';
import type { ServerClock } from './clock.js';
import { SymbolEntry } from './symbol-entry.js';

/** All symbols, by id and by name, and the lists of them, which are written once. */
export class SymbolTable {
  readonly entries: readonly SymbolEntry[];
  readonly #byId: ReadonlyMap<number, SymbolEntry>;
  readonly #byName: ReadonlyMap<string, SymbolEntry>;
  #list: Uint8Array | undefined;
  #compressedList: Uint8Array | undefined;
  #groups: Uint8Array | undefined;

  constructor(specs: readonly SymbolSpec[], clock: ServerClock) {
    this.entries = specs.map((spec, index) => new SymbolEntry(index + 1, spec, clock));
    this.#byId = new Map(this.entries.map((entry) => [entry.id, entry]));
    this.#byName = new Map(this.entries.map((entry) => [entry.name, entry]));
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

  #short(): ReturnType<typeof symbolShort>[] {
    return this.entries.map(({ id, spec }) => symbolShort(spec, id));
  }
}
