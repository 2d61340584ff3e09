import { map, pipe, scan, takeWhile, type MonoTypeOperatorFunction } from 'rxjs';
import { number } from './options.js';

/** The longest wait that a timer of Node takes, in seconds. */
const longestSeconds = Math.floor((2 ** 31 - 1) / 1000);

/** Options of all commands that show ticks. */
export const limitOptions = {
  seconds: number({
    value: 'N',
    help: 'end after N seconds',
    above: 0,
    max: longestSeconds,
  }),
  count: number({ value: 'N', help: 'end after N ticks', min: 1, whole: true }),
};

/** The first `count` values of a stream of batches; the last batch is cut. */
export const takeValues = <T>(count: number): MonoTypeOperatorFunction<readonly T[]> =>
  pipe(
    scan(({ left }, batch) => ({ batch: batch.slice(0, left), left: left - batch.length }), {
      batch: [] as readonly T[],
      left: count,
    }),
    takeWhile(({ left }) => left > 0, true),
    map(({ batch }) => batch),
  );
