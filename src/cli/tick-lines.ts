import { finalize, ignoreElements, tap, type Observable } from 'rxjs';
import type { Io } from './io.js';
import type { ShownTick } from './tick-board.js';

/** What may wait for a slow reader; about a hundred thousand ticks. */
const maxWaitingBytes = 16 * 1024 * 1024;

/** One tick as a line of JSON. */
export const tickLine = ({ symbol, bid, ask, last, time, flags }: ShownTick): string =>
  `${JSON.stringify({ symbol, bid, ask, last, time, flags })}\n`;

/**
 * Prints ticks, one JSON object per line. When the reader is so slow that too much
 * waits, ticks are dropped, and their number is told.
 */
export const printTicks = (
  io: Io,
  batches$: Observable<readonly ShownTick[]>,
): Observable<never> => {
  let dropped = 0;
  const tellDropped = (): void => {
    if (dropped > 0) io.say(`${dropped} ticks were dropped: the reader is too slow for them`);
    dropped = 0;
  };
  return batches$.pipe(
    tap((batch) => {
      if (io.out.waitingBytes > maxWaitingBytes) {
        dropped += batch.length;
        return;
      }
      tellDropped();
      io.out.write(batch.map(tickLine).join(''));
    }),
    ignoreElements(),
    finalize(tellDropped),
  );
};
