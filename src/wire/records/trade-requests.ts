import { bytes } from '../schema/bytes.js';
import type { ValueOf } from '../schema/layout.js';
import { record } from '../schema/record.js';
import { f64, i64, u32, u64 } from '../schema/scalars.js';
import { utf16 } from '../schema/strings.js';

/** A request as it is sent and as it comes back, up to its expiration. */
const intent = {
  action_id: u32,
  trade_action: u32, // trade_action
  trade_symbol: utf16(64),
  trade_volume: u64, // 1e-8 lot
  digits: u32,
  trade_order: u64,
  trade_type: u32, // order_type
  type_filling: u32, // order_filling
  type_time: u32, // order_time
  type_flags: u32, // trade_request_flags
  type_reason: u32, // reason
  price_order: f64,
  price_trigger: f64,
  price_sl: f64,
  price_tp: f64,
  price_deviation: u32,
  price_top: f64,
  price_bottom: f64,
  comment: utf16(64),
  trade_position: u64,
  position_by: u64,
};

/** Command 12. 248 bytes. */
export const tradeRequest = record('trade_request', {
  ...intent,
  time_expiration: u32, // s, server clock
});
export type TradeRequest = ValueOf<typeof tradeRequest>;

/** First answer to command 12: 0 means accepted, not done. 4 bytes. */
export const tradeRequestReply = record('trade_request_reply', {
  retcode: u32, // retcode
});
export type TradeRequestReply = ValueOf<typeof tradeRequestReply>;

/**
 * The request as the server knows it, in push 19. 248 bytes. The official client reads the
 * ticket as signed here, and keeps the last four bytes as they are.
 */
export const tradeRequestEcho = record('trade_request_echo', {
  ...intent,
  trade_order: i64,
  time_expiration_raw: bytes(4), // stands where the request has its time_expiration
});
export type TradeRequestEcho = ValueOf<typeof tradeRequestEcho>;

/** Outcome of a request, in push 19. 128 bytes. */
export const tradeResult = record('trade_result', {
  retcode: u32, // retcode
  deal: i64,
  trade_order: i64,
  volume: i64, // 1e-8 lot
  price: f64,
  res_time: u32,
  bid: f64,
  ask: f64,
  last: f64,
  comment: utf16(64),
});
export type TradeResult = ValueOf<typeof tradeResult>;

/** Push 19. 380 bytes. */
export const tradeResultPush = record('trade_result_push', {
  header: u32, // parsed but never used by the client
  request: tradeRequestEcho,
  result: tradeResult,
});
export type TradeResultPush = ValueOf<typeof tradeResultPush>;
