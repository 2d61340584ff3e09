import { describe, expect, test } from '@jest/globals';
import { effectiveSettings } from '../../src/market/index.js';
import { tradeSettings } from '../support/trade-settings.js';

const unset = {
  spread_diff: 2_147_483_647,
  trade_mode: 4_294_967_295,
  volume_min: 18_446_744_073_709_551_615n,
  swap_long: Number.MAX_VALUE,
} as const;

const own = tradeSettings({
  symbol_path: 'Forex\\Majors\\EURUSD',
  spread_diff: 1,
  trade_mode: 4,
  volume_min: 1_000_000n,
  volume_max: 10_000_000_000n,
  swap_long: -5,
  margin_rates_initial: [1, 1, 1, 1, 1, 1, 1, 1],
});

describe('group settings over the symbol’s own', () => {
  test('without a match the own settings hold', () => {
    expect(effectiveSettings(own, [tradeSettings({ symbol_path: 'Metals\\*' })])).toBe(own);
    expect(effectiveSettings(own, [])).toBe(own);
  });

  test('a match replaces what it sets and leaves what it does not', () => {
    const group = tradeSettings({ ...unset, symbol_path: 'Forex\\*', trade_stops_level: 20 });
    expect(effectiveSettings(own, [group])).toMatchObject({
      symbol_path: own.symbol_path,
      spread_diff: 1,
      trade_mode: 4,
      volume_min: 1_000_000n,
      swap_long: -5,
      trade_stops_level: 20,
    });
  });

  test('a volume of zero is not set, a spread of zero is', () => {
    const group = tradeSettings({ symbol_path: '*', volume_max: 0n, spread_diff: 0 });
    expect(effectiveSettings(own, [group])).toMatchObject({
      volume_max: 10_000_000_000n,
      spread_diff: 0,
    });
  });

  test('arrays are laid over element by element', () => {
    const rates = [2, Number.MAX_VALUE, 2, 2, 2, 2, 2, 2];
    const group = tradeSettings({ symbol_path: '*', margin_rates_initial: rates });
    expect(effectiveSettings(own, [group]).margin_rates_initial).toEqual([2, 1, 2, 2, 2, 2, 2, 2]);
  });

  test('the last match decides alone', () => {
    const first = tradeSettings({ symbol_path: '*', spread_diff: 30, trade_freeze_level: 9 });
    const last = tradeSettings({
      symbol_path: 'Forex\\*',
      spread_diff: 40,
      trade_freeze_level: 2_147_483_647,
    });
    expect(effectiveSettings(own, [first, last])).toMatchObject({
      spread_diff: 40,
      trade_freeze_level: own.trade_freeze_level,
    });
  });
});
