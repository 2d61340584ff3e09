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

/** The server lists the symbol, but has not sent the full record that tells how to read its data. */
export class SymbolRecordError extends Mt5Error {
  readonly code = 'symbol-record';

  constructor(readonly symbol: string) {
    super(`The server has not sent the full record of "${symbol}"`, { symbol });
  }
}

/** A name that no request can carry: empty, or longer than its field. Nothing is ever cut off. */
export class SymbolNameError extends Mt5Error {
  readonly code = 'symbol-name';

  constructor(
    readonly symbol: string,
    longest: number,
  ) {
    const got =
      typeof symbol === 'string' ? `"${symbol}" (${String(symbol.length)})` : typeof symbol;
    super(`symbol: got ${got}, expected a text of 1 to ${String(longest)} UTF-16 units`, {
      symbol,
    });
  }
}

/** Several symbols begin with the name that was given; none is chosen for you. */
export class AmbiguousSymbolError extends Mt5Error {
  readonly code = 'symbol-ambiguous';

  constructor(
    readonly symbol: string,
    readonly candidates: readonly string[],
  ) {
    const shown = candidates.slice(0, 5).join(', ');
    const more = candidates.length > 5 ? ` and ${String(candidates.length - 5)} more` : '';
    super(`"${symbol}" begins the names of several symbols: ${shown}${more}`, {
      symbol,
      candidates: candidates.length,
    });
  }
}
