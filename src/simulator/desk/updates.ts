import {
  TradeUpdateKind,
  TransactionType,
  type Deal,
  type DealUpdate,
  type EnumName,
  type Order,
  type Position,
  type TradeUpdateOrder,
} from '../../wire/index.js';
import type { DeskState } from './state.js';

/** One record of push 10. */
export type Update = DealUpdate | TradeUpdateOrder;

type Transaction = EnumName<typeof TransactionType>;

const orderUpdate = (kind: number, transaction: Transaction, order: Order): TradeUpdateOrder => ({
  flag_mask: kind,
  transaction_id: 0,
  transaction_type: TransactionType[transaction],
  order,
});

export const openOrder = (transaction: Transaction, order: Order): TradeUpdateOrder =>
  orderUpdate(TradeUpdateKind.open_order, transaction, order);

export const closedOrder = (order: Order): TradeUpdateOrder =>
  orderUpdate(TradeUpdateKind.history_order, 'add', order);

export interface DealFacts {
  readonly transaction?: Transaction;
  readonly deal: Deal;
  readonly position: Position;
  readonly deals?: readonly Deal[];
  readonly positions?: readonly Position[];
}

/** A deal and what it made of its position, with the money of the account after it. */
export const dealUpdate = (state: DeskState, facts: DealFacts): DealUpdate => ({
  flag_mask: TradeUpdateKind.deal_and_position,
  transaction_id: 0,
  transaction_type: TransactionType[facts.transaction ?? 'add'],
  deal: facts.deal,
  trade_position: facts.position,
  balance: state.balance,
  credit: state.credit,
  commission_daily: state.commissionDaily,
  commission_monthly: state.commissionMonthly,
  acc_profit: state.fixedProfit,
  deals: facts.deals ?? [],
  positions: facts.positions ?? [],
});

export const isDealUpdate = (update: Update): update is DealUpdate => 'deal' in update;

/** Neighbours of one form together: a push has updates of one form only. */
export const runsOf = (
  updates: readonly Update[],
): readonly (readonly DealUpdate[] | readonly TradeUpdateOrder[])[] => {
  const runs: Update[][] = [];
  for (const update of updates) {
    const last = runs.at(-1);
    const [first] = last ?? [];
    if (last !== undefined && first !== undefined && isDealUpdate(first) === isDealUpdate(update)) {
      last.push(update);
    } else {
      runs.push([update]);
    }
  }
  return runs as (DealUpdate[] | TradeUpdateOrder[])[];
};
