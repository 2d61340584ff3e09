import { utcMs } from '../../wire/index.js';
import type { ServerTimes } from '../server-times.js';
import { isCalendarOpen, nextTurn, type Calendar } from './calendar.js';

/** A calendar of the server's clock, seen from outside: times are UTC milliseconds. */
export interface ServerCalendar {
  readonly calendar: Calendar;
  readonly times: ServerTimes;
}

const serverSecondsAt = ({ times }: ServerCalendar, utc: number): number =>
  Math.floor(times.fromUtc(utcMs(utc)) / 1000);

/** Of a clock that is changed twice a year one is enough; a broken one must not hang us. */
const mostHops = 16;

export const isOpenAt = (of: ServerCalendar, utc: number): boolean =>
  isCalendarOpen(of.calendar, serverSecondsAt(of, utc));

/**
 * The first time after `utc` at which it opens or closes; `undefined` when it never does. A
 * change of the server's clock on the way counts: it moves what comes after it, and can itself
 * open or close.
 */
export const nextChangeAfter = (of: ServerCalendar, utc: number): number | undefined => {
  const { calendar, times } = of;
  const open = isOpenAt(of, utc);
  let from = utc;
  for (let hop = 0; hop < mostHops; hop += 1) {
    const turn = nextTurn(calendar, serverSecondsAt(of, from));
    if (turn === undefined) return undefined;
    const due = turn * 1000 - times.offsetAt(from);
    const at = clockChange(times, from, due) ?? due;
    if (isOpenAt(of, at) !== open) return at;
    from = at;
  }
  return from;
};

/** When the server's clock is changed between two times, or `undefined`. */
const clockChange = (times: ServerTimes, from: number, to: number): number | undefined => {
  const offset = times.offsetAt(from);
  let before = from;
  let after = to - 1;
  if (times.offsetAt(after) === offset) return undefined;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (times.offsetAt(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
};
