import { Sector } from '../../wire/index.js';
import { checkWhole } from './checks.js';
import { mulberry32, seedFor, wholeBetween } from './random.js';
import { type SymbolDraft, symbolSpec } from './symbol-draft.js';
import type { SymbolSpec } from './symbol-spec.js';

export interface GenerateOptions {
  /** The same seed gives the same symbols. A whole number; default 1. */
  readonly seed?: number;
}

const letters = 26;
const codes = letters ** 4;
/** Shares no factor with 26, so that multiplying visits every code once before one comes again. */
const stride = 172_357;
/** Names stay distinct up to here. */
const mostSymbols = 100_000;

const sectors: readonly SymbolSpec['sector'][] = [
  ...[Sector.energy, Sector.financial, Sector.healthcare, Sector.industrials],
  ...[Sector.technology, Sector.utilities, Sector.real_estate, Sector.basic_materials],
];

type Whole = (min: number, max: number) => number;
type Maker = (code: string, whole: Whole) => SymbolDraft;

const share =
  (exchange: string, suffix: string, currency: string): Maker =>
  (code, whole) => ({
    kind: 'stock',
    path: `Stocks\\${exchange}\\${code}.${suffix}`,
    description: `${code}, share`,
    startPrice: whole(500, 50_000) / 100,
    basis: code,
    exchange,
    sector: sectors[whole(0, sectors.length - 1)] ?? Sector.undefined,
    currencyBase: currency,
    currencyProfit: currency,
  });

const future =
  (folder: string): Maker =>
  (code, whole) => {
    const month = String(whole(1, 12)).padStart(2, '0');
    return {
      kind: 'future',
      path: `Futures\\${folder}\\${code}-${month}.29`,
      description: `${code}, future`,
      startPrice: whole(1000, 200_000) / 100,
      basis: code,
      timeExpiration: Date.parse(`2029-${month}-15T00:00:00Z`) / 1000,
    };
  };

const cryptoPair: Maker = (code, whole) => ({
  kind: 'crypto',
  path: `Crypto\\Others\\${code}USD`,
  description: `${code} vs US Dollar`,
  startPrice: whole(100, 90_000) / 100,
  currencyBase: code,
  currencyProfit: 'USD',
  spread: 20,
});

const basket: Maker = (code, whole) => ({
  kind: 'index',
  path: `Indices\\Baskets\\${code}.idx`,
  description: `${code}, basket`,
  startPrice: whole(1000, 200_000) / 10,
});

/** In turn: of ten symbols six are shares. */
const makers: readonly Maker[] = [
  share('NYSE', 'NYS', 'USD'),
  share('London', 'LSE', 'GBP'),
  future('Energy'),
  share('Xetra', 'XET', 'EUR'),
  cryptoPair,
  share('Paris', 'PAR', 'EUR'),
  share('NYSE', 'NYS', 'USD'),
  future('Grains'),
  share('Tokyo', 'TSE', 'JPY'),
  basket,
];

/**
 * Any number of invented symbols for load, up to 100,000. Names and paths are distinct, and
 * none is in the catalogue: their codes have four letters, and the endings are other ones.
 *
 * @throws RangeError if `count` or the seed is out of range.
 */
export const generateSymbols = (count: number, options: GenerateOptions = {}): SymbolSpec[] => {
  const { seed = 1 } = options;
  checkWhole('generateSymbols: count', count, 0, mostSymbols);
  checkWhole('generateSymbols: seed', seed);
  const random = mulberry32(seedFor(seed, 'symbols'));
  const whole = (min: number, max: number): number => wholeBetween(random, min, max);
  const offset = whole(0, codes - 1);
  return Array.from({ length: count }, (_, index) => {
    // The remainder is an index of the list.
    const make = makers[index % makers.length] as Maker;
    return symbolSpec(make(codeOf(offset + index * stride), whole));
  });
};

/** Four letters for a number; distinct for distinct numbers modulo 26^4. */
const codeOf = (number: number): string => {
  let rest = number % codes;
  let code = '';
  for (let position = 0; position < 4; position += 1) {
    code = String.fromCharCode(65 + (rest % letters)) + code;
    rest = Math.floor(rest / letters);
  }
  return code;
};
