import {
  Sector,
  SwapMode,
  TicksChartMode,
  TradeCalcMode,
  TradeExemode,
  TradeFillFlags,
} from '../../wire/index.js';
import { everyDay, hours, weekdays } from './sessions.js';
import { symbolSpec } from './symbol-draft.js';
import type { SymbolSpec } from './symbol-spec.js';

/** Seconds on the server's clock at the start of a day. */
const day = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / 1000;

const majors = [
  symbolSpec({
    ...{ kind: 'forex', path: 'Forex\\Majors\\EURUSD', startPrice: 1.0852 },
    ...{ description: 'Euro vs US Dollar', category: 'Majors', spread: 6, bookDepth: 10 },
  }),
  symbolSpec({
    ...{ kind: 'forex', path: 'Forex\\Majors\\GBPUSD', startPrice: 1.2715, bookDepth: 10 },
    ...{ description: 'Great Britain Pound vs US Dollar', category: 'Majors', spread: 9 },
    ...{ swapLong: -4.1, swapShort: -2.6 },
  }),
  symbolSpec({
    ...{ kind: 'forex', path: 'Forex\\Majors\\USDJPY', startPrice: 151.42, bookDepth: 10 },
    ...{ description: 'US Dollar vs Japanese Yen', category: 'Majors', spread: 8 },
    ...{ swapLong: 11.3, swapShort: -24.7 },
  }),
  symbolSpec({
    ...{ kind: 'forex', path: 'Forex\\Majors\\AUDUSD', startPrice: 0.6538 },
    ...{ description: 'Australian Dollar vs US Dollar', category: 'Majors', spread: 9 },
    ...{ swapLong: -2.9, swapShort: -0.8 },
  }),
  symbolSpec({
    ...{ kind: 'forex', path: 'Forex\\Majors\\USDCHF', startPrice: 0.8816 },
    ...{ description: 'US Dollar vs Swiss Franc', category: 'Majors', spread: 11 },
    ...{ swapLong: 7.4, swapShort: -15.2 },
  }),
  symbolSpec({
    ...{ kind: 'forex', path: 'Forex\\Majors\\USDCAD', startPrice: 1.3624 },
    ...{ description: 'US Dollar vs Canadian Dollar', category: 'Majors', spread: 12 },
    ...{ swapLong: 1.6, swapShort: -6.9 },
  }),
];

const crosses = [
  symbolSpec({
    ...{ kind: 'forex', path: 'Forex\\Crosses\\EURGBP', startPrice: 0.8535 },
    ...{ description: 'Euro vs Great Britain Pound', category: 'Crosses', spread: 10 },
    ...{ swapLong: -5.2, swapShort: 0.9, tickRate: 1 },
  }),
  symbolSpec({
    ...{ kind: 'forex', path: 'Forex\\Crosses\\EURJPY', startPrice: 164.32 },
    ...{ description: 'Euro vs Japanese Yen', category: 'Crosses', spread: 14 },
    ...{ swapLong: 8.8, swapShort: -20.1, tickRate: 1 },
  }),
  // An account type of its own: instant execution, wider spread, smaller lots.
  symbolSpec({
    ...{ kind: 'forex', path: 'Forex\\Micro\\EURUSD.m', startPrice: 1.0852 },
    ...{ description: 'Euro vs US Dollar, micro lots', category: 'Micro', basis: 'EURUSD' },
    ...{ contractSize: 1000, volumeMax: 500, spread: 18, stopsLevel: 20, freezeLevel: 5 },
    ...{ exeMode: TradeExemode.instant, fillFlags: TradeFillFlags.fok },
  }),
];

const metals = [
  symbolSpec({
    ...{ kind: 'metal', path: 'Metals\\Spot\\XAUUSD', startPrice: 2358.41 },
    ...{ description: 'Gold vs US Dollar, troy ounce', category: 'Metals', bookDepth: 5 },
  }),
  symbolSpec({
    ...{ kind: 'metal', path: 'Metals\\Spot\\XAGUSD', startPrice: 27.915 },
    ...{ description: 'Silver vs US Dollar, troy ounce', category: 'Metals', spread: 25 },
    ...{ contractSize: 5000, volumeMax: 50, volatility: 0.018, swapLong: -4.2, swapShort: 1.1 },
    // A dealer confirms each price.
    ...{ exeMode: TradeExemode.request, fillFlags: TradeFillFlags.fok },
  }),
];

