import {
  TradeUpdateKind,
  TransactionType,
  type Deal,
  type DealUpdate,
  type Order,
  type Position,
  type TradeUpdateOrder,
} from '../wire/index.js';
import type { AccountDraft } from './state-draft.js';
import { isSameRecord, positionKey, type PositionKey } from './state-records.js';

/**
 * Applies one record of push 10 as the official client does. What is known of open positions and
 * orders counts from the snapshot of a connection on: before it, whatever a push says of them is
 * in the snapshot already, which comes after it. Deals and closed orders are in no snapshot, so
 * they count always.
 */
export const applyUpdate = (draft: AccountDraft, update: DealUpdate | TradeUpdateOrder): void => {
  if ('deal' in update) applyDeals(draft, update);
  else if (update.flag_mask === TradeUpdateKind.open_order) applyOpenOrder(draft, update);
  else if (update.flag_mask === TradeUpdateKind.history_order) applyClosedOrder(draft, update);
};

const applyOpenOrder = (draft: AccountDraft, update: TradeUpdateOrder): void => {
  if (!draft.known) return;
  const { orders } = draft;
  const { order, transaction_type } = update;
  if (transaction_type === TransactionType.delete) orders.delete(order.trade_order);
  else if (isAddOrUpdate(transaction_type) && !isKnown(orders.get(order.trade_order), order)) {
    orders.set(order.trade_order, order);
  }
};

/** An add may be an update, and an update an add: the server's word for it does not count. */
const isAddOrUpdate = (type: number): boolean =>
  type === TransactionType.add || type === TransactionType.update;

/** Whether nothing is new: pushes come more than once. */
const isKnown = <T extends object>(known: T | undefined, record: T): boolean =>
  known !== undefined && isSameRecord(known, record);

const applyClosedOrder = (draft: AccountDraft, update: TradeUpdateOrder): void => {
  const { closedOrders } = draft;
  const { order, transaction_type } = update;
  applyToHistory<Order>(transaction_type, closedOrders.get(order.trade_order), order, {
    add: () => draft.addClosedOrder(order),
    replace: () => closedOrders.set(order.trade_order, order),
    remove: () => closedOrders.delete(order.trade_order),
  });
};

/**
 * History is added to once, and replaced only where it is there: the update of an unknown record
 * is about one from before the session.
 */
const applyToHistory = <T extends object>(
  type: number,
  known: T | undefined,
  record: T,
  { add, replace, remove }: Readonly<Record<'add' | 'replace' | 'remove', () => void>>,
): void => {
  if (type === TransactionType.add) {
    if (known === undefined) add();
  } else if (type === TransactionType.update) {
    if (known !== undefined && !isSameRecord(known, record)) replace();
  } else if (type === TransactionType.delete) remove();
};

const applyDeals = (draft: AccountDraft, update: DealUpdate): void => {
  if (update.transaction_type === TransactionType.add) copyBalances(draft, update);
  const { deal, trade_position, positions, deals } = update;
  // Operations on the balance name no symbol: they have nothing to do with positions.
  if (trade_position.trade_symbol !== '' || deal.trade_symbol !== '') {
    const isApplied = applyPosition(draft, trade_position);
    if (!isApplied && draft.rules.officialQuirks) return;
    for (const position of positions) applyPosition(draft, position);
  }
  for (const each of [deal, ...deals]) applyDeal(draft, update.transaction_type, each);
};

const copyBalances = (draft: AccountDraft, update: DealUpdate): void => {
  const { account } = draft;
  if (account === undefined) return;
  const { balance, credit, acc_profit, commission_daily, commission_monthly } = update;
  const sums = { balance, credit, acc_profit, commission_daily, commission_monthly };
  const isNew = (Object.keys(sums) as (keyof typeof sums)[]).some(
    (key) => account[key] !== sums[key],
  );
  if (isNew) draft.setAccount(sums);
};

/** Deal 0 is none: the record is about a position. */
const applyDeal = (draft: AccountDraft, type: number, deal: Deal): void => {
  const { deals } = draft;
  if (deal.deal === 0n) return;
  applyToHistory<Deal>(type, deals.get(deal.deal), deal, {
    add: () => draft.addDeal(deal),
    replace: () => deals.set(deal.deal, deal),
    remove: () => deals.delete(deal.deal),
  });
};

/** False for the end of a position that is not known. */
const applyPosition = (draft: AccountDraft, position: Position): boolean => {
  const { positions } = draft;
  const key = keyOf(draft, position);
  const known = positions.get(key);
  if (known === undefined && position.trade_volume === 0n) return false;
  if (!draft.known) return true;
  if (position.trade_volume === 0n) positions.delete(key);
  else {
    // Found by its symbol, it keeps the ticket that it is known by.
    const record =
      known === undefined || position.position_id !== 0n
        ? position
        : { ...position, position_id: known.position_id };
    if (!isKnown(known, record)) positions.set(key, record);
  }
  return true;
};

/** By ticket; without one by symbol, the first there is. */
const keyOf = (draft: AccountDraft, position: Position): PositionKey => {
  if (position.position_id !== 0n) return position.position_id;
  for (const [key, { trade_symbol }] of draft.positions.map) {
    if (trade_symbol === position.trade_symbol) return key;
  }
  return positionKey(position);
};
