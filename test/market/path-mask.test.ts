import { describe, expect, test } from '@jest/globals';
import { pathMatcher } from '../../src/market/index.js';

describe('path masks', () => {
  test.each([
    ['Forex\\*', 'Forex\\Majors\\EURUSD', true],
    ['Forex\\*', 'Metals\\XAUUSD', false],
    ['*', 'anything', true],
    ['Forex\\Majors\\EURUSD', 'Forex\\Majors\\EURUSD', true],
    ['Forex\\Majors\\EURUSD', 'Forex\\Majors\\EURUSD.m', false],
    ['forex\\*', 'Forex\\Majors\\EURUSD', false],
    ['Metals\\*, Forex\\*', 'Forex\\Majors\\EURUSD', true],
    ['Forex\\*,!Forex\\Exotics\\*', 'Forex\\Exotics\\USDTRY', false],
    ['!Forex\\Exotics\\*, Forex\\*', 'Forex\\Majors\\EURUSD', true],
    ['!Forex\\Exotics\\*', 'Forex\\Majors\\EURUSD', false],
    ['', 'Forex\\Majors\\EURUSD', false],
    ['*.m', 'Forex\\EURUSD.m', true],
    ['*.m', 'Forex\\EURUSDxm', false],
    ['*EUR*USD*', 'Forex\\EURxUSD', true],
  ])('%s on %s is %s', (masks, path, expected) => {
    expect(pathMatcher(masks)(path)).toBe(expected);
  });
});
