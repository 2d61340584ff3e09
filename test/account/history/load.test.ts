import { describe, expect, test } from '@jest/globals';
import { firstValueFrom, lastValueFrom, of, throwError, toArray, type Observable } from 'rxjs';
import {
  History,
  HistoryRangeError,
  loadDeals,
  loadOrders,
  loadPositions,
} from '../../../src/account/index.js';
import type { Requester } from '../../../src/market/index.js';
import {
  DealAction,
  DealEntry,
  OrderState,
  type TradeHistory,
  type TradeHistoryRequest,
} from '../../../src/wire/index.js';
import { dealRecord, hoursAhead, orderRecord } from '../support/trade-records.js';

const times = hoursAhead(2);
const day = 86_400;
/** UTC seconds. */
const start = Date.UTC(2026, 0, 10) / 1000;
const now = (start + 30 * day) * 1000;
/** On the server's clock. */
const at = (utcSeconds: number): number => utcSeconds + 7200;

interface Server {
  readonly requester: Requester;
  readonly asked: TradeHistoryRequest[];
}

const serverOf = (history: Partial<TradeHistory>): Server => {
  const asked: TradeHistoryRequest[] = [];
  const request = (_command: unknown, range: TradeHistoryRequest): Observable<TradeHistory> => {
    asked.push(range);
    return of({ deals: [], orders: [], ...history });
  };
  return { requester: { request } as unknown as Requester, asked };
};

const trade = (ticket: bigint, utc: number, fields = {}) =>
  dealRecord({
    ...{ deal: ticket, trade_order: ticket + 1000n, position_id: 1n },
    ...{ time_create: at(utc), trade_symbol: 'EURUSD', trade_volume: 100_000_000n },
    ...fields,
  });

describe('deals', () => {
  const deals = [
    trade(3n, start + 2 * day, { trade_symbol: 'XAUUSD', position_id: 2n, profit: 3 }),
    trade(1n, start, { profit: 1 }),
    trade(2n, start + day, { profit: 2, time_create_ms: 500 }),
    trade(2n, start + day, { profit: 2.5, time_create_ms: 500 }),
    trade(4n, start + 3 * day, {
      ...{ trade_action: DealAction.balance, trade_symbol: '', position_id: 0n, profit: 100 },
    }),
  ];

  const ticketsOf = async (filter: Parameters<typeof loadDeals>[1]): Promise<bigint[]> => {
    const { requester } = serverOf({ deals });
    const found = await firstValueFrom(loadDeals(requester, filter, times, now));
    return found.deals.map(({ ticket }) => ticket);
  };

  test('all of them: oldest first, each ticket once and as it came last', async () => {
    const { requester, asked } = serverOf({ deals });
    const results = await lastValueFrom(loadDeals(requester, {}, times, now).pipe(toArray()));
    expect(asked).toEqual([{ from: 0, to: 0 }]);
    expect(results).toHaveLength(1);
    expect(results).toMatchObject([
      {
        from: undefined,
        to: undefined,
        deals: [
          { ticket: 1n, time: start * 1000 },
          { ticket: 2n, time: (start + day) * 1000 + 500, profit: 2.5 },
          { ticket: 3n },
          { ticket: 4n },
        ],
        totals: { deals: 4, profit: 6.5, deposits: 100, total: 106.5 },
      },
    ]);
  });

  test('of a range: asked for with a day around it, cut to the millisecond', async () => {
    const { requester, asked } = serverOf({ deals });
    const from = new Date((start + day) * 1000 + 500);
    const to = (start + 2 * day) * 1000;
    const found = await firstValueFrom(loadDeals(requester, { from, to }, times, now));
    expect(asked).toEqual([{ from: at(start), to: at(start + 3 * day) }]);
    expect(found).toMatchObject({ from: from.getTime(), to });
    expect(found.deals.map(({ ticket }) => ticket)).toEqual([2n, 3n]);
    expect(found.totals).toMatchObject({ deals: 2, profit: 5.5, deposits: 0 });
    expect(await ticketsOf({ from: from.getTime() + 1, to: to - 1 })).toEqual([]);
  });

  test('by symbol, ticket, order and position', async () => {
    expect(await ticketsOf({ symbol: 'EUR*' })).toEqual([1n, 2n]);
    expect(await ticketsOf({ symbol: '*, !EURUSD' })).toEqual([3n]);
    expect(await ticketsOf({ ticket: 4 })).toEqual([4n]);
    expect(await ticketsOf({ order: '1003' })).toEqual([3n]);
    expect(await ticketsOf({ position: 1n })).toEqual([1n, 2n]);
    expect(await ticketsOf({ position: 1n, symbol: 'XAU*' })).toEqual([]);
  });

  test('without a ticket are all different, of one moment sorted by ticket', async () => {
    const same = [trade(9n, start), trade(0n, start), trade(0n, start), trade(8n, start)];
    const { requester } = serverOf({ deals: same });
    const found = await firstValueFrom(loadDeals(requester, {}, times, now));
    expect(found.deals.map(({ ticket }) => ticket)).toEqual([0n, 0n, 8n, 9n]);
  });

  test('of none are an empty result, which is not a failure', async () => {
    const found = await firstValueFrom(loadDeals(serverOf({}).requester, {}, times, now));
    expect(found).toMatchObject({ deals: [], totals: { deals: 0, total: 0 } });
  });
});

