import { pointsFromPrice, priceFromPoints, volumeFromLots } from '../../wire/index.js';
import { getOrElse } from 'fp-ts/lib/Either.js';
import { mulberry32, seedFor } from '../data/random.js';
import { pointOf, type SymbolSpec } from '../data/index.js';
import type { Quote } from './quote.js';

/** Volumes in units of 1e-8 of the base asset by price in points, best price first. */
export type BookSide = ReadonlyMap<number, bigint>;

/** The depth of market of a symbol as the server keeps it. */
export interface BookLadder {
  readonly bids: BookSide;
  readonly asks: BookSide;
}

export const emptyBook: BookLadder = { bids: new Map(), asks: new Map() };

/** More than this many levels on a side are not shown, whatever the symbol says. */
const maxLevels = 500;
/** Volumes are 1 to so many times the smallest one, and grow away from the best price. */
const volumeSteps = 40;
const levelsPerStep = 3;
/**
 * No volume and no change of one is finer: below 0.1 of a unit the official client takes a
 * reduction for a removal.
 */
const finestUnits = 10_000_000n;
const unitsPerOne = 100_000_000;

/**
 * The ladder that belongs to a quote: on each side as many levels as the symbol has, a tick
 * apart, from the best price on. The volume at a price follows from the price, its distance from
 * the best one and the seed, so that a quote has one ladder only, and a move of it changes some
 * of the volumes.
 */
export const ladderOf = (spec: SymbolSpec, quote: Quote | undefined, seed: number): BookLadder => {
  if (spec.bookDepth === 0) return emptyBook;
  const side = (name: 'bid' | 'ask'): BookSide => {
    const price = quote?.[name];
    return price === undefined ? new Map() : sideOf(spec, name, price, seed);
  };
  return { bids: side('bid'), asks: side('ask') };
};

const sideOf = (spec: SymbolSpec, side: 'bid' | 'ask', best: number, seed: number): BookSide => {
  const step = Math.max(1, Math.round(spec.tickSize / pointOf(spec.digits)));
  const unit = smallestVolume(spec);
  const start = pointsFromPrice(best, spec.digits);
  const levels = new Map<number, bigint>();
  for (let index = 0; index < Math.min(spec.bookDepth, maxLevels); index += 1) {
    const points = side === 'bid' ? start - index * step : start + index * step;
    if (points <= 0) break;
    const random = mulberry32(seedFor(seed, `${spec.name} ${side} ${String(points)}`));
    const steps = 1 + Math.floor(random() * volumeSteps) + Math.floor(index / levelsPerStep);
    levels.set(points, unit * BigInt(steps));
  }
  return levels;
};

/** One step of the symbol's volumes in units of 1e-8 of the base asset. */
const smallestVolume = ({ volumeStep, contractSize }: SymbolSpec): bigint => {
  const lots = getOrElse(() => 0n)(volumeFromLots(volumeStep));
  const units = (lots * BigInt(Math.round(contractSize * unitsPerOne))) / BigInt(unitsPerOne);
  return units > finestUnits ? units : finestUnits;
};

/** A level as the server has it. */
export interface SimulatorBookLevel {
  readonly price: number;
  /** Units of 1e-8 of the base asset. */
  readonly volumeUnits: bigint;
}

/** The depth of market of a symbol as the server has it, best prices first. */
export interface SimulatorBook {
  readonly bids: readonly SimulatorBookLevel[];
  readonly asks: readonly SimulatorBookLevel[];
}

/** A ladder in prices. */
export const shownBook = ({ bids, asks }: BookLadder, digits: number): SimulatorBook => {
  const levels = (side: BookSide): SimulatorBookLevel[] =>
    [...side].map(([points, volumeUnits]) => {
      return { price: priceFromPoints(points, digits), volumeUnits };
    });
  return { bids: levels(bids), asks: levels(asks) };
};
