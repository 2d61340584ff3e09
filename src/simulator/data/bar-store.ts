import {
  isNativePeriod,
  lotsFromVolume,
  nativePeriods,
  nextPeriod,
  periodStart,
  type RateBar,
  TicksChartMode,
} from '../../wire/index.js';
import { BarRing, type OpenBar } from './bar-ring.js';
import { checkWhole, wrongOption } from './checks.js';
import type { FeedTick } from './feed-tick.js';
import type { SymbolSpec } from './symbol-spec.js';

/** What of a symbol decides the price that its bars show. */
export type ChartedSymbol = Pick<SymbolSpec, 'name' | 'chartMode' | 'bookDepth'>;

export interface BarStoreOptions {
  /** Symbols whose bars may show last prices; all others are charted by bid. */
  readonly symbols?: Iterable<ChartedSymbol>;
  /** How far the server's clock is ahead of UTC, seconds, whole minutes. Default 0. */
  readonly serverOffsetSeconds?: number;
  /** M1 bars kept per symbol; the oldest are dropped. Default 100,000. */
  readonly maxBars?: number;
}

const secondsPerMinute = 60;
const byBid: Omit<ChartedSymbol, 'name'> = { chartMode: TicksChartMode.bid, bookDepth: 0 };

/**
 * Bars for command 11, by symbol: M1 bars are made from ticks or loaded, and all longer
 * periods are put together from them when they are asked for. Bars are wire records; times
 * are seconds of the server's clock and name the start of the bar.
 *
 * Prices are as the official client takes them: the bid, or the last price, by the symbol's
 * chart mode, without the markup of a group. A minute without a tick has no bar.
 */
export class BarStore {
  readonly serverOffsetSeconds: number;
  readonly maxBars: number;
  #offsetAt: (utcMs: number) => number;
  readonly #rings = new Map<string, BarRing>();
  readonly #charts = new Map<string, Omit<ChartedSymbol, 'name'>>();

  /** @throws RangeError if an option is not what it should be. */
  constructor(options: BarStoreOptions = {}) {
    const { symbols, serverOffsetSeconds = 0, maxBars = 100_000 } = options;
    if (!Number.isSafeInteger(serverOffsetSeconds) || serverOffsetSeconds % 60 !== 0) {
      const field = 'BarStore: serverOffsetSeconds';
      throw wrongOption(field, serverOffsetSeconds, 'whole minutes, in seconds');
    }
    checkWhole('BarStore: maxBars', maxBars, 1);
    this.serverOffsetSeconds = serverOffsetSeconds;
    this.#offsetAt = () => serverOffsetSeconds;
    this.maxBars = maxBars;
    if (symbols !== undefined) this.chart(symbols);
  }

  /** Says which price the bars of these symbols show from now on. */
  chart(symbols: Iterable<ChartedSymbol>): void {
    for (const { name, chartMode, bookDepth } of symbols) {
      this.#charts.set(name, { chartMode, bookDepth });
    }
  }

  /** From now on ticks are counted by a clock that daylight saving changes. */
  follow(offsetAt: (utcMs: number) => number): void {
    this.#offsetAt = offsetAt;
  }

