import {
  Sector,
  SwapMode,
  symbolFull,
  TicksChartMode,
  TradeCalcMode,
  TradeExemode,
  TradeGtcMode,
  TradeMode,
  volumeFromLots,
} from '../../wire/index.js';
import { isLeft } from 'fp-ts/lib/Either.js';
import { SymbolSpecError } from './errors.js';
import { daysPerWeek, minutesPerDay, type WeekSessions } from './sessions.js';
import { pointOf, type SymbolSpec } from './symbol-spec.js';

/** Slots of a day in the wire's schedule. */
const sessionsPerDay = 16;
const orderTypes = 8;
const largestU16 = 0xffff;
const largestU32 = 0xffff_ffff;
const largestI32 = 0x7fff_ffff;

/** Texts, and the most UTF-16 units that their fields of the wire hold. */
const { fields } = symbolFull;
const texts: readonly (readonly [keyof SymbolSpec, number])[] = [
  ['name', fields.trade_symbol.units],
  ['path', fields.trade.fields.symbol_path.units],
  ['description', fields.symbol_description.units],
  ['isin', fields.isin.units],
  ['basis', fields.basis.units],
  ['exchange', fields.trade_exchange.units],
  ['category', fields.category.units],
  ['country', fields.country.units],
  ['cfi', fields.cfi.units],
  ['page', fields.symbol_page.units],
  ['currencyBase', fields.currency_base.units],
  ['currencyProfit', fields.currency_profit.units],
  ['currencyMargin', fields.currency_margin.units],
];

const enumerations: readonly (readonly [keyof SymbolSpec, readonly unknown[]])[] = [
  ['sector', Object.values(Sector)],
  ['calcMode', Object.values(TradeCalcMode)],
  ['chartMode', Object.values(TicksChartMode)],
  ['tradeMode', Object.values(TradeMode)],
  ['exeMode', Object.values(TradeExemode)],
  ['gtcMode', Object.values(TradeGtcMode)],
  ['swapMode', Object.values(SwapMode)],
];

/** Whole numbers from 0, and the largest that is allowed. */
const wholes: readonly (readonly [keyof SymbolSpec, number])[] = [
  ['industry', largestU16],
  ['digits', 8],
  ['bookDepth', largestU32],
  ['delayMinutes', largestU32],
  ['fixedSpread', largestI32],
  ['spread', largestI32],
  ['stopsLevel', largestI32],
  ['freezeLevel', largestI32],
  ['timeStart', largestI32],
  ['timeExpiration', largestI32],
  ['fillFlags', 7],
  ['timeFlags', 15],
  ['orderFlags', 127],
];

const positives = ['startPrice', 'contractSize', 'tickSize', 'tickValue', 'tickRate'] as const;
const fromZero = [
  ...['volatility', 'marginInitial', 'marginMaintenance', 'marginHedged'],
  ...['priceSettle', 'priceLimitMin', 'priceLimitMax'],
] as readonly (keyof SymbolSpec)[];
const lots = ['volumeMin', 'volumeMax', 'volumeStep', 'volumeLimit'] as const;

type Refuse = (field: string, got: unknown, expected: string) => SymbolSpecError;

/** @throws SymbolSpecError at the first field that is wrong. */
export const checkSpec = (spec: SymbolSpec): void => {
  const refuse: Refuse = (field, got, expected) =>
    new SymbolSpecError(spec.name, field, got, expected);
  checkTexts(spec, refuse);
  checkNumbers(spec, refuse);
  checkVolumes(spec, refuse);
  checkRates('marginRates', spec.marginRates, orderTypes, refuse);
  checkRates('swapRates', spec.swapRates, daysPerWeek, refuse);
  checkSessions('quoteSessions', spec.quoteSessions, refuse);
  checkSessions('tradeSessions', spec.tradeSessions, refuse);
};

const checkTexts = (spec: SymbolSpec, refuse: Refuse): void => {
  if (spec.name === '') throw refuse('path', spec.path, 'a path that ends in the name');
  for (const [field, units] of texts) {
    const text: unknown = spec[field];
    if (typeof text !== 'string' || text.length > units) {
      throw refuse(field, text, `a text of at most ${units} UTF-16 units`);
    }
  }
};

const checkNumbers = (spec: SymbolSpec, refuse: Refuse): void => {
  for (const [field, allowed] of enumerations) {
    if (!allowed.includes(spec[field])) {
      throw refuse(field, spec[field], `one of ${allowed.join(', ')}`);
    }
  }
  for (const [field, max] of wholes) {
    const got = spec[field];
    if (!Number.isSafeInteger(got) || (got as number) < 0 || (got as number) > max) {
      throw refuse(field, got, `a whole number from 0 to ${max}`);
    }
  }
  for (const field of positives) {
    if (!isFinitePositive(spec[field])) {
      throw refuse(field, spec[field], 'a finite number above 0');
    }
  }
  for (const field of fromZero) {
    const got = spec[field];
    if (got !== 0 && !isFinitePositive(got)) throw refuse(field, got, 'a finite number from 0');
  }
  for (const field of ['swapLong', 'swapShort'] as const) {
    if (!Number.isFinite(spec[field])) throw refuse(field, spec[field], 'a finite number');
  }
  const { startPrice, priceLimitMin, priceLimitMax } = spec;
  if (startPrice < priceLimitMin || (priceLimitMax !== 0 && startPrice > priceLimitMax)) {
    throw refuse('startPrice', startPrice, `a price from ${priceLimitMin} to ${priceLimitMax}`);
  }
  const points = spec.tickSize / pointOf(spec.digits);
  if (Math.round(points) < 1 || Math.abs(points - Math.round(points)) > 1e-6) {
    throw refuse('tickSize', spec.tickSize, `a multiple of ${pointOf(spec.digits)}`);
  }
};

const checkVolumes = (spec: SymbolSpec, refuse: Refuse): void => {
  for (const field of lots) {
    if (isLeft(volumeFromLots(spec[field]))) throw refuse(field, spec[field], 'lots from 0');
  }
  const { volumeMin, volumeMax, volumeStep } = spec;
  if (volumeMin === 0) throw refuse('volumeMin', volumeMin, 'more than 0');
  if (volumeStep === 0) throw refuse('volumeStep', volumeStep, 'more than 0');
  if (volumeMax < volumeMin) throw refuse('volumeMax', volumeMax, `at least ${volumeMin}`);
};

const checkRates = (
  field: string,
  rates: readonly number[],
  count: number,
  refuse: Refuse,
): void => {
  if (rates.length !== count || !rates.every((rate) => rate === 0 || isFinitePositive(rate))) {
    throw refuse(field, rates, `${count} numbers from 0`);
  }
};

const checkSessions = (field: string, week: WeekSessions, refuse: Refuse): void => {
  if (week.length !== daysPerWeek) throw refuse(field, week, `${daysPerWeek} days`);
  week.forEach((sessions, day) => {
    const name = `${field}[${day}]`;
    if (sessions.length > sessionsPerDay) {
      throw refuse(name, sessions, `at most ${sessionsPerDay} sessions`);
    }
    let after = 0;
    for (const [from, to] of sessions) {
      const whole = Number.isSafeInteger(from) && Number.isSafeInteger(to);
      if (!whole || from < after || to <= from || to > minutesPerDay) {
        throw refuse(name, sessions, `ascending sessions within 0 to ${minutesPerDay} minutes`);
      }
      after = to;
    }
  });
};

const isFinitePositive = (value: unknown): boolean =>
  typeof value === 'number' && value > 0 && value < Infinity;
