import { getOrElse } from 'fp-ts/lib/Either.js';
import { priceFromPoints, TradeExemode, TicksChartMode, volumeFromLots } from '../../wire/index.js';
import type { FeedTick } from './feed-tick.js';
import { normal, type Random, wholeBetween } from './random.js';
import { pointOf, type SymbolSpec } from './symbol-spec.js';

const secondsPerDay = 86_400;
/** Part of the ticks that are trades, where trades are shown. */
const tradeShare = 0.6;
/** Largest volume of a trade, in steps. */
const mostSteps = 10;
/** Bids stay within the start price divided and multiplied by this. */
const widestRange = 2;

export type Prices = Pick<FeedTick, 'bid' | 'ask' | 'last' | 'volume'>;

/**
 * The prices of one symbol, tick after tick: the bid walks on the tick grid with the symbol's
 * volatility, the ask keeps about its usual spread, at least one tick. Where trades are shown
 * (exchange execution, bars from last prices) about every second tick is one.
 *
 * The arithmetic is in whole ticks, so that every price is on the grid exactly.
 */
export const priceWalk = (
  spec: SymbolSpec,
  ticksPerSecond: number,
  random: Random,
): (() => Prices) => {
  const { digits } = spec;
  const pointsPerTick = Math.round(spec.tickSize / pointOf(digits));
  const price = (ticks: number): number => priceFromPoints(ticks * pointsPerTick, digits);
  const ticksOf = (value: number): number => Math.max(1, Math.round(value / spec.tickSize));

  const start = ticksOf(spec.startPrice);
  const usualSpread = Math.max(1, Math.round(spec.spread / pointsPerTick));
  const lowest = Math.max(ticksOf(spec.startPrice / widestRange), ticksOf(spec.priceLimitMin));
  const ceiling = spec.startPrice * widestRange;
  const highest = ticksOf(
    spec.priceLimitMax === 0 ? ceiling : Math.min(ceiling, spec.priceLimitMax),
  );
  const deviation = (start * spec.volatility) / Math.sqrt(ticksPerSecond * secondsPerDay);
  const showsTrades =
    spec.exeMode === TradeExemode.exchange || spec.chartMode === TicksChartMode.last;
  const step = getOrElse(() => 0n)(volumeFromLots(spec.volumeStep));

  const nextSpread = (): number => {
    if (spec.fixedSpread > 0) return Math.max(1, Math.round(spec.fixedSpread / pointsPerTick));
    return Math.max(1, usualSpread + wholeBetween(random, -1, 1));
  };
  let bid = start;
  let isFirst = true;

  return () => {
    const spread = nextSpread();
    if (!isFirst) {
      const drawn = Math.round(normal(random) * deviation);
      // A tick that changes nothing is none.
      const move = drawn === 0 ? (random() < 0.5 ? -1 : 1) : drawn;
      const leaves = bid + move < lowest || bid + move > highest - spread;
      bid += leaves ? -move : move;
    }
    isFirst = false;
    bid = Math.max(lowest, Math.min(bid, highest - spread));
    const prices = { bid: price(bid), ask: price(bid + spread) };
    if (!showsTrades || random() >= tradeShare) return prices;
    const last = random() < 0.5 ? prices.bid : prices.ask;
    return { ...prices, last, volume: step * BigInt(wholeBetween(random, 1, mostSteps)) };
  };
};
