import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LayeredMap } from '../../src/account/state-layers.js';

interface Box {
  readonly value: number;
}

type Change =
  | { readonly kind: 'set'; readonly key: number; readonly value: number }
  | { readonly kind: 'delete'; readonly key: number };

const key = fc.nat({ max: 60 });
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), key, value: fc.nat() }),
  fc.record({ kind: fc.constant('delete' as const), key }),
);
/** What is done to one copy after the other. */
const copies = fc.array(fc.array(change, { maxLength: 12 }), { maxLength: 30 });

const entriesOf = (map: ReadonlyMap<number, Box>): (readonly [number, Box])[] => [...map];

const begun = (size: number): Map<number, Box> =>
  new Map(Array.from({ length: size }, (_, index) => [index, { value: -index }]));

test('behaves as a copied Map, order included, and leaves alone what it was copied from', () => {
  fc.assert(
    fc.property(fc.nat({ max: 50 }), copies, (size, steps) => {
      let map: ReadonlyMap<number, Box> = begun(size);
      const expected = new Map(map);
      for (const changes of steps) {
        const before = { map, entries: entriesOf(map) };
        const copy = new LayeredMap(map);
        for (const each of changes) {
          const box = each.kind === 'set' ? { value: each.value } : undefined;
          if (box === undefined) {
            expected.delete(each.key);
            copy.delete(each.key);
          } else {
            expected.set(each.key, box);
            copy.set(each.key, box);
          }
        }
        map = copy;
        expect(entriesOf(map)).toEqual(entriesOf(expected));
        expect(map.size).toBe(expected.size);
        expect(entriesOf(before.map)).toEqual(before.entries);
        for (let each = 0; each <= 60; each += 1) {
          expect(map.get(each)).toBe(expected.get(each));
          expect(map.has(each)).toBe(expected.has(each));
        }
      }
    }),
  );
});

test('is read as any map is', () => {
  const map = new LayeredMap(begun(3));
  map.set(1, { value: 10 });
  map.delete(0);
  map.set(7, { value: 70 });
  expect([...map.keys()]).toEqual([1, 2, 7]);
  expect([...map.values()].map(({ value }) => value)).toEqual([10, -2, 70]);
  const taken: unknown[] = [];
  map.forEach((box, at, whole) => taken.push([at, box.value, whole === map]));
  expect(taken).toEqual([
    [1, 10, true],
    [2, -2, true],
    [7, 70, true],
  ]);
});

test('a record that comes back after it was taken away comes last', () => {
  const map = new LayeredMap(begun(3));
  map.delete(1);
  map.set(1, { value: 5 });
  expect([...map.keys()]).toEqual([0, 2, 1]);
  expect(map.size).toBe(3);
});
