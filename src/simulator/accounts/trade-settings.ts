import type { SymbolTradeSettings } from '../../wire/index.js';
import type { TradeSettingsOptions } from '../options/account-options.js';
import { unitsOf } from './volume.js';

/** What the official client takes for "not set", by the type of the field. */
const unset = {
  signed: 2 ** 31 - 1,
  unsigned: 2 ** 32 - 1,
  volume: 2n ** 64n - 1n,
  real: Number.MAX_VALUE,
} as const;

const reals = (count: number): number[] => Array.from({ length: count }, () => unset.real);

/** Settings that leave everything as it is in the symbol. */
const neutral: SymbolTradeSettings = {
  symbol_path: '*',
  spread_diff: unset.signed,
  spread_diff_balance: unset.signed,
  trade_mode: unset.unsigned,
  trade_stops_level: unset.signed,
  trade_freeze_level: unset.signed,
  trade_exemode: unset.unsigned,
  trade_fill_flags: unset.unsigned,
  trade_time_flags: unset.unsigned,
  trade_order_flags: unset.unsigned,
  trade_request_flags: unset.unsigned,
  trade_request_timeout: unset.unsigned,
  trade_instant_flags: unset.unsigned,
  trade_instant_timeout: unset.unsigned,
  trade_instant_slip_profit: unset.unsigned,
  trade_instant_slip_losing: unset.unsigned,
  trade_instant_volume: unset.volume,
  trade_instant_checkmode: unset.unsigned,
  trade_market_flags: unset.unsigned,
  trade_exchange_flags: unset.unsigned,
  volume_min: unset.volume,
  volume_max: unset.volume,
  volume_step: unset.volume,
  volume_limit: unset.volume,
  margin_flags: unset.unsigned,
  margin_initial: unset.real,
  margin_maintenance: unset.real,
  margin_rates_initial: reals(8),
  margin_rates_maintenance: reals(8),
  margin_rate_liquidity: unset.real,
  margin_hedged: unset.real,
  margin_rate_currency: unset.real,
  swap_mode: unset.unsigned,
  swap_long: unset.real,
  swap_short: unset.real,
  swap_rollover3days: unset.signed,
  permissions_flags: unset.unsigned,
  permissions_bookdepth: unset.unsigned,
  swap_rates: reals(7),
};

const volume = (lots: number | undefined): bigint =>
  lots === undefined ? unset.volume : unitsOf(lots);

/** Settings of a group of symbols as they stand in an account. */
export const tradeSettings = (options: TradeSettingsOptions): SymbolTradeSettings => ({
  ...neutral,
  symbol_path: options.path ?? neutral.symbol_path,
  spread_diff: options.spreadDiff ?? unset.signed,
  spread_diff_balance: options.spreadDiffBalance ?? unset.signed,
  trade_mode: options.tradeMode ?? unset.unsigned,
  trade_stops_level: options.stopsLevel ?? unset.signed,
  trade_freeze_level: options.freezeLevel ?? unset.signed,
  trade_exemode: options.exeMode ?? unset.unsigned,
  trade_fill_flags: options.fillFlags ?? unset.unsigned,
  trade_time_flags: options.timeFlags ?? unset.unsigned,
  trade_order_flags: options.orderFlags ?? unset.unsigned,
  volume_min: volume(options.volumeMin),
  volume_max: volume(options.volumeMax),
  volume_step: volume(options.volumeStep),
  volume_limit: volume(options.volumeLimit),
  swap_mode: options.swapMode ?? unset.unsigned,
  swap_long: options.swapLong ?? unset.real,
  swap_short: options.swapShort ?? unset.real,
});

/**
 * The settings of an account: never none. The official client does not step over a count of
 * zero, so that it would read everything behind it in the wrong place.
 */
export const accountTradeSettings = (
  options: readonly TradeSettingsOptions[] | undefined,
): readonly SymbolTradeSettings[] =>
  options === undefined || options.length === 0 ? [neutral] : options.map(tradeSettings);
