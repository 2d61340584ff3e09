import {
  daysPerWeek,
  minutesPerDay,
  type SessionMinutes as Session,
  type WeekSessions,
} from '../../wire/index.js';

export { daysPerWeek, isOpen, minutesPerDay, nextOpening } from '../../wire/index.js';
export type { SessionMinutes as Session, WeekSessions } from '../../wire/index.js';

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