const indices = [
  symbolSpec({
    ...{ kind: 'index', path: 'Indices\\America\\US500.cash', startPrice: 5254.3, country: 'US' },
    ...{ description: 'US 500 index, cash', category: 'Indices', basis: 'US500', spread: 5 },
  }),
  symbolSpec({
    ...{ kind: 'index', path: 'Indices\\Europe\\GER40.cash', startPrice: 18492.5, country: 'DE' },
    ...{ description: 'Germany 40 index, cash', category: 'Indices', basis: 'GER40' },
    ...{ currencyBase: 'EUR', currencyProfit: 'EUR', tickSize: 0.5, spread: 15 },
  }),
];

const stocks = [
  symbolSpec({
    ...{ kind: 'stock', path: 'Stocks\\NASDAQ\\AAPL.NAS', startPrice: 189.84 },
    ...{ description: 'Apple Inc', category: 'Stocks', basis: 'AAPL', bookDepth: 20 },
    ...{ isin: 'US0378331005', cfi: 'ESVUFR', country: 'US', exchange: 'NASDAQ' },
    page: 'https://www.nasdaq.com/market-activity/stocks/aapl',
  }),
  // A contract on the share, not the share: no exchange, no last price, quotes come late.
  symbolSpec({
    ...{ kind: 'stock', path: 'Stocks\\CFD\\VOD.LSE', startPrice: 0.7214, digits: 4 },
    ...{ description: 'Vodafone Group plc, CFD', category: 'Stocks', basis: 'VOD' },
    ...{ isin: 'GB00BH4HKS39', country: 'GB', currencyBase: 'GBP', currencyProfit: 'GBP' },
    ...{ sector: Sector.communication_services, delayMinutes: 15, spread: 8, tickSize: 0.0002 },
    ...{ calcMode: TradeCalcMode.cfd, chartMode: TicksChartMode.bid },
    ...{ exeMode: TradeExemode.market, fillFlags: TradeFillFlags.fok | TradeFillFlags.ioc },
    ...{ marginRates: [0.2, 0.2, 0, 0, 0, 0, 0, 0] },
    ...{ swapMode: SwapMode.percent_current_price, swapLong: -7.5, swapShort: 2.1 },
    swapRates: [0, 1, 1, 1, 1, 3, 0],
    ...{ quoteSessions: weekdays(hours('10:00', '18:30')) },
    ...{ tradeSessions: weekdays(hours('10:01', '18:30')) },
  }),
];

const futures = [
  symbolSpec({
    ...{ kind: 'future', path: 'Futures\\FORTS\\Si-12.29', startPrice: 92_640, digits: 0 },
    ...{ description: 'US Dollar vs Russian Rouble, December 2029', category: 'Futures' },
    ...{ basis: 'USDRUB', exchange: 'FORTS', country: 'RU', sector: Sector.currency },
    ...{ currencyBase: 'USD', currencyProfit: 'RUB', cfi: 'FFCCSX', bookDepth: 20 },
    // One tick of one contract is one rouble: the price is for the whole contract of 1000 dollars.
    ...{ contractSize: 1000, tickValue: 1, marginInitial: 12_740, spread: 4 },
    ...{ priceSettle: 92_580, priceLimitMin: 87_010, priceLimitMax: 98_150 },
    ...{ timeStart: day('2024-12-16'), timeExpiration: day('2029-12-20') },
  }),
];

const crypto = [
  symbolSpec({
    ...{ kind: 'crypto', path: 'Crypto\\Majors\\BTCUSD', startPrice: 67_240.5 },
    ...{ description: 'Bitcoin vs US Dollar', category: 'Crypto', bookDepth: 10 },
  }),
  // The same market with a pause for maintenance on Saturdays.
  symbolSpec({
    ...{ kind: 'crypto', path: 'Crypto\\Majors\\ETHUSD', startPrice: 3512.8 },
    ...{ description: 'Ether vs US Dollar', category: 'Crypto', spread: 180, volatility: 0.038 },
    ...{ volumeMin: 0.01, volumeStep: 0.01, volumeMax: 500, volumeLimit: 2000 },
    tradeSessions: everyDay().map((sessions, weekday) =>
      weekday === 6 ? [hours('00:00', '10:00'), hours('12:00', '24:00')] : sessions,
    ),
  }),
];

/**
 * The symbols that the embedded server offers: majors, crosses, metals, index and share
 * contracts, a share, a future and crypto pairs. All four execution modes occur. Instruments
 * and their numbers are typical, and no broker's.
 */
export const catalogue: readonly SymbolSpec[] = Object.freeze([
  ...majors,
  ...metals,
  ...crosses,
  ...indices,
  ...stocks,
  ...futures,
  ...crypto,
]);
