import type { Logger } from 'pino';
import { Subscription, type Observable } from 'rxjs';
import type { BarStore, FeedTick } from '../data/index.js';
import { SimulatorArgumentError, UnknownSimulatorSymbolError } from '../errors.js';
import { show } from '../options/checks.js';
import type { BookFanout } from './book-fanout.js';
import type { SymbolTable } from './symbol-table.js';
import type { TickFanout } from './tick-fanout.js';

/** Seconds on the wire are signed 32 bits; the server's clock may be hours ahead. */
const latestMs = (2 ** 31 - 86_400) * 1000;

const largestVolume = 2n ** 63n - 1n;

/** The fault of a tick that no record can hold. */
const faultOf = (tick: FeedTick): SimulatorArgumentError | undefined => {
  const { time } = tick;
  if (!(time >= 0 && time <= latestMs)) {
    const expected = `milliseconds from 0 to ${String(latestMs)}`;
    return new SimulatorArgumentError('tick.time', show(time), expected);
  }
  for (const side of ['bid', 'ask', 'last'] as const) {
    const price = tick[side];
    if (price !== undefined && !Number.isFinite(price)) {
      return new SimulatorArgumentError(`tick.${side}`, show(price), 'a finite number');
    }
  }
  const { volume } = tick;
  return volume === undefined ||
    (typeof volume === 'bigint' && volume >= 0n && volume <= largestVolume)
    ? undefined
    : new SimulatorArgumentError('tick.volume', show(volume), 'a bigint from 0, of 63 bits');
};

/** Where ticks come in: checked, counted into bars and sent on. */
export class Market {
  readonly #feed = new Subscription();
  /** Symbols of ticks that were skipped, so that each is reported once. */
  readonly #skipped = new Set<string>();

  constructor(
    private readonly symbols: SymbolTable,
    private readonly fanout: TickFanout,
    private readonly bars: BarStore,
    private readonly logger: Logger | undefined,
    /** Told the time of each tick before it is counted. */
    private readonly onTime: (ms: number) => void,
    private readonly books: BookFanout,
  ) {}

  /**
   * Takes one tick.
   *
   * @throws UnknownSimulatorSymbolError for a symbol that is not served
   * @throws SimulatorArgumentError for a value that no record can hold
   */
  accept(tick: FeedTick): void {
    const entry = this.symbols.byName(tick.symbol);
    if (entry === undefined) throw new UnknownSimulatorSymbolError(tick.symbol);
    const fault = faultOf(tick);
    if (fault !== undefined) throw fault;
    this.onTime(tick.time);
    this.bars.add(tick);
    this.fanout.accept(entry, tick);
    this.books.accept(entry);
  }

  /** Follows a feed; a tick of it that cannot be taken is skipped. */
  follow(feed: Observable<FeedTick>): void {
    this.#feed.add(
      feed.subscribe({
        next: (tick) => this.#tryAccept(tick),
        error: (error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          this.logger?.error({ reason }, 'feed failed, no more quotes');
        },
        complete: () => this.logger?.info('feed ended, no more quotes'),
      }),
    );
  }

  close(): void {
    this.#feed.unsubscribe();
    this.fanout.close();
    this.books.close();
  }

  #tryAccept(tick: FeedTick): void {
    try {
      this.accept(tick);
    } catch (error) {
      const { symbol } = tick;
      if (this.#skipped.has(symbol)) return;
      this.#skipped.add(symbol);
      const reason = error instanceof Error ? error.message : String(error);
      this.logger?.warn({ symbol, reason }, 'ticks of the feed skipped');
    }
  }
}
