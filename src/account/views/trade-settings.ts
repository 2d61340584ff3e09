import {
  MarginFlags,
  SwapMode,
  TradeExemode,
  TradeFillFlags,
  TradeMode,
  TradeOrderFlags,
  TradePermissions,
  TradeTimeFlags,
  type SymbolTradeSettings,
} from '../../wire/index.js';
import { flags, named, type Flags, type Named } from './named.js';
import { lots } from './values.js';

/**
 * What an account sets for a group of symbols. `undefined`: the group leaves
 * the symbol's own value alone.
 */
export interface TradeSettings {
  /** Comma-separated masks of symbol paths; a leading `!` excludes. */
  readonly path: string;
  /** Points added to the spread. */
  readonly spreadMarkup: number | undefined;
  /** Points that shift the markup towards bid or ask. */
  readonly spreadMarkupBalance: number | undefined;
  readonly tradeMode: Named<typeof TradeMode> | undefined;
  /** Least distance of stops and pending orders from the price, points. */
  readonly stopsLevel: number | undefined;
  /** Distance from the price within which nothing can be changed, points. */
  readonly freezeLevel: number | undefined;
  readonly execution: Named<typeof TradeExemode> | undefined;
  /** Filling modes that are allowed; `return` has no flag. */
  readonly fillings: Flags<typeof TradeFillFlags> | undefined;
  /** Lifetimes of orders that are allowed. */
  readonly expirations: Flags<typeof TradeTimeFlags> | undefined;
  /** Kinds of orders that are allowed. */
  readonly orderTypes: Flags<typeof TradeOrderFlags> | undefined;
  /** Seconds that a quoted price holds. */
  readonly requestTimeout: number | undefined;
  /** Seconds that a requote holds. */
  readonly instantTimeout: number | undefined;
  /** Largest volume of instant execution, lots. */
  readonly instantVolume: number | undefined;
  /** Lots. */
  readonly volumeMin: number | undefined;
  /** Lots. */
  readonly volumeMax: number | undefined;
  /** Lots. */
  readonly volumeStep: number | undefined;
  /** Most lots in one direction. */
  readonly volumeLimit: number | undefined;
  readonly marginFlags: Flags<typeof MarginFlags> | undefined;
  readonly marginInitial: number | undefined;
  readonly marginMaintenance: number | undefined;
  /** By order type, 0 to 7. */
  readonly marginRatesInitial: readonly (number | undefined)[];
  /** By order type, 0 to 7. A rate of 0 is the initial one. */
  readonly marginRatesMaintenance: readonly (number | undefined)[];
  readonly marginRateLiquidity: number | undefined;
  readonly marginHedged: number | undefined;
  readonly marginRateCurrency: number | undefined;
  readonly swapMode: Named<typeof SwapMode> | undefined;
  readonly swapLong: number | undefined;
  readonly swapShort: number | undefined;
  /** Weekday of the threefold swap, 0 = Sunday; 7 = none. */
  readonly swapRollover3Days: number | undefined;
  /** By weekday, from Sunday. */
  readonly swapRates: readonly (number | undefined)[];
  readonly permissions: Flags<typeof TradePermissions> | undefined;
  /** Levels of the order book. */
  readonly bookDepth: number | undefined;
  /** The record as it came, with the values that the official client does not read either. */
  readonly raw: SymbolTradeSettings;
}

const unless =
  (unset: number) =>
  (value: number): number | undefined =>
    value === unset ? undefined : value;

const int = unless(2 ** 31 - 1);
const uint = unless(2 ** 32 - 1);
const float = unless(Number.MAX_VALUE);

const unsetVolume = 2n ** 64n - 1n;
/** Of volumes 0 is "not set", too. */
const volume = (units: bigint): number | undefined =>
  units === 0n || units === unsetVolume ? undefined : lots(units);

type Names = Parameters<typeof named>[0];

const nameOf = <E extends Names>(of: E, value: number): Named<E> | undefined =>
  uint(value) === undefined ? undefined : named(of, value);

const flagsOf = <E extends Names>(of: E, value: number): Flags<E> | undefined =>
  uint(value) === undefined ? undefined : flags(of, value);

/** Trade settings in named values. */
export const tradeSettingsOf = (raw: SymbolTradeSettings): TradeSettings => ({
  path: raw.symbol_path,
  spreadMarkup: int(raw.spread_diff),
  spreadMarkupBalance: int(raw.spread_diff_balance),
  tradeMode: nameOf(TradeMode, raw.trade_mode),
  stopsLevel: int(raw.trade_stops_level),
  freezeLevel: int(raw.trade_freeze_level),
  execution: nameOf(TradeExemode, raw.trade_exemode),
  fillings: flagsOf(TradeFillFlags, raw.trade_fill_flags),
  expirations: flagsOf(TradeTimeFlags, raw.trade_time_flags),
  orderTypes: flagsOf(TradeOrderFlags, raw.trade_order_flags),
  requestTimeout: uint(raw.trade_request_timeout),
  instantTimeout: uint(raw.trade_instant_timeout),
  instantVolume: volume(raw.trade_instant_volume),
  volumeMin: volume(raw.volume_min),
  volumeMax: volume(raw.volume_max),
  volumeStep: volume(raw.volume_step),
  volumeLimit: volume(raw.volume_limit),
  marginFlags: flagsOf(MarginFlags, raw.margin_flags),
  marginInitial: float(raw.margin_initial),
  marginMaintenance: float(raw.margin_maintenance),
  marginRatesInitial: raw.margin_rates_initial.map(float),
  marginRatesMaintenance: raw.margin_rates_maintenance.map(float),
  marginRateLiquidity: float(raw.margin_rate_liquidity),
  marginHedged: float(raw.margin_hedged),
  marginRateCurrency: float(raw.margin_rate_currency),
  swapMode: nameOf(SwapMode, raw.swap_mode),
  swapLong: float(raw.swap_long),
  swapShort: float(raw.swap_short),
  swapRollover3Days: int(raw.swap_rollover3days),
  swapRates: raw.swap_rates.map(float),
  permissions: flagsOf(TradePermissions, raw.permissions_flags),
  bookDepth: uint(raw.permissions_bookdepth),
  raw,
});
