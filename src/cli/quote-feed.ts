import {
  defer,
  delay,
  endWith,
  forkJoin,
  ignoreElements,
  map,
  merge,
  Subject,
  take,
  takeUntil,
  takeWhile,
  tap,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Logger, Quote, Session, SessionState, SymbolSpecification } from '../index.js';
import { withReports } from './follow.js';
import { isoTime } from './print.js';
import type { QuoteBoard, QuoteRow } from './quote-board.js';

/** Statistics of the day come right behind the first quote, or not at all. */
const statisticsMs = 500;

const hasSides = ({ spread }: Quote): boolean => spread !== undefined;
const isFull = (quote: Quote): boolean => hasSides(quote) && quote.change !== undefined;

/** The quote once both sides are known, with statistics if they come; what there is at the end. */
const firstQuote = (
  session: Session,
  name: string,
  limitMs: number,
  scheduler: SchedulerLike,
): Observable<Quote | undefined> =>
  defer(() => {
    let latest: Quote | undefined;
    const enough = new Subject<void>();
    const waited$ = enough.pipe(take(1), delay(statisticsMs, scheduler));
    const time$ = merge(waited$, timer(limitMs, scheduler)).pipe(map(() => undefined));
    const quotes$ = session.quotes(name).pipe(
      tap((quote) => {
        latest = quote;
        if (hasSides(quote)) enough.next();
      }),
    );
    // The time first: a quote may be there at once.
    return merge(time$, quotes$).pipe(
      takeWhile((quote) => quote !== undefined && !isFull(quote)),
      ignoreElements(),
      endWith(undefined),
      map(() => latest),
    );
  });

/** One row for each symbol; a quote whose sides do not come within `limitMs` may be absent. */
export const firstQuotes = (
  session: Session,
  symbols: readonly SymbolSpecification[],
  limitMs: number,
  scheduler: SchedulerLike,
): Observable<readonly QuoteRow[]> =>
  forkJoin(
    symbols.map(({ name, digits }) =>
      forkJoin({
        quote: firstQuote(session, name, limitMs, scheduler),
        session: session.sessionOpen$(name, 'quote').pipe(take(1)),
      }).pipe(map((known): QuoteRow => ({ symbol: name, digits, ...known }))),
    ),
  );

/** Why a row has no quote. */
export const withoutQuote = ({ symbol, session }: QuoteRow, limitMs: number): string => {
  const until = session?.nextChange === undefined ? '' : ` until ${isoTime(session.nextChange)}`;
  const why = session?.open === false ? `: its market is closed${until}` : '';
  return `no quote of ${symbol} within ${limitMs / 1000} s${why}`;
};

/** Whether a row has both prices. */
export const hasQuote = ({ quote }: QuoteRow): boolean => quote !== undefined && hasSides(quote);

/** Says when a market closes, also that it is closed to begin with, and when it opens again. */
const reportSessions = (logger: Logger, states$: Observable<SessionState>): Observable<unknown> =>
  defer(() => {
    const closed = new Set<string>();
    return states$.pipe(
      tap(({ symbol, open, nextChange }) => {
        const until = nextChange === undefined ? {} : { until: isoTime(nextChange) };
        const wasClosed = open ? closed.delete(symbol) : closed.has(symbol);
        if (!open) closed.add(symbol);
        if (open === wasClosed)
          logger.warn({ symbol, ...until }, `market ${open ? 'open' : 'closed'}`);
      }),
    );
  });

/**
 * Quotes as they come. The board is kept up to date with them, their conditions and the hours
 * of the market; both are reported on standard error, too.
 */
export const quoteFeed = (
  session: Session,
  names: readonly string[],
  board: QuoteBoard,
  logger: Logger,
): Observable<Quote> =>
  defer(() => {
    const ended = new Subject<void>();
    const live = session.quotes(...names);
    const conditions$ = live.condition$.pipe(
      tap((condition) => {
        board.setCondition(condition);
      }),
    );
    const sessions$ = merge(...names.map((name) => session.sessionOpen$(name, 'quote'))).pipe(
      tap((state) => {
        board.setSession(state);
      }),
    );
    const quotes$ = withReports(logger, live, conditions$).pipe(
      tap({
        next: (quote) => {
          board.addQuote(quote);
        },
        complete: () => {
          ended.next();
        },
      }),
    );
    return merge(
      reportSessions(logger, sessions$).pipe(ignoreElements(), takeUntil(ended)),
      quotes$,
    );
  });
