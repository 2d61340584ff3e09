import {
  commands,
  OrderType,
  PositionType,
  Retcode,
  type Order,
  type Position,
  type TradeHistoryRequest,
} from '../../wire/index.js';
import type { SymbolTable } from '../quotes/symbol-table.js';
import { answer, type Answer } from '../server/answer.js';
import type { Client } from '../client.js';
import { member, type Route, type User } from './route.js';
import type { World } from './world.js';

const buyOrders: readonly number[] = [
  ...[OrderType.buy, OrderType.buy_limit, OrderType.buy_stop, OrderType.buy_stop_limit],
];

const pricedPosition = (position: Position, symbols: SymbolTable): Position => {
  const quote = symbols.byName(position.trade_symbol)?.quote;
  const closing = position.trade_action === PositionType.buy ? quote?.bid : quote?.ask;
  return { ...position, price_close: closing ?? position.price_close };
};

const pricedOrder = (order: Order, symbols: SymbolTable): Order => {
  const quote = symbols.byName(order.trade_symbol)?.quote;
  const current = buyOrders.includes(order.order_type) ? quote?.ask : quote?.bid;
  return { ...order, price_current: current ?? order.price_current };
};

const opened = (_request: undefined, user: User, _client: Client, world: World): Answer => {
  const { positions, orders } = user.account.trades;
  return answer(commands.tradingOpened, {
    positions: positions.map((position) => pricedPosition(position, world.symbols)),
    orders: orders.map((order) => pricedOrder(order, world.symbols)),
  });
};

/** Deals by the time they were made, orders by the time they were done; 0 is no bound. */
const history = (request: TradeHistoryRequest, user: User): Answer => {
  const { from, to } = request;
  const within = (seconds: number): boolean => seconds >= from && (to === 0 || seconds <= to);
  return answer(commands.tradeHistory, {
    deals: user.account.trades.deals.filter(({ time_create }) => within(time_create)),
    orders: user.account.trades.closedOrders.filter(({ time_done }) => within(time_done)),
  });
};

export const tradeRoutes: readonly Route[] = [
  member(commands.tradingOpened, opened),
  member(commands.tradeHistory, history),
  // The server is read-only.
  member(commands.tradeRequest, () =>
    answer(commands.tradeRequest, { retcode: Retcode.trade_disabled }),
  ),
];
