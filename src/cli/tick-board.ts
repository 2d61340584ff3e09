import { TickRate } from './tick-rate.js';

/** What the command line shows of a tick. */
export interface ShownTick {
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  /** UTC milliseconds. */
  readonly time: number;
  readonly flags: number;
}

export interface BoardRow {
  readonly symbol: string;
  readonly digits: number;
  /** The newest tick; undefined before the first. */
  readonly tick: ShownTick | undefined;
  /** Direction of the last change of the bid: 1 up, -1 down, 0 none yet. */
  readonly direction: -1 | 0 | 1;
  readonly ticksPerSecond: number;
  /** Middle prices, one for each half second, oldest first. */
  readonly trend: readonly number[];
}

const trendStepMs = 500;
const trendLength = 24;

/** The newest state of some symbols: what the live table shows. */
export class TickBoard {
  readonly #entries = new Map<string, Entry>();
  #count = 0;

  /** @param symbols names and decimals, in the order of the rows */
  constructor(
    symbols: readonly { readonly name: string; readonly digits: number }[],
    nowMs: number,
  ) {
    for (const { name, digits } of symbols) this.#entries.set(name, new Entry(name, digits, nowMs));
  }

  /** Ticks so far, of all symbols. */
  get count(): number {
    return this.#count;
  }

  add(tick: ShownTick, nowMs: number): void {
    this.#count += 1;
    this.#entries.get(tick.symbol)?.add(tick, nowMs);
  }

  rows(nowMs: number): BoardRow[] {
    return [...this.#entries.values()].map((entry) => entry.row(nowMs));
  }
}

class Entry {
  readonly #symbol: string;
  readonly #digits: number;
  readonly #rate: TickRate;
  readonly #trend: number[] = [];
  #tick: ShownTick | undefined;
  #direction: -1 | 0 | 1 = 0;
  #trendStep = 0;

  constructor(symbol: string, digits: number, nowMs: number) {
    this.#symbol = symbol;
    this.#digits = digits;
    this.#rate = new TickRate(nowMs);
  }

  add(tick: ShownTick, nowMs: number): void {
    const before = this.#tick?.bid ?? tick.bid;
    if (tick.bid !== before) this.#direction = tick.bid > before ? 1 : -1;
    this.#tick = tick;
    this.#rate.add(nowMs);
    this.#addTrend((tick.bid + tick.ask) / 2, Math.floor(nowMs / trendStepMs));
  }

  row(nowMs: number): BoardRow {
    return {
      symbol: this.#symbol,
      digits: this.#digits,
      tick: this.#tick,
      direction: this.#direction,
      ticksPerSecond: this.#rate.perSecond(nowMs),
      trend: this.#trend,
    };
  }

  /** The last price of each step; steps without a tick are left out. */
  #addTrend(price: number, step: number): void {
    if (step === this.#trendStep) this.#trend.pop();
    else if (this.#trend.length === trendLength) this.#trend.shift();
    this.#trend.push(price);
    this.#trendStep = step;
  }
}
