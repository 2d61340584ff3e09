import type { ServerTimes } from '../../market/index.js';
import { PositionType, Reason, type Position as PositionRecord } from '../../wire/index.js';
import { named, type Named } from './named.js';
import { lots, unlessZero, utcOf, utcUnlessZero } from './values.js';

/** An open position as the server last told of it. */
export interface Position {
  readonly ticket: bigint;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  /** Lots. */
  readonly volume: number;
  /** Units of 1e-8 lot. */
  readonly volumeUnits: bigint;
  readonly priceOpen: number;
  /** Price at which it could be closed. */
  readonly priceCurrent: number;
  /** `undefined`: no stop loss. */
  readonly sl: number | undefined;
  /** `undefined`: no take profit. */
  readonly tp: number | undefined;
  /** Account currency. */
  readonly profit: number;
  /** Swap so far, account currency. */
  readonly swap: number;
  /** Account currency. */
  readonly commission: number;
  /** When it was opened, UTC milliseconds. */
  readonly time: number;
  /** Its last change, UTC milliseconds. */
  readonly timeUpdate: number;
  /** The order that opened it. */
  readonly order: bigint;
  readonly reason: Named<typeof Reason>;
  /** Number of the program that opened it; 0 for none. */
  readonly magic: bigint;
  readonly comment: string;
  /** Its id in an outside system, or empty. */
  readonly externalId: string;
  /** Decimals of its prices. */
  readonly digits: number;
  /** Decimals of the account currency. */
  readonly currencyDigits: number;
  /** Units of the base asset in one lot. */
  readonly contractSize: number;
  /** The record as it came. */
  readonly raw: PositionRecord;
}

/** A position in named values. An action other than sell is a buy, as the official client has it. */
export const positionOf = (raw: PositionRecord, times: ServerTimes): Position => {
  const time = utcOf(times, raw.time_create, raw.time_create_ms);
  return {
    ticket: raw.position_id,
    symbol: raw.trade_symbol,
    side: raw.trade_action === PositionType.sell ? 'sell' : 'buy',
    volume: lots(raw.trade_volume),
    volumeUnits: raw.trade_volume,
    priceOpen: raw.price_open,
    priceCurrent: raw.price_close,
    sl: unlessZero(raw.sl),
    tp: unlessZero(raw.tp),
    profit: raw.profit,
    swap: raw.storage,
    commission: raw.commission,
    time,
    timeUpdate: utcUnlessZero(times, raw.time_update, raw.time_update_ms) ?? time,
    order: raw.trade_order,
    reason: named(Reason, raw.trade_reason),
    magic: raw.expert,
    comment: raw.comment,
    externalId: raw.external_id,
    digits: raw.digits,
    currencyDigits: raw.digits_currency,
    contractSize: raw.contract_size,
    raw,
  };
};
