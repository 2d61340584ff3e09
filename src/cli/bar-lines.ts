import type { Bar, BarUpdate } from '../index.js';
import { isoTime, jsonLine } from './print.js';
import { visible } from './shown-text.js';

export const csvHeader = 'time,open,high,low,close,tick_volume,real_volume\n';

/** A bar as a line of CSV; the time in ISO 8601, UTC. */
export const csvLine = ({ time, open, high, low, close, tickVolume, realVolume }: Bar): string =>
  `${[isoTime(time), open, high, low, close, tickVolume, realVolume].join(',')}\n`;

/** A bar as a line of JSON; the time in UTC milliseconds, `serverTime` as the wire has it. */
export const barLine = (bar: Bar): string => jsonLine(barJson(bar));

export const updateLine = ({ bar, closed, source }: BarUpdate): string =>
  jsonLine({ ...barJson(bar), closed, source });

const barJson = ({ time, open, high, low, close, ...rest }: Bar) => {
  const { tickVolume, realVolume, serverTime } = rest;
  return { time, open, high, low, close, tickVolume, realVolume, serverTime };
};

export interface SummaryOptions {
  readonly symbol: string;
  readonly timeframe: string;
  readonly digits: number;
  /** How many of them are drawn above it; said if it is not all. */
  readonly drawn?: number;
}

/** `EURUSD H1: 100 bars, 2026-02-16T08:00:00Z to …`, then what the price did over them. */
export const barsSummary = (
  bars: readonly Bar[],
  { symbol, timeframe, digits, drawn = bars.length }: SummaryOptions,
): readonly string[] => {
  const name = `${visible(symbol)} ${timeframe}`;
  const first = bars[0];
  const last = bars.at(-1);
  if (first === undefined || last === undefined) return [`${name}: no bars`];
  const high = bars.reduce((most, bar) => Math.max(most, bar.high), -Infinity);
  const low = bars.reduce((least, bar) => Math.min(least, bar.low), Infinity);
  const ticks = bars.reduce((sum, { tickVolume }) => sum + tickVolume, 0);
  const change = first.open === 0 ? 0 : ((last.close - first.open) / first.open) * 100;
  const shown = (price: number): string => price.toFixed(digits);
  const word = bars.length === 1 ? 'bar' : 'bars';
  const part = drawn < bars.length ? ` (${drawn} drawn)` : '';
  return [
    `${name}: ${bars.length} ${word}${part}, ${isoTime(first.time)} to ${isoTime(last.time)}`,
    `open ${shown(first.open)}, high ${shown(high)}, low ${shown(low)}, close ${shown(last.close)} (${change < 0 ? '' : '+'}${change.toFixed(2)} %), ${ticks} ticks`,
  ];
};
