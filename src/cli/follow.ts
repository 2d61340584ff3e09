import { defer, finalize, ignoreElements, merge, ReplaySubject, takeUntil, tap } from 'rxjs';
import type { Observable } from 'rxjs';
import type { BackfillCondition, Logger } from '../index.js';
import { isoTime } from './print.js';

/** What conditions say; those of a symbol name it. */
type Told = BackfillCondition & { readonly symbol?: string };

/** The facts of a condition, besides its kind. */
const factsOf = (condition: Told): Readonly<Record<string, unknown>> => {
  const symbol = condition.symbol === undefined ? {} : { symbol: condition.symbol };
  switch (condition.kind) {
    case 'live':
    case 'closed':
      return symbol;
    case 'stale':
      return { ...symbol, since: isoTime(condition.since) };
    case 'gap':
      return { reason: condition.reason, ...symbol, from: isoTime(condition.from) };
    case 'restored':
      return { ...symbol, from: isoTime(condition.from), to: isoTime(condition.to) };
    case 'backfilled': {
      const { from, to, count } = condition;
      return { ...symbol, from: isoTime(from), to: isoTime(to), count };
    }
  }
};

/**
 * One line on standard error, by way of the log, for each change of a condition: `gap`, `stale`,
 * `restored`, `backfilled`, and `live` where it follows `stale`.
 */
export const reportConditions = (logger: Logger, condition$: Observable<Told>): Observable<never> =>
  defer(() => {
    const stale = new Set<string | undefined>();
    return condition$.pipe(
      tap((condition) => {
        const { kind, symbol } = condition;
        const wasStale = stale.delete(symbol);
        if (kind === 'stale') stale.add(symbol);
        if (kind !== 'live') logger.warn(factsOf(condition), kind);
        else if (wasStale) logger.warn(factsOf(condition), 'live again');
      }),
      ignoreElements(),
    );
  });

/**
 * A stream together with the reports of its conditions; ends when the stream does.
 *
 * @param condition$ in place of its own
 */
export const withReports = <T>(
  logger: Logger,
  live: Observable<T> & { readonly condition$: Observable<Told> },
  condition$: Observable<Told> = live.condition$,
): Observable<T> =>
  defer(() => {
    const ended = new ReplaySubject<void>(1);
    // The stream first: conditions on their own would make a stream of their own run.
    return merge(
      live.pipe(
        finalize(() => {
          ended.next();
        }),
      ),
      reportConditions(logger, condition$).pipe(takeUntil(ended)),
    );
  });
