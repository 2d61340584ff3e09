import type { ValueOf } from '../schema/layout.js';
import { record } from '../schema/record.js';
import { f64, u32 } from '../schema/scalars.js';
import { deal, order, position } from './positions.js';

/** Push 10, order form. 368 bytes. */
export const tradeUpdateOrder = record('trade_update_order', {
  flag_mask: u32, // trade_update_kind
  transaction_id: u32,
  transaction_type: u32, // transaction_type
  order,
});
export type TradeUpdateOrder = ValueOf<typeof tradeUpdateOrder>;

/** Head of push 10, deal form; more deals and positions follow. 752 bytes. */
export const tradeUpdateDeal = record('trade_update_deal', {
  flag_mask: u32, // trade_update_kind
  transaction_id: u32,
  transaction_type: u32, // transaction_type
  deal,
  trade_position: position,
  balance: f64,
  credit: f64,
  commission_daily: f64,
  commission_monthly: f64,
  acc_profit: f64,
});
export type TradeUpdateDeal = ValueOf<typeof tradeUpdateDeal>;
