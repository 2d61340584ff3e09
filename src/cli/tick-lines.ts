import type { Observable } from 'rxjs';
import type { Io } from './io.js';
import { jsonLine, printBatches } from './print.js';
import type { ShownTick } from './tick-board.js';

/** One tick as a line of JSON. */
export const tickLine = ({ symbol, bid, ask, last, time, flags }: ShownTick): string =>
  jsonLine({ symbol, bid, ask, last, time, flags });

/** Prints ticks, one JSON object per line; drops them, and says so, for a reader too slow. */
export const printTicks = (io: Io, batches$: Observable<readonly ShownTick[]>): Observable<never> =>
  printBatches(io, batches$, tickLine, 'ticks');
