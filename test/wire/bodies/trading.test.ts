import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  commands,
  CountError,
  deal,
  decode,
  encode,
  FieldTruncatedError,
  jsonOf,
  order,
  position,
  tradeUpdateDeal,
  TradeUpdateKind,
  type Deal,
  type DealUpdate,
  type Layout,
  type Order,
  type Position,
  type TradeUpdateOrder,
} from '../../../src/wire/index.js';
import { arbitrary } from '../../support/arbitrary.js';
import { hex, left, right, unhex } from '../support/either.js';

const { reply: updates } = commands.tradeUpdate;

const sampleOf = <T>(layout: Layout<T>, seed: number): T =>
  fc.sample(arbitrary(layout as Layout<unknown>), { numRuns: 1, seed })[0] as T;

const anOrder = (seed: number): Order => sampleOf(order, seed);
const aDeal = (seed: number): Deal => sampleOf(deal, seed);
const aPosition = (seed: number): Position => sampleOf(position, seed);

const orderUpdate = (flag_mask: number, transaction_type: number): TradeUpdateOrder => ({
  flag_mask,
  transaction_id: 5,
  transaction_type,
  order: anOrder(transaction_type),
});

const dealUpdate = (deals: readonly Deal[], positions: readonly Position[]): DealUpdate => ({
  flag_mask: TradeUpdateKind.deal_and_position,
  transaction_id: 6,
  transaction_type: 0,
  deal: aDeal(1),
  trade_position: aPosition(1),
  balance: 1000.5,
  credit: 0,
  commission_daily: -1,
  commission_monthly: -2,
  acc_profit: 3,
  deals,
  positions,
});

describe('trade updates', () => {
  test('of orders come several in one body', () => {
    const value = [orderUpdate(0, 0), orderUpdate(1, 1), orderUpdate(0, 2)];
    const body = right(encode(updates, value));
    expect(body).toHaveLength(3 * 368);
    expect(right(decode(updates, body))).toMatchObject({ complete: true, value });
  });

  test('of deals bring more deals and positions, several in one body', () => {
    const value = [
      dealUpdate([], []),
      dealUpdate([aDeal(2), aDeal(3)], [aPosition(2)]),
      dealUpdate([], [aPosition(3), aPosition(4)]),
    ];
    const body = right(encode(updates, value));
    expect(body).toHaveLength(3 * (tradeUpdateDeal.size + 8) + 2 * 356 + 3 * 344);
    expect(right(decode(updates, body))).toMatchObject({ complete: true, value });
  });

  test('may be none', () => {
    expect(right(decode(updates, unhex(''))).value).toEqual([]);
    expect(right(encode(updates, []))).toHaveLength(0);
  });

  test('are all of the form that the first flag says', () => {
    const [first, second] = [orderUpdate(0, 0), orderUpdate(TradeUpdateKind.deal_and_position, 1)];
    expect(right(decode(updates, right(encode(updates, [first, second])))).value).toEqual([
      first,
      second,
    ]);
    // An order whose flag says that it is a deal cannot be read back, so it is not written.
    expect(left(encode(updates, [second] as never)).message).toBe(
      'Field trade_update_deal[0].deal: got undefined, expected an object',
    );
    expect(left(encode(updates, [dealUpdate([], []), first] as never)).message).toBe(
      'Field trade_update_deal[1].deal: got undefined, expected an object',
    );
  });

  test('cut in a number are an error in the form of deals, and left over in that of orders', () => {
    expect(left(decode(updates, unhex('02000000 0500')))).toBeInstanceOf(FieldTruncatedError);
    expect(right(decode(updates, unhex('01000000 0500')))).toMatchObject({
      value: [],
      trailing: unhex('01000000 0500'),
    });
    expect(right(decode(updates, unhex('0200'))).trailing).toEqual(unhex('0200'));
  });

  test('whose counts lie are an error', () => {
    const body = right(encode(updates, [dealUpdate([], [])]));
    const view = new DataView(body.buffer, body.byteOffset);
    view.setUint32(tradeUpdateDeal.size, 1_000_000, true);
    const error = left(decode(updates, body));
    expect(error).toBeInstanceOf(CountError);
    expect(error.context).toMatchObject({ list: 'deal', count: 1_000_000, available: 4 });
  });

  test('without their counts say what is missing', () => {
    const body = right(encode(updates, [dealUpdate([], [])])).subarray(0, tradeUpdateDeal.size);
    expect(right(decode(updates, body))).toMatchObject({
      complete: false,
      missing: ['trade_update_deal.deals', 'trade_update_deal.positions'],
    });
  });

  test.each([[null], [5], [[null]], [[5]], [[{}]], [{}], ['text']])(
    'are not written from %p',
    (value) => {
      expect(left(encode(updates as Layout<unknown>, value)).message).toMatch(
        /^Field trade_update_order(\[|: )/,
      );
    },
  );

  test('as JSON are told apart the same way', () => {
    const json = jsonOf(updates);
    for (const value of [[orderUpdate(1, 0)], [dealUpdate([aDeal(5)], [])], []]) {
      const text = JSON.stringify(json.encode(value));
      expect(right(json.decode(JSON.parse(text)) as never)).toEqual(value);
      expect(json.is(value)).toBe(true);
    }
    expect(json.is([orderUpdate(2, 0)])).toBe(false);
    expect(json.name).toBe('trade_update');
  });
});

describe('open trades and history', () => {
  test('are two counted lists', () => {
    const value = { positions: [aPosition(1)], orders: [anOrder(1), anOrder(2)] };
    const body = right(encode(commands.tradingOpened.reply, value));
    expect(body).toHaveLength(8 + 344 + 2 * 356);
    expect(right(decode(commands.tradingOpened.reply, body)).value).toEqual(value);
  });

  test('may end after the first list', () => {
    const value = { deals: [aDeal(1)], orders: [] };
    const body = right(encode(commands.tradeHistory.reply, value));
    expect(right(decode(commands.tradeHistory.reply, body.subarray(0, -4)))).toMatchObject({
      complete: false,
      value: { deals: value.deals, orders: undefined },
      missing: ['trade_history.orders'],
    });
  });

  test('of an empty body miss both', () => {
    expect(right(decode(commands.tradingOpened.reply, unhex(''))).missing).toEqual([
      'open_trades.positions',
      'open_trades.orders',
    ]);
  });
});

test('a trade request is 248 bytes, its volume an integer of 1e-8 lot', () => {
  const { request } = commands.tradeRequest;
  const value = sampleOf(request, 3);
  const body = right(encode(request, { ...value, trade_volume: 50_000_000n }));
  expect(body).toHaveLength(248);
  expect(hex(body.subarray(72, 80))).toBe('80f0fa0200000000');
});
