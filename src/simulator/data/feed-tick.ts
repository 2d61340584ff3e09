/** What a feed gives: one change of a symbol's prices. A price that did not change may be left out. */
export interface FeedTick {
  readonly symbol: string;
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  readonly bid?: number;
  readonly ask?: number;
  /** Price of the last trade; only where the tick is one. */
  readonly last?: number;
  /** Volume of the last trade, units of 1e-8 lot. */
  readonly volume?: bigint;
}
