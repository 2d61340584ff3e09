import { describe, expect, test } from '@jest/globals';
import {
  initialAccountState,
  reduceAccount,
  type AccountEvent,
  type AccountRules,
  type AccountState,
  type AccountStep,
} from '../../src/account/index.js';
import { historyFrom } from '../../src/account/state-snapshot.js';
import {
  account,
  add,
  closedOrder,
  deal,
  dealUpdate,
  events,
  gone,
  openOrder,
  order,
  position,
} from './support/trades.js';

const { open, opened, history, lost, failed } = events;
const push = events.update;

const steps = (
  list: readonly AccountEvent[],
  rules: Partial<AccountRules> = {},
): readonly AccountStep[] => {
  let state = initialAccountState(rules);
  return list.map((event) => {
    const step = reduceAccount(state, event);
    ({ state } = step);
    return step;
  });
};

const last = (list: readonly AccountEvent[], rules?: Partial<AccountRules>): AccountStep =>
  steps(list, rules).at(-1)!;

const after = (...list: readonly AccountEvent[]): AccountState => last(list).state;

const none = { added: [], changed: [], removed: [], dropped: 0 };

describe('the first snapshot of a session', () => {
  test('is news as a whole, from the source snapshot', () => {
    const trades = { positions: [position(1), position(2)], orders: [order(10)] };
    const { changes, state } = last([open(), opened(trades)]);
    expect(changes.source).toBe('snapshot');
    expect(changes.positions).toEqual({ ...none, added: trades.positions });
    expect(changes.orders).toEqual({ ...none, added: trades.orders });
    expect([state.known, state.hasSnapshot]).toEqual([true, true]);
  });

  test('of an empty account says that it is empty', () => {
    const { changes, state } = last([open(), opened()]);
    expect(changes.positions).toBeUndefined();
    expect(state.hasSnapshot).toBe(true);
  });

  test('a query that failed is no empty account', () => {
    const state = after(open(), failed());
    expect([state.known, state.hasSnapshot]).toEqual([false, false]);
    const known = after(open(), opened({ positions: [position(1)] }), failed());
    expect(known.positions.size).toBe(1);
    expect(known.known).toBe(true);
  });

  test('what pushes say of open trades before it is in it; deals and closed orders are not', () => {
    const state = after(
      open(),
      push(openOrder(add, order(10))),
      push(closedOrder(add, order(20))),
      push(dealUpdate({ balance: 7, trade_position: position(2), deal: deal(5) })),
      push(dealUpdate({ balance: 7, trade_position: gone(1), deal: deal(6) })),
    );
    expect([state.positions.size, state.orders.size]).toEqual([0, 0]);
    expect([...state.deals.keys()]).toEqual([5n, 6n]);
    expect([...state.closedOrders.keys()]).toEqual([20n]);
    expect(state.account?.balance).toBe(7);
  });

  test('two positions without a ticket are two', () => {
    const two = [position(0), position(0, { trade_symbol: 'GBPUSD' })];
    expect([...after(open(), opened({ positions: two })).positions.values()]).toEqual(two);
  });
});

