export { HistoryRangeError } from './errors.js';
export type { HistoryFilter, TicketLike } from './filter.js';
export { History } from './history.js';
export type { HistoryOptions, HistorySource } from './history.js';
export type { HistoryPosition } from './leg.js';
export { loadDeals, loadOrders, loadPositions } from './load.js';
export type {
  DealHistory,
  HistoryRange,
  OrderHistory,
  PositionHistory,
  PositionsFilter,
} from './load.js';
export { positionsFrom } from './positions.js';
export { orderTotalsOf, totalsOf } from './totals.js';
export type { DealTotals, OrderTotals } from './totals.js';
