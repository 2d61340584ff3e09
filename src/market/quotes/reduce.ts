import { joinServerTime, TickFlags, type SymbolDetails, type Tick } from '../../wire/index.js';
import type { FeedEvent } from '../feed-event.js';
import { quoteOf } from './announce.js';
import { detailsTime, detailsTrack } from './details-fields.js';
import { mergeDetails } from './merge-details.js';
import { mergeTick } from './merge-tick.js';
import type { Quote } from './quote.js';
import { moved, noQuote, withShown, type QuoteState } from './quote-state.js';
import { termsOf, type QuoteTerms, type Track, type Tracks } from './terms.js';

/** The quotes of a symbol after an event. Immutable. */
export interface QuoteBook {
  /** `undefined` while there is no connection. */
  readonly terms: QuoteTerms | undefined;
  readonly tracks: Tracks<QuoteState>;
  /** The last quote that was announced on this connection. */
  readonly quote: Quote | undefined;
  /** Whether the last event has announced it. */
  readonly isNew: boolean;
}

/** Nothing is known: before the first connection, and of each one at its beginning. */
export const noQuotes: QuoteBook = {
  terms: undefined,
  tracks: { live: noQuote, delayed: noQuote },
  quote: undefined,
  isNew: false,
};

/** The quotes of a symbol after one more event. Pure. */
export const reduceQuotes = (book: QuoteBook, event: FeedEvent): QuoteBook => {
  switch (event.kind) {
    case 'open':
      return { ...noQuotes, terms: termsOf(event.specification, event.times, event.at) };
    case 'lost':
      return noQuotes;
    case 'confirmed':
      return silent(book);
    case 'present':
      return book.terms === undefined ? silent(book) : onPresent(book, event, book.terms);
    case 'terms':
      return onTerms(book, termsOf(event.specification, event.times, event.at));
    case 'tick':
      return book.terms === undefined ? silent(book) : onTick(book, event.tick, book.terms);
    case 'details':
      return book.terms === undefined ? silent(book) : onDetails(book, event.details, book.terms);
  }
};

type Present = Extract<FeedEvent, { kind: 'present' }>;

const silent = (book: QuoteBook): QuoteBook => (book.isNew ? { ...book, isNew: false } : book);

const trackOf = ({ flags }: Tick): Track =>
  (flags & TickFlags.delayed) === 0 ? 'live' : 'delayed';

const tracksWith = ({ tracks }: QuoteBook, track: Track, state: QuoteState): QuoteBook['tracks'] =>
  track === 'live'
    ? { live: state, delayed: tracks.delayed }
    : { live: tracks.live, delayed: state };

const onTick = (book: QuoteBook, tick: Tick, terms: QuoteTerms): QuoteBook => {
  const track = trackOf(tick);
  const merged = mergeTick(book.tracks[track], tick, terms);
  if (merged === undefined) return silent(book);
  const { state, isShown, flags } = merged;
  const tracks = tracksWith(book, track, state);
  return track === terms.shown && isShown
    ? { terms, tracks, quote: quoteOf(state, terms, { flags, before: book.quote }), isNew: true }
    : { terms, tracks, quote: book.quote, isNew: false };
};

/** What was known before somebody came is one quote to them, and no movement. */
const onPresent = (book: QuoteBook, present: Present, terms: QuoteTerms): QuoteBook => {
  const tracks = inOrder(present).reduce((before, record) => {
    const track = 'ask' in record ? trackOf(record) : detailsTrack(record);
    const state =
      'ask' in record
        ? mergeTick(before[track], record, terms)?.state
        : mergeDetails(before[track], record, terms);
    return state === undefined ? before : { ...before, [track]: state };
  }, book.tracks);
  return announced({ ...book, tracks, isNew: false }, terms);
};

/** Both may tell a price of now: the later one counts, and of two at a time the tick. */
const inOrder = ({ ticks, details }: Present): readonly (Tick | SymbolDetails)[] =>
  [...details, ...ticks].sort((a, b) => timeOf(a) - timeOf(b));

const timeOf = (record: Tick | SymbolDetails): number =>
  'ask' in record ? joinServerTime(record.tick_time, record.time_ms_delta) : detailsTime(record);

const onDetails = (book: QuoteBook, details: SymbolDetails, terms: QuoteTerms): QuoteBook => {
  const track = detailsTrack(details);
  const tracks = tracksWith(book, track, mergeDetails(book.tracks[track], details, terms));
  const next = { terms, tracks, quote: book.quote, isNew: false };
  return track === terms.shown ? announced(next, terms) : next;
};

const onTerms = (book: QuoteBook, terms: QuoteTerms): QuoteBook => {
  const { live, delayed } = book.tracks;
  const shiftMs = terms.offsetMs - (book.terms?.offsetMs ?? terms.offsetMs);
  const tracks = {
    live: withShown(moved(live, shiftMs), terms.markup).state,
    delayed: withShown(moved(delayed, shiftMs), terms.markup).state,
  };
  return announced({ ...book, terms, tracks, isNew: false }, terms);
};

/** Announces the quote if it says anything new. */
const announced = (book: QuoteBook, terms: QuoteTerms): QuoteBook => {
  const state = book.tracks[terms.shown];
  if (state.serverTime === -Infinity) return book;
  const quote = quoteOf(state, terms, { flags: undefined, before: book.quote });
  return quote.changed.length === 0 ? book : { ...book, quote, isNew: true };
};
