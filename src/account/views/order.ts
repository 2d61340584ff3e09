import type { ServerTimes } from '../../market/index.js';
import {
  OrderActivation,
  OrderFilling,
  OrderState,
  OrderTime,
  OrderType,
  Reason,
  type Order as OrderRecord,
} from '../../wire/index.js';
import { named, type Named } from './named.js';
import { lots, unlessZero, utcOf, utcUnlessZero } from './values.js';

/** An order, open or done with. */
export interface Order {
  readonly ticket: bigint;
  readonly symbol: string;
  readonly type: Named<typeof OrderType>;
  readonly state: Named<typeof OrderState>;
  /** Lots asked for. */
  readonly volumeInitial: number;
  /** Units of 1e-8 lot. */
  readonly volumeInitialUnits: bigint;
  /** Lots not filled yet. */
  readonly volumeCurrent: number;
  /** Units of 1e-8 lot. */
  readonly volumeCurrentUnits: bigint;
  /** Price that it waits for; of a stop-limit the price that activates it. 0: at market. */
  readonly price: number;
  /** Limit price of a stop-limit, else `undefined`. */
  readonly priceTrigger: number | undefined;
  readonly priceCurrent: number;
  /** `undefined`: no stop loss. */
  readonly sl: number | undefined;
  /** `undefined`: no take profit. */
  readonly tp: number | undefined;
  readonly filling: Named<typeof OrderFilling>;
  /** How long it lives. */
  readonly time: Named<typeof OrderTime>;
  /** When it was placed, UTC milliseconds. */
  readonly timeSetup: number;
  /** UTC milliseconds; `undefined`: no expiration. */
  readonly timeExpiration: number | undefined;
  /** When it was filled, cancelled or refused, UTC milliseconds; `undefined` while it is open. */
  readonly timeDone: number | undefined;
  /** The position that it closes or has changed. */
  readonly position: bigint | undefined;
  readonly reason: Named<typeof Reason>;
  readonly activation: Named<typeof OrderActivation>;
  /** Number of the program that placed it; 0 for none. */
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
  readonly raw: OrderRecord;
}

/** An order in named values. */
export const orderOf = (raw: OrderRecord, times: ServerTimes): Order => ({
  ticket: raw.trade_order,
  symbol: raw.trade_symbol,
  type: named(OrderType, raw.order_type),
  state: named(OrderState, raw.order_state),
  volumeInitial: lots(raw.volume_initial),
  volumeInitialUnits: raw.volume_initial,
  volumeCurrent: lots(raw.volume_current),
  volumeCurrentUnits: raw.volume_current,
  price: raw.price_order,
  priceTrigger: unlessZero(raw.price_trigger),
  priceCurrent: raw.price_current,
  sl: unlessZero(raw.price_sl),
  tp: unlessZero(raw.price_tp),
  filling: named(OrderFilling, raw.type_filling),
  time: named(OrderTime, raw.type_time),
  timeSetup: utcOf(times, raw.time_setup, raw.time_setup_ms),
  timeExpiration: utcUnlessZero(times, raw.time_expiration),
  timeDone: utcUnlessZero(times, raw.time_done, raw.time_done_ms),
  position: unlessZero(raw.position_id),
  reason: named(Reason, raw.type_reason),
  activation: named(OrderActivation, raw.activation_mode),
  magic: raw.expert,
  comment: raw.comment,
  externalId: raw.order_id,
  digits: raw.digits,
  currencyDigits: raw.digits_currency,
  contractSize: raw.contract_size,
  raw,
});
