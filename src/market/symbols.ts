import {
  lotsFromVolume,
  volumeUnits,
  type SymbolFull,
  type SymbolShort,
  type SymbolTradeSettings,
} from '../wire/index.js';

/** A symbol as the list of an account shows it. */
export interface SymbolInfo {
  readonly name: string;
  readonly description: string;
  /** Folders and name, separated by backslashes. */
  readonly path: string;
  /** Decimals of its prices. */
  readonly digits: number;
  /** Key of its market data on this server. */
  readonly id: number;
  /** The record as it came. */
  readonly raw: SymbolShort;
}

/** Everything about a symbol, with the settings of the account's group laid over its own. */
export interface SymbolSpecification {
  readonly name: string;
  readonly description: string;
  readonly path: string;
  readonly digits: number;
  readonly id: number;
  /** The smallest step that a price of `digits` decimals can make. */
  readonly point: number;
  /** The step that prices of orders keep to. */
  readonly tickSize: number;
  /** Units of the base asset in one lot. */
  readonly contractSize: number;
  readonly currencyBase: string;
  readonly currencyProfit: string;
  readonly currencyMargin: string;
  /** Lots. */
  readonly volumeMin: number;
  /** Lots. */
  readonly volumeMax: number;
  /** Lots. */
  readonly volumeStep: number;
  /** Its quotes come late by this many minutes; 0 when they are live. */
  readonly delayMinutes: number;
  /** Trade settings in force for this account. */
  readonly settings: SymbolTradeSettings;
  /** The record as it came. */
  readonly raw: SymbolFull;
}

export const symbolInfo = (raw: SymbolShort): SymbolInfo => ({
  name: raw.trade_symbol,
  description: raw.symbol_description,
  path: raw.symbol_path,
  digits: raw.digits,
  id: raw.symbol_id,
  raw,
});

const lots = (units: bigint): number => lotsFromVolume(volumeUnits(units));

/** Status 1 or 2 with level 0 means delayed quotes. */
export const isDelayed = ({ status, level }: SymbolFull['subscription']): boolean =>
  (status === 1 || status === 2) && level === 0;

export const symbolSpecification = (
  raw: SymbolFull,
  settings: SymbolTradeSettings,
): SymbolSpecification => ({
  name: raw.trade_symbol,
  description: raw.symbol_description,
  path: raw.trade.symbol_path,
  digits: raw.digits,
  id: raw.symbol_id,
  point: raw.point,
  tickSize: raw.trade_tick_size,
  contractSize: raw.trade_contract_size,
  currencyBase: raw.currency_base,
  currencyProfit: raw.currency_profit,
  currencyMargin: raw.currency_margin,
  volumeMin: lots(settings.volume_min),
  volumeMax: lots(settings.volume_max),
  volumeStep: lots(settings.volume_step),
  delayMinutes: isDelayed(raw.subscription) ? raw.subscription.delay : 0,
  settings,
  raw,
});
