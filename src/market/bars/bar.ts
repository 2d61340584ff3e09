import { serverMs, type BarColumns, type RateBar } from '../../wire/index.js';
import type { ServerTimes } from '../server-times.js';

/**
 * One bar of a chart. Prices are as the server makes its bars: of the bid, or of the last price
 * where the symbol is charted by it, without the markup of a group.
 */
export interface Bar {
  /** When it opens, UTC milliseconds. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Number of ticks. */
  readonly tickVolume: number;
  /** Traded volume, as the wire has it. */
  readonly realVolume: number;
  /** When it opens, as the wire has it: seconds of the server's clock. */
  readonly serverTime: number;
}

/** The bar of a wire record. */
export const barOf = (record: RateBar, times: ServerTimes): Bar => ({
  time: times.toUtc(serverMs(record.time * 1000)),
  open: record.open,
  high: record.high,
  low: record.low,
  close: record.close,
  tickVolume: record.tick_volume,
  realVolume: record.real_volume,
  serverTime: record.time,
});

/** The bars of columns, without a record in between. */
export const barsOfColumns = (columns: BarColumns, times: ServerTimes): Bar[] => {
  const { length, time, open, high, low, close, tickVolume, realVolume } = columns;
  const bars: Bar[] = [];
  for (let index = 0; index < length; index += 1) {
    // The columns are of one length.
    const serverTime = time[index] as number;
    bars.push({
      time: times.toUtc(serverMs(serverTime * 1000)),
      open: open[index] as number,
      high: high[index] as number,
      low: low[index] as number,
      close: close[index] as number,
      tickVolume: tickVolume[index] as number,
      realVolume: realVolume[index] as number,
      serverTime,
    });
  }
  return bars;
};
