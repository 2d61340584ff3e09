import { describe, expect, test } from '@jest/globals';
import {
  hours,
  type SymbolDraft,
  symbolSpec,
  SymbolSpecError,
  weekdays,
} from '../../../src/simulator/data/index.js';

const draft: SymbolDraft = { kind: 'forex', path: 'Forex\\Crosses\\EURCHF', startPrice: 0.94 };
const made = (change: Record<string, unknown> = {}) => symbolSpec({ ...draft, ...change });

describe('what follows from what', () => {
  test('name, currencies, tick and margin of a pair', () => {
    expect(made()).toMatchObject({
      name: 'EURCHF',
      description: 'EURCHF',
      currencyBase: 'EUR',
      currencyProfit: 'CHF',
      currencyMargin: 'EUR',
      digits: 5,
      tickSize: 0.00001,
      tickValue: 1,
      contractSize: 100_000,
      marginInitial: 0,
      marginMaintenance: 0,
      marginHedged: 50_000,
    });
  });

  test('a yen pair has two decimals less', () => {
    expect(made({ path: 'CHFJPY' })).toMatchObject({ digits: 3, tickSize: 0.001, tickValue: 100 });
    expect(made({ path: 'CHFJPY', digits: 4 })).toMatchObject({ digits: 4, tickSize: 0.0001 });
  });

  test('metals and crypto take their margin in the profit currency', () => {
    expect(made({ kind: 'metal', path: 'A\\XPTEUR' })).toMatchObject({
      ...{ currencyBase: 'XPT', currencyProfit: 'EUR', currencyMargin: 'EUR' },
    });
  });

  test('a suffix is part of the name and of no currency', () => {
    expect(made({ path: 'A\\EURUSD.raw' })).toMatchObject({
      ...{ name: 'EURUSD.raw', currencyBase: 'EUR', currencyProfit: 'USD' },
    });
  });

  test('margin per lot is kept for positions, half of it for hedged ones', () => {
    expect(made({ kind: 'future', path: 'A\\F-1', marginInitial: 300 })).toMatchObject({
      ...{ marginInitial: 300, marginMaintenance: 300, marginHedged: 150 },
    });
  });

  test('a field that is given wins', () => {
    const given = { description: 'd', currencyMargin: 'GBP', tickValue: 7, marginHedged: 0 };
    expect(made(given)).toMatchObject(given);
  });

  test('a symbol can be varied', () => {
    const spec = made();
    const { name, spread } = symbolSpec({ ...spec, path: 'A\\EURCHF.x', spread: 3 });
    expect({ name, spread }).toEqual({ name: 'EURCHF.x', spread: 3 });
    expect(spec.spread).toBe(12);
  });

  test('it cannot be changed', () => {
    expect(Object.isFrozen(made())).toBe(true);
  });
});

describe('what a server could not have', () => {
  const day = (...sessions: unknown[]) => weekdays().map((_, n) => (n === 2 ? sessions : []));
  test.each([
    ['path', undefined, 'a text'],
    ['path', 'Forex\\', 'a path that ends in the name'],
    ['path', `A\\${'X'.repeat(127)}`, 'at most 32 UTF-16 units'],
    ['path', `${'A'.repeat(123)}\\EURUSD`, 'at most 128 UTF-16 units'],
    ['kind', 'bond', 'forex | metal | index | stock | future | crypto'],
    ['kind', 'toString', 'forex | metal'],
    ['descripton', 'a typing error', 'a field of a symbol'],
    ['description', 'd'.repeat(65), 'at most 64 UTF-16 units'],
    ['description', 5, 'a text'],
    ['country', 'GERMANY', 'at most 4 UTF-16 units'],
    ['currencyBase', 'E'.repeat(17), 'at most 16 UTF-16 units'],
    ['digits', 9, 'from 0 to 8'],
    ['digits', 1.5, 'a whole number'],
    ['digits', -1, 'from 0 to 8'],
    ['startPrice', 0, 'above 0'],
    ['startPrice', NaN, 'above 0'],
    ['startPrice', Infinity, 'above 0'],
    ['startPrice', '1.1', 'above 0'],
    ['contractSize', 0, 'above 0'],
    ['tickRate', -1, 'above 0'],
    ['tickSize', 0.000015, 'a multiple of 0.00001'],
    ['tickSize', 0.000001, 'a multiple of 0.00001'],
    ['volatility', -0.1, 'a finite number from 0'],
    ['priceLimitMin', 0.95, 'got 0.94, expected a price from 0.95 to 0'],
    ['priceLimitMax', 0.93, 'got 0.94, expected a price from 0 to 0.93'],
    ['swapLong', Infinity, 'a finite number'],
    ['swapMode', 99, 'one of 0, 1, 2'],
    ['exeMode', 4, 'one of 0, 1, 2, 3'],
    ['calcMode', '0', 'one of 0, 1'],
    ['fillFlags', 8, 'from 0 to 7'],
    ['orderFlags', 128, 'from 0 to 127'],
    ['bookDepth', -1, 'from 0'],
    ['volumeMin', 0, 'more than 0'],
    ['volumeMin', -1, 'lots from 0'],
    ['volumeMin', NaN, 'lots from 0'],
    ['volumeStep', 0, 'more than 0'],
    ['volumeMax', 0.001, 'at least 0.01'],
    ['marginRates', [1, 1], '8 numbers from 0'],
    ['marginRates', Array(8).fill(-1), '8 numbers from 0'],
    ['swapRates', [1, 1, 1, 1, 1, 1, NaN], '7 numbers from 0'],
    ['quoteSessions', [], '7 days'],
    ['tradeSessions', day([0, 1441]), 'tradeSessions[2]'],
    ['quoteSessions', day([-1, 10]), 'quoteSessions[2]'],
    ['quoteSessions', day([10, 10]), 'ascending sessions within 0 to 1440 minutes'],
    ['quoteSessions', day([10, 30], [20, 40]), 'ascending sessions'],
    ['quoteSessions', day(hours('nine', '10:00')), 'ascending sessions'],
    ['quoteSessions', day(...Array.from({ length: 17 }, (_, n) => [n, n + 1])), 'at most 16'],
  ])('%s: %p', (field, value, message) => {
    let failure: unknown;
    try {
      made({ [field]: value });
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(SymbolSpecError);
    expect(String(failure)).toContain(message);
  });

  test('the error says where, what and what else', () => {
    expect(() => made({ digits: 12 })).toThrow(
      'symbol "EURCHF": digits: got 12, expected a whole number from 0 to 8',
    );
    try {
      made({ digits: 12 });
    } catch (error) {
      expect(error).toMatchObject({ name: 'SymbolSpecError', symbol: 'EURCHF', field: 'digits' });
    }
    expect.assertions(2);
  });
});
