import { PositionType, type Order, type Position } from '../../wire/index.js';
import type { SymbolTable } from '../quotes/symbol-table.js';
import { isBuyOrder } from './execution.js';
import { profitOf } from './money.js';
import { isDealUpdate, type Update } from './updates.js';

/** A position at the price of now, of the side that closes it. */
export const pricedPosition = (position: Position, symbols: SymbolTable): Position => {
  const quote = symbols.byName(position.trade_symbol)?.quote;
  const closing = position.trade_action === PositionType.buy ? quote?.bid : quote?.ask;
  const price_close = closing ?? position.price_close;
  const profit = profitOf(position, price_close, position.trade_volume);
  return { ...position, price_close, profit };
};

/** An order at the price of now, of the side that it would open at. */
export const pricedOrder = (order: Order, symbols: SymbolTable): Order => {
  const quote = symbols.byName(order.trade_symbol)?.quote;
  const current = isBuyOrder(order.order_type) ? quote?.ask : quote?.bid;
  return { ...order, price_current: current ?? order.price_current };
};

/** An update whose open positions stand at the price of now; closed ones keep their last. */
export const pricedUpdate = (update: Update, symbols: SymbolTable): Update => {
  if (!isDealUpdate(update)) return update;
  const priced = (position: Position): Position =>
    position.trade_volume === 0n ? position : pricedPosition(position, symbols);
  return {
    ...update,
    trade_position: priced(update.trade_position),
    positions: update.positions.map(priced),
  };
};
