import { rateBar, type RateBar } from '../records/bars.js';

const at = rateBar.offsets;

/**
 * Bars as columns: one typed array per field, and an object only for a bar that
 * is asked for. Names are the protocol's own, in camelCase as everything made of
 * records; values are those of the wire.
 */
export class BarColumns implements Iterable<RateBar> {
  readonly length: number;
  /** Opening time, seconds of the server's clock. */
  readonly time: Int32Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Number of ticks. */
  readonly tickVolume: Uint32Array;
  /** Traded volume; the wire has it as a float. */
  readonly realVolume: Float64Array;

  constructor(length: number) {
    this.length = length;
    this.time = new Int32Array(length);
    this.open = new Float64Array(length);
    this.high = new Float64Array(length);
    this.low = new Float64Array(length);
    this.close = new Float64Array(length);
    this.tickVolume = new Uint32Array(length);
    this.realVolume = new Float64Array(length);
  }

  /** One bar as a record. @throws RangeError outside 0 to `length` - 1 */
  at(index: number): RateBar {
    const { time, open, high, low, close, tickVolume, realVolume } = this;
    const seconds = time[index];
    if (seconds === undefined) {
      throw new RangeError(`Bar ${index}: there are ${this.length}, counted from 0`);
    }
    // The columns are of one length, so what one of them has at an index all have.
    return {
      time: seconds,
      open: open[index] as number,
      high: high[index] as number,
      low: low[index] as number,
      close: close[index] as number,
      tick_volume: tickVolume[index] as number,
      real_volume: realVolume[index] as number,
    };
  }

  *[Symbol.iterator](): IterableIterator<RateBar> {
    for (let index = 0; index < this.length; index += 1) yield this.at(index);
  }
}

/**
 * The answer to command 11 as columns. The number of bars is floor(length / 48),
 * as for the derived reader; a remainder is ignored, and there is nothing in such
 * a body that could be wrong.
 */
export const readBars = (body: Uint8Array): BarColumns => {
  const bars = new BarColumns(Math.floor(body.length / rateBar.size));
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const { length, time, open, high, low, close, tickVolume, realVolume } = bars;
  for (let index = 0, offset = 0; index < length; index += 1, offset += rateBar.size) {
    time[index] = view.getInt32(offset + at.time, true);
    open[index] = view.getFloat64(offset + at.open, true);
    high[index] = view.getFloat64(offset + at.high, true);
    low[index] = view.getFloat64(offset + at.low, true);
    close[index] = view.getFloat64(offset + at.close, true);
    tickVolume[index] = view.getUint32(offset + at.tick_volume, true);
    realVolume[index] = view.getFloat64(offset + at.real_volume, true);
  }
  return bars;
};