describe('a later snapshot', () => {
  const first = { positions: [position(1), position(2), position(3)], orders: [order(10)] };
  const again = (trades: Parameters<typeof opened>[0]): AccountStep =>
    last([open(), opened(first), lost(), open(), opened(trades)]);

  test('is compared with what was known: only true differences come', () => {
    const { changes, state } = again({
      positions: [position(1), position(2, { sl: 1 }), position(4)],
      orders: [order(11)],
    });
    expect(changes.source).toBe('reconcile');
    expect(changes.positions).toEqual({
      added: [position(4)],
      changed: [{ before: position(2), after: position(2, { sl: 1 }) }],
      removed: [position(3)],
      dropped: 0,
    });
    expect(changes.orders).toEqual({ ...none, added: [order(11)], removed: [order(10)] });
    expect([...state.positions.keys()]).toEqual([1n, 2n, 4n]);
  });

  test('the price of the moment and what follows from it are no difference', () => {
    const moved = { price_close: 2, profit: 90, rate_profit: 0.9 };
    const { changes } = again({
      positions: first.positions.map((record) => ({ ...record, ...moved })),
      orders: [order(10, { price_current: 2 })],
    });
    expect([changes.positions, changes.orders]).toEqual([undefined, undefined]);
  });

  test.each([
    ['trade_volume', 1n],
    ['sl', 1],
    ['tp', 1],
    ['storage', -1],
    ['commission', -1],
    ['price_open', 1],
    ['comment', 'so'],
    ['time_update', 1],
    ['rate_margin', 2],
  ])('%s is one', (field, value) => {
    const [one, ...others] = first.positions;
    const { changes } = again({ ...first, positions: [{ ...one!, [field]: value }, ...others] });
    expect(changes.positions?.changed).toHaveLength(1);
  });

  test('not a number equals itself', () => {
    const odd = { positions: [position(1, { tp: NaN })] };
    const { changes } = last([open(), opened(odd), lost(), open(), opened(odd)]);
    expect(changes.positions).toBeUndefined();
  });

  test('until it comes, pushes of the new connection change no position, and no order', () => {
    const before = [open(), opened(first), lost(), open()];
    const { state } = last([
      ...before,
      push(dealUpdate({ trade_position: gone(1), deal: deal(5) })),
      push(openOrder(add, order(11))),
    ]);
    expect([...state.positions.keys()]).toEqual([1n, 2n, 3n]);
    expect([...state.orders.keys()]).toEqual([10n]);
    expect([...state.deals.keys()]).toEqual([5n]);
  });

  test('on the same connection counts as well', () => {
    const { changes } = last([open(), opened(first), opened({ orders: [order(10)] })]);
    expect(changes.source).toBe('reconcile');
    expect(changes.positions?.removed).toHaveLength(3);
  });
});

describe('history', () => {
  test('of the first connection is from before the session', () => {
    const before = history({ deals: [deal(1), deal(2)], orders: [order(20)] });
    const first = last([open(), opened(), before]);
    expect([first.changes.deals, first.changes.closedOrders]).toEqual([undefined, undefined]);
    expect(first.state.deals.size).toBe(0);

    const missed = history({ deals: [deal(1), deal(2), deal(3)], orders: [order(20), order(21)] });
    const { changes } = last([open(), opened(), before, lost(), open(), opened(), missed]);
    expect(changes.source).toBe('reconcile');
    expect(changes.deals).toEqual({ ...none, added: [deal(3)] });
    expect(changes.closedOrders).toEqual({ ...none, added: [order(21)] });
  });

  test('a push is believed, whatever the history of the first connection holds', () => {
    const { changes } = last([
      open(),
      opened(),
      history({ deals: [deal(1)] }),
      push(dealUpdate({ deal: deal(1) })),
    ]);
    expect(changes.deals?.added).toEqual([deal(1)]);
  });

  test('after a reconnect adds only what is not known, and never a deal 0', () => {
    const { changes, state } = last([
      ...[open(), opened(), push(dealUpdate({ deal: deal(1) })), lost(), open()],
      push(dealUpdate({ deal: deal(2) })),
      history({ deals: [deal(1), deal(2), deal(3), deal(0)] }),
    ]);
    expect(changes.deals).toEqual({ ...none, added: [deal(3)] });
    expect([...state.deals.values()]).toEqual([deal(1), deal(2), deal(3)]);
  });

  test('after a reconnect tells which deals are not what they were', () => {
    const canceled = deal(1, { trade_action: 13, profit: 9 });
    const said = [deal(2, { price_close: 5, rate_profit: 2 }), canceled, deal(3)];
    const list = [
      ...[open(1), opened(), push(dealUpdate({ deal: deal(1) }))],
      ...[push(dealUpdate({ deal: deal(2) })), lost(2), open(3), opened()],
      history({ deals: said }, 4),
    ];
    const { changes, state } = last(list);
    expect(changes.source).toBe('reconcile');
    expect(changes.deals).toEqual({
      ...none,
      added: [deal(3)],
      changed: [{ before: deal(1), after: canceled }],
    });
    expect([...state.deals.values()]).toEqual([canceled, deal(2), deal(3)]);
    const backfilled = changes.conditions.find(({ kind }) => kind === 'backfilled');
    expect(backfilled).toMatchObject({ count: 1 });
  });

  test('after a reconnect counts a deal once that comes twice in it', () => {
    const list = [
      open(1),
      opened(),
      lost(2),
      open(3),
      opened(),
      history({ deals: [deal(3), deal(3)] }, 4),
    ];
    expect(last(list).changes.conditions[0]).toMatchObject({ kind: 'backfilled', count: 1 });
  });

  test('deals that were dropped do not come back', () => {
    const deals = [1, 2, 3, 4].map((ticket) => deal(ticket));
    const { changes } = last(
      [
        ...[open(), opened(), ...deals.map((each) => push(dealUpdate({ deal: each })))],
        ...[lost(), open(), opened(), history({ deals: [...deals, deal(5)] })],
      ],
      { keptDeals: 2 },
    );
    expect(changes.deals?.added).toEqual([deal(5)]);
  });

  test('nor do closed orders', () => {
    const orders = [1, 2, 3].map((ticket) => order(ticket, { time_done: ticket }));
    const { changes } = last(
      [
        ...[open(), opened(), ...orders.map((each) => push(closedOrder(add, each)))],
        ...[lost(), open(), opened(), history({ orders: [...orders, order(4, { time_done: 4 })] })],
      ],
      { keptClosedOrders: 2 },
    );
    expect(changes.closedOrders?.added.map(({ trade_order }) => trade_order)).toEqual([4n]);
  });
});

