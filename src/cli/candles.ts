import type { Bar } from '../index.js';
import { dim, green, paint, red } from './paint.js';
import { spark } from './spark.js';

/** What a candle is drawn of. */
export type Candle = Pick<Bar, 'time' | 'open' | 'high' | 'low' | 'close' | 'tickVolume'>;

export interface CandleChartOptions {
  /** Columns of the chart with its axis; at least 20. */
  readonly width: number;
  /** Lines of the chart with its axes and volumes; at least 6. */
  readonly height: number;
  /** From the opening of a bar to that of the next. */
  readonly minutes: number;
  /** Decimals of the prices on the axis. */
  readonly digits: number;
  /** Green and red; without it a rising body is a line and a falling one a block. */
  readonly colour: boolean;
}

/** Half a line of a candle: nothing, wick or body. */
type Half = 0 | 1 | 2;

/** By the upper half, then the lower one. */
const lines = [' ╷╻', '╵│╽', '╹╿┃'] as const;
const blocks = [' ╷▄', '╵│▄', '▀▀█'] as const;

const labelRows = 4;
const labelColumns = 12;
const axisLines = 3;
const dayMs = 86_400_000;
const dayMinutes = 1440;

const halfAt = (candle: Candle, row: number, rowOf: (price: number) => number): Half => {
  const { open, high, low, close } = candle;
  if (row >= rowOf(Math.max(open, close)) && row <= rowOf(Math.min(open, close))) return 2;
  return row >= rowOf(high) && row <= rowOf(low) ? 1 : 0;
};

/** `14:30`; `02-17 00:30` at a new day; `2026-02-17` where bars are days or longer. */
const timeLabel = (time: number, before: number | undefined, minutes: number): string => {
  const text = new Date(time).toISOString();
  if (minutes >= dayMinutes) return text.slice(0, 10);
  const isNewDay = before !== undefined && Math.floor(time / dayMs) !== Math.floor(before / dayMs);
  return text.slice(isNewDay ? 5 : 11, 16).replace('T', ' ');
};

/** Labels below their candles; one that would stand over the edge is left out. */
const timeLine = (labels: readonly string[], columns: number, room: number): string =>
  labels
    .filter((label, at) => at * columns + label.length <= room)
    .map((label) => label.padEnd(columns))
    .join('')
    .trimEnd();

const extremes = (bars: readonly Candle[]): readonly [number, number] =>
  bars.reduce<[number, number]>(
    ([top, bottom], { high, low }) => [Math.max(top, high), Math.min(bottom, low)],
    [-Infinity, Infinity],
  );

/** The newest bars that a chart of this width has room for, and the columns of each. */
export const fittingBars = (
  bars: readonly Candle[],
  { width, digits }: Pick<CandleChartOptions, 'width' | 'digits'>,
) => {
  const axisWidth = Math.max(...extremes(bars).map((price) => price.toFixed(digits).length)) + 2;
  const room = Math.max(width - axisWidth, 1);
  const step = bars.length * 2 <= room ? 2 : 1;
  return { axisWidth, step, candles: bars.slice(-Math.floor(room / step)) };
};

/**
 * Bars as candles: lines of text with a price axis, a time axis (UTC) and a row of tick volumes.
 * Where there are more bars than columns, the newest are shown. No line is wider than `width`.
 */
export const candleChart = (
  bars: readonly Candle[],
  { width, height, minutes, digits, colour }: CandleChartOptions,
): string[] => {
  if (bars.length === 0) return ['no bars'];
  const { axisWidth, step, candles } = fittingBars(bars, { width, digits });
  const [top, bottom] = extremes(candles);
  const rows = Math.max(height - axisLines, 1);
  const halves = rows * 2;
  const range = top - bottom;
  const rowOf = (price: number): number =>
    range === 0 ? rows : Math.round(((top - price) / range) * (halves - 1));

  const cell = (candle: Candle, row: number): string => {
    const upper = halfAt(candle, row * 2, rowOf);
    const lower = halfAt(candle, row * 2 + 1, rowOf);
    const isUp = candle.close >= candle.open;
    const glyph = (isUp || colour ? lines : blocks)[upper][lower] ?? ' ';
    return paint(glyph, glyph === ' ' ? '' : isUp ? green : red, colour);
  };
  const between = ' '.repeat(step - 1);
  const priceLine = (row: number): string => {
    const isLabelled = row % labelRows === 0 && (range > 0 || row === 0);
    const price = top - (range * (row * 2 + 0.5)) / (halves - 1);
    const shownPrice = row === 0 ? top : price;
    const label = isLabelled ? `${shownPrice.toFixed(digits)} ┤` : '│';
    const body = candles.map((candle) => cell(candle, row)).join(between);
    return `${label.padStart(axisWidth)}${body}`.trimEnd();
  };

  const margin = ' '.repeat(axisWidth - 1);
  const every = Math.ceil(labelColumns / step);
  const labelled = candles.filter((_, at) => at % every === 0);
  const times = labelled.map(({ time }, at) => timeLabel(time, labelled[at - 1]?.time, minutes));
  const ruler = candles.map((_, at) => (at % every === 0 ? '┬' : '─')).join('─'.repeat(step - 1));
  const under = timeLine(times, every * step, width - axisWidth);
  // From nothing up, so that the lowest block is a small volume and not the smallest.
  const volumes = Array.from(spark([0, ...candles.map(({ tickVolume }) => tickVolume)])).slice(1);
  return [
    ...Array.from({ length: rows }, (_, row) => priceLine(row)),
    `${margin}└${ruler}`,
    `${margin} ${under}`.trimEnd(),
    `${'vol '.padStart(axisWidth).slice(0, axisWidth)}${paint(volumes.join(between), dim, colour)}`,
  ];
};
