import { nextOpening, serverMs, type WeekSessions } from '../../../wire/index.js';
import type { ServerTimes } from '../../server-times.js';
import type { Bar } from '../bar.js';
import { barStart, nextBarStart, type Timeframe } from '../timeframe.js';
import { flatBar } from './live-bar.js';

/** At most so many periods before a bar are looked at. */
const maxPeriods = 10_000;
const secondsPerMinute = 60;

export interface FlatBarsOptions {
  readonly timeframe: Timeframe;
  readonly times: ServerTimes;
  /** Quote sessions of the symbol. */
  readonly sessions: WeekSessions;
}

/**
 * A flat bar at the close of `before` for each period between it and the bar that opens at
 * `until`, as far as a quote session is on in it. Of a longer time only the last 10,000 periods
 * are looked at. An hour that the server's clock skips has no bars.
 */
export function* flatBars(before: Bar, until: number, options: FlatBarsOptions): Generator<Bar> {
  const { timeframe, times, sessions } = options;
  const earliest = barStart(until - maxPeriods * timeframe.minutes * secondsPerMinute, timeframe);
  let start = nextBarStart(before.serverTime, timeframe);
  if (start < earliest) start = earliest;
  while (start < until) {
    const end = nextBarStart(start, timeframe);
    const opening = nextOpening(sessions, start);
    if (opening === undefined) return;
    if (opening < end && exists(start, times)) {
      yield flatBar(start, before.close, times);
    }
    start = end;
  }
}

/** Whether the server's clock ever shows this time. */
const exists = (serverSeconds: number, times: ServerTimes): boolean => {
  const time = serverMs(serverSeconds * 1000);
  return times.fromUtc(times.toUtc(time)) === time;
};
