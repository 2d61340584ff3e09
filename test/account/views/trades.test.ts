import { describe, expect, test } from '@jest/globals';
import { dealOf, orderOf, positionOf } from '../../../src/account/index.js';
import {
  DealAction,
  DealEntry,
  OrderActivation,
  OrderFilling,
  OrderState,
  OrderTime,
  OrderType,
  PositionType,
  Reason,
} from '../../../src/wire/index.js';
import { dealRecord, hoursAhead, orderRecord, positionRecord } from '../support/trade-records.js';

const times = hoursAhead(3);
/** 10:00 on the server's clock is 07:00 UTC. */
const serverSeconds = Date.UTC(2026, 0, 15, 10) / 1000;
const utc = Date.UTC(2026, 0, 15, 7);

describe('a position', () => {
  const raw = positionRecord({
    position_id: 9_007_199_254_740_993n,
    trade_order: 41n,
    time_create: serverSeconds,
    time_create_ms: 250,
    time_update: serverSeconds + 60,
    time_update_ms: 7,
    trade_symbol: 'EURUSD',
    trade_action: PositionType.sell,
    price_open: 1.1,
    price_close: 1.2,
    sl: 1.3,
    tp: 1.05,
    trade_volume: 29_000_000n,
    profit: -290,
    storage: -1.5,
    commission: -2,
    trade_reason: Reason.mobile,
    expert: 77n,
    comment: 'c',
    external_id: 'x-1',
    contract_size: 100_000,
  });

  test('is decoded into named values', () => {
    expect(positionOf(raw, times)).toEqual({
      ticket: 9_007_199_254_740_993n,
      symbol: 'EURUSD',
      side: 'sell',
      volume: 0.29,
      volumeUnits: 29_000_000n,
      priceOpen: 1.1,
      priceCurrent: 1.2,
      sl: 1.3,
      tp: 1.05,
      profit: -290,
      swap: -1.5,
      commission: -2,
      time: utc + 250,
      timeUpdate: utc + 60_007,
      order: 41n,
      reason: 'mobile',
      magic: 77n,
      comment: 'c',
      externalId: 'x-1',
      digits: 5,
      currencyDigits: 2,
      contractSize: 100_000,
      raw,
    });
  });

  test('without stops has none, and without a change is as old as its opening', () => {
    const position = positionOf({ ...raw, sl: 0, tp: 0, time_update: 0 }, times);
    expect(position).toMatchObject({ sl: undefined, tp: undefined, timeUpdate: utc + 250 });
  });

  test.each([
    [PositionType.buy, 'buy'],
    [PositionType.sell, 'sell'],
    [7, 'buy'],
  ])('with action %i is a %s, as the official client has it', (action, side) => {
    expect(positionOf({ ...raw, trade_action: action }, times).side).toBe(side);
  });

  test('keeps a reason that has no name as its number', () => {
    expect(positionOf({ ...raw, trade_reason: 99 }, times).reason).toBe(99);
  });
});

