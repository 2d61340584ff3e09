import type { Clock, Contender } from './harness.js';
import { cpuClock, type Timing } from './timing.js';

export interface Settings extends Timing {
  readonly clock: Clock;
  /** How long a stream of frames runs before it is measured, and while it is. */
  readonly streamWarmUpMs: number;
  readonly streamMs: number;
  /** Requests of one sample of the round trip. */
  readonly roundTrips: number;
}

export const fullSettings: Settings = {
  clock: performance,
  cpuClock,
  sampleMs: 40,
  streamWarmUpMs: 100,
  streamMs: 500,
  roundTrips: 2000,
};

export const shortSettings: Settings = {
  clock: performance,
  cpuClock,
  sampleMs: 20,
  streamWarmUpMs: 50,
  streamMs: 150,
  roundTrips: 500,
};

/** What is measured together, in a process of its own. */
export interface Subject {
  readonly title: string;
  prepare(settings: Settings): Prepared | Promise<Prepared>;
}

export interface Prepared {
  readonly contenders: readonly Contender[];
  dispose?(): Promise<void>;
}
