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
import type { Io } from './io.js';
import { Screen } from './screen.js';
import { tableLines } from './table.js';
import { TickBoard, type ShownTick } from './tick-board.js';

const redrawMs = 100;
const lowTerminalRows = 8;

export interface TickTableOptions {
  /** In the order of the rows. */
  readonly symbols: readonly { readonly name: string; readonly digits: number }[];
  /** A line above the table. */
  readonly title: string;
  /** State of the connection, shown while it is not `authenticated`. */
  readonly status$: Observable<{ readonly state: string; readonly reason: string }>;
}

/**
 * Shows ticks as a table that is redrawn in place, ten times a second at most. The
 * cursor is hidden meanwhile and comes back however it ends.
 */
export const showTable = (
  io: Io,
  batches$: Observable<readonly ShownTick[]>,
  options: TickTableOptions,
): Observable<never> =>
  defer(() => {
    const { scheduler, out } = io;
    const startMs = scheduler.now();
    const colours = (io.env['NO_COLOR'] ?? '') === '';
    const board = new TickBoard(options.symbols, startMs);
    const screen = new Screen();
    let trouble = '';
    let isOver = false;

    const footer = (nowMs: number): string => {
      const facts = `${board.count} ticks in ${Math.floor((nowMs - startMs) / 1000)} s`;
      return isOver ? facts : `${facts}${trouble}, Ctrl-C ends`;
    };

    const draw = (): void => {
      const nowMs = scheduler.now();
      const { columns, rows } = out.size;
      const cut = (line: string): string => line.slice(0, columns);
      // One row stays free for the cursor. A very low terminal has room for the quotes only.
      const isLow = rows < lowTerminalRows;
      const table = tableLines(board.rows(nowMs), {
        columns,
        rows: isLow ? rows - 1 : rows - 5,
        colours,
      });
      const lines = isLow ? table : [cut(options.title), '', ...table, '', cut(footer(nowMs))];
      out.write(screen.draw(lines, columns));
    };

    const release = io.divert((line) => {
      out.write(screen.above(line, out.size.columns));
      draw();
    });

    const ended = new Subject<void>();
    const ticks$ = batches$.pipe(
      tap({
        next: (batch) => {
          const nowMs = scheduler.now();
          for (const tick of batch) board.add(tick, nowMs);
        },
        complete: () => {
          ended.next();
        },
      }),
    );
    const status$ = options.status$.pipe(
      tap(({ state, reason }) => {
        trouble = state === 'authenticated' ? '' : `, ${state}: ${reason}`;
      }),
    );
    const redraws$ = merge(interval(redrawMs, scheduler), out.resized$).pipe(
      startWith(undefined),
      tap(draw),
    );
    return merge(ticks$, merge(status$, redraws$).pipe(takeUntil(ended))).pipe(
      ignoreElements(),
      finalize(() => {
        isOver = true;
        draw();
        release();
        out.write(screen.close());
      }),
    );
  });
