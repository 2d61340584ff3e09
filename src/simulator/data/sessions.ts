/**
 * Trading hours in the server's own time, as symbol records carry them: minutes after the
 * server's midnight, the end exclusive. Day 0 is Sunday.
 */
export type Session = readonly [fromMinute: number, toMinute: number];

/** Seven days, each with its sessions in ascending order. */
export type WeekSessions = readonly (readonly Session[])[];

export const minutesPerDay = 1440;
export const daysPerWeek = 7;
const secondsPerDay = 86_400;
/** 1970-01-01 was a Thursday. */
const firstWeekday = 4;

/** Round the clock, or the same hours every day. */
export const everyDay = (...sessions: readonly Session[]): WeekSessions =>
  week(() => (sessions.length === 0 ? [[0, minutesPerDay]] : sessions));

/** Monday to Friday; round the clock unless hours are given. */
export const weekdays = (...sessions: readonly Session[]): WeekSessions => {
  const days = everyDay(...sessions);
  return week((day) => (day === 0 || day === 6 ? [] : (days[day] ?? [])));
};

/** One session in `hours:minutes`, e.g. `hours('16:30', '23:00')`; the end may be 24:00. */
export const hours = (from: string, to: string): Session => [minutes(from), minutes(to)];

const minutes = (text: string): number => {
  const [hour = '', minute = ''] = text.split(':');
  return Number(hour) * 60 + Number(minute);
};

const week = (of: (day: number) => readonly Session[]): WeekSessions =>
  Object.freeze(Array.from({ length: daysPerWeek }, (_, day) => Object.freeze(of(day))));

/** Whether a session is on, at seconds of the server's clock. */
export const isOpen = (sessions: WeekSessions, serverSeconds: number): boolean => {
  const minute = Math.floor(modulo(serverSeconds, secondsPerDay) / 60);
  const today = sessions[weekdayOf(serverSeconds)] ?? [];
  return today.some(([from, to]) => from <= minute && minute < to);
};

/**
 * The first second from `serverSeconds` on at which a session is on, or `undefined` for a
 * week without any.
 */
export const nextOpening = (sessions: WeekSessions, serverSeconds: number): number | undefined => {
  if (isOpen(sessions, serverSeconds)) return serverSeconds;
  const midnight = serverSeconds - modulo(serverSeconds, secondsPerDay);
  // The same weekday comes twice: its earlier hours may be over.
  for (let day = 0; day <= daysPerWeek; day += 1) {
    const start = midnight + day * secondsPerDay;
    for (const [from] of sessions[weekdayOf(start)] ?? []) {
      if (start + from * 60 > serverSeconds) return start + from * 60;
    }
  }
  return undefined;
};

const weekdayOf = (serverSeconds: number): number =>
  modulo(Math.floor(serverSeconds / secondsPerDay) + firstWeekday, daysPerWeek);

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
