import type { FeedTick } from '../data/index.js';

/** The latest of each price of a symbol, and when one of them last changed. */
export type Quote = Omit<FeedTick, 'symbol'>;
