import { bitMask, enumeration } from './enumeration.js';

export const TradeMode = enumeration('trade_mode', {
  disabled: 0,
  long_only: 1,
  short_only: 2,
  close_only: 3,
  full: 4,
});

export const TradeExemode = enumeration('trade_exemode', {
  request: 0,
  instant: 1,
  market: 2,
  exchange: 3,
});

export const TradeFillFlags = bitMask('trade_fill_flags', {
  fok: 1,
  ioc: 2,
  boc: 4,
});

export const TradeTimeFlags = bitMask('trade_time_flags', {
  gtc: 1,
  day: 2,
  specified: 4,
  specified_day: 8,
});

export const TradeOrderFlags = bitMask('trade_order_flags', {
  market: 1,
  limit: 2,
  stop: 4,
  stop_limit: 8,
  sl: 16,
  tp: 32,
  close_by: 64,
});

export const TradePermissions = bitMask('trade_permissions', {
  book: 1,
});

export const TradeGtcMode = enumeration('trade_gtc_mode', {
  gtc: 0,
  today_including_sltp: 1,
  today_excluding_sltp: 2,
});

export const TradeCalcMode = enumeration('trade_calc_mode', {
  forex: 0,
  futures: 1,
  cfd: 2,
  cfd_index: 3,
  cfd_leverage: 4,
  forex_no_leverage: 5,
  exchange_stocks: 32,
  exchange_futures: 33,
  forts_futures: 34,
  exchange_option: 35,
  exchange_margin_option: 36,
  exchange_bonds: 37,
  exchange_moex_stocks: 38,
  exchange_moex_bonds: 39,
  collateral: 64,
});

export const TradeOptionMode = enumeration('trade_option_mode', {
  european_call: 0,
  european_put: 1,
  american_call: 2,
  american_put: 3,
});

export const SymbolTradeFlags = bitMask('symbol_trade_flags', {
  profit_rate_by_sign_and_no_own_price_shortcut: 1,
});

export const MarginFlags = bitMask('margin_flags', {
  hedge_large_leg: 4,
  exclude_profit_and_loss: 8,
});

export const SwapMode = enumeration('swap_mode', {
  off: 0,
  points: 1,
  currency_base: 2,
  currency_margin: 3,
  no_text: 4,
  percent_current_price: 5,
  percent_open_price: 6,
  points_reopen_close_price: 7,
  points_reopen_bid_price: 8,
});

export const Sector = enumeration('sector', {
  undefined: 0,
  basic_materials: 1,
  communication_services: 2,
  consumer_cyclical: 3,
  consumer_defensive: 4,
  energy: 5,
  financial: 6,
  healthcare: 7,
  industrials: 8,
  real_estate: 9,
  technology: 10,
  utilities: 11,
  currency: 12,
  crypto_currency: 13,
  index: 14,
  commodities: 15,
});

export const SubscriptionStatus = enumeration('subscription_status', {
  unsubscribed: 1,
  subscribed: 2,
});
