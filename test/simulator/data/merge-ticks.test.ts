import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type FeedTick, mergeTicks, type TickSource } from '../../../src/simulator/data/index.js';

const collect = async (source: TickSource): Promise<FeedTick[]> => {
  const ticks: FeedTick[] = [];
  for await (const tick of source) ticks.push(tick);
  return ticks;
};
const slow = (ticks: readonly FeedTick[], onEnd = () => {}): AsyncIterable<FeedTick> => ({
  async *[Symbol.asyncIterator]() {
    try {
      for (const tick of ticks) {
        await Promise.resolve();
        yield tick;
      }
    } finally {
      onEnd();
    }
  },
});
const ticks = (symbol: string, ...times: readonly number[]): FeedTick[] =>
  times.map((time, index) => ({ symbol, time, bid: index + 1 }));

describe('mergeTicks', () => {
  const a = ticks('A', 1, 5, 5, 9);
  const b = ticks('B', 0, 5, 9, 10);
  const merged = ['B0', 'A1', 'A5', 'A5', 'B5', 'A9', 'B9', 'B10'];
  const names = (list: readonly FeedTick[]) => list.map(({ symbol, time }) => `${symbol}${time}`);

  test('orders by time, then by source, then as they were', () => {
    const list: readonly FeedTick[] = mergeTicks(a, b);
    expect(names(list)).toEqual(merged);
    expect(list.filter(({ symbol }) => symbol === 'A')).toEqual(a);
  });

  test('gives the same for files as for arrays, each time', async () => {
    for (const sources of [
      [slow(a), slow(b)],
      [a, slow(b)],
      [slow(a), b],
    ]) {
      const source = mergeTicks(...sources);
      expect(names(await collect(source))).toEqual(merged);
      expect(names(await collect(source))).toEqual(merged);
    }
  });

  test('is a stable merge for any sources', async () => {
    const times = fc
      .array(fc.integer({ min: 0, max: 30 }), { maxLength: 30 })
      .map((list) => list.sort((x, y) => x - y));
    await fc.assert(
      fc.asyncProperty(fc.array(times, { maxLength: 5 }), async (lists) => {
        const sources = lists.map((list, index) => ticks(`S${index}`, ...list));
        const expected = sources
          .flatMap((source, rank) => source.map((tick, index) => ({ tick, rank, index })))
          .sort((x, y) => x.tick.time - y.tick.time || x.rank - y.rank || x.index - y.index)
          .map(({ tick }) => tick);
        expect(mergeTicks(...sources)).toEqual(expected);
        expect(
          await collect(mergeTicks(...sources.map((source) => slow(source)), slow([]))),
        ).toEqual(expected);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('leaves what it was given as it was', () => {
    const before = [...b];
    mergeTicks(b, a);
    expect(b).toEqual(before);
  });

  test('closes all sources when it is left, and when one of them fails', async () => {
    const ended: string[] = [];
    for await (const tick of mergeTicks(
      slow(a, () => ended.push('a')),
      slow(b, () => ended.push('b')),
    )) {
      if (tick.time === 1) break;
    }
    expect(ended.sort()).toEqual(['a', 'b']);

    const failing: AsyncIterable<FeedTick> = {
      async *[Symbol.asyncIterator]() {
        yield* ticks('F', 2);
        throw new Error('no more');
      },
    };
    const seen: FeedTick[] = [];
    const reading = (async () => {
      for await (const tick of mergeTicks(
        slow(a, () => ended.push('c')),
        failing,
      ))
        seen.push(tick);
    })();
    await expect(reading).rejects.toThrow('no more');
    expect(names(seen)).toEqual(['A1', 'F2']);
    expect(ended).toContain('c');
  });

  test('of nothing is empty', () => {
    expect(mergeTicks()).toEqual([]);
  });
});
