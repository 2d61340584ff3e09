import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { initialAccountState, positionOf, reduceAccountFrame } from '../../src/account/index.js';
import { LiveList } from '../../src/account/streams.js';
import type { DealUpdate } from '../../src/wire/index.js';
import { dealUpdate, events, gone, noDeal, position } from './support/trades.js';

const lots = 100_000_000n;

/** A position that is opened, changed, told again as it is, or closed. */
const update: fc.Arbitrary<DealUpdate> = fc
  .record({ id: fc.integer({ min: 1, max: 40 }), volume: fc.nat({ max: 3 }) })
  .map(({ id, volume }) =>
    dealUpdate({
      deal: noDeal,
      trade_position:
        volume === 0 ? gone(id) : position(id, { trade_volume: BigInt(volume) * lots }),
    }),
  );
const frames = fc.oneof(
  fc.array(fc.array(update, { minLength: 1, maxLength: 25 }), { maxLength: 20 }),
  fc.array(fc.tuple(update), { maxLength: 40 }),
);

test('a list that is led on from step to step holds what one made anew holds', () => {
  fc.assert(
    fc.property(frames, (steps) => {
      const list = new LiveList({
        table: (state) => state.positions,
        changes: ({ positions }) => positions,
        view: positionOf,
      });
      const begun = [events.open(), events.opened({ positions: [position(1), position(2)] })];
      let { state } = reduceAccountFrame(initialAccountState(), begun);
      list.present(state);
      let isOrdered = true;
      for (const updates of steps) {
        const step = reduceAccountFrame(
          state,
          updates.map((each) => events.update(each)),
        );
        ({ state } = step);
        const all = list.changes(step)?.all ?? list.present(state)?.all ?? [];
        const volumes = all.map(({ ticket, volumeUnits }) => [ticket, volumeUnits] as const);
        const expected = [...state.positions].map(([ticket, { trade_volume }]) => [
          ticket,
          trade_volume,
        ]);
        expect(new Map(volumes)).toEqual(new Map(expected as [bigint, bigint][]));
        expect(volumes).toHaveLength(expected.length);
        // Within a frame a position may go and come back: where it stands then is not promised.
        isOrdered &&= updates.length === 1;
        if (isOrdered) expect(volumes).toEqual(expected);
      }
    }),
  );
});

test('what was emitted stays as it is', () => {
  const list = new LiveList({
    table: (state) => state.positions,
    changes: ({ positions }) => positions,
    view: positionOf,
  });
  const begun = [events.open(), events.opened({ positions: [position(1), position(2)] })];
  const { state } = reduceAccountFrame(initialAccountState(), begun);
  const before = list.present(state)?.all ?? [];
  const copy = [...before];
  const changed = position(2, { trade_volume: 5n * lots });
  const step = reduceAccountFrame(state, [events.update(dealUpdate({ trade_position: changed }))]);
  const after = list.changes(step)?.all ?? [];
  expect(before).toEqual(copy);
  expect(after).toHaveLength(2);
  expect(after[0]).toBe(before[0]);
  expect(after[1]?.volumeUnits).toBe(5n * lots);
});
