import { serverMs } from '../../wire/index.js';
import type { ServerTimes } from '../server-times.js';
import type { Bar } from './bar.js';
import { barStart, nextBarStart, type Timeframe } from './timeframe.js';

/**
 * Shorter bars, ascending, put together to those of a timeframe. A bar opens where its timeframe
 * starts, also when the first of its parts is later; one without any part is not there. The last
 * one is as far as its parts go.
 */
export const aggregate = (bars: Iterable<Bar>, timeframe: Timeframe, times: ServerTimes): Bar[] => {
  const longer: Bar[] = [];
  let open: { -readonly [Field in keyof Bar]: Bar[Field] } | undefined;
  let end = -Infinity;
  for (const bar of bars) {
    if (open === undefined || bar.serverTime >= end) {
      const serverTime = barStart(bar.serverTime, timeframe);
      end = nextBarStart(serverTime, timeframe);
      open = { ...bar, serverTime, time: times.toUtc(serverMs(serverTime * 1000)) };
      longer.push(open);
      continue;
    }
    if (bar.high > open.high) open.high = bar.high;
    if (bar.low < open.low) open.low = bar.low;
    open.close = bar.close;
    open.tickVolume += bar.tickVolume;
    open.realVolume += bar.realVolume;
  }
  return longer;
};
