import { Observable } from 'rxjs';
import { withCondition, type LiveStream } from '../../condition.js';
import type { FeedEvent } from '../../feed-event.js';
import { BarRun } from './bar-run.js';
import type { BarCondition, BarUpdate } from './bar-update.js';
import { ConditionBoard } from './condition-board.js';
import { checkBarsOptions, type BarsOptions } from './options.js';

/**
 * Bars of one symbol: of the past first, if wanted, then as ticks make them, with no bar
 * missing and none twice, across reconnects.
 *
 * - History comes in ascending order, each bar closed. It is joined to the ticks by one refresh
 *   of the latest bar, exactly: number of ticks and volume, too, are those of the server.
 * - A tick in the open bar tells the bar anew, `closed: false`; the first tick of a later one
 *   tells it `closed: true`, once.
 * - After a reconnect the latest bar and all that came after it are fetched and told with source
 *   `backfill`: the bar that was open is corrected, those that were missed are closed. Ticks
 *   move bars only after that, so that there is never a hole. If fetching fails it is tried
 *   again, later and later, for as long as the connection lives.
 * - An hour that the server's clock repeats when it is set back has its bars once: ticks of the
 *   second pass are counted into a bar that spans it, and left out where they are older than the
 *   latest bar.
 *
 * `condition$` says `live` once bars are joined to the ticks, `gap` when the connection is lost
 * or a refresh fails, and `backfilled` and `restored` when nothing is missing any more. It speaks of the
 * subscription to the bars; without one it keeps up a series of its own, without history.
 *
 * Cold: each subscription loads and counts on its own. Times are UTC milliseconds, prices
 * without the markup of the account's group. Fails with what `events$` fails with, and with the
 * error of the history if trying again cannot help; completes with `events$`.
 *
 * @throws RangeError for an option that is not what it should be.
 */
export const bars = (
  events$: Observable<FeedEvent>,
  options: BarsOptions,
): LiveStream<BarUpdate, BarCondition> => {
  checkBarsOptions(options);
  const { onIgnored: _, onFailure: __, onProgress: ___, ...rest } = options;
  const run = (of: BarsOptions): Observable<BarUpdate> => runOf(events$, of, board);
  const board: ConditionBoard = new ConditionBoard(
    new Observable((subscriber) =>
      run({ ...rest, history: 0, gapFill: 'none', liveUpdates: false }).subscribe(subscriber),
    ),
  );
  return withCondition(run(options), board.condition$);
};

const runOf = (
  events$: Observable<FeedEvent>,
  options: BarsOptions,
  board: ConditionBoard,
): Observable<BarUpdate> =>
  new Observable((subscriber) => {
    const fail = (error: unknown): void => {
      board.error(error);
      subscriber.error(error);
    };
    const seat = board.enter();
    const run = new BarRun(options, {
      update: (update) => subscriber.next(update),
      condition: (condition) => board.tell(seat, condition),
      error: fail,
    });
    subscriber.add(() => {
      run.stop();
      board.leave(seat);
    });
    subscriber.add(
      events$.subscribe({
        next: (event) => {
          try {
            run.take(event);
          } catch (error) {
            // A callback has thrown: nobody above would catch it, and it would end the process.
            fail(error);
          }
        },
        error: fail,
        complete: () => {
          board.complete();
          subscriber.complete();
        },
      }),
    );
  });
