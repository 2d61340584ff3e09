import {
  defer,
  finalize,
  ignoreElements,
  interval,
  merge,
  startWith,
  Subject,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import { counted } from './account-format.js';
import type { Io } from './io.js';
import { hasColours } from './paint.js';
import { Screen } from './screen.js';
import { cut, visible } from './shown-text.js';
import type { TableLayout } from './text-table.js';

const redrawMs = 100;
const lowTerminalRows = 8;

export interface LiveView {
  /** A line above it. */
  readonly title: string;
  /** What is shown now: at most `layout.rows` lines of at most `layout.columns` characters. */
  readonly body: (layout: TableLayout, nowMs: number) => readonly string[];
  /** A few words below it; `startMs` is when the view was opened. */
  readonly facts: (nowMs: number, startMs: number) => string;
  /** State of the connection, shown while it is not `authenticated`. */
  readonly status$: Observable<{ readonly state: string; readonly reason: string }>;
}

/** How much has come in how long: `12 quotes in 3 s`. */
export const soFar = (count: number, noun: string, ms: number): string =>
  `${counted(count, noun)} in ${Math.floor(ms / 1000)} s`;

/** Whether something is redrawn in place: only a terminal that can move its cursor can. */
export const redraws = (io: Io, options: { readonly json: boolean }): boolean =>
  io.out.isTerminal && !options.json && io.env['TERM'] !== 'dumb';

/**
 * Shows something on the terminal until `source$` ends, redrawn in place ten times a second at
 * most. What `source$` emits is not looked at: it keeps up to date what `body` shows. The cursor
 * is hidden meanwhile and comes back however it ends.
 */
export const showLive = (
  io: Io,
  source$: Observable<unknown>,
  { title, body, facts, status$ }: LiveView,
): Observable<never> =>
  defer(() => {
    const { scheduler, out } = io;
    const startMs = scheduler.now();
    const colours = hasColours(io);
    const screen = new Screen();
    let trouble = '';
    let isOver = false;

    const footer = (nowMs: number): string => {
      const words = facts(nowMs, startMs);
      return isOver ? words : `${words}${trouble}, Ctrl-C ends`;
    };

    const draw = (): void => {
      const nowMs = scheduler.now();
      const { columns, rows } = out.size;
      const fitted = (line: string): string => cut(visible(line), columns);
      // One row stays free for the cursor. A very low terminal has room for the values only.
      const isLow = rows < lowTerminalRows;
      const shown = body({ columns, rows: isLow ? rows - 1 : rows - 5, colours }, nowMs);
      const lines = isLow ? shown : [fitted(title), '', ...shown, '', fitted(footer(nowMs))];
      out.write(screen.draw(lines, columns));
    };

    const release = io.divert((line) => {
      out.write(screen.above(line, out.size.columns));
      draw();
    });

    const ended = new Subject<void>();
    const values$ = source$.pipe(
      tap({
        complete: () => {
          ended.next();
        },
      }),
    );
    const troubles$ = status$.pipe(
      tap(({ state, reason }) => {
        trouble = state === 'authenticated' ? '' : `, ${state}: ${reason}`;
      }),
    );
    const redraws$ = merge(interval(redrawMs, scheduler), out.resized$).pipe(
      startWith(undefined),
      tap(draw),
    );
    return merge(values$, merge(troubles$, redraws$).pipe(takeUntil(ended))).pipe(
      ignoreElements(),
      finalize(() => {
        isOver = true;
        draw();
        release();
        out.write(screen.close());
      }),
    );
  });
