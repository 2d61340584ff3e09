import type {
  EnumValue,
  Sector,
  SwapMode,
  TicksChartMode,
  TradeCalcMode,
  TradeExemode,
  TradeGtcMode,
  TradeMode,
} from '../../wire/index.js';
import type { WeekSessions } from './sessions.js';

/** Classes of symbols that differ in their defaults. */
export type SymbolKind = 'forex' | 'metal' | 'index' | 'stock' | 'future' | 'crypto';

/**
 * A symbol of the embedded server, complete. Made from a `SymbolDraft` by `symbolSpec`;
 * `symbolFull` and `symbolShort` make its wire records.
 */
export interface SymbolSpec {
  readonly kind: SymbolKind;
  /** Unique; the last part of `path`. */
  readonly name: string;
  /** Folder and name, levels separated by a backslash: `Forex\Majors\EURUSD`. */
  readonly path: string;
  readonly description: string;
  /** ISO 6166 number. */
  readonly isin: string;
  /** Name of the underlying. */
  readonly basis: string;
  readonly exchange: string;
  readonly category: string;
  /** ISO 3166 code of two letters. */
  readonly country: string;
  /** ISO 10962 code. */
  readonly cfi: string;
  /** Address of a web page. */
  readonly page: string;
  readonly sector: EnumValue<typeof Sector>;
  readonly industry: number;

  readonly currencyBase: string;
  readonly currencyProfit: string;
  readonly currencyMargin: string;

  /** Decimals of a price, 0 to 8. */
  readonly digits: number;
  /** Step of a price; a whole number of points (10^-digits). */
  readonly tickSize: number;
  /** Worth of one tick of one lot in the profit currency. */
  readonly tickValue: number;
  /** Units of the underlying in one lot. */
  readonly contractSize: number;
  readonly calcMode: EnumValue<typeof TradeCalcMode>;
  readonly chartMode: EnumValue<typeof TicksChartMode>;
  /** Levels of the depth of market on each side; 0 where there is none. */
  readonly bookDepth: number;
  /** Points; above 0 the spread is fixed at it, else it floats. */
  readonly fixedSpread: number;
  /** Minutes by which quotes are delayed; 0 for live ones. */
  readonly delayMinutes: number;

  readonly tradeMode: EnumValue<typeof TradeMode>;
  readonly exeMode: EnumValue<typeof TradeExemode>;
  readonly gtcMode: EnumValue<typeof TradeGtcMode>;
  /** Bits of `TradeFillFlags`. */
  readonly fillFlags: number;
  /** Bits of `TradeTimeFlags`. */
  readonly timeFlags: number;
  /** Bits of `TradeOrderFlags`. */
  readonly orderFlags: number;
  /** Points between the market and a stop or limit. */
  readonly stopsLevel: number;
  /** Points from the market within which orders are frozen. */
  readonly freezeLevel: number;

  /** Lots. */
  readonly volumeMin: number;
  /** Lots. */
  readonly volumeMax: number;
  /** Lots. */
  readonly volumeStep: number;
  /** Lots in one direction, all positions and orders together; 0 for no limit. */
  readonly volumeLimit: number;

  /** Margin of one lot in the margin currency; 0 where it follows from price and leverage. */
  readonly marginInitial: number;
  readonly marginMaintenance: number;
  /** Margin of a hedged lot: money where `marginInitial` is set, else units of the underlying. */
  readonly marginHedged: number;
  /** Factors per order type (0 buy to 7 sell stop limit). */
  readonly marginRates: readonly number[];
  readonly swapMode: EnumValue<typeof SwapMode>;
  readonly swapLong: number;
  readonly swapShort: number;
  /** Factor per weekday, Sunday first; the largest marks the day of the triple swap. */
  readonly swapRates: readonly number[];

  readonly quoteSessions: WeekSessions;
  readonly tradeSessions: WeekSessions;
  /** First second of trading on the server's clock; 0 for none. */
  readonly timeStart: number;
  /** Last second of trading on the server's clock; 0 for none. */
  readonly timeExpiration: number;
  /** Settlement price of the last session; 0 for none. */
  readonly priceSettle: number;
  /** Lowest price of the session; 0 for none. */
  readonly priceLimitMin: number;
  /** Highest price of the session; 0 for none. */
  readonly priceLimitMax: number;

  /** Bid from which a random walk sets out. */
  readonly startPrice: number;
  /** Usual points between bid and ask in a random walk. */
  readonly spread: number;
  /** Deviation of a day's change in a random walk, as a part of the price: 0.006 for 0.6 %. */
  readonly volatility: number;
  /** Ticks per second in a random walk, on average. */
  readonly tickRate: number;
}

/** The smallest difference of two prices with `digits` decimals. */
export const pointOf = (digits: number): number => Number(`1e-${digits}`);
