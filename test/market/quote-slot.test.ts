import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  markupOf,
  QuoteSlot,
  TickFlag,
  type SlotSymbol,
  type Tick,
} from '../../src/market/index.js';
import { priceFromPoints, type Tick as WireTick } from '../../src/wire/index.js';
import { tickFrames, wireTick } from '../support/tick-bytes.js';

const symbol: SlotSymbol = { name: 'EURUSD', digits: 5, markup: undefined, offsetMs: 7_200_000 };

const taken = (slot: QuoteSlot, fields: Partial<WireTick>): Tick | undefined => {
  const { view, starts } = tickFrames([wireTick(fields)]);
  return slot.take(view, starts[0] ?? 0);
};

describe('the quote of a symbol', () => {
  test('prices by digits, time in UTC, the raw record at hand', () => {
    const fields = { tick_time: 1_700_007_200, time_ms_delta: 345, bid: 110001, ask: 110005.5 };
    const tick = taken(new QuoteSlot(symbol), fields);
    expect(tick).toMatchObject({
      symbol: 'EURUSD',
      bid: 1.10001,
      ask: 1.10006,
      last: 0,
      volume: 0,
      time: 1_700_000_000_345,
      flags: TickFlag.bid | TickFlag.ask,
      delayed: false,
    });
    expect(tick?.raw).toEqual(wireTick(fields));
  });

  test('values carry forward; a value without its bit is ignored whatever it contains', () => {
    const slot = new QuoteSlot(symbol);
    taken(slot, { fields: 3, bid: 110000, ask: 110010 });
    const next = taken(slot, { fields: 2, bid: 999, ask: 110012, last: 7, tick_volume: 9n });
    expect(next).toMatchObject({ bid: 1.1, ask: 1.10012, last: 0, volume: 0, flags: TickFlag.ask });
  });

  test('a price of 0 is ignored, a volume of 0 is taken', () => {
    const slot = new QuoteSlot(symbol);
    taken(slot, { fields: 15, bid: 110000, ask: 110010, last: 110005, tick_volume: 250_000_000n });
    const next = taken(slot, { fields: 15, bid: 0, ask: 0, last: 0, tick_volume: 0n });
    expect(next).toMatchObject({ bid: 1.1, ask: 1.1001, last: 1.10005, volume: 0 });
    expect(next?.flags).toBe(TickFlag.volume);
  });

  test('volumes in lots, also beyond 32 bits', () => {
    const tick = taken(new QuoteSlot(symbol), { fields: 8, tick_volume: 1_234_500_000_000n });
    expect(tick?.volume).toBe(12_345);
  });

  test('a tick older than the quote it would change is dropped, an equally old one is not', () => {
    const slot = new QuoteSlot(symbol);
    taken(slot, { tick_time: 100, time_ms_delta: 5, bid: 110000, ask: 110010 });
    expect(taken(slot, { tick_time: 100, time_ms_delta: 4, bid: 1, ask: 2 })).toBeUndefined();
    expect(taken(slot, { tick_time: 100, time_ms_delta: 5, fields: 1, bid: 110001 })?.bid).toBe(
      1.10001,
    );
    // A last price has a time of its own.
    expect(taken(slot, { tick_time: 50, fields: 4, last: 110003 })?.last).toBe(1.10003);
    expect(taken(slot, { tick_time: 49, fields: 4, last: 110009 })).toBeUndefined();
  });

  test('a tick that changes nothing still moves the time', () => {
    const slot = new QuoteSlot(symbol);
    taken(slot, { tick_time: 100, bid: 110000, ask: 110010 });
    expect(taken(slot, { tick_time: 101, fields: 0 })).toMatchObject({
      bid: 1.1,
      flags: 0,
      time: 101_000 - symbol.offsetMs,
    });
  });

  test('live and delayed ticks are two quotes', () => {
    const slot = new QuoteSlot(symbol);
    taken(slot, { tick_time: 100, bid: 110000, ask: 110010 });
    expect(taken(slot, { tick_time: 10, fields: 1, bid: 109000, flags: 512 })).toMatchObject({
      bid: 1.09,
      ask: 0,
      delayed: true,
    });
    expect(taken(slot, { tick_time: 101, fields: 1, bid: 110001 })).toMatchObject({
      ask: 1.1001,
      delayed: false,
    });
  });

  test('the markup of the group; what it turns over is not shown but remembered', () => {
    const markup = markupOf({ spreadDiff: 4, spreadDiffBalance: 1, point: 0.00001, digits: 5 });
    const slot = new QuoteSlot({ ...symbol, markup });
    expect(taken(slot, { bid: 130000, ask: 130010 })).toMatchObject({ bid: 1.29999, ask: 1.30013 });
    const narrow = markupOf({ spreadDiff: -20, spreadDiffBalance: 0, point: 0.00001, digits: 5 });
    slot.update({ ...symbol, markup: narrow });
    expect(taken(slot, { tick_time: 1, bid: 130000, ask: 130010 })).toBeUndefined();
    expect(taken(slot, { tick_time: 0, bid: 130000, ask: 130040 })).toBeUndefined();
    expect(taken(slot, { tick_time: 1, fields: 2, ask: 130040 })).toMatchObject({
      bid: 1.3001,
      ask: 1.3003,
    });
  });

  test('what is known can be told again: another slot that is told it knows the same', () => {
    const price = fc.integer({ min: 0, max: 200_000 });
    const ticks = fc.array(
      fc.record({
        ...{ fields: fc.integer({ min: 0, max: 15 }), bid: price, ask: price, last: price },
        tick_volume: fc.bigInt({ min: 0n, max: 10n ** 12n }),
        tick_time: fc.integer({ min: 1_000_000, max: 1_000_003 }),
        time_ms_delta: fc.integer({ min: 0, max: 999 }),
        flags: fc.constantFrom(0, 512),
      }),
      { maxLength: 12 },
    );
    const known = (tick: Tick | undefined) =>
      tick && { bid: tick.bid, ask: tick.ask, last: tick.last, time: tick.time };
    fc.assert(
      fc.property(ticks, ticks, (before, after) => {
        const slot = new QuoteSlot(symbol);
        for (const tick of before) taken(slot, tick);
        const other = new QuoteSlot(symbol);
        for (const record of slot.records(1)) expect(taken(other, record)).toBeDefined();
        for (const tick of after)
          expect(known(taken(other, tick))).toEqual(known(taken(slot, tick)));
      }),
    );
    expect(new QuoteSlot(symbol).records(1)).toEqual([]);
  });

  test('the short way to a price equals the conversion of the wire', () => {
    const points = fc.oneof(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
    );
    fc.assert(
      fc.property(points, fc.integer({ min: 0, max: 9 }), (bid, digits) => {
        fc.pre(bid !== 0);
        const tick = taken(new QuoteSlot({ ...symbol, digits }), { fields: 1, bid });
        expect(tick?.bid).toBe(priceFromPoints(bid, digits));
      }),
      { seed: 1, numRuns: 3000 },
    );
  });
});
