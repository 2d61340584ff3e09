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
import { classDefaults } from './symbol-classes.js';

/** Slots of a day in the wire's schedule. */
const sessionsPerDay = 16;
const orderTypes = 8;
const largestU16 = 0xffff;
const largestU32 = 0xffff_ffff;
const largestI32 = 0x7fff_ffff;

/** The field of the wire that a text must fit into. */
const texts = {
  name: 'trade_symbol',
  description: 'symbol_description',
  isin: 'isin',
  basis: 'basis',
  exchange: 'trade_exchange',
  category: 'category',
  country: 'country',
  cfi: 'cfi',
  page: 'symbol_page',
  currencyBase: 'currency_base',
  currencyProfit: 'currency_profit',
  currencyMargin: 'currency_margin',
} as const;
const pathUnits = symbolFull.fields.trade.fields.symbol_path.units;

const enumerations = {
  sector: Sector,
  calcMode: TradeCalcMode,
  chartMode: TicksChartMode,
  tradeMode: TradeMode,
  exeMode: TradeExemode,
  gtcMode: TradeGtcMode,
  swapMode: SwapMode,
} as const;

/** Whole numbers from 0, and the largest that is allowed. */
const wholes = {
  ...{ industry: largestU16, digits: 8, bookDepth: largestU32, fixedSpread: largestI32 },
  ...{ delayMinutes: largestU32, fillFlags: 7, timeFlags: 15, orderFlags: 127 },
  ...{ stopsLevel: largestI32, freezeLevel: largestI32 },
  ...{ timeStart: largestI32, timeExpiration: largestI32, spread: largestI32 },
} as const;

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
  if (!Object.hasOwn(classDefaults, spec.kind)) {
    throw refuse('kind', spec.kind, Object.keys(classDefaults).join(' | '));
  }
  if (spec.name === '') throw refuse('path', spec.path, 'a path that ends in the name');
  if (spec.path.length > pathUnits) {
    throw refuse('path', spec.path, `at most ${pathUnits} UTF-16 units`);
  }
  for (const [field, wire] of Object.entries(texts) as [keyof typeof texts, keyof Wire][]) {
    const { units } = symbolFull.fields[wire];
    const text: unknown = spec[field];
    if (typeof text !== 'string' || text.length > units) {
      throw refuse(field, text, `a text of at most ${units} UTF-16 units`);
    }
  }
};
type Wire = Pick<typeof symbolFull.fields, (typeof texts)[keyof typeof texts]>;

const checkNumbers = (spec: SymbolSpec, refuse: Refuse): void => {
  for (const [field, values] of Object.entries(enumerations)) {
    const got = spec[field as keyof typeof enumerations];
    const allowed: readonly number[] = Object.values(values);
    if (!allowed.includes(got)) throw refuse(field, got, `one of ${allowed.join(', ')}`);
  }
  for (const [field, max] of Object.entries(wholes)) {
    const got = spec[field as keyof typeof wholes];
    if (!Number.isSafeInteger(got) || got < 0 || got > max) {
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
