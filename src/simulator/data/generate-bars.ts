import { isOpen, pointsFromPrice, priceFromPoints, type RateBar } from '../../wire/index.js';
import { checkWhole } from './checks.js';
import { mulberry32, normal, seedFor, wholeBetween } from './random.js';
import type { SymbolSpec } from './symbol-spec.js';

export interface GenerateBarsOptions {
  /** How many M1 bars. */
  readonly count: number;
  /** The newest bar is of the minute before this time, UTC milliseconds. */
  readonly until: number;
  /** How far the server's clock is ahead of UTC, seconds, whole minutes. Default 0. */
  readonly serverOffsetSeconds?: number;
  /** Another seed, another history. A whole number; default 1. */
  readonly seed?: number;
}

const minuteSeconds = 60;
const minutesPerDay = 1440;
/** Ticks of a minute are few or many, around the symbol's usual rate. */
const liveliness = [0.4, 1.6] as const;
/** Prices stay within the start price divided and multiplied by this. */
const widestRange = 2;

/**
 * A made-up past for a symbol: M1 bars, ascending, ready for `BarStore.load`, that end where a
 * random walk of the symbol sets out, at its start price. Only minutes in which it is quoted have
 * a bar. The same options give the same bars.
 *
 * @throws RangeError if an option is not what it should be.
 *
 * @example
 * ```ts
 * import { BarStore, catalogue, generateBars } from 'rxmt5/simulator';
 *
 * const bars = new BarStore({ symbols: catalogue });
 * for (const spec of catalogue) {
 *   bars.load(spec.name, generateBars(spec, { count: 1440, until: Date.now() }));
 * }
 * ```
 */
export const generateBars = (spec: SymbolSpec, options: GenerateBarsOptions): RateBar[] => {
  const { count, until, serverOffsetSeconds = 0, seed = 1 } = options;
  checkWhole('generateBars: count', count, 0);
  checkWhole('generateBars: serverOffsetSeconds', serverOffsetSeconds);
  checkWhole('generateBars: seed', seed);
  const random = mulberry32(seedFor(seed, spec.name));
  const start = pointsFromPrice(spec.startPrice, spec.digits);
  const deviation = (start * spec.volatility) / Math.sqrt(minutesPerDay);
  const [least, most] = [start / widestRange, start * widestRange];
  const price = (points: number): number => priceFromPoints(Math.round(points), spec.digits);

  const bars: RateBar[] = [];
  let close: number = start;
  const serverNow = Math.floor(until / 1000) + serverOffsetSeconds;
  let time = Math.floor(serverNow / minuteSeconds) * minuteSeconds;
  // A week without a session would never end.
  let closedMinutes = 0;
  while (bars.length < count && closedMinutes <= 7 * minutesPerDay && time >= minuteSeconds) {
    time -= minuteSeconds;
    if (!isOpen(spec.quoteSessions, time)) {
      closedMinutes += 1;
      continue;
    }
    closedMinutes = 0;
    const drawn = close - normal(random) * deviation;
    const open = Math.min(most, Math.max(least, drawn));
    const reach = (): number => Math.abs(normal(random)) * deviation * 0.5;
    const rate = spec.tickRate * minuteSeconds;
    bars.push({
      time,
      open: price(open),
      high: price(Math.max(open, close) + reach()),
      low: price(Math.max(1, Math.min(open, close) - reach())),
      close: price(close),
      tick_volume: Math.max(
        1,
        wholeBetween(random, Math.floor(rate * liveliness[0]), Math.ceil(rate * liveliness[1])),
      ),
      real_volume: 0,
    });
    close = open;
  }
  return bars.reverse();
};
