/**
 * Trading hours in the server's own time, as symbol records carry them: minutes after the
 * server's midnight, the end exclusive.
 */
export type SessionMinutes = readonly [fromMinute: number, toMinute: number];

/** Seven days from Sunday, each with its sessions in ascending order. */
export type WeekSessions = readonly (readonly SessionMinutes[])[];

export const minutesPerDay = 1440;
export const daysPerWeek = 7;
const secondsPerDay = 86_400;
/** 1970-01-01 was a Thursday. */
const firstWeekday = 4;

/** One session as the record has it. */
export interface SessionSlot {
  readonly from_minute: number;
  readonly to_minute: number;
}

/**
 * The sessions of a schedule: unused slots (both numbers 0) and empty ones left out, in order,
 * sessions of a day that touch or overlap joined. A time is in the result exactly when
 * `from_minute` <= minute of the day < `to_minute` holds for a slot of its day.
 */
export const weekSessions = (days: readonly (readonly SessionSlot[])[]): WeekSessions =>
  days.slice(0, daysPerWeek).map(daySessions);

const daySessions = (slots: readonly SessionSlot[]): readonly SessionMinutes[] => {
  const ascending = slots
    .map((slot): SessionMinutes => [slot.from_minute, Math.min(slot.to_minute, minutesPerDay)])
    .filter(([from, to]) => from < to)
    .sort(([a], [b]) => a - b);
  const joined: SessionMinutes[] = [];
  for (const [from, to] of ascending) {
    const before = joined.at(-1);
    if (before === undefined || before[1] < from) joined.push([from, to]);
    else joined[joined.length - 1] = [before[0], Math.max(before[1], to)];
  }
  return joined;
};

/** Whether a session is on, at seconds of the server's clock. */
export const isOpen = (sessions: WeekSessions, serverSeconds: number): boolean => {
  const minute = Math.floor(modulo(serverSeconds, secondsPerDay) / 60);
  return sessionsOn(sessions, serverSeconds).some(([from, to]) => from <= minute && minute < to);
};

/**
 * The first second from `serverSeconds` on at which a session is on, or `undefined` for a
 * week without any.
 */
export const nextOpening = (sessions: WeekSessions, serverSeconds: number): number | undefined => {
  if (isOpen(sessions, serverSeconds)) return serverSeconds;
  const midnight = midnightOf(serverSeconds);
  // The same weekday comes twice: its earlier hours may be over.
  for (let day = 0; day <= daysPerWeek; day += 1) {
    const start = midnight + day * secondsPerDay;
    for (const [from] of sessionsOn(sessions, start)) {
      if (start + from * 60 > serverSeconds) return start + from * 60;
    }
  }
  return undefined;
};

/**
 * The first second from `serverSeconds` on at which no session is on, or `undefined` for a week
 * without a break. Sessions that touch, over midnight too, are one.
 */
export const nextClosing = (sessions: WeekSessions, serverSeconds: number): number | undefined => {
  let second = serverSeconds;
  while (second <= serverSeconds + daysPerWeek * secondsPerDay) {
    const end = sessionEnd(sessions, second);
    if (end === undefined) return second;
    second = end;
  }
  return undefined;
};

/** When the session that is on at `serverSeconds` ends, or `undefined` where none is. */
const sessionEnd = (sessions: WeekSessions, serverSeconds: number): number | undefined => {
  const midnight = midnightOf(serverSeconds);
  const minute = Math.floor((serverSeconds - midnight) / 60);
  const session = sessionsOn(sessions, serverSeconds).find(
    ([from, to]) => from <= minute && minute < to,
  );
  return session && midnight + session[1] * 60;
};

const sessionsOn = (sessions: WeekSessions, serverSeconds: number): readonly SessionMinutes[] =>
  sessions[modulo(Math.floor(serverSeconds / secondsPerDay) + firstWeekday, daysPerWeek)] ?? [];

const midnightOf = (serverSeconds: number): number =>
  serverSeconds - modulo(serverSeconds, secondsPerDay);

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
