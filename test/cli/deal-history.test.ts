import { describe, expect, test } from '@jest/globals';

import { rangeFrom } from '../../src/cli/deal-history.js';
import { dealTotalsText, orderTotalsText } from '../../src/cli/deal-totals.js';
import { symbolFits } from '../../src/cli/list-changes.js';
import type { DealTotals } from '../../src/index.js';

const day = 86_400_000;
const now = Date.UTC(2026, 5, 15);

describe('rangeFrom', () => {
  test.each([
    ['nothing given', {}, now - 30 * day],
    ['an end in the past', { to: now - 100 * day }, now - 130 * day],
    ['an end in the future', { to: now + 5 * day }, now - 30 * day],
    ['a start', { from: 0 }, 0],
    ['a start that is the end', { from: now - day, to: now - day }, now - day],
  ])('%s', (_, filter, from) => {
    expect(rangeFrom(filter, now)).toEqual({ ...filter, from });
  });

  test.each([
    [{ from: now + 1 }, 'up to now'],
    [{ from: now + 1, to: now + day }, 'up to now'],
    [{ from: now - day, to: now - 2 * day }, 'up to --to'],
  ])('%j is no range', (filter, message) => {
    expect(() => rangeFrom(filter, now)).toThrow(message);
  });
});

describe('totals in words', () => {
  const zero = {
    ...{ profit: 0, swap: 0, commission: 0, fee: 0, deposits: 0, withdrawals: 0, credit: 0 },
    ...{ charges: 0, corrections: 0, bonuses: 0, commissionCharges: 0, agentCommission: 0 },
    ...{ interest: 0, dividends: 0, taxes: 0, canceled: 0, other: 0, net: 0, total: 0 },
    ...{ deals: 0, volume: 0 },
  } satisfies DealTotals;

  test('tell trading always, and the rest where there is something', () => {
    expect(dealTotalsText(zero, 'JPY', 0)).toBe(
      '0 deals, 0 lots: profit 0, swap 0, commission 0, fee 0, net 0 JPY',
    );
    const some = { ...zero, deals: 1, commissionCharges: -1.5, taxes: -2 };
    expect(dealTotalsText(some, 'EUR', 2)).toBe(
      '1 deal, 0 lots: profit 0.00, swap 0.00, commission 0.00, fee 0.00, net 0.00, commission charges -1.50, taxes -2.00 EUR',
    );
  });

  test('of orders count how they ended', () => {
    const none = { orders: 0, filled: 0, canceled: 0, rejected: 0, expired: 0, other: 0 };
    expect(orderTotalsText(none)).toBe('0 orders');
    expect(orderTotalsText({ ...none, orders: 3, canceled: 1, expired: 2 })).toBe(
      '3 orders: 1 canceled, 2 expired',
    );
  });
});

test('without masks every symbol fits, also none; with masks none does not', () => {
  expect(symbolFits(undefined)({ symbol: undefined })).toBe(true);
  expect(symbolFits('*')({ symbol: undefined })).toBe(false);
  expect(symbolFits('EUR*,!EURCHF')({ symbol: 'EURCHF' })).toBe(false);
});
