import { deal, order, position } from '../records/positions.js';
import {
  tradeUpdateDeal,
  tradeUpdateOrder,
  type TradeUpdateOrder,
} from '../records/trade-updates.js';
import { TradeUpdateKind } from '../enums/trading.js';
import { choice } from '../schema/choice.js';
import type { Cursor } from '../schema/cursor.js';
import type { ValueOf } from '../schema/layout.js';
import { counted, untilEnd } from '../schema/list.js';
import { u32 } from '../schema/scalars.js';
import { struct } from '../schema/struct.js';

/** Answer to command 4. */
export const openTrades = struct('open_trades', undefined, {
  positions: counted(u32, position),
  orders: counted(u32, order),
});
export type OpenTrades = ValueOf<typeof openTrades>;

/** Answer to command 5: deals first, then closed orders. */
export const tradeHistory = struct('trade_history', undefined, {
  deals: counted(u32, deal),
  orders: counted(u32, order),
});
export type TradeHistory = ValueOf<typeof tradeHistory>;

const dealUpdate = struct('trade_update_deal', tradeUpdateDeal, {
  deals: counted(u32, deal),
  positions: counted(u32, position),
});
export type DealUpdate = ValueOf<typeof dealUpdate>;

const flagOf = (update: unknown): unknown =>
  typeof update === 'object' && update !== null && 'flag_mask' in update
    ? update.flag_mask
    : undefined;

/**
 * Push 10: several updates of one form. The first u32, the `flag_mask` of the
 * first record, chooses the form of the whole body.
 */
export const tradeUpdates = choice<readonly DealUpdate[], readonly TradeUpdateOrder[]>({
  name: 'trade_update',
  first: untilEnd(dealUpdate),
  second: untilEnd(tradeUpdateOrder),
  peek: (cursor: Cursor) =>
    cursor.remaining >= 4 &&
    cursor.view.getUint32(cursor.offset, true) === TradeUpdateKind.deal_and_position
      ? 'first'
      : 'second',
  isFirst: (updates): updates is readonly DealUpdate[] =>
    Array.isArray(updates) && flagOf(updates[0]) === TradeUpdateKind.deal_and_position,
});
