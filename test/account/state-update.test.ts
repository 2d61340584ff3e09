import { describe, expect, test } from '@jest/globals';
import {
  initialAccountState,
  reduceAccount,
  reduceAccountFrame,
  type AccountEvent,
  type AccountRules,
  type AccountState,
  type AccountStep,
} from '../../src/account/index.js';
import type { DealUpdate, TradeUpdateOrder } from '../../src/wire/index.js';
import {
  add,
  closedOrder,
  deal,
  dealUpdate,
  events,
  gone,
  noPosition,
  openOrder,
  order,
  position,
  remove,
  result,
  update,
} from './support/trades.js';

const run = (from: AccountState, ...list: readonly AccountEvent[]): AccountState =>
  list.reduce((state, event) => reduceAccount(state, event).state, from);

/** Position 1 and order 10 are open. */
const opened = (rules: Partial<AccountRules> = {}): AccountState =>
  run(
    initialAccountState(rules),
    events.open(),
    events.opened({ positions: [position(1)], orders: [order(10)] }),
  );

const step = (record: DealUpdate | TradeUpdateOrder, state: AccountState = opened()): AccountStep =>
  reduceAccount(state, events.update(record));

const none = { added: [], changed: [], removed: [], dropped: 0 };

describe('push 10: open orders', () => {
  test.each([add, update])('type %i adds an order that is not there', (type) => {
    const { changes, state } = step(openOrder(type, order(11)));
    expect(changes.orders).toEqual({ ...none, added: [order(11)] });
    expect([...state.orders.keys()]).toEqual([10n, 11n]);
  });

  test.each([add, update])('type %i replaces an order that is there', (type) => {
    const moved = order(10, { price_order: 1.04 });
    const { changes, state } = step(openOrder(type, moved));
    expect(changes.orders).toEqual({ ...none, changed: [{ before: order(10), after: moved }] });
    expect(state.orders.get(10n)).toEqual(moved);
  });

  test('type 2 removes, once', () => {
    const first = step(openOrder(remove, order(10, { order_state: 4 })));
    expect(first.changes.orders).toEqual({ ...none, removed: [order(10)] });
    expect(first.state.orders.size).toBe(0);
    expect(step(openOrder(remove, order(10)), first.state).changes.orders).toBeUndefined();
  });

  test('the same record again is no change, and neither is a type or a form without meaning', () => {
    const before = opened();
    for (const type of [add, update]) {
      const { state, changes } = step(openOrder(type, order(10)), before);
      expect(changes.orders).toBeUndefined();
      expect(state.orders).toBe(before.orders);
    }
    expect(step(openOrder(3, order(11)), before).changes.orders).toBeUndefined();
    const strange = { ...openOrder(add, order(11)), flag_mask: 3 };
    const { changes } = step(strange, before);
    expect([changes.orders, changes.closedOrders]).toEqual([undefined, undefined]);
  });
});

describe('push 10: history orders', () => {
  const closed = step(closedOrder(add, order(20))).state;

  test('type 0 adds unless it is there', () => {
    expect([...closed.closedOrders.values()]).toEqual([order(20)]);
    const again = step(closedOrder(add, order(20, { order_state: 4 })), closed);
    expect(again.changes.closedOrders).toBeUndefined();
    expect(again.state.closedOrders.get(20n)).toEqual(order(20));
  });

  test('type 1 replaces if present', () => {
    const filled = order(20, { order_state: 4 });
    const { changes } = step(closedOrder(update, filled), closed);
    expect(changes.closedOrders?.changed).toEqual([{ before: order(20), after: filled }]);
    expect(step(closedOrder(update, order(21)), closed).changes.closedOrders).toBeUndefined();
  });

  test('type 2 removes; open orders stay as they are throughout', () => {
    const { changes, state } = step(closedOrder(remove, order(20)), closed);
    expect(changes.closedOrders?.removed).toEqual([order(20)]);
    expect(state.orders).toBe(closed.orders);
    expect([...state.orders.keys()]).toEqual([10n]);
  });
});

