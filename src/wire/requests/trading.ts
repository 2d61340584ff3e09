import type { TradeRequest } from '../records/trade-requests.js';
import { clipText } from '../schema/strings.js';

const blank: TradeRequest = {
  action_id: 0,
  trade_action: 0,
  trade_symbol: '',
  trade_volume: 0n,
  digits: 0,
  trade_order: 0n,
  trade_type: 0,
  type_filling: 0,
  type_time: 0,
  type_flags: 0,
  type_reason: 0,
  price_order: 0,
  price_trigger: 0,
  price_sl: 0,
  price_tp: 0,
  price_deviation: 0,
  price_top: 0,
  price_bottom: 0,
  comment: '',
  trade_position: 0n,
  position_by: 0n,
  time_expiration: 0,
};

/** Request of command 12; fields that are not given stay zero. */
export const tradeRequestOf = (fields: Partial<TradeRequest>): TradeRequest => ({
  ...blank,
  ...fields,
  trade_symbol: clipText(fields.trade_symbol ?? '', 32),
  comment: clipText(fields.comment ?? '', 32),
});
