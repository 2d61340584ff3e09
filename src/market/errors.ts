import { Mt5Error } from '../connection/index.js';

/** No symbol of exactly this name. `near` holds names that look like it; none is chosen for you. */
export class SymbolNotFoundError extends Mt5Error {
  readonly code = 'symbol-not-found';

  constructor(
    readonly symbol: string,
    readonly near: readonly string[],
  ) {
    const hint = near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`;
    super(`No symbol named "${symbol}"${hint}`, { symbol, near: near.join(', ') });
  }
}
