import { AmbiguousSymbolError, SymbolNameError, SymbolNotFoundError } from './errors.js';
import { nearNames } from './near-names.js';

/** UTF-16 units of a name on the wire. */
const longestName = 32;

/** How the names of a strategy become those of a broker, who adds suffixes such as `.m` or `_pro`. */
export interface ResolveOptions {
  /** Names that differ: `{ EURUSD: 'EURUSD.m' }`. What stands here is used, and nothing else tried. */
  readonly map?: Readonly<Record<string, string>> | undefined;
  /** Suffixes to try, in order: `['.m', '_pro']`. */
  readonly suffixes?: readonly string[] | undefined;
  /** Take the only name that begins with the one given. Default true. */
  readonly prefix?: boolean | undefined;
}

/** A name that may stand in a request. @throws SymbolNameError for one that is empty or too long */
export const checkSymbolName = (name: string): string => {
  if (typeof name !== 'string' || name === '' || name.length > longestName) {
    throw new SymbolNameError(name, longestName);
  }
  return name;
};

/**
 * The broker's name of a symbol: the same name if there is one, else what the map says, else the
 * name with the first of the suffixes that makes one, else the only name that begins with it.
 * Letters are never changed to upper case, and nothing is ever cut off.
 *
 * @throws SymbolNameError for a name that is empty or over 32 UTF-16 units
 * @throws AmbiguousSymbolError if several names begin with it
 * @throws SymbolNotFoundError, with near matches, if none does
 */
export const resolveSymbol = (
  wanted: string,
  names: ReadonlySet<string>,
  { map = {}, suffixes = [], prefix = true }: ResolveOptions = {},
): string => {
  checkSymbolName(wanted);
  if (names.has(wanted)) return wanted;
  const mapped = Object.hasOwn(map, wanted) ? map[wanted] : undefined;
  if (mapped !== undefined) {
    if (names.has(checkSymbolName(mapped))) return mapped;
    throw new SymbolNotFoundError(mapped, nearNames(mapped, names));
  }
  const suffixed = suffixes.map((suffix) => wanted + suffix).find((name) => names.has(name));
  if (suffixed !== undefined) return suffixed;
  const candidates = prefix ? [...names].filter((name) => name.startsWith(wanted)) : [];
  const [only, ...others] = candidates;
  if (only === undefined) throw new SymbolNotFoundError(wanted, nearNames(wanted, names));
  if (others.length > 0) throw new AmbiguousSymbolError(wanted, candidates);
  return only;
};
