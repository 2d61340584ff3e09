import type { FeedTick } from '../data/index.js';

/** The latest of each price of a symbol, and when one of them last changed. */
export interface Quote {
  /** UTC milliseconds. */
  readonly time: number;
  readonly bid?: number | undefined;
  readonly ask?: number | undefined;
  readonly last?: number | undefined;
  readonly volume?: bigint | undefined;
}

/** The quote after a tick: what the tick does not have stays. */
export const updated = (quote: Quote | undefined, tick: FeedTick): Quote => ({
  time: tick.time,
  bid: tick.bid ?? quote?.bid,
  ask: tick.ask ?? quote?.ask,
  last: tick.last ?? quote?.last,
  volume: tick.volume ?? quote?.volume,
});
