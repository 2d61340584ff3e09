import type { Deal, Order, Position } from '../../wire/index.js';
import { closeBy, type CloseBy } from './close-by.js';
import { execute, type Execution, type Step } from './execution.js';
import { doneOrder, newDeal, newPosition, noSymbol, type Stamp } from './records.js';
import {
  orderIn,
  positionIn,
  withClosedOrder,
  withDeal,
  withOrder,
  withPosition,
  type LedgerState,
} from './state.js';
import { closedOrder, dealUpdate, openOrder, type Update } from './updates.js';

export type OrderChanges = Partial<
  Pick<
    Order,
    'price_order' | 'price_trigger' | 'price_sl' | 'price_tp' | 'time_expiration' | 'type_time'
  >
>;
type Sums = Pick<LedgerState, 'commissionDaily' | 'commissionMonthly' | 'fixedProfit'>;

/**
 * Everything that can happen to an account. Orders and deals to come have no ticket yet; an
 * order to be executed at once names the position it closes, if any.
 */
export type Operation =
  | ({ readonly kind: 'execute'; readonly order: Order } & Execution)
  | { readonly kind: 'place'; readonly order: Order }
  | ({ readonly kind: 'fill'; readonly ticket: bigint } & Execution)
  | { readonly kind: 'change'; readonly ticket: bigint; readonly changes: OrderChanges }
  | { readonly kind: 'end'; readonly ticket: bigint; readonly state: number; readonly at: Stamp }
  | ({ readonly kind: 'close-by' } & CloseBy)
  | {
      readonly kind: 'stops';
      readonly ticket: bigint;
      readonly stops: Partial<Pick<Position, 'sl' | 'tp'>>;
      readonly at: Stamp;
    }
  | { readonly kind: 'balance'; readonly deal: Deal; readonly at: Stamp }
  | { readonly kind: 'sums'; readonly sums: Partial<Sums> };

const place = (state: LedgerState, draft: Order): Step => {
  const order = { ...draft, trade_order: state.nextTicket };
  const after = withOrder({ ...state, nextTicket: state.nextTicket + 1n }, order);
  return [after, [openOrder('add', order)]];
};

const executeAtOnce = (state: LedgerState, draft: Order, execution: Execution): Step => {
  const order = { ...draft, trade_order: state.nextTicket };
  return execute({ ...state, nextTicket: state.nextTicket + 1n }, order, execution);
};

/** A pending order does not say which position it is about before it is filled. */
const fill = (state: LedgerState, ticket: bigint, execution: Execution): Step => {
  const order = orderIn(state, ticket);
  const [after, updates] = execute(state, { ...order, position_id: 0n }, execution);
  return [after, [openOrder('delete', order), ...updates]];
};

const change = (state: LedgerState, ticket: bigint, changes: OrderChanges): Step => {
  const order = { ...orderIn(state, ticket), ...changes };
  return [withOrder(state, order), [openOrder('update', order)]];
};

const end = (state: LedgerState, ticket: bigint, orderState: number, at: Stamp): Step => {
  const order = orderIn(state, ticket);
  const done = doneOrder(order, orderState, at);
  return [withClosedOrder(state, done), [openOrder('delete', order), closedOrder(done)]];
};

/** Nothing is dealt, so that the update has a deal without a ticket. */
const moveStops = (
  state: LedgerState,
  ticket: bigint,
  stops: Partial<Pick<Position, 'sl' | 'tp'>>,
  at: Stamp,
): Step => {
  const position = {
    ...positionIn(state, ticket),
    ...stops,
    ...{ time_update: at.seconds, time_update_ms: at.ms },
  };
  const after = withPosition(state, position);
  const deal = {
    ...newDeal(noSymbol(state.currencyDigits), at),
    trade_symbol: position.trade_symbol,
  };
  return [after, [dealUpdate(after, { transaction: 'update', deal, position })]];
};

/** A balance operation has no symbol, and its update no position. */
const bookBalance = (state: LedgerState, draft: Deal, at: Stamp): Step => {
  const deal = { ...draft, deal: state.nextTicket };
  const after = withDeal({ ...state, nextTicket: state.nextTicket + 1n }, deal);
  const position = newPosition(noSymbol(state.currencyDigits), at);
  return [after, [dealUpdate(after, { deal, position })]];
};

/**
 * What an operation makes of an account, and what its clients have to be told, in this order.
 * Pure. Throws a `DeskError` for a ticket that is not there.
 */
export const reduce = (state: LedgerState, operation: Operation): Step => {
  switch (operation.kind) {
    case 'execute':
      return executeAtOnce(state, operation.order, operation);
    case 'place':
      return place(state, operation.order);
    case 'fill':
      return fill(state, operation.ticket, operation);
    case 'change':
      return change(state, operation.ticket, operation.changes);
    case 'end':
      return end(state, operation.ticket, operation.state, operation.at);
    case 'close-by':
      return closeBy(state, operation);
    case 'stops':
      return moveStops(state, operation.ticket, operation.stops, operation.at);
    case 'balance':
      return bookBalance(state, operation.deal, operation.at);
    case 'sums':
      return [{ ...state, ...operation.sums }, []];
  }
};

/** The one place where an account changes. */
export class Ledger {
  #state: LedgerState;

  constructor(initial: LedgerState) {
    this.#state = initial;
  }

  get state(): LedgerState {
    return this.#state;
  }

  /**
   * Carries out an operation. What clients will be told is written first, so that an account
   * whose change cannot be written does not change; it is sent last.
   */
  apply(
    operation: Operation,
    write: (updates: readonly Update[]) => () => void,
  ): readonly Update[] {
    const [after, updates] = reduce(this.#state, operation);
    const send = write(updates);
    this.#state = after;
    send();
    return updates;
  }
}
