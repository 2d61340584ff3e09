/** Periods of bars that the server makes, in minutes: M1 to M30, H1, H4, D1, W1, MN1. */
export const nativePeriods = [1, 5, 15, 30, 60, 240, 1440, 10_080, 43_200] as const;
export type PeriodMinutes = (typeof nativePeriods)[number];

export const isNativePeriod = (minutes: number): minutes is PeriodMinutes =>
  (nativePeriods as readonly number[]).includes(minutes);

const secondsPerMinute = 60;
const weekMinutes = 10_080;
const monthMinutes = 43_200;
/** The first Sunday after 1970-01-01, seconds. */
const firstSunday = 3 * 86_400;

/**
 * The open time of the bar that holds `time`, both in seconds of the server's clock: weeks
 * start on Sunday, months on their first day, all others divide the time since midnight.
 */
export const periodStart = (time: number, period: PeriodMinutes): number => {
  if (period === monthMinutes) return monthStart(time, 0);
  const length = period * secondsPerMinute;
  const origin = period === weekMinutes ? firstSunday : 0;
  return Math.floor((time - origin) / length) * length + origin;
};

/** The open time of the bar after the one that opens at `start`. */
export const nextPeriod = (start: number, period: PeriodMinutes): number =>
  period === monthMinutes ? monthStart(start, 1) : start + period * secondsPerMinute;

const monthStart = (time: number, later: number): number => {
  const date = new Date(time * 1000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1) / 1000;
};
