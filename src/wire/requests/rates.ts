import type { RatesRequest } from '../records/bars.js';
import { clipText } from '../schema/strings.js';

/** Minutes of a native time frame to its code on the wire. */
const periodCodes: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [5, 5],
  [15, 15],
  [30, 30],
  [60, 0x4001],
  [240, 0x4004],
  [1440, 0x4018],
  [10_080, 0x8001],
  [43_200, 0xc001],
]);

/** Code of a period in minutes; the official client sends 0 for one that is not native. */
export const periodCode = (minutes: number): number => periodCodes.get(minutes) ?? 0;

/** Minutes of a period code, or `undefined` for an unknown one. */
export const periodMinutes = (code: number): number | undefined =>
  [...periodCodes].find(([, known]) => known === code)?.[0];

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
