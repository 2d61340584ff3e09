import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { markupOf, noQuotes, QuoteSlot, reduceQuotes } from '../../../src/market/index.js';
import { symbolSpecification } from '../../../src/market/symbols.js';
import { tickFrames, wireTick } from '../../support/tick-bytes.js';
import { fixedTimes, open, specificationOf } from '../support/feed.js';

const offsetMs = 10_800_000;

/** Few times and few prices, so that ticks are late, equal and turned over often. */
const price = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1000, max: 1040 }),
  fc.double({ min: 1000, max: 1040, noNaN: true }),
);
/** Above it the slot’s volume may be off by the last bit of the double; a quote’s is not. */
const mostUnits = 2n ** 53n;

const ticks = fc.array(
  fc
    .record({
      tick_time: fc.constantFrom(100, 101, 101, 101),
      time_ms_delta: fc.constantFrom(0, 1, 1),
      fields: fc.integer({ min: 0, max: 31 }),
      bid: price,
      ask: price,
      last: price,
      tick_volume: fc.bigInt({ min: -1n, max: mostUnits }),
      flags: fc.constantFrom(0, 0, 0, 512, 1, 513),
    })
    .map(wireTick),
  { minLength: 5, maxLength: 30 },
);

/** The rules of merging are written twice, for bytes in place and for values. */
test('a quote says what the tick stream says, of any ticks under any markup', () => {
  let announced = 0;
  let silent = 0;
  fc.assert(
    fc.property(
      ticks,
      fc.integer({ min: -30, max: 30 }),
      fc.integer({ min: -5, max: 5 }),
      fc.integer({ min: 0, max: 8 }),
      fc.boolean(),
      (all, spread_diff, spread_diff_balance, digits, isDelayed) => {
        const point = 1 / 10 ** digits;
        const base = specificationOf();
        const subscription = { delay: 1, status: isDelayed ? 2 : 0, level: 0, reserved: 0 };
        const raw = { ...base.raw, digits, point, subscription };
        const settings = { ...base.settings, spread_diff, spread_diff_balance };
        const specification = symbolSpecification(raw, settings);
        const markup = markupOf({
          ...{ spreadDiff: spread_diff, spreadDiffBalance: spread_diff_balance },
          ...{ point, digits },
        });
        const slot = new QuoteSlot({ name: 'EURUSD', digits, markup, offsetMs });
        let book = reduceQuotes(noQuotes, open(0, { specification, times: fixedTimes(offsetMs) }));
        for (const one of all) {
          const { view, starts } = tickFrames([one]);
          const taken = slot.take(view, starts[0] ?? 0);
          book = reduceQuotes(book, { kind: 'tick', tick: one });
          const isShown = taken?.delayed === isDelayed;
          expect(book.isNew).toBe(isShown);
          if (!isShown) {
            silent += 1;
            continue;
          }
          announced += 1;
          const { bid = 0, ask = 0, last = 0, volume = 0, time, flags, delayed } = book.quote ?? {};
          expect({ bid, ask, last, volume, time, flags, delayed }).toEqual({
            ...{ bid: taken.bid, ask: taken.ask, last: taken.last, volume: taken.volume },
            ...{ time: taken.time, flags: taken.flags, delayed: taken.delayed },
          });
        }
      },
    ),
    { seed: 7, numRuns: 500 },
  );
  // The property says something of both kinds.
  expect(announced).toBeGreaterThan(1000);
  expect(silent).toBeGreaterThan(1000);
});
