import type { Diagnostic } from '../connection/index.js';
import type { SymbolCatalogue } from '../market/index.js';

/** Reports what comes for symbols that are not in the list of a connection, each symbol once. */
export class UnknownSymbols {
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #reported = new Set<number>();
  #catalogue: Pick<SymbolCatalogue, 'has'> | undefined;

  constructor(report: (diagnostic: Diagnostic) => void) {
    this.#report = report;
  }

  /** Another connection, or none: another list. */
  use(catalogue: Pick<SymbolCatalogue, 'has'> | undefined): void {
    this.#catalogue = catalogue;
    this.#reported.clear();
  }

  /** Something came under an id that nobody listens to. */
  saw(symbolId: number): void {
    // It may still be on its way when the last listener leaves: that is no news.
    if (this.#catalogue?.has(symbolId) !== false || this.#reported.has(symbolId)) return;
    this.#reported.add(symbolId);
    this.#report({ kind: 'unknown-symbol', symbolId });
  }
}
