import type { ServerTimes } from '../../market/index.js';
import { DealAction, DealEntry, Reason, type Deal as DealRecord } from '../../wire/index.js';
import { named, type Named } from './named.js';
import { lots, unlessZero, utcOf } from './values.js';

/** A deal: a trade that was done, or an operation on the balance. */
export interface Deal {
  readonly ticket: bigint;
  /** The order that led to it; 0 for none. */
  readonly order: bigint;
  /** The position that it changed. */
  readonly position: bigint | undefined;
  /** `undefined` for an operation on the balance. */
  readonly symbol: string | undefined;
  readonly action: Named<typeof DealAction>;
  readonly entry: Named<typeof DealEntry>;
  /** Lots. */
  readonly volume: number;
  /** Units of 1e-8 lot. */
  readonly volumeUnits: bigint;
  readonly price: number;
  /** Account currency; of an operation on the balance its amount. */
  readonly profit: number;
  /** Swap booked with it, account currency. */
  readonly swap: number;
  /** Account currency. */
  readonly commission: number;
  /** Account currency. */
  readonly fee: number;
  /** UTC milliseconds. */
  readonly time: number;
  readonly reason: Named<typeof Reason>;
  /** Number of the program behind it; 0 for none. */
  readonly magic: bigint;
  readonly comment: string;
  /** `undefined`: no stop loss. */
  readonly sl: number | undefined;
  /** `undefined`: no take profit. */
  readonly tp: number | undefined;
  /** Its id in an outside system, or empty. */
  readonly externalId: string;
  /** Decimals of its price. */
  readonly digits: number;
  /** Decimals of the account currency. */
  readonly currencyDigits: number;
  /** Units of the base asset in one lot. */
  readonly contractSize: number;
  /** Whether it is an operation on the balance (deposit, credit, charge, dividend...), no trade. */
  readonly isBalance: boolean;
  /** The record as it came. */
  readonly raw: DealRecord;
}

/** Actions 2 to 18 but for cancelled buys and sells. */
const isBalanceAction = (action: number): boolean =>
  action >= DealAction.balance &&
  action <= DealAction.unnamed_balance_operation &&
  action !== DealAction.buy_canceled &&
  action !== DealAction.sell_canceled;

/** A deal in named values. */
export const dealOf = (raw: DealRecord, times: ServerTimes): Deal => ({
  ticket: raw.deal,
  order: raw.trade_order,
  position: unlessZero(raw.position_id),
  symbol: raw.trade_symbol === '' ? undefined : raw.trade_symbol,
  action: named(DealAction, raw.trade_action),
  entry: named(DealEntry, raw.entry),
  volume: lots(raw.trade_volume),
  volumeUnits: raw.trade_volume,
  price: raw.price_open,
  profit: raw.profit,
  swap: raw.storage,
  commission: raw.commission,
  fee: raw.commission_fee,
  time: utcOf(times, raw.time_create, raw.time_create_ms),
  reason: named(Reason, raw.trade_reason),
  magic: raw.expert,
  comment: raw.comment,
  sl: unlessZero(raw.sl),
  tp: unlessZero(raw.tp),
  externalId: raw.deal_id,
  digits: raw.digits,
  currencyDigits: raw.digits_currency,
  contractSize: raw.contract_size,
  isBalance: isBalanceAction(raw.trade_action),
  raw,
});
