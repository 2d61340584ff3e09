import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  dealOf,
  orderOf,
  orderTotalsOf,
  totalsOf,
  type DealTotals,
} from '../../../src/account/index.js';
import { DealAction, OrderState, type Deal } from '../../../src/wire/index.js';
import { dealRecord, hoursAhead, orderRecord } from '../support/trade-records.js';

const totals = (...records: Partial<Deal>[]): DealTotals =>
  totalsOf(records.map((fields) => dealOf(dealRecord(fields), hoursAhead(0))));

const none = totals();

describe('totals of deals', () => {
  test('of none are zero', () => {
    expect(new Set(Object.values(none))).toEqual(new Set([0]));
    expect(Object.keys(none)).toHaveLength(21);
  });

  test('trades: profit, swap, commission, fee and lots', () => {
    const buy = { trade_action: DealAction.buy, trade_volume: 150_000_000n, commission: -3.5 };
    const sell = { trade_action: DealAction.sell, trade_volume: 50_000_000n, profit: 20.25 };
    expect(totals(buy, { ...sell, storage: -0.75, commission_fee: -0.1 })).toEqual({
      ...none,
      profit: 20.25,
      swap: -0.75,
      commission: -3.5,
      fee: -0.1,
      net: 15.9,
      total: 15.9,
      deals: 2,
      volume: 2,
    });
  });

  test.each([
    ['balance', 100, 'deposits'],
    ['balance', 0, 'deposits'],
    ['balance', -40, 'withdrawals'],
    ['credit', -5, 'credit'],
    ['charge', -5, 'charges'],
    ['correction', 5, 'corrections'],
    ['bonus', 5, 'bonuses'],
    ['commission', -5, 'commissionCharges'],
    ['commission_daily', -5, 'commissionCharges'],
    ['commission_monthly', -5, 'commissionCharges'],
    ['agent_daily', 5, 'agentCommission'],
    ['agent_monthly', 5, 'agentCommission'],
    ['interest', 5, 'interest'],
    ['buy_canceled', 5, 'canceled'],
    ['sell_canceled', 5, 'canceled'],
    ['dividend', 5, 'dividends'],
    ['dividend_franked', 5, 'dividends'],
    ['tax', -5, 'taxes'],
    ['unnamed_balance_operation', 5, 'other'],
  ] as const)('%s of %d goes to %s', (action, profit, bucket) => {
    const expected = { ...none, total: profit, deals: 1, [bucket]: profit };
    expect(totals({ trade_action: DealAction[action], profit })).toEqual(expected);
  });

  test('an action without a name is not lost', () => {
    const expected = { other: 7, total: 7, volume: 0 };
    expect(totals({ trade_action: 99, profit: 7, trade_volume: 1n })).toMatchObject(expected);
  });

  test('a thousand tenths are a hundred', () => {
    const tenth = { trade_action: DealAction.buy, profit: 0.1 };
    expect(totals(...Array.from({ length: 1000 }, () => tenth)).profit).toBe(100);
  });

  test('amounts count with the decimals of their currency, as the official client rounds', () => {
    const buy = { trade_action: DealAction.buy };
    expect(totals({ ...buy, profit: 1.005 }, { ...buy, profit: 1.005 }).profit).toBe(2.02);
    expect(totals({ ...buy, profit: 150.4, digits_currency: 0 }).profit).toBe(150);
    expect(totals({ ...buy, profit: 1e-8, digits_currency: 8 }).profit).toBe(1e-8);
    expect(totals({ ...buy, profit: 0.5, digits_currency: 4_000_000_000 }).profit).toBe(0.5);
  });

  test('a number that is none is not hidden', () => {
    const found = totals({ trade_action: DealAction.balance, profit: Infinity });
    expect(found).toMatchObject({ deposits: NaN, total: NaN, profit: 0, net: 0 });
  });

  const cents = fc.integer({ min: -(10 ** 11), max: 10 ** 11 });

  test('whatever happens, the parts are the whole, to the cent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(22), cents, cents, cents, cents), { maxLength: 60 }),
        (all) => {
          const records = all.map(([action, profit, swap, commission, fee]) => ({
            trade_action: action,
            ...{ profit: profit / 100, storage: swap / 100 },
            ...{ commission: commission / 100, commission_fee: fee / 100 },
          }));
          const { net, total, deals, volume, ...parts } = totals(...records);
          const inCents = (value: number): number => Math.round(value * 100);
          const expected = all.reduce(
            (sum, [, ...money]) => sum + money.reduce((a, b) => a + b),
            0,
          );
          const sumOfParts = Object.values(parts).reduce((sum, part) => sum + inCents(part), 0);
          expect(total).toBe(expected / 100);
          expect(sumOfParts).toBe(expected);
          const trading = parts.profit + parts.swap + parts.commission + parts.fee;
          expect(inCents(net)).toBe(inCents(trading));
          expect([deals, volume]).toEqual([all.length, 0]);
        },
      ),
    );
  });

  test('the order of deals does not matter', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(18), fc.double({ noNaN: true }))), (all) => {
        const records = all.map(([trade_action, profit]) => ({ trade_action, profit }));
        expect(totals(...records.toReversed())).toEqual(totals(...records));
      }),
    );
  });
});

test('totals of orders count how they ended', () => {
  const states = ['filled', 'filled', 'canceled', 'rejected', 'expired', 'partial'] as const;
  const orders = states.map((state) =>
    orderOf(orderRecord({ order_state: OrderState[state] }), hoursAhead(0)),
  );
  const ended = { filled: 2, canceled: 1, rejected: 1, expired: 1, other: 1 };
  expect(orderTotalsOf(orders)).toEqual({ orders: 6, ...ended });
});