describe('orders', () => {
  const done = (ticket: bigint, placed: number, doneAt: number, fields = {}) =>
    orderRecord({
      ...{ trade_order: ticket, trade_symbol: 'EURUSD', order_state: OrderState.filled },
      ...{ time_setup: at(placed), time_done: doneAt === 0 ? 0 : at(doneAt), position_id: 1n },
      ...fields,
    });
  const orders = [
    done(2n, start, start + 2 * day, { order_state: OrderState.canceled, position_id: 0n }),
    done(1n, start + day, start + day, { trade_symbol: 'XAUUSD' }),
    done(3n, start + 5 * day, 0),
  ];

  const ticketsOf = async (filter: Parameters<typeof loadOrders>[1]): Promise<bigint[]> => {
    const { requester } = serverOf({ orders });
    const found = await firstValueFrom(loadOrders(requester, filter, times, now));
    return found.orders.map(({ ticket }) => ticket);
  };

  test('all of them, by the time they were done, with how they ended', async () => {
    const { requester } = serverOf({ orders });
    const found = await firstValueFrom(loadOrders(requester, {}, times, now));
    expect(found.orders.map(({ ticket }) => ticket)).toEqual([1n, 2n, 3n]);
    expect(found.totals).toMatchObject({ orders: 3, filled: 2, canceled: 1 });
    expect(found).toMatchObject({ from: undefined, to: undefined });
  });

  test('of a range, by symbol, ticket and position', async () => {
    const from = (start + 2 * day) * 1000;
    expect(await ticketsOf({ from })).toEqual([2n, 3n]);
    expect(await ticketsOf({ from, to: from })).toEqual([2n]);
    expect(await ticketsOf({ symbol: 'XAU*' })).toEqual([1n]);
    expect(await ticketsOf({ ticket: 2n })).toEqual([2n]);
    expect(await ticketsOf({ order: 3n })).toEqual([3n]);
    expect(await ticketsOf({ position: 1n })).toEqual([1n, 3n]);
  });
});

