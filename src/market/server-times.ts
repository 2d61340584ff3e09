import { serverMs, utcMs, type ServerMs, type UtcMs } from '../wire/index.js';
import { changesOf, type DaylightRule, type OffsetChange } from './daylight.js';
import { OffsetHistory } from './offset-history.js';

/**
 * The server's clock through the year: how far it is ahead of UTC, at any time. The account
 * record tells of the present only.
 */
export interface ServerTimes {
  /** Milliseconds ahead of UTC at this time. */
  offsetAt(utc: number): number;
  /** From the server's clock to UTC. An hour that the server's clock repeats is the earlier one. */
  toUtc(server: ServerMs): UtcMs;
  /** From UTC to the server's clock. */
  fromUtc(utc: UtcMs): ServerMs;
}

/**
 * From the server's clock to UTC, of something that has just been told while that clock was
 * `offsetMs` ahead: an hour that it repeats is the pass that goes on now.
 */
export const toPresentUtc = (times: ServerTimes, server: ServerMs, offsetMs: number): UtcMs => {
  const utc = utcMs(server - offsetMs);
  return times.offsetAt(utc) === offsetMs ? utc : times.toUtc(server);
};

export interface AccountClockOptions {
  /** What the account record says: `1000 * (timezone_shift + 3600 * daylightmode)`. */
  readonly offsetMs: number;
  /** When it said so, UTC milliseconds. */
  readonly at: number;
  /** How the clock changes at other times. Default `'none'`. */
  readonly daylight?: DaylightRule | undefined;
}

/** More changes than a server's clock makes in a century. The oldest but the first are forgotten. */
const maxObserved = 256;

/**
 * The clock of the server as one account knows it: the offset it was told, the changes seen
 * while it runs, and a rule for all other times.
 *
 * The wire tells the present offset and nothing of the past. Without a rule (`'none'`, the
 * default) **the offset seen first is taken for all the past**: where the server keeps daylight
 * saving time, UTC times of the other half of the year are an hour off. With a rule the base is
 * derived from the offset that was seen: `us` in July takes an hour off for the winter. What is
 * seen counts for more than the rule, from the moment it is seen.
 *
 * An hour that the server's clock skips is the moment of the change; one that it repeats is the
 * earlier one. So `toUtc` is defined everywhere and never runs backwards, and
 * `toUtc(fromUtc(t))` is `t` but in the second pass of a repeated hour.
 */
export class AccountClock implements ServerTimes {
  readonly #changes: readonly OffsetChange[];
  /** Whether the offsets of the rule are those of the server, and not what daylight adds. */
  readonly #absolute: boolean;
  #seen: OffsetChange[];
  #history: OffsetHistory;

  /** @throws DaylightRuleError for a rule that is none. */
  constructor({ offsetMs, at, daylight = 'none' }: AccountClockOptions) {
    this.#changes = changesOf(daylight);
    this.#absolute = typeof daylight !== 'string';
    this.#seen = [{ at, offsetMs }];
    this.#history = this.#build();
  }

  /**
   * Takes note of the offset that the account has at a time. Returns whether it differs from
   * what this clock said of that time: then times from there on are converted anew; earlier ones
   * stay as they were.
   */
  observe(offsetMs: number, atUtc: number): boolean {
    if (this.offsetAt(atUtc) === offsetMs) return false;
    const [first, ...later] = this.#seen.filter(({ at }) => at < atUtc);
    const kept = later.slice(-(maxObserved - 2));
    this.#seen = [...(first === undefined ? [] : [first]), ...kept, { at: atUtc, offsetMs }];
    this.#history = this.#build();
    return true;
  }

  offsetAt(utc: number): number {
    return this.#history.offsetAt(utc);
  }

  toUtc(server: ServerMs): UtcMs {
    return utcMs(this.#history.toUtc(server));
  }

  fromUtc(utc: UtcMs): ServerMs {
    return serverMs(utc + this.#history.offsetAt(utc));
  }

  /** The rule, shifted from each observation on to what was seen there. */
  #build(): OffsetHistory {
    const [first, ...later] = this.#seen as [OffsetChange, ...OffsetChange[]];
    const rule = new OffsetHistory(this.#absolute ? first.offsetMs : 0, this.#changes);
    const baseAt = ({ at, offsetMs }: OffsetChange): number => offsetMs - rule.offsetAt(at);
    // A list has said what the past was; a rule by name is told by what was seen first.
    const pastBase = this.#absolute ? 0 : baseAt(first);
    const bases = new OffsetHistory(
      pastBase,
      (this.#absolute ? this.#seen : later).map((seen) => ({
        at: seen.at,
        offsetMs: baseAt(seen),
      })),
    );
    const moments = [...new Set([...this.#changes, ...this.#seen].map(({ at }) => at))];
    return new OffsetHistory(
      rule.offsetAt(-Infinity) + pastBase,
      moments
        .sort((a, b) => a - b)
        .map((at) => ({ at, offsetMs: rule.offsetAt(at) + bases.offsetAt(at) })),
    );
  }
}
