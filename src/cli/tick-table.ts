import { defer, tap, type Observable } from 'rxjs';
import type { Io } from './io.js';
import { showLive, soFar, type LiveView } from './live-view.js';
import { tableLines } from './table.js';
import { TickBoard, type ShownTick } from './tick-board.js';

export interface TickTableOptions extends Pick<LiveView, 'title' | 'status$'> {
  /** In the order of the rows. */
  readonly symbols: readonly { readonly name: string; readonly digits: number }[];
}

/** Shows ticks as a table that is redrawn in place. */
export const showTable = (
  io: Io,
  batches$: Observable<readonly ShownTick[]>,
  { symbols, title, status$ }: TickTableOptions,
): Observable<never> =>
  defer(() => {
    const { scheduler } = io;
    const board = new TickBoard(symbols, scheduler.now());
    const ticks$ = batches$.pipe(
      tap((batch) => {
        const nowMs = scheduler.now();
        for (const tick of batch) board.add(tick, nowMs);
      }),
    );
    return showLive(io, ticks$, {
      title,
      status$,
      body: (layout, nowMs) => tableLines(board.rows(nowMs), layout),
      facts: (nowMs, startMs) => soFar(board.count, 'tick', nowMs - startMs),
    });
  });
