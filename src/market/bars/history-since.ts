import { defer, map, type Observable } from 'rxjs';
import { utcMs } from '../../wire/index.js';
import type { Requester } from '../requester.js';
import type { ServerTimes } from '../server-times.js';
import { aggregate } from './aggregate.js';
import { askBars } from './ask-bars.js';
import { barOf, type Bar } from './bar.js';
import { barsReply, type BarsQuery } from './bars-reply.js';
import { baseStart } from './history-plan.js';
import { barStart, type Timeframe } from './timeframe.js';

export interface BarsSinceRequest {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** A time within the first bar that is wanted, seconds of the server's clock. */
  readonly fromServerSeconds: number;
  /**
   * The present, UTC milliseconds: the bar that is open then is the last one asked for. A tick's
   * time is better than a clock of ours that is behind.
   */
  readonly nowUtc: number;
}

/**
 * The bars from a known one on, which is included and so refreshed, up to the one that is open:
 * what joins history and ticks. One request, whose reply is emitted at once: ticks that come
 * later on the connection are not in it, those that came before are.
 *
 * Meant for the few bars since a stream was last fed. A server that limits the bars of a reply
 * may cut a long one; `loadBars` pages.
 *
 * Fails as `loadBars` does.
 */
export const loadBarsSince = (
  requester: Requester,
  { symbol, timeframe, fromServerSeconds, nowUtc }: BarsSinceRequest,
  times: ServerTimes,
): Observable<readonly Bar[]> =>
  defer(() => {
    const { baseMinutes, isNative } = timeframe;
    const from = isNative
      ? baseStart(fromServerSeconds, baseMinutes)
      : barStart(fromServerSeconds, timeframe);
    const present = baseStart(Math.floor(times.fromUtc(utcMs(nowUtc)) / 1000), baseMinutes);
    // Our clock may be behind the server's.
    const query: BarsQuery = { symbol, period: baseMinutes, from, to: Math.max(from, present) };
    return askBars(requester, query).pipe(
      map((records) => {
        const bars = barsReply(records, query).bars.map((record) => barOf(record, times));
        return isNative ? bars : aggregate(bars, timeframe, times);
      }),
    );
  });
