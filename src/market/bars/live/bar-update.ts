import type { Tick as WireTick } from '../../../wire/index.js';
import type { BackfillCondition, OfSymbol } from '../../condition.js';
import type { Bar } from '../bar.js';

/**
 * Where a bar comes from.
 *
 * - `history`: from the server, at the beginning.
 * - `live`: made from ticks, by the rule that the server itself keeps to.
 * - `backfill`: from the server, after a gap: a lost connection, or periods that ticks jumped over.
 * - `fill`: a flat bar in place of a period without a tick.
 */
export type BarSource = 'history' | 'live' | 'backfill' | 'fill';

/** A bar as it stands. Every bar is told as `closed` once, and in the order of time. */
export interface BarUpdate {
  /** Name of the symbol, as the server spells it. */
  readonly symbol: string;
  /** Name of the timeframe: `M5`. */
  readonly timeframe: string;
  readonly bar: Bar;
  /** It does not change any more. */
  readonly closed: boolean;
  readonly source: BarSource;
}

/** What a stream of bars says of itself. */
export type BarCondition = OfSymbol<BackfillCondition>;

/**
 * Why a tick moved no bar although it has a price.
 *
 * - `out-of-order`: it is older than the last tick of its side, so that quotes leave it out, too.
 * - `bar-closed`: it belongs to a bar before the open one, or to one that the clock has closed.
 */
export type IgnoredReason = 'out-of-order' | 'bar-closed';

/** A tick that moved no bar. */
export interface IgnoredTick {
  readonly reason: IgnoredReason;
  /** Milliseconds of the server's clock. */
  readonly serverTime: number;
  readonly price: number;
}

/** What bars need of a tick, or of details that are counted as one. */
export type ChartTick = Pick<
  WireTick,
  'fields' | 'bid' | 'ask' | 'last' | 'tick_volume' | 'tick_time' | 'time_ms_delta' | 'flags'
>;
