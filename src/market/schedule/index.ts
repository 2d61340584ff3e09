export { Alarm } from './alarm.js';
export { calendarOf, isCalendarOpen, nextTurn } from './calendar.js';
export type { Calendar, SessionKind } from './calendar.js';
export { isOpenAt, nextChangeAfter } from './server-calendar.js';
export type { ServerCalendar } from './server-calendar.js';
export { sessionOpen } from './session-open.js';
export type { SessionState } from './session-open.js';
