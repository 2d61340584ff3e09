import type { SymbolDetails } from '../../wire/index.js';
import { detailsTime, lots, price, readDetails, scaled, type Source } from './details-fields.js';
import { withShown, type DayValues, type QuoteState } from './quote-state.js';
import type { QuoteTerms } from './terms.js';

/** Prices of now, which ticks bring as well. */
const current = [
  price('bid', 'bid_last'),
  price('ask', 'ask_last'),
  price('last', 'last_last'),
  lots('volume', 'vol_last'),
] as const;

const day: readonly Source<keyof DayValues>[] = [
  price('bidHigh', 'bid_high'),
  price('bidLow', 'bid_low'),
  price('askHigh', 'ask_high'),
  price('askLow', 'ask_low'),
  price('lastHigh', 'last_high'),
  price('lastLow', 'last_low'),
  price('open', 'price_open'),
  price('previousClose', 'price_close'),
  scaled('change', 'price_change', 100),
];

/**
 * Merges a record of daily statistics. Only values with their bit set are taken, those of 0 too;
 * nothing is dropped for its age, and the time of the quote never goes back.
 *
 * Bid and ask of the record are originals like those of a tick, and are shown with the markup,
 * the last price at once. The official client shows bid and ask without the markup, and keeps
 * the last price to itself, until the next tick puts both right.
 */
export const mergeDetails = (
  state: QuoteState,
  details: SymbolDetails,
  { digits, markup }: QuoteTerms,
): QuoteState => {
  // All sources of these two lists read numbers.
  const values = readDetails(current, details, digits) as Partial<QuoteState>;
  const statistics = readDetails(day, details, digits) as Partial<DayValues>;
  const next: QuoteState = {
    ...state,
    ...values,
    day: { ...state.day, ...statistics },
    isChangeByBid: state.isChangeByBid && statistics.change === undefined,
    serverTime: Math.max(state.serverTime, detailsTime(details)),
  };
  return withShown(next, markup).state;
};