describe('an order', () => {
  const raw = orderRecord({
    trade_order: 12n,
    order_id: 'ex',
    trade_symbol: 'XAUUSD',
    time_setup: serverSeconds,
    time_setup_ms: 1,
    time_expiration: serverSeconds + 3600,
    time_done: serverSeconds + 120,
    time_done_ms: 2,
    order_type: OrderType.buy_stop_limit,
    type_filling: OrderFilling.return,
    type_time: OrderTime.specified,
    type_reason: Reason.expert,
    price_order: 2000,
    price_trigger: 1990,
    price_current: 1980,
    price_sl: 1900,
    price_tp: 2100,
    volume_initial: 150_000_000n,
    volume_current: 50_000_000n,
    order_state: OrderState.partial,
    expert: 5n,
    position_id: 3n,
    comment: 'note',
    contract_size: 100,
    activation_mode: OrderActivation.stop_limit_activated_to_limit,
  });

  test('is decoded into named values', () => {
    expect(orderOf(raw, times)).toEqual({
      ticket: 12n,
      symbol: 'XAUUSD',
      type: 'buy_stop_limit',
      state: 'partial',
      volumeInitial: 1.5,
      volumeInitialUnits: 150_000_000n,
      volumeCurrent: 0.5,
      volumeCurrentUnits: 50_000_000n,
      price: 2000,
      priceTrigger: 1990,
      priceCurrent: 1980,
      sl: 1900,
      tp: 2100,
      filling: 'return',
      time: 'specified',
      timeSetup: utc + 1,
      timeExpiration: utc + 3_600_000,
      timeDone: utc + 120_002,
      position: 3n,
      reason: 'expert',
      activation: 'stop_limit_activated_to_limit',
      magic: 5n,
      comment: 'note',
      externalId: 'ex',
      digits: 5,
      currencyDigits: 2,
      contractSize: 100,
      raw,
    });
  });

  test('that is open has no expiration, end, position or limit price unless it says so', () => {
    const open = { time_expiration: 0, time_done: 0, position_id: 0n, price_trigger: 0 };
    expect(orderOf({ ...raw, ...open }, times)).toMatchObject({
      timeExpiration: undefined,
      timeDone: undefined,
      position: undefined,
      priceTrigger: undefined,
    });
  });

  test('keeps values that have no name as numbers', () => {
    const strange = { order_type: 20, order_state: 21, type_filling: 22, type_time: 23 };
    expect(orderOf({ ...raw, ...strange }, times)).toMatchObject({
      type: 20,
      state: 21,
      filling: 22,
      time: 23,
    });
  });
});

describe('a deal', () => {
  const raw = dealRecord({
    deal: 100n,
    deal_id: 'd',
    trade_order: 12n,
    time_create: serverSeconds,
    time_create_ms: 999,
    trade_symbol: 'EURUSD',
    trade_action: DealAction.sell,
    entry: DealEntry.out,
    price_open: 1.2,
    sl: 1.1,
    tp: 1.4,
    trade_volume: 1n,
    profit: 10.25,
    commission: -3,
    storage: -0.5,
    commission_fee: -0.1,
    expert: 8n,
    position_id: 11n,
    comment: '[tp 1.2]',
    contract_size: 100_000,
    trade_reason: Reason.take_profit,
  });

  test('is decoded into named values', () => {
    expect(dealOf(raw, times)).toEqual({
      ticket: 100n,
      order: 12n,
      position: 11n,
      symbol: 'EURUSD',
      action: 'sell',
      entry: 'out',
      volume: 1e-8,
      volumeUnits: 1n,
      price: 1.2,
      profit: 10.25,
      swap: -0.5,
      commission: -3,
      fee: -0.1,
      time: utc + 999,
      reason: 'take_profit',
      magic: 8n,
      comment: '[tp 1.2]',
      sl: 1.1,
      tp: 1.4,
      externalId: 'd',
      digits: 5,
      currencyDigits: 2,
      contractSize: 100_000,
      isBalance: false,
      raw,
    });
  });

  test('that is an operation on the balance has no symbol and no position', () => {
    const balance = dealOf(dealRecord({ trade_action: DealAction.balance, profit: 1000 }), times);
    expect(balance).toMatchObject({
      action: 'balance',
      isBalance: true,
      symbol: undefined,
      position: undefined,
      sl: undefined,
      tp: undefined,
      profit: 1000,
    });
  });

  test('operations on the balance are the actions 2 to 12 and 15 to 18', () => {
    const actions = Array.from({ length: 21 }, (_, action) => action);
    const balance = actions.filter(
      (action) => dealOf({ ...raw, trade_action: action }, times).isBalance,
    );
    expect(balance).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 17, 18]);
  });

  test('keeps values that have no name as numbers', () => {
    const strange = { trade_action: 40, entry: 41, trade_reason: 42 };
    expect(dealOf({ ...raw, ...strange }, times)).toMatchObject({
      action: 40,
      entry: 41,
      reason: 42,
    });
  });
});
