import { weekSessions, type WeekSessions } from '../../../wire/index.js';
import type { ServerTimes } from '../../server-times.js';
import type { SymbolSpecification } from '../../symbols.js';
import type { Bar } from '../bar.js';
import type { BarSource, BarUpdate } from './bar-update.js';
import { flatBars } from './flat-bars.js';
import { LiveBar } from './live-bar.js';
import type { BarsOptions } from './options.js';

/**
 * The bars of one stream, in order: puts bars of the server and ticks onto the latest bar and
 * tells of what comes of it. Knows nothing of connections.
 */
export class BarSeries {
  readonly latest: LiveBar;
  readonly #options: BarsOptions;
  readonly #tell: (update: BarUpdate) => void;
  #times: ServerTimes | undefined;
  #sessions: WeekSessions = [];

  constructor(options: BarsOptions, tell: (update: BarUpdate) => void) {
    this.#options = options;
    this.#tell = tell;
    this.latest = new LiveBar(options.timeframe);
  }

  /** Terms of the symbol and the server's clock from now on. */
  update({ raw }: SymbolSpecification, times: ServerTimes): void {
    this.#times = times;
    this.#sessions = weekSessions(raw.schedule.quote_sessions);
  }

  /**
   * Bars of the server, ascending, of which the last is open: they replace what is known of the
   * latest bar, unless it was told as closed, and follow it. Bars before it are left out. The
   * open one is told if that is wanted.
   */
  join(bars: readonly Bar[], source: BarSource, tellsOpen: boolean): void {
    const { latest } = this;
    const known = latest.last?.serverTime ?? -Infinity;
    let taken: Bar | undefined;
    for (const bar of bars) {
      if (bar.serverTime < known || (bar.serverTime === known && !latest.isOpen)) continue;
      if (bar.serverTime !== known) {
        // A bar that the server does not have (any more) is closed as the ticks made it.
        this.#closeWith(taken === undefined ? 'live' : source);
        this.#fill(bar.serverTime);
      }
      taken = latest.resume(bar);
    }
    if (taken !== undefined && tellsOpen) this.#tellOpen(taken, source);
  }

  /** A tick within the open bar. */
  add(price: number, volume: number): void {
    this.#tellOpen(this.latest.add(price, volume), 'live');
  }

  /** The first tick of a bar. The bar before it is closed if it is not already. */
  begins(start: number, price: number, volume: number, times: ServerTimes): void {
    this.close();
    this.#fill(start);
    this.#tellOpen(this.latest.begin(start, price, volume, times), 'live');
  }

  /** Closes the open bar, if there is one. */
  close(): void {
    this.#closeWith('live');
  }

  #closeWith(source: BarSource): void {
    const { latest } = this;
    if (!latest.isOpen || latest.last === undefined) return;
    const bar = latest.last;
    latest.close();
    this.#emit(bar, true, source);
  }

  /** Flat bars from the latest one to the one that opens at `until`. */
  #fill(until: number): void {
    const { gapFill, timeframe } = this.#options;
    const { last } = this.latest;
    if (gapFill !== 'forward' || last === undefined || this.#times === undefined) return;
    const options = { timeframe, times: this.#times, sessions: this.#sessions };
    for (const bar of flatBars(last, until, options)) this.#emit(bar, true, 'fill');
  }

  #tellOpen(bar: Bar, source: BarSource): void {
    if (this.#options.liveUpdates !== false) this.#emit(bar, false, source);
  }

  #emit(bar: Bar, closed: boolean, source: BarSource): void {
    const { symbol, timeframe } = this.#options;
    this.#tell({ symbol, timeframe: timeframe.name, bar, closed, source });
  }
}
