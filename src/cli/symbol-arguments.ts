import { forkJoin, type Observable } from 'rxjs';
import type { Session, SymbolSpecification } from '../index.js';
import { usable } from './account-options.js';
import type { Positionals } from './args.js';

/** For commands of one symbol and more. */
export const symbolNames: Positionals = {
  value: 'SYMBOL...',
  help: 'names of symbols, exactly as the server spells them',
  min: 1,
};

/** A symbol, unless there are none before the password of the account is changed. */
export const symbolNamed = (session: Session, name: string): Observable<SymbolSpecification> =>
  usable(session, session.symbol(name));

/**
 * The symbols of these names, in their order. One that does not exist fails it before anything
 * is shown.
 */
export const symbolsNamed = (
  session: Session,
  names: readonly string[],
): Observable<readonly SymbolSpecification[]> =>
  forkJoin(names.map((name) => symbolNamed(session, name)));
