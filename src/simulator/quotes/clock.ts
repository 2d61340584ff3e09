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

/** When daylight saving begins or ends on the server. */
export interface DaylightChange {
  /** UTC milliseconds. */
  readonly at: number;
  /** Hours that daylight saving adds from then on. */
  readonly hours: number;
}

const secondsPerDay = 86_400;

/** The server's own clock, ahead of UTC by a time that daylight saving may change once. */
export class ServerClock {
  /** That of before the change, if there is one. */
  readonly offset: ServerOffset;
  readonly #later: ServerOffset;
  readonly #change: DaylightChange | undefined;
  readonly #daylightHours: number;

  constructor(timezoneShiftSeconds: number, daylightHours: number, change?: DaylightChange) {
    const offsetOf = (daylightmode: number): ServerOffset =>
      serverOffset({ timezone_shift: timezoneShiftSeconds, daylightmode });
    this.offset = offsetOf(daylightHours);
    this.#later = offsetOf(change?.hours ?? daylightHours);
    this.#daylightHours = daylightHours;
    this.#change = change;
  }

  /** When the clock changes, UTC milliseconds; Infinity for never. */
  get changesAt(): number {
    return this.#change?.at ?? Infinity;
  }

  /** Seconds ahead of UTC at a time in UTC milliseconds. */
  offsetAt(ms: number): ServerOffset {
    return ms < this.changesAt ? this.offset : this.#later;
  }

  /** Hours that daylight saving adds at a time in UTC milliseconds. */
  daylightHoursAt(ms: number): number {
    return ms < this.changesAt ? this.#daylightHours : (this.#change?.hours ?? 0);
  }

  fromUtc(ms: number): ServerTime {
    return splitServerTime(serverFromUtc(utcMs(Math.floor(ms)), this.offsetAt(ms)));
  }

  /** Number of the server's day, from 1970-01-01. */
  day(ms: number): number {
    return Math.floor(this.fromUtc(ms).seconds / secondsPerDay);
  }
}
