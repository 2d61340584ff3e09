import { mergeMap, NEVER, takeUntil, timer, type Observable } from 'rxjs';
import type { Session, SessionConfig } from '../index.js';
import type { ExitCode } from './errors.js';
import type { Io } from './io.js';
import { takeValues } from './limits.js';
import { redraws } from './live-view.js';
import { runSession, type RunSessionOptions } from './run-session.js';
import { symbolsNamed } from './symbol-arguments.js';
import { printTicks } from './tick-lines.js';
import { showTable } from './tick-table.js';

export interface WatchOptions extends RunSessionOptions {
  readonly symbols: readonly string[];
  readonly seconds: number | undefined;
  readonly count: number | undefined;
  /** JSON lines even on a terminal. */
  readonly json: boolean;
  /** A line above the table. */
  readonly title: string;
}

/** Ticks of an open session, as a table or as lines, until a limit is reached. */
const watchSession = (io: Io, session: Session, options: WatchOptions): Observable<never> => {
  const { symbols, seconds, count } = options;
  return symbolsNamed(session, symbols).pipe(
    mergeMap((specifications) => {
      const all$ = session.ticksBatch(...symbols);
      const counted$ = count === undefined ? all$ : all$.pipe(takeValues(count));
      const time$ = seconds === undefined ? NEVER : timer(seconds * 1000, io.scheduler);
      const batches$ = counted$.pipe(takeUntil(time$));
      return redraws(io, options)
        ? showTable(io, batches$, { ...options, symbols: specifications, status$: session.status$ })
        : printTicks(io, batches$);
    }),
  );
};

/**
 * Opens a session and shows ticks until a limit is reached or it is stopped.
 * Resolves when the session is closed.
 */
export const watch = (io: Io, config: SessionConfig, options: WatchOptions): Promise<ExitCode> =>
  runSession(config, options, (session) => watchSession(io, session, options));
