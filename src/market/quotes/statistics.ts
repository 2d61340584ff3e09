import type { SymbolDetails } from '../../wire/index.js';
import { lots, plain, price, scaled, type Source } from './details-fields.js';

/** What the server tells of a symbol's day besides its quote. `undefined` until it has told. */
export interface StatisticValues {
  /** Trades. */
  readonly deals: number | undefined;
  /** Volume of the trades, as the wire has it: its scale is not documented. */
  readonly dealsVolume: bigint | undefined;
  readonly turnover: number | undefined;
  /** Open positions of the market. */
  readonly interest: number | undefined;
  readonly buyOrders: number | undefined;
  /** As the wire has it: its scale is not documented. */
  readonly buyVolume: bigint | undefined;
  readonly sellOrders: number | undefined;
  /** As the wire has it: its scale is not documented. */
  readonly sellVolume: bigint | undefined;
  /** Largest volume of a trade; lots, if its scale is that of the last volume. */
  readonly volumeHigh: number | undefined;
  /** Smallest volume of a trade; lots, if its scale is that of the last volume. */
  readonly volumeLow: number | undefined;
  /** Average price. */
  readonly averagePrice: number | undefined;
  readonly volatility: number | undefined;
  readonly theoreticalPrice: number | undefined;
  readonly delta: number | undefined;
  readonly theta: number | undefined;
  readonly gamma: number | undefined;
  readonly vega: number | undefined;
  readonly rho: number | undefined;
  readonly omega: number | undefined;
  readonly sensitivity: number | undefined;
}

export type StatisticValue = keyof StatisticValues;

/** Statistics of a symbol's day, merged over all records of the present connection. */
export interface SymbolStatistics extends StatisticValues {
  readonly symbol: string;
  /** Values that differ from the statistics before. */
  readonly changed: readonly StatisticValue[];
  /** Of a delayed subscription. */
  readonly delayed: boolean;
  /** The latest time of a record, UTC milliseconds. */
  readonly time: number;
  /** The same on the server's clock, milliseconds, as the wire has it. */
  readonly serverTime: number;
  /** The last record as it came: only the values with their bit set in `fields` count. */
  readonly raw: SymbolDetails;
}

/** The wire carries greeks in units of 1e-5. */
const greekScale = 100_000;
const volatilityScale = 1000;

/** Where each value is read from. */
export const statisticSources: readonly Source<StatisticValue>[] = [
  plain('deals', 'trade_deals'),
  plain('dealsVolume', 'trade_volume'),
  plain('turnover', 'trade_turnover'),
  plain('interest', 'trade_interest'),
  plain('buyOrders', 'trade_buy_orders'),
  plain('buyVolume', 'trade_buy_volume'),
  plain('sellOrders', 'trade_sell_orders'),
  plain('sellVolume', 'trade_sell_volume'),
  lots('volumeHigh', 'vol_high'),
  lots('volumeLow', 'vol_low'),
  price('averagePrice', 'price_aw'),
  scaled('volatility', 'price_volatility', volatilityScale),
  price('theoreticalPrice', 'price_theoretical'),
  scaled('delta', 'price_greeks_delta', greekScale),
  scaled('theta', 'price_greeks_theta', greekScale),
  scaled('gamma', 'price_greeks_gamma', greekScale),
  scaled('vega', 'price_greeks_vega', greekScale),
  scaled('rho', 'price_greeks_rho', greekScale),
  scaled('omega', 'price_greeks_omega', greekScale),
  scaled('sensitivity', 'price_sensitivity', greekScale),
];

export const noStatistics = Object.fromEntries(
  statisticSources.map(({ name }) => [name, undefined]),
) as unknown as StatisticValues;
