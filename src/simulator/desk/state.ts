import { DealAction, normalize, type Deal, type Order, type Position } from '../../wire/index.js';
import { DeskError } from './errors.js';

/**
 * What an account holds and held, as records of the wire. Prices and profits of open positions
 * are those of the last operation on them; the answer to command 4 has those of now.
 */
export interface DeskState {
  readonly positions: readonly Position[];
  /** Open orders. */
  readonly orders: readonly Order[];
  readonly deals: readonly Deal[];
  readonly closedOrders: readonly Order[];
  /** Account currency, as the rest. */
  readonly balance: number;
  readonly credit: number;
  readonly commissionDaily: number;
  readonly commissionMonthly: number;
  /** Profit of the day that is fixed: the `acc_profit` of the wire. */
  readonly fixedProfit: number;
}

/** All that operations on an account depend on. */
export interface LedgerState extends DeskState {
  /** One position per symbol, as in netting and exchange accounts. */
  readonly netting: boolean;
  readonly currencyDigits: number;
  /** The ticket that the next order or deal gets. */
  readonly nextTicket: bigint;
}

export const positionIn = (state: DeskState, ticket: bigint, field = 'position'): Position => {
  const found = state.positions.find(({ position_id }) => position_id === ticket);
  if (found !== undefined) return found;
  throw new DeskError('ticket-unknown', field, `${String(ticket)}n`, 'an open position');
};

export const orderIn = (state: DeskState, ticket: bigint): Order => {
  const found = state.orders.find(({ trade_order }) => trade_order === ticket);
  if (found !== undefined) return found;
  throw new DeskError('ticket-unknown', 'order', `${String(ticket)}n`, 'an open order');
};

/** In its old place, or last if it is new; no volume takes it away. */
export const withPosition = (state: LedgerState, position: Position): LedgerState => {
  const isIt = ({ position_id }: Position): boolean => position_id === position.position_id;
  const { positions } = state;
  if (position.trade_volume === 0n) {
    return { ...state, positions: positions.filter((other) => !isIt(other)) };
  }
  return {
    ...state,
    positions: positions.some(isIt)
      ? positions.map((other) => (isIt(other) ? position : other))
      : [...positions, position],
  };
};

export const withOrder = (state: LedgerState, order: Order): LedgerState => {
  const isIt = ({ trade_order }: Order): boolean => trade_order === order.trade_order;
  const { orders } = state;
  return {
    ...state,
    orders: orders.some(isIt)
      ? orders.map((other) => (isIt(other) ? order : other))
      : [...orders, order],
  };
};

/** From the open ones, if it was there, to the closed ones. */
export const withClosedOrder = (state: LedgerState, order: Order): LedgerState => ({
  ...state,
  orders: state.orders.filter(({ trade_order }) => trade_order !== order.trade_order),
  closedOrders: [...state.closedOrders, order],
});

/** What a deal brought and cost. */
const amountOf = (deal: Deal): number =>
  deal.profit + deal.storage + deal.commission + deal.commission_fee;

/** Books a deal: its amount goes to the credit if that is what it is, else to the balance. */
export const withDeal = (state: LedgerState, deal: Deal): LedgerState => {
  const account = deal.trade_action === DealAction.credit ? 'credit' : 'balance';
  const sum = normalize(state[account] + amountOf(deal), state.currencyDigits);
  return { ...state, deals: [...state.deals, deal], [account]: sum };
};
