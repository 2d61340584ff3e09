import {
  DealAction,
  DealEntry,
  OrderState,
  OrderType,
  PositionType,
  type Deal,
  type Position,
} from '../../wire/index.js';
import { reduced, type Step } from './execution.js';
import { doneOrder, newDeal, newOrder, termsOf, type Stamp } from './records.js';
import { positionIn, withClosedOrder, withDeal, withPosition, type LedgerState } from './state.js';
import { closedOrder, dealUpdate } from './updates.js';

export interface CloseBy {
  readonly ticket: bigint;
  readonly by: bigint;
  readonly at: Stamp;
}

/**
 * Closes two opposite positions of one symbol against each other, as much as both have. Both
 * deals are made at the open price of the second position, so that the first deal has all of the
 * profit and the second none.
 */
export const closeBy = (state: LedgerState, { ticket, by, at }: CloseBy): Step => {
  const first = positionIn(state, ticket);
  const second = positionIn(state, by, 'by');
  const units = first.trade_volume < second.trade_volume ? first.trade_volume : second.trade_volume;
  const terms = termsOf(first);
  const orderTicket = state.nextTicket;
  const order = doneOrder(
    {
      ...newOrder(terms, at),
      trade_order: orderTicket,
      order_type: OrderType.close_by,
      price_order: second.price_open,
      price_current: second.price_open,
      volume_initial: units,
      volume_current: units,
      position_id: ticket,
    },
    OrderState.filled,
    at,
  );

  const half = (held: Position, dealTicket: bigint): { deal: Deal; position: Position } => {
    const { position, profit, swap } = reduced(held, units, second.price_open);
    return {
      position: {
        ...position,
        ...{ price_close: second.price_open, time_update: at.seconds, time_update_ms: at.ms },
      },
      deal: {
        ...newDeal(terms, at),
        deal: dealTicket,
        trade_order: orderTicket,
        trade_action: held.trade_action === PositionType.buy ? DealAction.sell : DealAction.buy,
        entry: DealEntry.out_by,
        price_open: second.price_open,
        trade_volume: units,
        ...{ profit, storage: swap, position_id: held.position_id },
      },
    };
  };
  const a = half(first, orderTicket + 1n);
  const b = half(second, orderTicket + 2n);
  const held = withPosition(withPosition(withClosedOrder(state, order), a.position), b.position);
  const booked = withDeal(withDeal(held, a.deal), b.deal);
  const after = { ...booked, nextTicket: orderTicket + 3n };
  const extra = { deals: [b.deal], positions: [b.position] };
  return [after, [closedOrder(order), dealUpdate(after, { ...a, ...extra })]];
};
