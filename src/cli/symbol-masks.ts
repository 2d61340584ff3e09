import { pathMatcher } from '../index.js';
import { didYouMean } from './suggest.js';

interface Named {
  readonly name: string;
  readonly path: string;
}

const fold = (text: string): string => text.toLowerCase();

/**
 * A test for symbols: their name or their whole path fits a mask, in which `*` stands for any run
 * of characters, and none that begins with `!`. Case does not matter. Without a mask all fit.
 */
export const symbolFilter = (masks: readonly string[]): ((symbol: Named) => boolean) => {
  const parts = masks.flatMap((mask) => mask.split(',')).map((mask) => fold(mask.trim()));
  const included = parts.filter((mask) => mask !== '' && !mask.startsWith('!'));
  const isIncluded = pathMatcher(included.length === 0 ? '*' : included.join(','));
  const excluded = parts.filter((mask) => mask.startsWith('!')).map((mask) => mask.slice(1));
  const isExcluded = pathMatcher(excluded.join(','));
  return (symbol) => {
    const texts = [fold(symbol.name), fold(symbol.path)];
    return texts.some(isIncluded) && !texts.some(isExcluded);
  };
};

/** Why no symbol fits, with near names for a mask that may be a slip of the pen. */
export const nothingFits = (masks: readonly string[], symbols: readonly Named[]): Error => {
  if (symbols.length === 0) return new Error('the account has no symbols');
  const [mask = ''] = masks;
  const near = didYouMean(
    mask,
    symbols.map(({ name }) => name),
  );
  return new Error(`no symbol fits ${masks.map((one) => JSON.stringify(one)).join(', ')}${near}`);
};
