import type { FeedTick, SymbolSpec } from '../data/index.js';
import type { ServerClock } from './clock.js';
import { DailyStats } from './daily-stats.js';
import { updated, type Quote } from './quote.js';

/** A symbol that the server serves, and where its prices stand. */
export class SymbolEntry {
  readonly daily: DailyStats;
  quote: Quote | undefined;

  constructor(
    readonly id: number,
    /** Replaced as a whole when the symbol changes. */
    public spec: SymbolSpec,
    clock: ServerClock,
  ) {
    this.daily = new DailyStats(clock, spec.startPrice);
  }

  get name(): string {
    return this.spec.name;
  }

  /** Takes a tick in; true when a high or low of the day changed. */
  apply(tick: FeedTick): boolean {
    this.quote = updated(this.quote, tick);
    return this.daily.apply(tick);
  }
}
