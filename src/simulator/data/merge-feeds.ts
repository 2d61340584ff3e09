import { merge, type Observable } from 'rxjs';
import type { FeedTick } from './feed-tick.js';
import type { TickSource } from './tick-reader.js';

/**
 * One feed of several, each tick as it comes. Completes when all have completed; fails with
 * the first that fails and leaves the others.
 */
export const mergeFeeds = (...feeds: readonly Observable<FeedTick>[]): Observable<FeedTick> =>
  merge(...feeds);

/**
 * One recording of several, ordered by time; ticks of the same millisecond by the order of
 * the sources, and those of one source as they were. Each source has to be in order.
 *
 * Arrays give an array. With an AsyncIterable among them it is an AsyncIterable, which can be
 * iterated again if they can, and which holds one tick of each source at a time.
 */
export function mergeTicks(...sources: readonly (readonly FeedTick[])[]): FeedTick[];
export function mergeTicks(...sources: readonly TickSource[]): TickSource;
export function mergeTicks(...sources: readonly TickSource[]): TickSource {
  const arrays = sources.filter((source): source is readonly FeedTick[] => Array.isArray(source));
  return arrays.length === sources.length ? mergeArrays(arrays) : mergeAsync(sources);
}

/** Array.prototype.sort is stable, so the order of the sources decides between equal times. */
const mergeArrays = (sources: readonly (readonly FeedTick[])[]): FeedTick[] =>
  sources.flat().sort((a, b) => a.time - b.time);

const mergeAsync = (sources: readonly TickSource[]): AsyncIterable<FeedTick> => ({
  async *[Symbol.asyncIterator]() {
    const iterators = sources.map((source) =>
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source.values(),
    );
    const pull = async (index: number): Promise<FeedTick | undefined> => {
      const result = await iterators[index]?.next();
      return result === undefined || result.done === true ? undefined : result.value;
    };
    try {
      const heads = await Promise.all(iterators.map((_, index) => pull(index)));
      for (;;) {
        let earliest = -1;
        let tick: FeedTick | undefined;
        heads.forEach((head, index) => {
          if (head === undefined || (tick !== undefined && head.time >= tick.time)) return;
          tick = head;
          earliest = index;
        });
        if (tick === undefined) return;
        yield tick;
        heads[earliest] = await pull(earliest);
      }
    } finally {
      await Promise.allSettled(iterators.map(async (iterator) => iterator.return?.()));
    }
  },
});
