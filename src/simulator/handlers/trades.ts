import { commands, Retcode, type TradeHistoryRequest } from '../../wire/index.js';
import type { Client } from '../client.js';
import { pricedOrder, pricedPosition } from '../desk/pricing.js';
import { answer, type Answer } from '../server/answer.js';
import { member, type Route, type User } from './route.js';
import type { World } from './world.js';

const opened = (_request: undefined, user: User, _client: Client, world: World): Answer => {
  const { positions, orders } = user.account.ledger.state;
  return answer(commands.tradingOpened, {
    positions: positions.map((position) => pricedPosition(position, world.symbols)),
    orders: orders.map((order) => pricedOrder(order, world.symbols)),
  });
};

/**
 * Deals by the time they were made, orders by the time they were done, on the server's clock.
 * Both ends belong to the range; 0 is no bound.
 */
const history = (request: TradeHistoryRequest, user: User): Answer => {
  const { from, to } = request;
  const { deals, closedOrders } = user.account.ledger.state;
  const within = (seconds: number): boolean => seconds >= from && (to === 0 || seconds <= to);
  return answer(commands.tradeHistory, {
    deals: deals.filter(({ time_create }) => within(time_create)),
    orders: closedOrders.filter(({ time_done }) => within(time_done)),
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
