import {
  Sector,
  SwapMode,
  TicksChartMode,
  TradeCalcMode,
  TradeExemode,
  TradeFillFlags,
  TradeGtcMode,
  TradeMode,
  TradeOrderFlags,
  TradeTimeFlags,
} from '../../wire/index.js';
import { everyDay, hours, weekdays } from './sessions.js';
import type { SymbolKind, SymbolSpec } from './symbol-spec.js';

/** The part of a symbol that its class decides; the rest follows from the draft. */
export type ClassDefaults = Omit<
  SymbolSpec,
  | 'kind'
  | 'name'
  | 'path'
  | 'description'
  | 'startPrice'
  | `currency${'Base' | 'Profit' | 'Margin'}`
  | `tick${'Size' | 'Value'}`
  | `margin${'Maintenance' | 'Hedged'}`
>;

/**
 * Hours are those of a server whose midnight is 17:00 in New York (UTC+2, in summer UTC+3),
 * the usual choice of brokers: five days a week, and no short Sunday.
 */
const forexQuotes = weekdays();
const forexTrades = weekdays(hours('00:02', '23:58'));
const metalSessions = weekdays(hours('01:00', '24:00'));
/** A break of a quarter of an hour after the American close. */
const indexSessions = weekdays(hours('01:00', '23:15'), hours('23:30', '24:00'));
/** 9:30 to 16:00 in New York. */
const stockSessions = weekdays(hours('16:30', '23:00'));
/** Day and evening session of a derivatives exchange. */
const futureSessions = weekdays(
  hours('09:00', '14:00'),
  hours('14:05', '18:50'),
  hours('19:05', '23:50'),
);
const cryptoSessions = everyDay();

const { market, limit, stop, stop_limit, sl, tp, close_by } = TradeOrderFlags;
const exchangeOrders = market | limit | stop | stop_limit | sl | tp;
const allOrders = exchangeOrders | close_by;
const { fok, ioc, boc } = TradeFillFlags;
const anyTime =
  TradeTimeFlags.gtc | TradeTimeFlags.day | TradeTimeFlags.specified | TradeTimeFlags.specified_day;

/** Only market orders take margin; a pending order takes none until it is filled. */
const marketOnly = (rate: number): readonly number[] => [rate, rate, 0, 0, 0, 0, 0, 0];
/** An exchange blocks the margin of a pending order too. */
const everyOrder = (rate: number): readonly number[] => Array<number>(8).fill(rate);

/** Wednesday's night counts three days: settlement is two days later, past the weekend. */
const tripleWednesday = [0, 1, 1, 3, 1, 1, 0];
/** Friday's night counts three days, where money is due at once. */
const tripleFriday = [0, 1, 1, 1, 1, 3, 0];
const everyNight = [1, 1, 1, 1, 1, 1, 1];
const noSwap = [0, 0, 0, 0, 0, 0, 0];

const common = {
  ...{ isin: '', basis: '', exchange: '', category: '', country: '', cfi: '', page: '' },
  industry: 0,
  bookDepth: 0,
  fixedSpread: 0,
  delayMinutes: 0,
  chartMode: TicksChartMode.bid,
  tradeMode: TradeMode.full,
  exeMode: TradeExemode.market,
  gtcMode: TradeGtcMode.gtc,
  fillFlags: fok | ioc,
  timeFlags: anyTime,
  orderFlags: allOrders,
  ...{ stopsLevel: 0, freezeLevel: 0 },
  ...{ volumeMin: 0.01, volumeMax: 100, volumeStep: 0.01, volumeLimit: 0 },
  marginInitial: 0,
  marginRates: marketOnly(1),
  ...{ timeStart: 0, timeExpiration: 0 },
  ...{ priceSettle: 0, priceLimitMin: 0, priceLimitMax: 0 },
  tickRate: 1,
} satisfies Partial<SymbolSpec>;

