import type { PeriodMinutes } from '../convert/periods.js';
import { isNativePeriod, nativePeriods } from '../convert/periods.js';
import { RatesPeriod } from '../enums/market.js';
import type { RatesRequest } from '../records/bars.js';
import { clipText } from '../schema/strings.js';

/** Code on the wire of each native period. */
const periodCodes: Readonly<Record<PeriodMinutes, number>> = {
  1: RatesPeriod.M1,
  5: RatesPeriod.M5,
  15: RatesPeriod.M15,
  30: RatesPeriod.M30,
  60: RatesPeriod.H1,
  240: RatesPeriod.H4,
  1440: RatesPeriod.D1,
  10_080: RatesPeriod.W1,
  43_200: RatesPeriod.MN1,
};

/** Code of a period in minutes; the official client sends 0 for one that is not native. */
export const periodCode = (minutes: number): number =>
  isNativePeriod(minutes) ? periodCodes[minutes] : 0;

/** Minutes of a period code of command 11, or `undefined` for an unknown one. */
export const periodMinutes = (code: number): PeriodMinutes | undefined =>
  nativePeriods.find((minutes) => periodCodes[minutes] === code);

/** Request of command 11; `from` and `to` in milliseconds of the server clock. */
export const ratesRequestOf = (input: {
  readonly symbol: string;
  readonly periodMinutes: number;
  readonly fromMs: number;
  readonly toMs: number;
}): RatesRequest => ({
  symbol: clipText(input.symbol, 32),
  period: periodCode(input.periodMinutes),
  from: Math.floor(input.fromMs / 1000),
  to: Math.floor(input.toMs / 1000),
});
