import { bitMask, enumeration } from './enumeration.js';

export const TickFields = bitMask('tick_fields', {
  bid: 1,
  ask: 2,
  last: 4,
  tick_volume: 8,
});

export const TickFlags = bitMask('tick_flags', {
  delayed: 512,
});

export const TicksFlags = bitMask('ticks_flags', {
  negative_prices: 8,
});

export const TicksChartMode = enumeration('ticks_chart_mode', {
  bid: 0,
  last: 1,
  auto: 255,
});

export const SymbolDetailsFields = bitMask('symbol_details_fields', {
  bid_last: 1n,
  bid_high: 2n,
  bid_low: 4n,
  ask_last: 8n,
  ask_high: 16n,
  ask_low: 32n,
  last_last: 64n,
  last_high: 128n,
  last_low: 256n,
  vol_last: 512n,
  vol_high: 1024n,
  vol_low: 2048n,
  trade_buy_volume: 4096n,
  trade_sell_volume: 8192n,
  trade_buy_orders: 16384n,
  trade_sell_orders: 32768n,
  trade_deals: 65536n,
  trade_volume: 131072n,
  trade_turnover: 262144n,
  trade_interest: 524288n,
  price_open: 1048576n,
  price_close: 2097152n,
  price_aw: 4194304n,
  price_change: 8388608n,
  price_volatility: 16777216n,
  price_theoretical: 33554432n,
  price_greeks_delta: 17179869184n,
  price_greeks_theta: 34359738368n,
  price_greeks_gamma: 68719476736n,
  price_greeks_vega: 137438953472n,
  price_greeks_rho: 274877906944n,
  price_greeks_omega: 549755813888n,
  price_sensitivity: 1099511627776n,
});

export const SymbolDetailsFlags = bitMask('symbol_details_flags', {
  delayed: 1,
});

export const BookType = enumeration('book_type', {
  reset: 0,
  sell: 1,
  buy: 2,
  sell_market: 3,
  buy_market: 4,
});

export const BooksFlags = bitMask('books_flags', {
  snapshot: 2,
});

export const RatesPeriod = enumeration('rates_period', {
  M1: 1,
  M5: 5,
  M15: 15,
  M30: 30,
  H1: 16385,
  H4: 16388,
  D1: 16408,
  W1: 32769,
  MN1: 49153,
});