export const classDefaults: Readonly<Record<SymbolKind, ClassDefaults>> = {
  forex: {
    ...common,
    sector: Sector.currency,
    digits: 5,
    contractSize: 100_000,
    calcMode: TradeCalcMode.forex,
    ...{ swapMode: SwapMode.points, swapLong: -6.5, swapShort: 1.2, swapRates: tripleWednesday },
    ...{ quoteSessions: forexQuotes, tradeSessions: forexTrades },
    ...{ spread: 12, volatility: 0.006, tickRate: 2 },
  },
  metal: {
    ...common,
    sector: Sector.commodities,
    digits: 3,
    contractSize: 100,
    calcMode: TradeCalcMode.cfd_leverage,
    ...{ swapMode: SwapMode.points, swapLong: -320, swapShort: 145, swapRates: tripleWednesday },
    ...{ quoteSessions: metalSessions, tradeSessions: metalSessions },
    ...{ spread: 250, volatility: 0.011, tickRate: 3 },
  },
  index: {
    ...common,
    sector: Sector.index,
    digits: 1,
    contractSize: 1,
    calcMode: TradeCalcMode.cfd_index,
    volumeMin: 0.1,
    volumeStep: 0.1,
    volumeMax: 250,
    // 1:20, whatever the leverage of the account: the mode takes none into account.
    marginRates: marketOnly(0.05),
    swapMode: SwapMode.percent_current_price,
    ...{ swapLong: -6.8, swapShort: 1.9, swapRates: tripleFriday },
    ...{ quoteSessions: indexSessions, tradeSessions: indexSessions },
    ...{ spread: 8, volatility: 0.011, tickRate: 2 },
  },
  stock: {
    ...common,
    sector: Sector.technology,
    digits: 2,
    contractSize: 1,
    calcMode: TradeCalcMode.exchange_stocks,
    chartMode: TicksChartMode.last,
    exeMode: TradeExemode.exchange,
    fillFlags: fok | ioc | boc,
    orderFlags: exchangeOrders,
    ...{ volumeMin: 1, volumeMax: 10_000, volumeStep: 1, volumeLimit: 50_000 },
    marginRates: everyOrder(1),
    ...{ swapMode: SwapMode.off, swapLong: 0, swapShort: 0, swapRates: noSwap },
    ...{ quoteSessions: stockSessions, tradeSessions: stockSessions },
    ...{ spread: 2, volatility: 0.018, tickRate: 1 },
  },
  future: {
    ...common,
    sector: Sector.undefined,
    digits: 2,
    contractSize: 1000,
    calcMode: TradeCalcMode.exchange_futures,
    chartMode: TicksChartMode.last,
    exeMode: TradeExemode.exchange,
    gtcMode: TradeGtcMode.today_including_sltp,
    fillFlags: fok | ioc | boc,
    orderFlags: exchangeOrders,
    ...{ volumeMin: 1, volumeMax: 1000, volumeStep: 1, volumeLimit: 5000 },
    marginInitial: 2500,
    marginRates: everyOrder(1),
    ...{ swapMode: SwapMode.off, swapLong: 0, swapShort: 0, swapRates: noSwap },
    ...{ quoteSessions: futureSessions, tradeSessions: futureSessions },
    ...{ spread: 2, volatility: 0.013, tickRate: 1 },
  },
  crypto: {
    ...common,
    sector: Sector.crypto_currency,
    digits: 2,
    contractSize: 1,
    calcMode: TradeCalcMode.cfd_leverage,
    ...{ volumeMin: 0.001, volumeMax: 50, volumeStep: 0.001, volumeLimit: 200 },
    // Ten times the margin of a currency: 1:10 on an account of 1:100.
    marginRates: marketOnly(10),
    swapMode: SwapMode.percent_open_price,
    ...{ swapLong: -18, swapShort: -4, swapRates: everyNight },
    ...{ quoteSessions: cryptoSessions, tradeSessions: cryptoSessions },
    ...{ spread: 1500, volatility: 0.03, tickRate: 2 },
  },
};

/** Decimals of amounts in a currency. */
export const currencyDigits = (currency: string): number =>
  noHundredths.has(currency) ? 0 : (fineCurrencies[currency] ?? 2);

const noHundredths = new Set(['JPY', 'KRW', 'CLP', 'VND']);
const fineCurrencies: Readonly<Record<string, number>> = {
  ...{ XAU: 3, XAG: 3, XPT: 3, XPD: 3, BTC: 8, ETH: 8 },
};