describe('where the next query for history begins', () => {
  const now = 1_000_000;
  const day = 86_400;

  test('a day ago for the first, and for as long as there was no snapshot', () => {
    expect(historyFrom(initialAccountState(), now)).toBe(now - day);
    expect(historyFrom(after(open(), history({}), lost(), open()), now)).toBe(now - day);
  });

  test('an hour before the latest deal, but not before the first query', () => {
    const from = now - day;
    const known = [open(), opened(), history({ from, deals: [deal(1, { time_create: now })] })];
    expect(historyFrom(after(...known), now)).toBe(now - 3600);
    const later = push(dealUpdate({ deal: deal(2, { time_create: now + 50 }) }));
    expect(historyFrom(after(...known, later), now)).toBe(now + 50 - 3600);
    const early = history({ from, deals: [deal(1, { time_create: from })] });
    expect(historyFrom(after(open(), opened(), early), now)).toBe(from);
  });

  test('where the first began, if there was no deal at all', () => {
    expect(historyFrom(after(open(), opened(), history({ from: 5 })), now)).toBe(5);
  });

  test('before the gap for as long as what was missed has not come, whatever is pushed since', () => {
    const from = now - day;
    const known = [open(), opened(), history({ from, deals: [deal(1, { time_create: now })] })];
    const late = push(dealUpdate({ deal: deal(9, { time_create: now + day }) }));
    const again = [lost(), open(), opened(), late];
    expect(historyFrom(after(...known, ...again), now)).toBe(now - 3600);
    expect(historyFrom(after(...known, ...again, lost(), open()), now)).toBe(now - 3600);
    const missed = history({ deals: [deal(5, { time_create: now + 50 })] });
    expect(historyFrom(after(...known, ...again, missed, lost(), open()), now)).toBe(
      now + day - 3600,
    );
  });

  test('where the first began, if the session had no deal before the gap', () => {
    const known = [open(), opened(), history({ from: 5 }), lost(), open(), opened()];
    const late = push(dealUpdate({ deal: deal(9, { time_create: now }) }));
    expect(historyFrom(after(...known, late), now)).toBe(5);
  });

  test('when the session began on the server, if the first was never answered', () => {
    // The server's clock is two hours ahead.
    expect(historyFrom(after(open(), opened({}, 60_000)), now)).toBe(60 + 7200);
  });
});

