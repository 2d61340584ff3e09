import type { Clock, Contender, Measure } from './harness.js';

export interface Timing {
  readonly cpuClock: Clock;
  /** How long one sample takes at least, more or less. */
  readonly sampleMs: number;
}

const nanosPerMs = 1e6;
const microsPerMs = 1e3;

/**
 * CPU time of this process: what else runs on the machine does not count. The work
 * of the garbage collector does, on whatever thread.
 */
export const cpuClock: Clock = {
  now() {
    const { user, system } = process.cpuUsage();
    return (user + system) / microsPerMs;
  },
};

/** What bodies return ends up here, so that the compiler cannot leave their work out. */
let consumed = 0;

export function consume(value: number): void {
  consumed = (consumed + value) % 1024;
}

/**
 * Nanoseconds per operation of a body that does `operations` of them and returns
 * some number that depends on its work. The first call finds out how often the body
 * has to run to fill a sample, which warms it up as well; a later one that falls short of
 * it finds out again.
 */
export function nanosPerOperation(
  operations: number,
  body: () => number,
  { cpuClock: clock, sampleMs }: Timing,
): () => number {
  let times = 1;
  const run = (): number => {
    const begin = clock.now();
    for (let index = 0; index < times; index += 1) consume(body());
    return clock.now() - begin;
  };
  const calibrated = (): number => {
    while (run() < sampleMs) times *= 2;
    return run();
  };
  let isCalibrated = false;
  return () => {
    let spentMs = isCalibrated ? run() : calibrated();
    isCalibrated = true;
    // It has become so much faster once compiled that the sample is short of what it should be.
    while (spentMs < sampleMs / 2) spentMs = calibrated();
    return (spentMs * nanosPerMs) / (times * operations);
  };
}

const perUnit = { ns: 1, us: 1e3, ms: 1e6 } as const;

/** A contender that runs a body for a while and reports the time of one operation. */
export function timed(
  measure: Omit<Measure, 'unit'> & { readonly unit?: keyof typeof perUnit },
  operations: number,
  body: () => number,
  timing: Timing,
): Contender {
  const unit = measure.unit ?? 'ns';
  const nanos = nanosPerOperation(operations, body, timing);
  return { measures: [{ ...measure, unit }], sample: () => [nanos() / perUnit[unit]] };
}