describe('push 10: deals', () => {
  const sums = {
    balance: 1100,
    credit: 5,
    acc_profit: 100,
    commission_daily: -1,
    commission_monthly: -2,
  };

  test('type 0 copies the sums into the account', () => {
    const before = opened();
    const { state, changes } = step(dealUpdate(sums), before);
    expect(changes.account).toBe(true);
    expect(state.account).toEqual({ ...before.account, ...sums });
    expect(step(dealUpdate(sums), state).changes.account).toBe(false);
  });

  test.each([update, remove])('type %i does not', (transaction_type) => {
    const before = opened();
    const { state, changes } = step(dealUpdate({ ...sums, transaction_type }), before);
    expect(changes.account).toBe(false);
    expect(state.account).toBe(before.account);
  });

  test('without an account record there is nothing to copy into', () => {
    expect(step(dealUpdate(sums), initialAccountState()).state.account).toBeUndefined();
  });

  test.each([add, update, remove])(
    'type %i applies the position, and those that follow',
    (type) => {
      const { state } = step(
        dealUpdate({
          transaction_type: type,
          trade_position: position(2),
          positions: [gone(1), position(3)],
        }),
      );
      expect([...state.positions.keys()]).toEqual([2n, 3n]);
    },
  );

  test('no position is applied when neither position nor deal names a symbol', () => {
    const balance = deal(5, { trade_symbol: '', trade_action: 2, profit: 100 });
    const { state, changes } = step(dealUpdate({ deal: balance, positions: [gone(1)] }));
    expect(changes.positions).toBeUndefined();
    expect([...state.deals.values()]).toEqual([balance]);
    const named = step(dealUpdate({ deal: deal(5), positions: [gone(1)] }));
    expect(named.changes.positions?.removed).toEqual([position(1)]);
  });

  test('type 0 adds a deal unless it is known, and those that follow', () => {
    const first = step(dealUpdate({ deal: deal(5), deals: [deal(6), deal(5)] }));
    expect(first.changes.deals).toEqual({ ...none, added: [deal(5), deal(6)] });
    const again = dealUpdate({ deal: deal(5, { profit: 1 }), deals: [deal(7)] });
    const second = step(again, first.state);
    expect(second.changes.deals).toEqual({ ...none, added: [deal(7)] });
    expect([...second.state.deals.values()]).toEqual([deal(5), deal(6), deal(7)]);
  });

  test('type 1 replaces a known deal; one from before the session is no news', () => {
    const { state } = step(dealUpdate({ deal: deal(5) }));
    const after = deal(5, { profit: 3 });
    const updates = { transaction_type: update, deal: after, deals: [deal(4)] };
    const { changes } = step(dealUpdate(updates), state);
    expect(changes.deals).toEqual({ ...none, changed: [{ before: deal(5), after }] });
  });

  test('type 2 removes a deal', () => {
    const { state } = step(dealUpdate({ deal: deal(5), deals: [deal(6)] }));
    const removal = dealUpdate({ transaction_type: remove, deal: deal(5) });
    const { changes } = step(removal, state);
    expect(changes.deals).toEqual({ ...none, removed: [deal(5)] });
  });

  test('deal 0 is none', () => {
    const { changes } = step(dealUpdate({ trade_position: position(1, { sl: 1.09 }) }));
    expect(changes.deals).toBeUndefined();
    expect(changes.positions?.changed).toHaveLength(1);
  });
});

