import { commands } from '../wire/index.js';
import { symbolFull, symbolSpec, type SymbolDraft, type SymbolSpec } from './data/index.js';
import { SimulatorArgumentError, UnknownSimulatorSymbolError } from './errors.js';
import type { Gateway } from './gateway.js';
import type { World } from './handlers/world.js';
import { show } from './options/checks.js';
import type { SymbolEntry } from './quotes/symbol-entry.js';
import { bodyOf } from './server/answer.js';

/** What may change of a symbol that is served: everything but its name and class. */
export type SymbolChange = Partial<Omit<SymbolSpec, 'name' | 'kind' | 'path'>>;

/** Changes of the symbols while the server runs. Clients that have logged in are told (push 13). */
export interface SymbolControls {
  /**
   * @throws UnknownSimulatorSymbolError for a symbol that is not served
   * @throws SymbolSpecError if a field is not what a server could have
   */
  changeSymbol(name: string, change: SymbolChange): void;
  /** @throws SymbolSpecError, or SimulatorArgumentError for a name that is served already */
  addSymbol(draft: SymbolDraft): void;
  /** It is missing from the next list that a client asks for; the protocol has no word for it. */
  removeSymbol(name: string): void;
}

export const symbolControls = (
  world: World,
  gateway: Gateway,
  checkOpen: () => void,
): SymbolControls => {
  const find = (name: string): SymbolEntry => {
    const entry = world.symbols.byName(name);
    if (entry === undefined) throw new UnknownSimulatorSymbolError(name);
    return entry;
  };
  const announce = ({ id, spec }: SymbolEntry): void => {
    const { id: command, reply } = commands.symbolUpdatePush;
    world.bars.chart([spec]);
    gateway.push(command, bodyOf(reply, [symbolFull(spec, id)]));
  };
  return {
    changeSymbol(name, change) {
      checkOpen();
      const entry = find(name);
      const { name: _name, ...draft } = entry.spec;
      const spec = symbolSpec({ ...draft, ...change });
      // What is gathered is in points of the old digits: it goes first.
      world.fanout.flush();
      world.books.flush();
      world.symbols.replace(entry, spec);
      announce(entry);
      // Whoever watches its depth is due a whole book by the new specification.
      world.books.accept(entry);
    },
    addSymbol(draft) {
      checkOpen();
      const spec = symbolSpec(draft);
      if (world.symbols.byName(spec.name) !== undefined) {
        throw new SimulatorArgumentError('path', show(draft.path), 'a name that is not there yet');
      }
      announce(world.symbols.add(spec));
    },
    removeSymbol(name) {
      checkOpen();
      world.symbols.remove(find(name));
    },
  };
};
