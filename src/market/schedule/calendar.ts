import {
  isOpen,
  nextClosing,
  nextOpening,
  weekSessions,
  type WeekSessions,
} from '../../wire/index.js';
import type { SymbolSpecification } from '../symbols.js';

/** A symbol has hours in which it is quoted, and hours in which it is traded. */
export type SessionKind = 'quote' | 'trade';

/** When a symbol is quoted or traded. Times are seconds of the server's clock. */
export interface Calendar {
  readonly week: WeekSessions;
  /** Nothing is open before; -Infinity where the symbol has no start. */
  readonly start: number;
  /** Nothing is open from here on; Infinity where the symbol does not expire. */
  readonly expiration: number;
}

/**
 * The calendar of a symbol's full record. Its start and expiration hold for quotes as for
 * trades: outside them no quote is due.
 */
export const calendarOf = (
  { raw }: Pick<SymbolSpecification, 'raw'>,
  kind: SessionKind,
): Calendar => {
  const { schedule, time_start, time_expiration } = raw;
  return {
    week: weekSessions(kind === 'quote' ? schedule.quote_sessions : schedule.trade_sessions),
    start: time_start === 0 ? -Infinity : time_start,
    expiration: time_expiration === 0 ? Infinity : time_expiration,
  };
};

/** Whether the calendar is open, at seconds of the server's clock. */
export const isCalendarOpen = (calendar: Calendar, serverSeconds: number): boolean =>
  serverSeconds >= calendar.start &&
  serverSeconds < calendar.expiration &&
  isOpen(calendar.week, serverSeconds);

/** The next second at which it opens or closes; `undefined` when it stays as it is for ever. */
export const nextTurn = (calendar: Calendar, serverSeconds: number): number | undefined => {
  const { week, start, expiration } = calendar;
  if (serverSeconds >= expiration) return undefined;
  const open = isCalendarOpen(calendar, serverSeconds);
  const turn = open
    ? nextClosing(week, serverSeconds)
    : nextOpening(week, Math.max(serverSeconds, start));
  if (turn !== undefined && turn < expiration) return turn;
  return open && expiration !== Infinity ? expiration : undefined;
};
