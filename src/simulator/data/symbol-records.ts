import { getOrElse } from 'fp-ts/lib/Either.js';
import {
  SubscriptionStatus,
  type SymbolFull,
  type SymbolSchedule,
  type SymbolShort,
  type SymbolTradeSettings,
  TradePermissions,
  volumeFromLots,
  type VolumeUnits,
} from '../../wire/index.js';
import { daysPerWeek, type WeekSessions } from './sessions.js';
import { currencyDigits } from './symbol-classes.js';
import { pointOf, type SymbolSpec } from './symbol-spec.js';

/** Seconds for which the official client waits for a request or holds a requote. */
const requestTimeout = 7;
/** The symbol list's own colours. */
const noColor = 0xff00_0000;
const sessionsPerDay = 16;
/** A weekday that says "no triple swap". */
const noTripleSwap = 7;

/** The wire record of commands 6 and 34. */
export const symbolShort = (spec: SymbolSpec, id: number): SymbolShort => ({
  trade_symbol: spec.name,
  symbol_description: spec.description,
  digits: spec.digits,
  symbol_id: id,
  symbol_path: spec.path,
  trade_calc_mode: spec.calcMode,
  basis: spec.basis,
  sector: spec.sector,
});

/** The wire record of command 18 and push 13. Its schedule is shared and frozen. */
export const symbolFull = (spec: SymbolSpec, id: number): SymbolFull => ({
  trade_symbol: spec.name,
  isin: spec.isin,
  symbol_description: spec.description,
  international: '',
  basis: spec.basis,
  symbol_source: '',
  symbol_page: spec.page,
  category: spec.category,
  trade_exchange: spec.exchange,
  cfi: spec.cfi,
  sector: spec.sector,
  industry: spec.industry,
  country: spec.country,
  currency_base: spec.currencyBase,
  currency_profit: spec.currencyProfit,
  currency_margin: spec.currencyMargin,
  currency_base_digits: currencyDigits(spec.currencyBase),
  currency_profit_digits: currencyDigits(spec.currencyProfit),
  currency_margin_digits: currencyDigits(spec.currencyMargin),
  symbol_color: noColor,
  color_background: noColor,
  digits: spec.digits,
  point: pointOf(spec.digits),
  symbol_multiply: 10 ** spec.digits,
  symbol_id: id,
  ticks_flags: 0,
  ticks_bookdepth: spec.bookDepth,
  ticks_chart_mode: spec.chartMode,
  trade_flags: 0,
  trade_spread: spec.fixedSpread,
  trade_spread_balance: 0,
  trade_tick_value: spec.tickValue,
  trade_tick_size: spec.tickSize,
  trade_contract_size: spec.contractSize,
  trade_gtc_mode: spec.gtcMode,
  trade_calc_mode: spec.calcMode,
  trade_price_settle: spec.priceSettle,
  trade_price_limit_min: spec.priceLimitMin,
  trade_price_limit_max: spec.priceLimitMax,
  trade_price_strike: 0,
  trade_option_mode: 0,
  trade_face_value: 0,
  trade_accrued_interest: 0,
  time_flags: 0,
  time_start: spec.timeStart,
  time_expiration: spec.timeExpiration,
  trade: tradeSettings(spec),
  schedule: {
    quote_sessions: scheduleOf(spec.quoteSessions),
    trade_sessions: scheduleOf(spec.tradeSessions),
  },
  subscription: {
    delay: spec.delayMinutes,
    status: SubscriptionStatus.subscribed,
    // Level 0 is what marks delayed quotes; the minutes alone do not.
    level: spec.delayMinutes === 0 ? 1 : 0,
    reserved: 0,
  },
});

/** Names of the folders that hold symbols, each once, in the order of their first symbol. */
export const symbolGroups = (specs: Iterable<Pick<SymbolSpec, 'path'>>): string[] => {
  const groups = new Set<string>();
  for (const { path } of specs) groups.add(path.slice(0, Math.max(0, path.lastIndexOf('\\'))));
  groups.delete('');
  return [...groups];
};

const tradeSettings = (spec: SymbolSpec): SymbolTradeSettings => {
  const volumeMax = units(spec.volumeMax);
  const triple = Math.max(...spec.swapRates);
  return {
    symbol_path: spec.path,
    spread_diff: 0,
    spread_diff_balance: 0,
    trade_mode: spec.tradeMode,
    trade_stops_level: spec.stopsLevel,
    trade_freeze_level: spec.freezeLevel,
    trade_exemode: spec.exeMode,
    trade_fill_flags: spec.fillFlags,
    trade_time_flags: spec.timeFlags,
    trade_order_flags: spec.orderFlags,
    trade_request_flags: 0,
    trade_request_timeout: requestTimeout,
    trade_instant_flags: 0,
    trade_instant_timeout: requestTimeout,
    trade_instant_slip_profit: 0,
    trade_instant_slip_losing: 0,
    trade_instant_volume: volumeMax,
    trade_instant_checkmode: 0,
    trade_market_flags: 0,
    trade_exchange_flags: 0,
    volume_min: units(spec.volumeMin),
    volume_max: volumeMax,
    volume_step: units(spec.volumeStep),
    volume_limit: units(spec.volumeLimit),
    margin_flags: 0,
    margin_initial: spec.marginInitial,
    margin_maintenance: spec.marginMaintenance,
    margin_rates_initial: spec.marginRates,
    // Zeros: the rates above hold for maintenance, too.
    margin_rates_maintenance: spec.marginRates.map(() => 0),
    margin_rate_liquidity: 0,
    margin_hedged: spec.marginHedged,
    margin_rate_currency: 0,
    swap_mode: spec.swapMode,
    swap_long: spec.swapLong,
    swap_short: spec.swapShort,
    swap_rollover3days: triple > 1 ? spec.swapRates.indexOf(triple) : noTripleSwap,
    permissions_flags: spec.bookDepth > 0 ? TradePermissions.book : 0,
    permissions_bookdepth: spec.bookDepth,
    swap_rates: spec.swapRates,
  };
};

/** Units of 1e-8 lot. Lots were checked when the symbol was made. */
const units = (lots: number): VolumeUnits =>
  getOrElse((error: Error): VolumeUnits => {
    throw error;
  })(volumeFromLots(lots));

type Schedule = SymbolSchedule['quote_sessions'];

/** Many symbols keep the same hours, and a schedule has 112 slots. */
const schedules = new WeakMap<WeekSessions, Schedule>();

const scheduleOf = (week: WeekSessions): Schedule => {
  const known = schedules.get(week);
  if (known !== undefined) return known;
  const schedule = Array.from({ length: daysPerWeek }, (_, day) =>
    Object.freeze(
      Array.from({ length: sessionsPerDay }, (_slot, index) => {
        const [from_minute, to_minute] = week[day]?.[index] ?? [0, 0];
        return Object.freeze({ from_minute, to_minute });
      }),
    ),
  );
  schedules.set(week, Object.freeze(schedule));
  return schedule;
};
