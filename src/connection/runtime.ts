import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { ambient } from '../ambient.js';

/** Time and chance, as a connection sees them. */
export interface Runtime {
  readonly scheduler: SchedulerLike;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly bytes: (length: number) => Uint8Array;
  /**
   * Runs `flush` once all frames of one socket read have come in. The default is
   * a microtask: the frames of a read are delivered in one go, so it adds no delay.
   */
  readonly batch: (flush: () => void) => void;
}

export const defaultRuntime: Runtime = {
  scheduler: asyncScheduler,
  random: ambient.random,
  bytes: ambient.bytes,
  batch: queueMicrotask,
};
