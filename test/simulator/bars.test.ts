import { describe, expect, test } from '@jest/globals';

import { BarStore, symbolSpec } from '../../src/simulator/index.js';
import { commands, RatesPeriod } from '../../src/wire/index.js';
import { simulators } from '../support/simulators.js';

const { withClient, start } = simulators();

const symbols = [symbolSpec({ kind: 'forex', path: 'Forex\\EURUSD', startPrice: 1.1 })];
/** 2023-11-14T00:00:00 on the clock of the server. */
const midnight = 1_699_920_000;
const bar = { open: 1, high: 3, low: 0.5, close: 2, tick_volume: 10, real_volume: 0 };

const stored = (serverOffsetSeconds = 7200): BarStore => {
  const store = new BarStore({ serverOffsetSeconds });
  store.load('EURUSD', [
    { ...bar, time: midnight },
    { ...bar, time: midnight + 60, high: 4 },
    { ...bar, time: midnight + 300 },
  ]);
  return store;
};

const ask = (period: number, from: number, to: number, symbol = 'EURUSD') =>
  ({ symbol, period, from, to }) as const;

describe('bars', () => {
  test('come from the store, both ends included, longer ones put together', async () => {
    const { client } = await withClient({ symbols, bars: stored() });
    const m1 = await client.ask(commands.rates, ask(RatesPeriod.M1, midnight, midnight + 60));
    expect(m1).toEqual([
      { ...bar, time: midnight },
      { ...bar, time: midnight + 60, high: 4 },
    ]);
    const m5 = await client.ask(commands.rates, ask(RatesPeriod.M5, 0, midnight + 300));
    expect(m5.map(({ time, high, tick_volume }) => [time, high, tick_volume])).toEqual([
      [midnight, 4, 20],
      [midnight + 300, 3, 10],
    ]);
    const day = await client.ask(commands.rates, ask(RatesPeriod.D1, midnight, midnight));
    expect(day).toMatchObject([{ time: midnight, tick_volume: 30 }]);
  });

  test('grow with the ticks of the feed', async () => {
    const { simulator, client } = await withClient({ symbols, bars: stored() });
    const time = (midnight + 600 - 7200) * 1000;
    simulator.pushTick({ symbol: 'EURUSD', time, bid: 1.25, ask: 1.3 });
    simulator.pushTick({ symbol: 'EURUSD', time: time + 59_999, bid: 1.5 });
    const bars = await client.ask(commands.rates, ask(1, midnight + 600, midnight + 700));
    expect(bars).toEqual([
      {
        ...{ time: midnight + 600, open: 1.25, high: 1.5, low: 1.25, close: 1.5 },
        ...{ tick_volume: 2, real_volume: 0 },
      },
    ]);
  });

  test.each([
    ['a range without any', ask(1, midnight + 1000, midnight + 2000)],
    ['a range that runs backwards', ask(1, midnight + 60, midnight)],
    ['an unknown symbol', ask(1, 0, 2 ** 31 - 1, 'NOSUCH')],
    ['an unknown period', ask(7, 0, 2 ** 31 - 1)],
    ['the period 0', ask(0, 0, 2 ** 31 - 1)],
  ])('are an empty body for %s', async (_, request) => {
    const { client } = await withClient({ symbols, bars: stored() });
    expect(await client.reply(commands.rates, request)).toMatchObject({
      ...{ code: 0, body: Buffer.alloc(0) },
    });
  });

  test('are refused from a store on another clock', async () => {
    await expect(start({ symbols, bars: stored(0) })).rejects.toThrow(
      'startSimulator: bars.serverOffsetSeconds: got 0, expected 7200, ' +
        'as timezoneShiftSeconds and daylightHours say',
    );
  });
});
