import type { Deal, OpenTrades, Order } from '../wire/index.js';
import type { AccountState } from './state.js';
import type { AccountDraft } from './state-draft.js';
import { isSameDeal, isSameTrade, positionKey } from './state-records.js';
import type { TableDraft } from './state-table.js';

/**
 * Takes what is open now. The first snapshot of a session is news as a whole; a later one is
 * compared with what was known, and only true differences come out of it (`isSameTrade`).
 */
export const applySnapshot = (draft: AccountDraft, trades: OpenTrades, at: number): void => {
  draft.source = draft.hasSnapshot ? 'reconcile' : 'snapshot';
  replaceAll(draft.positions, trades.positions, positionKey);
  replaceAll(draft.orders, trades.orders, ({ trade_order }) => trade_order);
  if (!draft.hasSnapshot) draft.reach = { ...draft.reach, since: draft.serverSeconds(at) };
  draft.known = true;
  draft.hasSnapshot = true;
};

const replaceAll = <K, T extends object>(
  table: TableDraft<K, T>,
  records: readonly T[],
  keyOf: (record: T) => K,
): void => {
  const gone = new Set(table.map.keys());
  for (const record of records) {
    const key = keyOf(record);
    gone.delete(key);
    const known = table.get(key);
    if (known === undefined || !isSameTrade(known, record)) table.set(key, record);
  }
  for (const key of gone) table.delete(key);
};

/**
 * Takes a reply to 5: on the first connection as what was there before the session, on a later
 * one as what was missed, and as what is right now of the deals that are known. Returns how many
 * deals are new.
 */
export const applyHistory = (
  draft: AccountDraft,
  { from, deals, orders }: History,
): number | undefined => {
  const { owed } = draft.reach;
  draft.sawDeals(deals);
  draft.reach = { ...draft.reach, owed: undefined };
  if (owed === 'earlier') {
    const earlier = {
      from,
      deals: new Set(deals.map(({ deal }) => deal)),
      closedOrders: new Set(orders.map(({ trade_order }) => trade_order)),
    };
    draft.reach = { ...draft.reach, earlier };
    return undefined;
  }
  draft.source = 'reconcile';
  let missed = 0;
  for (const deal of deals) {
    const known = draft.deals.get(deal.deal);
    if (known !== undefined) {
      // It may have been cancelled, or charged with a commission.
      if (!isSameDeal(known, deal)) draft.deals.set(deal.deal, deal);
    } else if (isMissedDeal(draft, deal)) {
      draft.addDeal(deal);
      missed += 1;
    }
  }
  for (const order of orders) if (isMissedOrder(draft, order)) draft.addClosedOrder(order);
  return missed;
};

export interface History {
  /** Seconds of the server's clock. */
  readonly from: number;
  readonly deals: readonly Deal[];
  readonly orders: readonly Order[];
}

/** Neither from before the session, nor old enough to have been dropped. */
const isMissedDeal = ({ reach }: AccountDraft, deal: Deal): boolean =>
  deal.deal !== 0n &&
  reach.earlier?.deals.has(deal.deal) !== true &&
  deal.time_create > reach.droppedDeal;

const isMissedOrder = ({ closedOrders, reach }: AccountDraft, order: Order): boolean =>
  !closedOrders.has(order.trade_order) &&
  reach.earlier?.closedOrders.has(order.trade_order) !== true &&
  order.time_done > reach.droppedOrder;

const earlierSeconds = 24 * 3600;
const marginSeconds = 3600;

/**
 * Where the next query for history begins, seconds of the server's clock.
 *
 * On the first connection a day before `nowSeconds`: what comes is remembered as older than the
 * session, so that no wrong clock and no margin can make it news later. After a reconnect an hour
 * before the latest deal that came before the gap, because deals need not be booked in order; but
 * not earlier than what is remembered.
 */
export const historyFrom = ({ hasSnapshot, reach }: AccountState, nowSeconds: number): number => {
  if (!hasSnapshot) return nowSeconds - earlierSeconds;
  const floor = reach.earlier?.from ?? reach.since ?? nowSeconds;
  const last = reach.owed === 'missed' ? reach.lastBeforeGap : reach.lastDeal;
  return last === undefined ? floor : Math.max(floor, last - marginSeconds);
};
