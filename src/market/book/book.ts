import { lotsFromVolume, normalize, priceFromPoints } from '../../wire/index.js';
import type { SymbolSpecification } from '../symbols.js';
import type { Ladder, LadderLevel, LadderSide } from './ladder.js';

/** What is offered at one price. */
export interface BookLevel {
  readonly price: number;
  /** Units of the base asset. */
  readonly volume: number;
  /** `volume` by the contract size, rounded to 8 decimals as the official client does. */
  readonly lots: number;
  /** `volume` exactly, in units of 1e-8. */
  readonly volumeUnits: bigint;
  /** Units of the base asset from the best price to this one. */
  readonly cumulativeVolume: number;
  /** Lots from the best price to this one. */
  readonly cumulativeLots: number;
  /** The server sent it as a "market" level; what that means is not documented. */
  readonly market: boolean;
}

/**
 * - `normal`: the best bid is below the best ask.
 * - `locked`, `crossed`: it is the same, or above. Nothing to trade on without a second look.
 * - `one-sided`: only bids or only asks.
 * - `empty`: no level at all.
 */
export type BookState = 'normal' | 'crossed' | 'locked' | 'empty' | 'one-sided';

/** The depth of market of a symbol at one moment. Immutable. */
export interface Book {
  /** Name of the symbol. */
  readonly symbol: string;
  /** UTC milliseconds: of the server's record, or of our own clock when the levels were lost. */
  readonly time: number;
  /** Best, that is highest, first. */
  readonly bids: readonly BookLevel[];
  /** Best, that is lowest, first. */
  readonly asks: readonly BookLevel[];
  readonly bestBid: BookLevel | undefined;
  readonly bestAsk: BookLevel | undefined;
  /** Points from the best bid to the best ask; below 0 in a crossed book. */
  readonly spread: number | undefined;
  readonly state: BookState;
  /**
   * A complete book has come since the subscription or the last reconnect. Until then it holds
   * only what has changed since, and levels may be missing.
   */
  readonly isComplete: boolean;
}

/** What the levels of a symbol are read with. */
export type BookSymbol = Pick<SymbolSpecification, 'name' | 'digits' | 'contractSize'>;

/** A ladder as it is shown. */
export const bookOf = (ladder: Ladder, symbol: BookSymbol, time: number): Book => {
  const bidLevels = inOrder(ladder.bids, (a, b) => a.points > b.points);
  const askLevels = inOrder(ladder.asks, (a, b) => a.points < b.points);
  const bids = levelsOf(bidLevels, symbol);
  const asks = levelsOf(askLevels, symbol);
  const [bid] = bidLevels;
  const [ask] = askLevels;
  const spread = bid === undefined || ask === undefined ? undefined : ask.points - bid.points;
  return {
    symbol: symbol.name,
    time,
    bids,
    asks,
    bestBid: bids[0],
    bestAsk: asks[0],
    spread: spread === undefined ? undefined : Number(spread),
    state: stateOf(bids.length + asks.length, spread),
    isComplete: ladder.isComplete,
  };
};

const stateOf = (levels: number, spread: bigint | undefined): BookState => {
  if (levels === 0) return 'empty';
  if (spread === undefined) return 'one-sided';
  if (spread === 0n) return 'locked';
  return spread < 0n ? 'crossed' : 'normal';
};

const inOrder = (
  side: LadderSide,
  isBefore: (a: LadderLevel, b: LadderLevel) => boolean,
): LadderLevel[] => [...side.values()].sort((a, b) => (isBefore(a, b) ? -1 : 1));

const levelsOf = (
  levels: readonly LadderLevel[],
  { digits, contractSize }: BookSymbol,
): BookLevel[] => {
  let sum = 0n;
  return levels.map(({ points, units, market }) => {
    sum += units;
    const volume = lotsFromVolume(units);
    const cumulativeVolume = lotsFromVolume(sum);
    return {
      price: priceFromPoints(points, digits),
      volume,
      lots: normalize(volume / contractSize, lotDecimals),
      volumeUnits: units,
      cumulativeVolume,
      cumulativeLots: normalize(cumulativeVolume / contractSize, lotDecimals),
      market,
    };
  });
};

/** Decimals of a lot on the wire. */
const lotDecimals = 8;
