import { describe, expect, test } from '@jest/globals';
import { nearNames } from '../../src/market/index.js';

const names = ['EURUSD', 'EURUSD.m', 'EURGBP', 'GBPUSD', 'XAUUSD', 'US500.cash'];

describe('near names', () => {
  test.each([
    ['eurusd', ['EURUSD', 'EURUSD.m']],
    ['EURUSD.', ['EURUSD', 'EURUSD.m']],
    ['EURUDS', ['EURUSD']],
    ['XAU', ['XAUUSD']],
    ['US500', ['US500.cash']],
    ['NOTHING', []],
  ])('%s', (wanted, expected) => {
    expect(nearNames(wanted, names).slice(0, expected.length || 1)).toEqual(expected);
  });

  test('at most as many as asked for', () => {
    expect(nearNames('EURUSD', names, 1)).toEqual(['EURUSD']);
  });

  test('an empty name is near nothing long', () => {
    expect(nearNames('', names)).toEqual([]);
  });
});
