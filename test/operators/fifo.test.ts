import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Fifo, type Place } from '../../src/operators/fifo.js';

const drain = <T>(fifo: Fifo<T>, places: readonly Place<T>[]): T[] => {
  const out: T[] = [];
  while (!fifo.isEmpty) {
    const first = fifo.first!;
    out.push(first);
    fifo.remove(places.find(({ value }) => value === first)!);
  }
  return out;
};

describe('Fifo', () => {
  test('gives back in order what was not taken out before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.array(fc.nat({ max: 29 }), { maxLength: 40 }),
        (length, leaving) => {
          const fifo = new Fifo<number>();
          const places = Array.from({ length }, (_, value) => fifo.push(value));
          const model = new Set(places.map(({ value }) => value));
          for (const index of leaving) {
            const place = places[index];
            if (place) expect(fifo.remove(place)).toBe(model.delete(place.value));
            expect(fifo.first).toBe([...model][0]);
            expect(fifo.isEmpty).toBe(model.size === 0);
          }
          expect(drain(fifo, places)).toEqual([...model]);
        },
      ),
      { seed: 20260514, numRuns: 1000 },
    );
  });

  test('can be filled again after it was emptied', () => {
    const fifo = new Fifo<string>();
    fifo.remove(fifo.push('a'));
    expect(fifo.isEmpty).toBe(true);
    const places = ['b', 'c'].map((value) => fifo.push(value));
    expect(drain(fifo, places)).toEqual(['b', 'c']);
  });

  test('is not touched by the place of another queue', () => {
    const [one, other] = [new Fifo<string>(), new Fifo<string>()];
    const place = one.push('a');
    expect(other.remove(place)).toBe(false);
    expect(one.first).toBe('a');
  });
});