describe('push 10: positions', () => {
  const apply = (record: ReturnType<typeof position>, state = opened()): AccountStep =>
    step(dealUpdate({ trade_position: record, deal: deal(5) }), state);

  test('found by its id: replaced, or removed with volume 0', () => {
    const half = position(1, { trade_volume: 50_000_000n });
    expect(apply(half).changes.positions).toEqual({
      ...none,
      changed: [{ before: position(1), after: half }],
    });
    expect(apply(gone(1)).changes.positions).toEqual({ ...none, removed: [position(1)] });
  });

  test('with id 0 found by its symbol, and keeps the ticket it is known by', () => {
    const changed = apply(position(0, { trade_order: 1n, sl: 1.09 })).changes.positions?.changed;
    expect(changed).toEqual([{ before: position(1), after: position(1, { sl: 1.09 }) }]);
    expect(apply(gone(0)).state.positions.size).toBe(0);
  });

  test('an id that is not known is not looked up by symbol', () => {
    const { state } = apply(position(2));
    expect([...state.positions.keys()]).toEqual([1n, 2n]);
  });

  test('not found: added; without an id as the position of its symbol', () => {
    const two = run(
      opened(),
      events.update(dealUpdate({ trade_position: position(0, { trade_symbol: 'GBPUSD' }) })),
      events.update(dealUpdate({ trade_position: position(0, { trade_symbol: 'USDJPY' }) })),
      events.update(dealUpdate({ trade_position: gone(0, { trade_symbol: 'GBPUSD' }) })),
    );
    expect([...two.positions.values()].map(({ trade_symbol }) => trade_symbol)).toEqual([
      'EURUSD',
      'USDJPY',
    ]);
  });

  test('the end of an unknown position does not end the record', () => {
    const ended = dealUpdate({
      balance: 7,
      trade_position: gone(99),
      deal: deal(5),
      positions: [position(2)],
      deals: [deal(6)],
    });
    const { state } = step(ended);
    expect([...state.positions.keys()]).toEqual([1n, 2n]);
    expect([...state.deals.keys()]).toEqual([5n, 6n]);
    expect(state.account?.balance).toBe(7);

    const quirky = step(ended, opened({ officialQuirks: true })).state;
    expect([...quirky.positions.keys()]).toEqual([1n]);
    expect(quirky.deals.size).toBe(0);
    expect(quirky.account?.balance).toBe(7);
  });

  test('a deal whose position is not given is still a deal', () => {
    const { state } = step(dealUpdate({ trade_position: noPosition, deal: deal(5) }));
    expect([...state.deals.keys()]).toEqual([5n]);
  });

  test('an update with times older than the snapshot counts: it came later', () => {
    const late = position(1, { time_update: 1, tp: 1.2 });
    expect(apply(late).state.positions.get(1n)).toEqual(late);
  });
});

describe('a frame', () => {
  test('is one step, with what it comes to', () => {
    const { changes, state } = reduceAccountFrame(opened(), [
      events.update(openOrder(add, order(11))),
      events.update(openOrder(remove, order(11))),
      events.update(openOrder(update, order(10, { price_order: 1 }))),
      events.update(openOrder(update, order(10))),
      events.update(openOrder(add, order(12))),
    ]);
    expect(changes.orders).toEqual({ ...none, added: [order(12)] });
    expect([...state.orders.keys()]).toEqual([10n, 12n]);
  });

  test('the state before a step is left alone', () => {
    const before = opened();
    const copy = structuredClone({ positions: before.positions, orders: before.orders });
    step(dealUpdate({ trade_position: gone(1), deal: deal(5) }), before);
    step(openOrder(remove, order(10)), before);
    expect({ positions: before.positions, orders: before.orders }).toEqual(copy);
    expect(before.deals.size).toBe(0);
  });
});

describe('room', () => {
  test('the oldest deals are dropped and counted; what is added is told all the same', () => {
    const state = opened({ keptDeals: 2 });
    const first = step(dealUpdate({ deal: deal(1), deals: [deal(2), deal(3)] }), state);
    expect(first.changes.deals).toEqual({
      ...none,
      added: [deal(1), deal(2), deal(3)],
      dropped: 1,
    });
    expect([...first.state.deals.keys()]).toEqual([2n, 3n]);
    const second = step(dealUpdate({ deal: deal(4) }), first.state);
    expect(second.state.dropped).toEqual({ deals: 2, closedOrders: 0 });
  });

  test('so are closed orders', () => {
    const state = [1, 2, 3].reduce(
      (last, ticket) => step(closedOrder(add, order(ticket)), last).state,
      opened({ keptClosedOrders: 2 }),
    );
    expect([...state.closedOrders.keys()]).toEqual([2n, 3n]);
    expect(state.dropped).toEqual({ deals: 0, closedOrders: 1 });
  });

  test('the latest results stay', () => {
    const pushes = [1000, 1001, 1001, 1002].map((id) => result(id));
    const state = run(
      initialAccountState({ keptResults: 3 }),
      ...pushes.map((push): AccountEvent => ({ kind: 'result', at: 0, result: push })),
    );
    expect(state.results).toEqual(pushes.slice(1));
  });
});
