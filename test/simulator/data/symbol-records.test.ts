import { describe, expect, test } from '@jest/globals';
import { pipe } from 'fp-ts/lib/function.js';
import * as E from 'fp-ts/lib/Either.js';
import {
  catalogue,
  currencyDigits,
  generateSymbols,
  hours,
  type SymbolDraft,
  symbolFull,
  symbolGroups,
  symbolShort,
  symbolSpec,
  weekdays,
} from '../../../src/simulator/data/index.js';
import {
  complete,
  decode,
  encode,
  type FixedLayout,
  symbolFull as fullRecord,
  symbolShort as shortRecord,
} from '../../../src/wire/index.js';

const draft: SymbolDraft = { kind: 'forex', path: 'Forex\\Crosses\\EURCHF', startPrice: 0.94 };
const full = (change: Partial<SymbolDraft> = {}) =>
  symbolFull(symbolSpec({ ...draft, ...change }), 5);

const overTheWire = <T>(layout: FixedLayout<T>, value: T) =>
  pipe(
    encode(layout, value),
    E.chain((bytes) => decode(layout, bytes)),
    E.chain((decoded) => complete(layout.name, decoded)),
  );

test('all records go over the wire and come back', () => {
  for (const [id, spec] of [...catalogue, ...generateSymbols(20)].entries()) {
    expect(overTheWire(fullRecord, symbolFull(spec, id))).toEqual(E.right(symbolFull(spec, id)));
    expect(overTheWire(shortRecord, symbolShort(spec, id))).toEqual(E.right(symbolShort(spec, id)));
  }
});

describe('the short record', () => {
  test('says what the list needs', () => {
    expect(symbolShort(symbolSpec({ ...draft, basis: 'CHF' }), 7)).toEqual({
      trade_symbol: 'EURCHF',
      symbol_description: 'EURCHF',
      digits: 5,
      symbol_id: 7,
      symbol_path: 'Forex\\Crosses\\EURCHF',
      trade_calc_mode: 0,
      basis: 'CHF',
      sector: 12,
    });
  });
});

describe('the full record', () => {
  test('carries prices and contract', () => {
    expect(full()).toMatchObject({
      ...{ trade_symbol: 'EURCHF', symbol_id: 5, digits: 5, point: 0.00001 },
      ...{ symbol_multiply: 100_000, trade_tick_size: 0.00001, trade_tick_value: 1 },
      ...{ trade_contract_size: 100_000, trade_spread: 0, ticks_chart_mode: 0 },
      ...{ currency_base: 'EUR', currency_profit: 'CHF', currency_margin: 'EUR' },
      ...{ currency_base_digits: 2, currency_profit_digits: 2, currency_margin_digits: 2 },
    });
  });

  test('carries volumes exactly, in units of 1e-8 lot', () => {
    const volumes = {
      volumeMin: 0.29,
      volumeMax: 1234.56,
      volumeStep: 0.00000001,
      volumeLimit: 2e9,
    };
    expect(full(volumes).trade).toMatchObject({
      ...{ volume_min: 29_000_000n, volume_max: 123_456_000_000n, volume_step: 1n },
      ...{ volume_limit: 200_000_000_000_000_000n, trade_instant_volume: 123_456_000_000n },
    });
  });

  test('its settings name the path', () => {
    expect(full().trade.symbol_path).toBe('Forex\\Crosses\\EURCHF');
  });

  test('days start on Sunday, and slots without a session are zero', () => {
    const quotes = weekdays(hours('01:00', '12:30'), hours('13:00', '24:00'));
    const { quote_sessions, trade_sessions } = full({ quoteSessions: quotes }).schedule;
    const none = { from_minute: 0, to_minute: 0 };
    expect(quote_sessions.map((day) => day.length)).toEqual(Array(7).fill(16));
    expect(quote_sessions[0]).toEqual(Array(16).fill(none));
    expect(quote_sessions[1]?.slice(0, 3)).toEqual([
      { from_minute: 60, to_minute: 750 },
      { from_minute: 780, to_minute: 1440 },
      none,
    ]);
    expect(trade_sessions[3]?.[0]).toEqual({ from_minute: 2, to_minute: 1438 });
  });

  test('quotes are live, or late with level 0', () => {
    expect(full().subscription).toEqual({ delay: 0, status: 2, level: 1, reserved: 0 });
    expect(full({ delayMinutes: 15 }).subscription).toEqual({
      ...{ delay: 15, status: 2, level: 0, reserved: 0 },
    });
  });

  test('the triple swap is on the day with the largest factor, or on none', () => {
    expect(full().trade).toMatchObject({
      swap_rollover3days: 3,
      swap_rates: [0, 1, 1, 3, 1, 1, 0],
    });
    const everyNight = { swapRates: [1, 1, 1, 1, 1, 1, 1] };
    expect(full(everyNight).trade.swap_rollover3days).toBe(7);
  });

  test('depth of market is allowed where there is one', () => {
    expect(full({ bookDepth: 10 })).toMatchObject({
      ticks_bookdepth: 10,
      trade: { permissions_flags: 1, permissions_bookdepth: 10 },
    });
    expect(full()).toMatchObject({ ticks_bookdepth: 0, trade: { permissions_flags: 0 } });
  });

  test('margin rates are those of the orders; positions take them over', () => {
    const { trade } = full();
    expect(trade.margin_rates_initial).toEqual([1, 1, 0, 0, 0, 0, 0, 0]);
    expect(trade.margin_rates_maintenance).toEqual(Array(8).fill(0));
  });
});

test('amounts in yen have no decimals, in bitcoin eight, else two', () => {
  expect(['JPY', 'BTC', 'XAU', 'USD', ''].map(currencyDigits)).toEqual([0, 8, 3, 2, 2]);
});

test('groups are folders that hold symbols, each once', () => {
  const paths = ['A\\B\\X', 'A\\Y', 'A\\B\\Z', 'W'].map((path) => ({ path }));
  expect(symbolGroups(paths)).toEqual(['A\\B', 'A']);
  expect(symbolGroups([])).toEqual([]);
});
