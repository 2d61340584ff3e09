export {
  type Brand,
  points,
  type Points,
  serverMs,
  type ServerMs,
  type ServerOffset,
  serverSeconds,
  type ServerSeconds,
  utcMs,
  type UtcMs,
  volumeUnits,
  type VolumeUnits,
} from './brand.js';
export { VolumeError, type VolumeFault } from './errors.js';
export {
  isNativePeriod,
  nativePeriods,
  nextPeriod,
  type PeriodMinutes,
  periodStart,
} from './periods.js';
export { normalize, pointsFromPrice, priceFromPoints } from './points.js';
export {
  filetimeFromUnixMs,
  joinServerTime,
  serverFromUtc,
  type ServerClock,
  serverOffset,
  splitServerTime,
  unixMsFromFiletime,
  utcFromServer,
} from './time.js';
export { lotsFromVolume, lotsText, volumeFromLots } from './volume.js';
export {
  daysPerWeek,
  isOpen,
  minutesPerDay,
  nextClosing,
  nextOpening,
  type SessionMinutes,
  type SessionSlot,
  weekSessions,
  type WeekSessions,
} from './week-sessions.js';
