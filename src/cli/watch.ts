import {
  endWith,
  forkJoin,
  lastValueFrom,
  mergeMap,
  NEVER,
  switchMap,
  take,
  takeUntil,
  timer,
  type Observable,
} from 'rxjs';
import { connect, type Session, type SessionConfig } from '../index.js';
import { exitCode, type ExitCode } from './errors.js';
import type { Io } from './io.js';
import { takeValues } from './limits.js';
import { printTicks } from './tick-lines.js';
import { showTable } from './tick-table.js';

export interface WatchOptions {
  readonly symbols: readonly string[];
  readonly seconds: number | undefined;
  readonly count: number | undefined;
  /** JSON lines even on a terminal. */
  readonly json: boolean;
  /** A line above the table. */
  readonly title: string;
  /** How long opening the session may take. */
  readonly openSeconds: number;
  /** Ends it when it emits. */
  readonly stop$: Observable<unknown>;
}

/** Whether ticks are shown as a table: only a terminal that can move its cursor redraws one. */
export const showsTable = (io: Io, options: { readonly json: boolean }): boolean =>
  io.out.isTerminal && !options.json && io.env['TERM'] !== 'dumb';

/** Ticks of an open session, as a table or as lines, until a limit is reached. */
const watchSession = (io: Io, session: Session, options: WatchOptions): Observable<never> => {
  const { symbols, seconds, count } = options;
  // The names first: one that does not exist is told before anything is shown.
  return forkJoin(symbols.map((name) => session.symbol(name))).pipe(
    mergeMap((specifications) => {
      const all$ = session.ticksBatch(...symbols);
      const counted$ = count === undefined ? all$ : all$.pipe(takeValues(count));
      const time$ = seconds === undefined ? NEVER : timer(seconds * 1000, io.scheduler);
      const batches$ = counted$.pipe(takeUntil(time$));
      return showsTable(io, options)
        ? showTable(io, batches$, { ...options, symbols: specifications, status$: session.status$ })
        : printTicks(io, batches$);
    }),
  );
};

/**
 * Opens a session and shows ticks until a limit is reached or it is stopped.
 * Resolves when the session is closed.
 */
export const watch = async (
  io: Io,
  config: SessionConfig,
  options: WatchOptions,
): Promise<ExitCode> => {
  const { openSeconds } = options;
  const held: { session?: Session } = {};
  const ended$ = connect({ ...config, openTimeoutMs: Math.ceil(openSeconds * 1000) }).pipe(
    switchMap((session) => {
      held.session = session;
      return watchSession(io, session, options).pipe(endWith('ended'));
    }),
    // The session itself stays open for as long as it is subscribed to.
    take(1),
    takeUntil(options.stop$),
  );
  try {
    await lastValueFrom(ended$, { defaultValue: undefined });
  } finally {
    await held.session?.close();
  }
  return exitCode.ok;
};
