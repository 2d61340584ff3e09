import { filter, map, scan, type Observable } from 'rxjs';
import type { FeedEvent } from '../feed-event.js';
import type { Quote } from './quote.js';
import { noQuotes, reduceQuotes } from './reduce.js';

/**
 * The quotes of a symbol, merged from its events by the rules of the official client: one for
 * each tick that is to be shown, and one for each record of statistics and each change of terms
 * that changes a value. A tick is not shown when it is older than what it would change, when the
 * markup of the group turns its bid and ask over, or when it is delayed and the symbol's
 * subscription is not (and the other way round).
 *
 * Each connection begins with nothing: no price and no statistic of the one before is kept.
 * State is per subscription; who joins late has to hear what is not known to them yet.
 *
 * Three things differ from the official client on purpose: `change` is not one tick late, prices
 * among the statistics are shown with the markup, and the last price among them at once.
 */
export const quotes = (events$: Observable<FeedEvent>): Observable<Quote> =>
  events$.pipe(
    scan(reduceQuotes, noQuotes),
    map(({ quote, isNew }) => (isNew ? quote : undefined)),
    filter((quote) => quote !== undefined),
  );
