import { serverMs } from '../../../wire/index.js';
import type { ServerTimes } from '../../server-times.js';
import type { Bar } from '../bar.js';
import { barStart, nextBarStart, type Timeframe } from '../timeframe.js';

/** What happens to a tick of this time: see `LiveBar.place`. */
export type Place = 'before' | 'within' | 'after';

/** A bar of one price, without a tick. `serverTime` in seconds of the server's clock. */
export const flatBar = (serverTime: number, price: number, times: ServerTimes): Bar => ({
  time: times.toUtc(serverMs(serverTime * 1000)),
  open: price,
  high: price,
  low: price,
  close: price,
  tickVolume: 0,
  realVolume: 0,
  serverTime,
});

/**
 * The latest bar of a series and what ticks do to it. Pure: bars are replaced, never changed.
 * Times are seconds of the server's clock, whose grid bars keep to.
 */
export class LiveBar {
  /** The latest bar; it may be closed already. */
  last: Bar | undefined;
  /** Whether the latest bar still takes ticks. */
  isOpen = false;
  /** Where the next bar begins. */
  end = -Infinity;
  readonly #timeframe: Timeframe;

  constructor(timeframe: Timeframe) {
    this.#timeframe = timeframe;
  }

  /** The open time of the bar that holds this time. */
  start(serverSeconds: number): number {
    return barStart(serverSeconds, this.#timeframe);
  }

  /** Makes this the latest bar, open for ticks. */
  resume(bar: Bar): Bar {
    this.last = bar;
    this.end = nextBarStart(bar.serverTime, this.#timeframe);
    this.isOpen = true;
    return bar;
  }

  /** The latest bar takes no more ticks. */
  close(): void {
    this.isOpen = false;
  }

  /** Where a time lies: `before` is too late for any bar, `after` begins a new one. */
  place(serverSeconds: number): Place {
    if (this.last === undefined || serverSeconds >= this.end) return 'after';
    return this.isOpen && serverSeconds >= this.last.serverTime ? 'within' : 'before';
  }

  /** A bar that begins with this tick. `volume` in lots. */
  begin(serverTime: number, price: number, volume: number, times: ServerTimes): Bar {
    this.resume(flatBar(serverTime, price, times));
    return this.add(price, volume);
  }

  /** The latest bar with this tick in it. `volume` in lots. */
  add(price: number, volume: number): Bar {
    const bar = this.last as Bar;
    this.last = {
      time: bar.time,
      open: bar.open,
      high: Math.max(bar.high, price),
      low: Math.min(bar.low, price),
      close: price,
      tickVolume: bar.tickVolume + 1,
      realVolume: bar.realVolume + volume,
      serverTime: bar.serverTime,
    };
    return this.last;
  }
}
