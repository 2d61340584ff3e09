import type { Observable } from 'rxjs';

/** Why a stream could not see for a while. */
export type GapReason = 'disconnected' | 'query-failed';

/**
 * What a stream can say of itself besides its values; silence has a name. Times are UTC
 * milliseconds.
 *
 * - `live`: values come, from the first one on, and again after `stale`.
 * - `stale`: the market is open, values are due, and none has come since `since`.
 * - `closed`: it was stale, and the market has closed meanwhile: nothing is due any more.
 * - `gap`: nothing can be seen from `from` on; its end comes with `restored`.
 * - `restored`: the gap is over. What happened in it is lost to ticks, quotes and books: the
 *   protocol has no history of them.
 */
export type Condition =
  | { readonly kind: 'live'; readonly at: number }
  | { readonly kind: 'stale'; readonly at: number; readonly since: number }
  | { readonly kind: 'closed'; readonly at: number }
  | {
      readonly kind: 'gap';
      readonly at: number;
      readonly from: number;
      readonly reason: GapReason;
    }
  | {
      readonly kind: 'restored';
      readonly at: number;
      readonly from: number;
      readonly to: number;
      readonly reason: GapReason;
    };

/** Of streams whose gaps can be filled from history: bars, deals. Never of ticks. */
export type BackfillCondition =
  | Condition
  | {
      readonly kind: 'backfilled';
      readonly at: number;
      readonly from: number;
      readonly to: number;
      /** Values that were fetched. */
      readonly count: number;
    };

/** The condition of a stream of one or several symbols. */
export type OfSymbol<C> = C & { readonly symbol: string };

/** A stream and what it says of itself. Subscribing to either holds the same subscription. */
export interface LiveStream<T, C = OfSymbol<Condition>> extends Observable<T> {
  /** The present condition at once, as soon as there is one, then every change. */
  readonly condition$: Observable<C>;
}

export const withCondition = <T, C>(
  stream: Observable<T>,
  condition$: Observable<C>,
): LiveStream<T, C> => Object.assign(stream, { condition$ });