describe('conditions', () => {
  const said = (...list: readonly AccountEvent[]) =>
    steps(list).flatMap(({ changes }) => changes.conditions);

  test('live with the first snapshot', () => {
    expect(said(open(1), opened({}, 2))).toEqual([{ kind: 'live', at: 2 }]);
  });

  test('a gap on loss; restored when both snapshot and history have come, in either order', () => {
    const gap = { kind: 'gap', at: 3, from: 3, reason: 'disconnected' };
    const backfilled = (at: number, count: number) => ({
      ...{ kind: 'backfilled', at, from: 3, to: at, count },
    });
    const restored = { kind: 'restored', at: 6, from: 3, to: 6, reason: 'disconnected' };
    const start = [open(1), opened({}, 2), lost(3), open(4)];
    const deals = [deal(1), deal(2)];
    expect(said(...start, opened({}, 5), history({ deals }, 6)).slice(1)).toEqual([
      ...[gap, backfilled(6, 2), restored],
    ]);
    expect(said(...start, history({ deals }, 5), opened({}, 6)).slice(1)).toEqual([
      ...[gap, backfilled(5, 2), restored],
    ]);
  });

  test('a gap that goes on is one gap', () => {
    const list = [open(1), opened({}, 2), lost(3), open(4), failed(5), lost(6), open(7)];
    expect(said(...list).slice(1)).toHaveLength(1);
    const end = said(...list, opened({}, 8), history({}, 9)).at(-1);
    expect(end).toEqual({ kind: 'restored', at: 9, from: 3, to: 9, reason: 'disconnected' });
  });

  test('a failed query is a gap until there is a snapshot', () => {
    expect(said(open(1), failed(2), failed(3), opened({}, 4))).toEqual([
      { kind: 'gap', at: 2, from: 2, reason: 'query-failed' },
      { kind: 'restored', at: 4, from: 2, to: 4, reason: 'query-failed' },
    ]);
  });

  test('a loss within the gap of a failed query makes it wait for the history, too', () => {
    const list = [open(1), opened({}, 2), failed(3), lost(4), open(5), opened({}, 6)];
    expect(said(...list).at(-1)).toEqual({ kind: 'gap', at: 3, from: 3, reason: 'query-failed' });
    expect(said(...list, history({}, 7)).at(-1)?.kind).toBe('restored');
  });

  test('a loss before the first snapshot needs no history: nothing of the session was missed', () => {
    expect(said(open(1), lost(2), open(3), opened({}, 4)).map(({ kind }) => kind)).toEqual([
      ...['gap', 'restored'],
    ]);
  });

  test('the history of the first connection, and a loss of no connection, say nothing', () => {
    expect(said(lost(1), open(2), opened({}, 3), history({}, 4))).toEqual([
      { kind: 'live', at: 3 },
    ]);
  });

  test('a history that nobody waits for says what it brought', () => {
    const list = [open(1), opened({}, 2), history({}, 3), history({ from: 7200 }, 4)];
    expect(said(...list).at(-1)).toEqual({ kind: 'backfilled', at: 4, from: 0, to: 4, count: 0 });
  });
});

describe('account and trade server', () => {
  test('a push replaces what it holds; what it leaves out stays', () => {
    const { state, changes } = last([
      open(),
      {
        kind: 'account',
        account: { balance: 5, credit: undefined },
        times: initialAccountState().times,
      },
    ]);
    expect(changes.account).toBe(true);
    expect(state.account).toEqual({ ...account, balance: 5 });
  });

  test('a connection begins with the record it came with', () => {
    expect(after(open(), lost(), open(0, { balance: 3 })).account).toEqual({ balance: 3 });
  });

  test('the trade server is up until the gateway says otherwise; only changes count', () => {
    const status = (state: number, at: number): AccountEvent => ({ kind: 'status', at, state });
    const list = [open(1), status(0, 2), status(7, 3), status(7, 4), status(0, 5)];
    expect(steps(list).map(({ changes }) => changes.tradeServer)).toEqual([
      ...[true, false, true, false, true],
    ]);
    expect(after(...list.slice(0, 4)).tradeServer).toEqual({ connected: false, state: 7, at: 3 });
    expect(after(status(7, 1), lost(2), open(3)).tradeServer?.connected).toBe(true);
  });
});
