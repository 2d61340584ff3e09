import { checkSpec } from './check-spec.js';
import { SymbolSpecError } from './errors.js';
import { type ClassDefaults, classDefaults, currencyDigits } from './symbol-classes.js';
import { pointOf, type SymbolKind, type SymbolSpec } from './symbol-spec.js';

/** What a symbol cannot do without; all else has a default, mostly that of its class. */
export type SymbolDraft = Pick<SymbolSpec, 'kind' | 'path' | 'startPrice'> &
  Partial<Omit<SymbolSpec, 'name'>>;

/**
 * Completes a symbol: the name is the last part of the path, the currencies of a pair are the
 * first and the second three letters of its name, the rest comes from the class.
 *
 * @throws SymbolSpecError if a field is not what a server could have.
 *
 * @example
 * ```ts
 * import { symbolSpec } from 'rxmt5/simulator';
 *
 * const eurchf = symbolSpec({ kind: 'forex', path: 'Forex\\Crosses\\EURCHF', startPrice: 0.94 });
 * console.log(eurchf.currencyProfit, eurchf.digits); // CHF 5
 * ```
 */
export const symbolSpec = (draft: SymbolDraft): SymbolSpec => {
  const name = draft.path.slice(draft.path.lastIndexOf('\\') + 1);
  const currencies = { ...currenciesOf(draft.kind, name), ...draft };
  const { currencyBase, currencyProfit } = currencies;
  const defaults = defaultsOf(draft.kind, currencyProfit);
  const { digits, contractSize, marginInitial } = { ...defaults, ...draft };
  const tickSize = draft.tickSize ?? pointOf(digits);
  const spec: SymbolSpec = {
    ...defaults,
    description: name,
    currencyBase,
    currencyProfit,
    currencyMargin: draft.kind === 'forex' ? currencyBase : currencyProfit,
    tickSize,
    // Cut the tail that the product of two decimals may carry: 0.00001 * 100000 is 1.
    tickValue: Number((tickSize * contractSize).toPrecision(12)),
    marginMaintenance: marginInitial,
    marginHedged: (marginInitial === 0 ? contractSize : marginInitial) / 2,
    ...draft,
    name,
  };
  for (const field of Object.keys(draft)) {
    // A misspelt field would else be a default without a word.
    if (!fields.has(field)) {
      throw new SymbolSpecError(name, field, 'a field of this name', 'a field of a symbol');
    }
  }
  checkSpec(spec);
  return Object.freeze(spec);
};

const fields: ReadonlySet<string> = new Set([
  ...['kind', 'name', 'path', 'description', 'startPrice', 'tickSize', 'tickValue'],
  ...['currencyBase', 'currencyProfit', 'currencyMargin', 'marginMaintenance', 'marginHedged'],
  ...Object.keys(classDefaults.forex),
]);

const defaultsOf = (kind: SymbolKind, currencyProfit: string): ClassDefaults => {
  const defaults = classDefaults[kind];
  // Yen pairs have two decimals less: a yen has no hundredths.
  const short = kind === 'forex' && currencyDigits(currencyProfit) === 0;
  return short ? { ...defaults, digits: defaults.digits - 2 } : defaults;
};

const currenciesOf = (kind: SymbolKind, name: string) =>
  kind === 'forex' || kind === 'metal' || kind === 'crypto'
    ? { currencyBase: name.slice(0, 3), currencyProfit: name.slice(3, 6) }
    : { currencyBase: 'USD', currencyProfit: 'USD' };