describe('positions', () => {
  const open = (position: bigint, utc: number, fields = {}) =>
    trade(position * 10n, utc, { trade_order: position, position_id: position, ...fields });
  const close = (position: bigint, utc: number, profit: number, fields = {}) =>
    trade(position * 10n + 1n, utc, {
      ...{ position_id: position, trade_action: DealAction.sell, entry: DealEntry.out, profit },
      ...fields,
    });
  const deals = [
    open(1n, start),
    close(1n, start + 5 * day, 10),
    open(2n, start + 4 * day, { trade_symbol: 'XAUUSD' }),
    close(2n, start + 6 * day, 20, { trade_symbol: 'XAUUSD' }),
    open(3n, start + 6 * day),
    trade(99n, start + 6 * day, { trade_action: DealAction.balance, position_id: 0n, profit: 7 }),
  ];
  const load = (filter: Parameters<typeof loadPositions>[1], server = serverOf({ deals })) =>
    firstValueFrom(loadPositions(server.requester, filter, times, now));

  test('all of them, with the totals of their deals', async () => {
    const { positions, totals } = await load({});
    expect(positions).toMatchObject([
      { ticket: 1n, state: 'closed', profit: 10, complete: true },
      { ticket: 2n, state: 'closed', profit: 20, complete: true },
      { ticket: 3n, state: 'open', complete: true },
    ]);
    expect(totals).toMatchObject({ deals: 5, profit: 30, deposits: 0 });
  });

  test('of a range that cuts the opening off: that is said, and nothing guessed', async () => {
    const from = (start + 3 * day) * 1000;
    const { positions } = await load({ from });
    expect(positions).toMatchObject([
      { ticket: 2n, state: 'closed', complete: true },
      { ticket: 1n, state: 'unknown', complete: false, profit: 10, openTime: undefined },
      { ticket: 3n, state: 'open', complete: true },
    ]);
  });

  test('of a range that cuts the close off: as of its end', async () => {
    const { positions } = await load({ to: (start + day) * 1000 });
    expect(positions).toMatchObject([{ ticket: 1n, state: 'open', complete: true }]);
  });

  test('with all their deals, if asked for', async () => {
    const server = serverOf({ deals });
    const bounds = { from: (start + 5 * day) * 1000, to: (start + 5 * day) * 1000 };
    const { positions, from, to } = await load({ ...bounds, complete: true }, server);
    expect(server.asked).toEqual([{ from: 0, to: 0 }]);
    expect({ from, to }).toEqual(bounds);
    expect(positions).toMatchObject([
      { ticket: 1n, state: 'closed', complete: true, openTime: start * 1000 },
    ]);
  });

  test('by symbol, ticket, order and position', async () => {
    const ticketsOf = async (filter: Parameters<typeof loadPositions>[1]): Promise<bigint[]> =>
      (await load(filter)).positions.map(({ ticket }) => ticket);
    expect(await ticketsOf({ symbol: 'XAU*' })).toEqual([2n]);
    expect(await ticketsOf({ ticket: 3n })).toEqual([3n]);
    expect(await ticketsOf({ position: 1n })).toEqual([1n]);
    expect(await ticketsOf({ order: 1011n })).toEqual([1n]);
  });

  test('the deal that turns a position counts once in the totals', async () => {
    const turned = [
      open(1n, start),
      trade(50n, start + day, {
        ...{ trade_action: DealAction.sell, entry: DealEntry.in_out, profit: 4 },
        trade_volume: 300_000_000n,
      }),
    ];
    const { positions, totals } = await load({}, serverOf({ deals: turned }));
    expect(positions).toHaveLength(2);
    expect(totals).toMatchObject({ deals: 2, profit: 4, volume: 4 });
  });
});

describe('the history', () => {
  const server = serverOf({ deals: [trade(1n, start)] });
  const history = new History({
    when: () => of({ requester: server.requester, times }),
    now: () => now,
  });

  test('asks for everything when nothing else is said', async () => {
    expect((await firstValueFrom(history.deals())).deals).toHaveLength(1);
    expect((await firstValueFrom(history.orders())).orders).toEqual([]);
    expect((await firstValueFrom(history.positions())).positions).toHaveLength(1);
  });

  test('refuses a filter that makes no sense before it waits for a connection', async () => {
    let waited = 0;
    const offline = new History({
      when: () => {
        waited += 1;
        return throwError(() => new Error('no connection'));
      },
      now: () => now,
    });
    const filter = { from: now + 1 };
    for (const asked of [
      offline.deals(filter),
      offline.orders(filter),
      offline.positions(filter),
    ]) {
      await expect(firstValueFrom<unknown>(asked)).rejects.toBeInstanceOf(HistoryRangeError);
    }
    expect(waited).toBe(0);
    await expect(firstValueFrom(offline.deals())).rejects.toThrow('no connection');
  });
});
