import {
  serverFromUtc,
  serverOffset,
  splitServerTime,
  utcMs,
  type ServerOffset,
} from '../../wire/index.js';

/** A time as records carry it. */
export interface ServerTime {
  readonly seconds: number;
  /** 0 to 999, to be added. */
  readonly ms: number;
}

const secondsPerDay = 86_400;

/** The server's own clock, a fixed time ahead of UTC. */
export class ServerClock {
  readonly offset: ServerOffset;

  constructor(timezoneShiftSeconds: number, daylightHours: number) {
    this.offset = serverOffset({
      timezone_shift: timezoneShiftSeconds,
      daylightmode: daylightHours,
    });
  }

  fromUtc(ms: number): ServerTime {
    return splitServerTime(serverFromUtc(utcMs(Math.floor(ms)), this.offset));
  }

  /** Number of the server's day, from 1970-01-01. */
  day(ms: number): number {
    return Math.floor(this.fromUtc(ms).seconds / secondsPerDay);
  }
}
