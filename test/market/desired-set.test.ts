import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DesiredSet } from '../../src/market/index.js';

describe('the desired set', () => {
  test('announces only real changes', () => {
    const desired = new DesiredSet();
    const seen: string[] = [];
    desired.changes$.subscribe(() => seen.push([...desired.names].join()));
    const first = desired.acquire(['A', 'B']);
    const second = desired.acquire(['B']);
    first();
    second();
    expect(seen).toEqual(['', 'A,B', 'B', '']);
  });

  test('letting go twice counts once', () => {
    const desired = new DesiredSet();
    const first = desired.acquire(['A']);
    desired.acquire(['A']);
    first();
    first();
    expect([...desired.names]).toEqual(['A']);
  });

  test('whatever is acquired and released, the set is what is still held', () => {
    const name = fc.constantFrom('A', 'B', 'C', 'D');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(name, { minLength: 1, maxLength: 3 }), fc.boolean())),
        (steps) => {
          const desired = new DesiredSet();
          const held: { names: readonly string[]; release: () => void }[] = [];
          for (const [names, releases] of steps) {
            const unique = [...new Set(names)];
            held.push({ names: unique, release: desired.acquire(unique) });
            if (releases) held.shift()?.release();
          }
          expect(new Set(desired.names)).toEqual(new Set(held.flatMap(({ names }) => names)));
        },
      ),
      { seed: 2 },
    );
  });
});
