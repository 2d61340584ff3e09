import { describe, expect, test } from '@jest/globals';
import { ChartPrice, lotsOf, tickOfDetails } from '../../../../src/market/bars/live/chart-price.js';
import {
  SymbolDetailsFields,
  type SymbolDetails,
  type SymbolFull,
} from '../../../../src/wire/index.js';
import { specificationOf } from '../../../support/bar-feed.js';
import { wireTick } from '../../../support/tick-bytes.js';

const of = (symbol: Partial<SymbolFull>) => new ChartPrice(specificationOf(symbol));
const [bid, ask, last, both] = [
  wireTick({ fields: 1, bid: 110_000, ask: 9, last: 9 }),
  wireTick({ fields: 2, bid: 9, ask: 110_010, last: 9 }),
  wireTick({ fields: 4, bid: 9, ask: 9, last: 110_005 }),
  wireTick({ fields: 7, bid: 110_000, ask: 110_010, last: 110_005 }),
];

describe('the price of a bar', () => {
  test.each([
    ['by bid', { ticks_chart_mode: 0 }, [1.1, undefined, undefined, 1.1]],
    ['by last price', { ticks_chart_mode: 1 }, [undefined, undefined, 1.10005, 1.10005]],
    [
      'either, without depth',
      { ticks_chart_mode: 255, ticks_bookdepth: 0 },
      [1.1, undefined, 1.10005, 1.10005],
    ],
    [
      'either, with depth',
      { ticks_chart_mode: 255, ticks_bookdepth: 5 },
      [undefined, undefined, 1.10005, 1.10005],
    ],
  ])('%s', (_, symbol, expected) => {
    const prices = of(symbol);
    expect([bid, ask, last, both].map((tick) => prices.of(tick))).toEqual(expected);
  });

  test('a price of 0 is none: no change of the last price, so that the bid may count', () => {
    const prices = of({ ticks_chart_mode: 255, ticks_bookdepth: 0 });
    expect(prices.of(wireTick({ fields: 5, bid: 110_000, last: 0 }))).toBe(1.1);
    const byLast = of({ ticks_chart_mode: 1 });
    expect(byLast.of(wireTick({ fields: 5, bid: 110_000, last: 0 }))).toBeUndefined();
    expect(prices.of(wireTick({ fields: 1, bid: 0 }))).toBeUndefined();
  });

  test('prices have the digits of the symbol and no markup', () => {
    const marked = specificationOf({ digits: 2 });
    const spread = { ...marked.settings, spread_diff: 50, spread_diff_balance: 7 };
    const prices = new ChartPrice({ ...marked, settings: spread });
    expect(prices.of(wireTick({ fields: 1, bid: 474_267.4 }))).toBe(4742.67);
  });

  test('only ticks of the symbol’s own subscription count', () => {
    const live = of({});
    // The delay may be none: what is sent is marked as delayed all the same.
    const delayed = of({ subscription: { delay: 0, status: 1, level: 0, reserved: 0 } });
    const [now, late] = [wireTick({ flags: 0 }), wireTick({ flags: 512 })];
    expect([live.counts(now), live.counts(late)]).toEqual([true, false]);
    expect([delayed.counts(now), delayed.counts(late)]).toEqual([false, true]);
  });

  test('a tick older than the last one of its side is out of order, as in quotes', () => {
    const prices = of({});
    const at = (tick_time: number, fields: number) =>
      prices.inOrder(wireTick({ tick_time, fields, bid: 1, ask: 1, last: 1 }));
    expect([at(100, 1), at(99, 2), at(100, 2), at(98, 4), at(97, 4), at(97, 8)]).toEqual([
      true,
      false,
      true,
      true,
      false,
      true,
    ]);
    // A price of 0 moves no time.
    expect(prices.inOrder(wireTick({ tick_time: 200, fields: 3 }))).toBe(true);
    expect(at(150, 1)).toBe(true);
  });

  test('volume in lots, if there is one', () => {
    expect(lotsOf(wireTick({ fields: 8, tick_volume: 25_000_000n }))).toBe(0.25);
    expect(lotsOf(wireTick({ fields: 4, tick_volume: 25_000_000n }))).toBe(0);
  });

  test('details as a tick: what they carry, with their own flag for delayed ones', () => {
    const fields = SymbolDetailsFields.bid_last | SymbolDetailsFields.vol_last;
    const details = {
      ...{ fields, bid_last: 110_000, last_last: 7, vol_last: 3n, flags: 1 },
      ...{ lasttime: 100, lasttime_msc: 250n },
    } as SymbolDetails;
    expect(tickOfDetails(details)).toEqual({
      ...{ fields: 9, bid: 110_000, ask: 0, last: 7, tick_volume: 3n, flags: 512 },
      ...{ tick_time: 100, time_ms_delta: 250 },
    });
  });
});
