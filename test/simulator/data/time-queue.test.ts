import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TimeQueue } from '../../../src/simulator/data/time-queue.js';

describe('TimeQueue', () => {
  test('gives what was put in by time, then by rank', () => {
    const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 80 });
    fc.assert(
      fc.property(times, (given) => {
        const queue = new TimeQueue<{ at: number; rank: number }>();
        const items = given.map((at, rank) => ({ at, rank }));
        for (const item of items) queue.push(item);
        const sorted = [...items].sort((a, b) => a.at - b.at || a.rank - b.rank);
        expect(queue.size).toBe(items.length);
        expect(queue.peek()).toBe(sorted[0]);
        expect(items.map(() => queue.pop())).toEqual(sorted);
        expect(queue.pop()).toBeUndefined();
        expect(queue.size).toBe(0);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('keeps the order while things are put back', () => {
    const queue = new TimeQueue<{ at: number; rank: number }>();
    for (let rank = 0; rank < 50; rank += 1) queue.push({ at: (rank * 7) % 13, rank });
    let previous = -1;
    for (let turn = 0; turn < 2000; turn += 1) {
      const item = queue.pop()!;
      expect(item.at).toBeGreaterThanOrEqual(previous);
      previous = item.at;
      item.at += (turn * 31) % 17;
      queue.push(item);
    }
    expect(queue.size).toBe(50);
  });
});
