import { checkSpec } from './check-spec.js';
import { SymbolSpecError } from './errors.js';
import { classDefaults, currencyDigits } from './symbol-classes.js';
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
  if (typeof draft.path !== 'string') {
    throw new SymbolSpecError('', 'path', draft.path, 'a text');
  }
  const name = draft.path.slice(draft.path.lastIndexOf('\\') + 1);
  if (!Object.hasOwn(classDefaults, draft.kind)) {
    const kinds = Object.keys(classDefaults).join(' | ');
    throw new SymbolSpecError(name, 'kind', draft.kind, kinds);
  }
  const pair = currenciesOf(draft.kind, name);
  const { currencyBase = pair.currencyBase, currencyProfit = pair.currencyProfit } = draft;
  const defaults = classDefaults[draft.kind];
  const { digits = digitsOf(draft.kind, currencyProfit) } = draft;
  const { contractSize = defaults.contractSize } = draft;
  const { marginInitial = defaults.marginInitial } = draft;
  const tickSize = draft.tickSize ?? pointOf(digits);
  const derived = {
    description: name,
    currencyBase,
    currencyProfit,
    currencyMargin: draft.kind === 'forex' ? currencyBase : currencyProfit,
    digits,
    tickSize,
    // Cut the tail that the product of two decimals may carry: 0.00001 * 100000 is 1.
    tickValue: Number((tickSize * contractSize).toPrecision(12)),
    marginMaintenance: marginInitial,
    marginHedged: (marginInitial === 0 ? contractSize : marginInitial) / 2,
  };
  const blank = templates[draft.kind];
  for (const field of Object.keys(draft)) {
    // A misspelt field would else be a default without a word.
    if (!Object.hasOwn(blank, field)) {
      throw new SymbolSpecError(name, field, 'a field of this name', 'a field of a symbol');
    }
  }
  const spec: SymbolSpec = Object.assign({ ...blank }, derived, draft, { name });
  checkSpec(spec);
  return Object.freeze(spec);
};

/** Yen pairs have two decimals less: a yen has no hundredths. */
const digitsOf = (kind: SymbolKind, currencyProfit: string): number => {
  const { digits } = classDefaults[kind];
  return kind === 'forex' && currencyDigits(currencyProfit) === 0 ? digits - 2 : digits;
};

/**
 * Every field of a symbol, so that none is added to the copy: V8 keeps an object that grows to
 * fifty fields as a hash table, ten times as large and as slow to make.
 */
const template = (kind: SymbolKind): SymbolSpec => ({
  ...{ kind, name: '', path: '', description: '', startPrice: 0 },
  ...{ currencyBase: '', currencyProfit: '', currencyMargin: '' },
  ...{ tickSize: 0, tickValue: 0, marginMaintenance: 0, marginHedged: 0 },
  ...classDefaults[kind],
});

const templates: Readonly<Record<SymbolKind, SymbolSpec>> = {
  forex: template('forex'),
  metal: template('metal'),
  index: template('index'),
  stock: template('stock'),
  future: template('future'),
  crypto: template('crypto'),
};

const currenciesOf = (kind: SymbolKind, name: string) =>
  kind === 'forex' || kind === 'metal' || kind === 'crypto'
    ? { currencyBase: name.slice(0, 3), currencyProfit: name.slice(3, 6) }
    : { currencyBase: 'USD', currencyProfit: 'USD' };
