import { defer, map, type Observable } from 'rxjs';
import type { Requester, ServerTimes } from '../../market/index.js';
import { commands, type TradeHistory, type TradeHistoryRequest } from '../../wire/index.js';
import { dealOf, orderOf, type Deal, type Order } from '../views/index.js';
import { criteriaOf, ticketFits, timeFits, type Criteria, type HistoryFilter } from './filter.js';
import type { HistoryPosition } from './leg.js';
import { positionsFrom } from './positions.js';
import { everything, rangeOf } from './range.js';
import { orderTotalsOf, totalsOf, type DealTotals, type OrderTotals } from './totals.js';

/** What was asked for, UTC milliseconds; `undefined`: no bound. */
export interface HistoryRange {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

export interface DealHistory extends HistoryRange {
  /** Oldest first. */
  readonly deals: readonly Deal[];
  readonly totals: DealTotals;
}

export interface OrderHistory extends HistoryRange {
  /** Done orders, the one that was done first in front. */
  readonly orders: readonly Order[];
  readonly totals: OrderTotals;
}

export interface PositionHistory extends HistoryRange {
  /** In the order of their first deal. */
  readonly positions: readonly HistoryPosition[];
  /** Of all deals of these positions. */
  readonly totals: DealTotals;
}

export interface PositionsFilter extends HistoryFilter {
  /**
   * Load the whole history, so that positions which reach over an end of the range have all of
   * their deals. Default false.
   */
  readonly complete?: boolean | undefined;
}

/** Anything with a ticket, each ticket once and as it came last; without a ticket all of them. */
const unique = <T extends { readonly ticket: bigint }>(all: readonly T[]): T[] => {
  const last = new Map(all.map((one) => [one.ticket, one]));
  return all.filter((one) => one.ticket === 0n || last.get(one.ticket) === one);
};

const byTime =
  <T extends { readonly ticket: bigint }>(timeOf: (one: T) => number) =>
  (a: T, b: T): number =>
    timeOf(a) - timeOf(b) || Number(a.ticket - b.ticket);

const doneAt = (order: Order): number => order.timeDone ?? order.timeSetup;

const dealsIn = ({ deals }: TradeHistory, times: ServerTimes): Deal[] =>
  unique(deals.map((raw) => dealOf(raw, times))).sort(byTime(({ time }) => time));

const ordersIn = ({ orders }: TradeHistory, times: ServerTimes): Order[] =>
  unique(orders.map((raw) => orderOf(raw, times))).sort(byTime(doneAt));

/** Checks the filter, then sends one request for what `rangeFor` makes of it. */
const load = <T>(
  requester: Requester,
  criteria: () => Criteria,
  rangeFor: (criteria: Criteria) => TradeHistoryRequest,
  read: (history: TradeHistory, criteria: Criteria) => T,
): Observable<T> =>
  defer(() => {
    const checked = criteria();
    return requester
      .request(commands.tradeHistory, rangeFor(checked))
      .pipe(map((history) => read(history, checked)));
  });

/**
 * Deals by the time they were made. Cold: subscribing sends one request; emits once and completes.
 * `now` is UTC milliseconds. Fails with `HistoryRangeError` before anything is sent, else as
 * requests do.
 */
export const loadDeals = (
  requester: Requester,
  filter: HistoryFilter,
  times: ServerTimes,
  now: number,
): Observable<DealHistory> =>
  load(
    requester,
    () => criteriaOf(filter, now),
    (criteria) => rangeOf(criteria, times),
    (history, criteria) => {
      const { from, to, ticket, order, position, symbolFits } = criteria;
      const deals = dealsIn(history, times).filter(
        (deal) =>
          timeFits(criteria, deal.time) &&
          ticketFits(ticket, deal.ticket) &&
          ticketFits(order, deal.order) &&
          ticketFits(position, deal.position) &&
          symbolFits(deal.symbol),
      );
      return { deals, totals: totalsOf(deals), from, to };
    },
  );

/**
 * Orders that are done with, by the time they were done. Otherwise as `loadDeals`. A server that
 * compares the time of placing leaves out what was placed more than a day before the range.
 */
export const loadOrders = (
  requester: Requester,
  filter: HistoryFilter,
  times: ServerTimes,
  now: number,
): Observable<OrderHistory> =>
  load(
    requester,
    () => criteriaOf(filter, now),
    (criteria) => rangeOf(criteria, times),
    (history, criteria) => {
      const { from, to, ticket, order: asked, position, symbolFits } = criteria;
      const orders = ordersIn(history, times).filter(
        (order) =>
          timeFits(criteria, doneAt(order)) &&
          ticketFits(ticket, order.ticket) &&
          ticketFits(asked, order.ticket) &&
          ticketFits(position, order.position) &&
          symbolFits(order.symbol),
      );
      return { orders, totals: orderTotalsOf(orders), from, to };
    },
  );

/**
 * Positions that have a deal in the range, built from their deals; see `positionsFrom`. Otherwise
 * as `loadDeals`. Only deals in the range are used, and `complete` of a position tells whether
 * these are enough, unless the option `complete` asks for all deals.
 */
export const loadPositions = (
  requester: Requester,
  filter: PositionsFilter,
  times: ServerTimes,
  now: number,
): Observable<PositionHistory> =>
  load(
    requester,
    () => criteriaOf(filter, now),
    (criteria) => (filter.complete === true ? everything : rangeOf(criteria, times)),
    (history, criteria) => {
      const { from, to } = criteria;
      const inRange = (deal: Deal): boolean => timeFits(criteria, deal.time);
      const all = dealsIn(history, times);
      const deals = filter.complete === true ? all : all.filter(inRange);
      const allDeals = filter.complete === true || from === undefined;
      const positions = positionsFrom(deals, { allDeals }).filter(
        (position) => position.deals.some(inRange) && isAskedFor(position, criteria),
      );
      const theirs = new Set(positions.flatMap((position) => position.deals));
      return { positions, totals: totalsOf(theirs), from, to };
    },
  );

const isAskedFor = (
  { ticket, symbol, deals }: HistoryPosition,
  { ticket: asked, position, order, symbolFits }: Criteria,
): boolean =>
  ticketFits(asked, ticket) &&
  ticketFits(position, ticket) &&
  deals.some((deal) => ticketFits(order, deal.order)) &&
  symbolFits(symbol);