  /**
   * Counts a tick into the M1 bar of its minute. False if it moved no bar: it has no price
   * that is charted, or its minute is before that of the latest bar. The hour that a clock
   * repeats when daylight saving ends is no exception: its minutes are there already, and the
   * ticks of its second pass are counted into them.
   */
  add(tick: FeedTick): boolean {
    const price = chartPrice(this.#charts.get(tick.symbol) ?? byBid, tick);
    if (price === undefined) return false;
    const offset = this.#offsetAt(tick.time);
    const time = periodStart(Math.floor(tick.time / 1000) + offset, 1);
    const ring = this.#ringOf(tick.symbol);
    const { last } = ring;
    const volume = tick.volume === undefined ? 0 : lotsFromVolume(tick.volume);
    const fresh = { open: price, high: price, low: price, close: price, tick_volume: 1 };
    if (last === undefined || time > last.time) {
      ring.push({ time, ...fresh, real_volume: volume });
      return true;
    }
    const isRepeated = time + this.serverOffsetSeconds - offset >= last.time;
    if (time < last.time && !isRepeated) return false;
    const bar = ring.at(ring.indexFrom(time));
    if (bar?.time === time) count(bar, price, volume);
    else this.load(tick.symbol, [{ time, ...fresh, real_volume: volume }]);
    return true;
  }

  /**
   * Puts M1 bars in among those that are there; where both have a minute the new one counts.
   *
   * @throws RangeError if times do not ascend or are not the start of a minute; then none is in.
   */
  load(symbol: string, bars: Iterable<RateBar>): void {
    const loaded = new Map<number, OpenBar>();
    let latest = -Infinity;
    for (const bar of bars) {
      const { time } = bar;
      if (!Number.isSafeInteger(time) || time % secondsPerMinute !== 0 || time <= latest) {
        const after = latest === -Infinity ? '' : ` after ${latest}`;
        const expected = `the start of a minute${after}, in seconds`;
        throw wrongOption(`BarStore: time of a bar of ${symbol}`, time, expected);
      }
      latest = time;
      loaded.set(time, { ...bar });
    }
    const before = this.#ringOf(symbol);
    const kept = [...before.between(-Infinity, Infinity)].filter(({ time }) => !loaded.has(time));
    const ring = new BarRing(this.maxBars);
    ring.droppedThrough = before.droppedThrough;
    for (const bar of [...kept, ...loaded.values()].sort((a, b) => a.time - b.time)) ring.push(bar);
    this.#rings.set(symbol, ring);
  }

  /**
   * Bars that open from `from` to `to`, both included, ascending; copies, free to keep. None
   * for a symbol that is not known. A long bar that lost a part to `maxBars` is left out.
   *
   * @throws RangeError if the period is not native.
   */
  bars(symbol: string, periodMinutes: number, from: number, to: number): RateBar[] {
    if (!isNativePeriod(periodMinutes)) {
      const allowed = nativePeriods.join(', ');
      throw wrongOption('BarStore: periodMinutes', periodMinutes, `one of ${allowed}`);
    }
    const ring = this.#rings.get(symbol);
    if (ring === undefined || !(from <= to)) return [];

    const bars: RateBar[] = [];
    let open: OpenBar | undefined;
    let end = -Infinity;
    // The first bar asked for may have begun before the first minute that is kept.
    const complete = Math.max(from, ring.droppedThrough + 1);
    for (const minute of ring.between(complete, Infinity)) {
      if (open === undefined || minute.time >= end) {
        const time = periodStart(minute.time, periodMinutes);
        if (time > to) break;
        end = nextPeriod(time, periodMinutes);
        open = { ...minute, time };
        if (time >= complete) bars.push(open);
      } else {
        open.high = Math.max(open.high, minute.high);
        open.low = Math.min(open.low, minute.low);
        open.close = minute.close;
        open.tick_volume += minute.tick_volume;
        open.real_volume += minute.real_volume;
      }
    }
    return bars;
  }

  #ringOf(symbol: string): BarRing {
    let ring = this.#rings.get(symbol);
    if (ring === undefined) {
      ring = new BarRing(this.maxBars);
      this.#rings.set(symbol, ring);
    }
    return ring;
  }
}

/** One more tick of a bar. */
const count = (bar: OpenBar, price: number, volume: number): void => {
  bar.high = Math.max(bar.high, price);
  bar.low = Math.min(bar.low, price);
  bar.close = price;
  bar.tick_volume += 1;
  bar.real_volume += volume;
};

/** The price that a tick gives to a bar; a price of 0 is none. */
const chartPrice = (
  chart: Omit<ChartedSymbol, 'name'>,
  { bid, last }: FeedTick,
): number | undefined => {
  const { chartMode, bookDepth } = chart;
  const byLast = chartMode !== TicksChartMode.bid && last !== undefined && last !== 0;
  const mayBeBid =
    chartMode === TicksChartMode.bid || (chartMode === TicksChartMode.auto && bookDepth === 0);
  const price = byLast ? last : mayBeBid ? bid : undefined;
  return price === 0 ? undefined : price;
};
