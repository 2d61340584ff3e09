import {
  DealAction,
  DealEntry,
  normalize,
  OrderState,
  OrderType,
  PositionType,
  type Order,
  type Position,
} from '../../wire/index.js';
import { averagePrice, profitOf, shareOf } from './money.js';
import { doneOrder, newDeal, newPosition, termsOf, type Stamp } from './records.js';
import { positionIn, withClosedOrder, withDeal, withPosition, type LedgerState } from './state.js';
import { closedOrder, dealUpdate, type Update } from './updates.js';

/** A state, and what clients have to be told of the way there. */
export type Step = readonly [LedgerState, readonly Update[]];

/** How an order is executed. */
export interface Execution {
  readonly price: number;
  readonly at: Stamp;
  /** Booked with the deal; costs are negative. */
  readonly commission: number;
  readonly fee: number;
}

/** What an execution makes of a position. */
interface Outcome {
  readonly position: Position;
  readonly entry: number;
  /** Booked with the deal, as the next. */
  readonly profit: number;
  readonly swap: number;
}

const buyOrders: readonly number[] = [
  ...[OrderType.buy, OrderType.buy_limit, OrderType.buy_stop, OrderType.buy_stop_limit],
];

export const isBuyOrder = (type: number): boolean => buyOrders.includes(type);

const sideOf = (order: Order): number =>
  isBuyOrder(order.order_type) ? PositionType.buy : PositionType.sell;

/** A position opened under the ticket of its order, unless a position had that number before. */
const openingTicket = (state: LedgerState, order: Order): bigint =>
  state.deals.some(({ position_id }) => position_id === order.trade_order)
    ? state.nextTicket + 1n
    : order.trade_order;

const opened = (state: LedgerState, order: Order, execution: Execution): Outcome => ({
  entry: DealEntry.in,
  profit: 0,
  swap: 0,
  position: {
    ...newPosition(termsOf(order), execution.at),
    position_id: openingTicket(state, order),
    trade_order: order.trade_order,
    trade_action: sideOf(order),
    price_open: execution.price,
    price_close: execution.price,
    sl: order.price_sl,
    tp: order.price_tp,
    trade_volume: order.volume_initial,
    commission: execution.commission,
    expert: order.expert,
    comment: order.comment,
    trade_reason: order.type_reason,
  },
});

/** The latest stops count; an order without any leaves those of the position. */
const increased = (held: Position, order: Order, { price, commission }: Execution): Outcome => ({
  entry: DealEntry.in,
  profit: 0,
  swap: 0,
  position: {
    ...held,
    price_open: averagePrice(
      { price: held.price_open, units: held.trade_volume },
      { price, units: order.volume_initial },
    ),
    sl: order.price_sl === 0 ? held.sl : order.price_sl,
    tp: order.price_tp === 0 ? held.tp : order.price_tp,
    trade_volume: held.trade_volume + order.volume_initial,
    commission: held.commission + commission,
  },
});

/** Part or all of a position closed: the same part of its swap is booked. */
export const reduced = (held: Position, units: bigint, price: number): Outcome => {
  const { trade_volume, storage, commission, digits_currency } = held;
  const rest = trade_volume - units;
  const swap = shareOf(storage, units, trade_volume, digits_currency);
  return {
    entry: DealEntry.out,
    profit: profitOf(held, price, units),
    swap,
    position: {
      ...held,
      trade_volume: rest,
      storage: normalize(storage - swap, digits_currency),
      commission: shareOf(commission, rest, trade_volume, digits_currency),
      profit: profitOf(held, price, rest),
    },
  };
};

/** All of it closed, and what is left of the order opened on the other side under its ticket. */
const reversed = (
  state: LedgerState,
  held: Position,
  order: Order,
  execution: Execution,
): Outcome => {
  const rest = order.volume_initial - held.trade_volume;
  const fresh = opened(state, order, execution).position;
  return {
    entry: DealEntry.in_out,
    profit: profitOf(held, execution.price, held.trade_volume),
    swap: held.storage,
    position: {
      ...{ ...fresh, position_id: held.position_id, trade_volume: rest },
      commission: shareOf(execution.commission, rest, order.volume_initial, held.digits_currency),
    },
  };
};

/** The position that an order is about: the one it names, or in netting that of its symbol. */
const heldBy = (state: LedgerState, order: Order): Position | undefined => {
  if (order.position_id !== 0n) return positionIn(state, order.position_id);
  if (!state.netting) return undefined;
  return state.positions.find(({ trade_symbol }) => trade_symbol === order.trade_symbol);
};

const outcomeOf = (state: LedgerState, order: Order, execution: Execution): Outcome => {
  const held = heldBy(state, order);
  if (held === undefined) return opened(state, order, execution);
  if (held.trade_action === sideOf(order)) return increased(held, order, execution);
  return order.volume_initial > held.trade_volume
    ? reversed(state, held, order, execution)
    : reduced(held, order.volume_initial, execution.price);
};

/** Executes an order, in whole: an order of the history, a deal, and a position that changes. */
export const execute = (state: LedgerState, order: Order, execution: Execution): Step => {
  const { price, at, commission, fee } = execution;
  const { position, entry, profit, swap } = outcomeOf(state, order, execution);
  const touched: Position = {
    ...position,
    ...{ time_update: at.seconds, time_update_ms: at.ms, price_close: price },
  };
  const filled: Order = {
    ...doneOrder(order, OrderState.filled, at),
    ...{ price_current: price, position_id: touched.position_id },
  };
  const deal = {
    ...newDeal(termsOf(order), at),
    deal: state.nextTicket,
    trade_order: order.trade_order,
    trade_action: isBuyOrder(order.order_type) ? DealAction.buy : DealAction.sell,
    entry,
    price_open: price,
    sl: order.price_sl,
    tp: order.price_tp,
    trade_volume: order.volume_initial,
    ...{ profit, commission, storage: swap, commission_fee: fee },
    expert: order.expert,
    position_id: touched.position_id,
    comment: order.comment,
    trade_reason: order.type_reason,
  };
  const closed = withClosedOrder(state, filled);
  const booked = withDeal(withPosition(closed, touched), deal);
  const last = touched.position_id > deal.deal ? touched.position_id : deal.deal;
  const after = { ...booked, nextTicket: last + 1n };
  return [after, [closedOrder(filled), dealUpdate(after, { deal, position: touched })]];
};
