import { filter, map, scan, type Observable } from 'rxjs';
import { serverMs, type SymbolDetails } from '../../wire/index.js';
import type { FeedEvent } from '../feed-event.js';
import { toPresentUtc } from '../server-times.js';
import { detailsTime, detailsTrack, readDetails } from './details-fields.js';
import {
  noStatistics,
  statisticSources,
  type StatisticValues,
  type SymbolStatistics,
} from './statistics.js';
import { termsOf, type QuoteTerms, type Tracks } from './terms.js';

interface StatisticsBook {
  readonly terms: QuoteTerms | undefined;
  /** The latest of live and of delayed records. */
  readonly tracks: Tracks<SymbolStatistics | undefined>;
  /** What the last event is to be announced by. */
  readonly news: SymbolStatistics | undefined;
}

const nothing: StatisticsBook = {
  terms: undefined,
  tracks: { live: undefined, delayed: undefined },
  news: undefined,
};

const merged = (
  before: SymbolStatistics | undefined,
  raw: SymbolDetails,
  { symbol, digits, times, offsetMs }: QuoteTerms,
): SymbolStatistics => {
  const known: StatisticValues = before ?? noStatistics;
  // Each source reads the type that its value is declared with.
  const read = readDetails(statisticSources, raw, digits) as Partial<StatisticValues>;
  const serverTime = Math.max(before?.serverTime ?? -Infinity, detailsTime(raw));
  return {
    ...known,
    ...read,
    symbol,
    changed: statisticSources
      .map(({ name }) => name)
      .filter((name) => name in read && read[name] !== known[name]),
    delayed: detailsTrack(raw) === 'delayed',
    time: toPresentUtc(times, serverMs(serverTime), offsetMs),
    serverTime,
    raw,
  };
};

const reduce = (book: StatisticsBook, event: FeedEvent): StatisticsBook => {
  switch (event.kind) {
    case 'open':
      return { ...nothing, terms: termsOf(event.specification, event.times, event.at) };
    case 'terms':
      return {
        ...book,
        terms: termsOf(event.specification, event.times, event.at),
        news: undefined,
      };
    case 'details':
      return onRecord(silent(book), event.details);
    case 'present':
      return event.details.reduce(onRecord, silent(book));
    case 'lost':
      return nothing;
    case 'confirmed':
    case 'tick':
      return silent(book);
  }
};

const silent = (book: StatisticsBook): StatisticsBook =>
  book.news === undefined ? book : { ...book, news: undefined };

/** Of the records of before one at most has statistics of the track that is shown, and is news. */
const onRecord = (book: StatisticsBook, raw: SymbolDetails): StatisticsBook => {
  if (book.terms === undefined) return book;
  const track = detailsTrack(raw);
  const statistics = merged(book.tracks[track], raw, book.terms);
  const isNews = track === book.terms.shown && statistics.changed.length > 0;
  const tracks = { ...book.tracks, [track]: statistics };
  return { ...book, tracks, news: isNews ? statistics : book.news };
};

/**
 * What the server tells of a symbol's day besides its quote, merged over the records: one value
 * for each that changes something. Only what a record is marked to have is taken, zeros too. Of
 * live and delayed records those are shown that the symbol's subscription is for.
 *
 * Each connection begins with nothing.
 */
export const details = (events$: Observable<FeedEvent>): Observable<SymbolStatistics> =>
  events$.pipe(
    scan(reduce, nothing),
    map(({ news }) => news),
    filter((news) => news !== undefined),
  );
