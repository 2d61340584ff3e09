import {
  concat,
  filter,
  map,
  merge,
  of,
  pairwise,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import {
  bars,
  conditions,
  details,
  quotes,
  sessionOpen,
  timeframeOf,
  withCondition,
  type BarCondition,
  type BarsOptions,
  type BarUpdate,
  type Condition,
  type FeedEvent,
  type LiveStream,
  type OfSymbol,
  type Quote,
  type SessionKind,
  type SessionState,
  type SymbolStatistics,
} from '../market/index.js';
import { shareLatest } from '../operators/index.js';
import { PerName } from './per-name.js';

/** How bars are wanted; see `BarsOptions` of the market. */
export type BarStreamOptions = Omit<
  BarsOptions,
  'symbol' | 'timeframe' | 'scheduler' | 'random' | 'load'
>;

export interface MarketStreamsOptions {
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
  /** How long an open market may be silent, milliseconds. */
  readonly staleAfterMs: number;
  /** What happens to the market data of a symbol. */
  readonly events: (name: string) => Observable<FeedEvent>;
  /** A request failed that is about to be made again. */
  readonly onFailure: (step: string, error: unknown) => void;
  /** The record of a symbol and the clock, without its ticks: `open` and `terms` alone. */
  readonly records: (name: string) => Observable<FeedEvent>;
}

/** Streams made of the feed of each symbol. Quotes, details and conditions are shared by all. */
export class MarketStreams {
  readonly #options: MarketStreamsOptions;
  readonly #quotes: PerName<Quote>;
  readonly #details: PerName<SymbolStatistics>;
  readonly #conditions: PerName<OfSymbol<Condition>>;

  constructor(options: MarketStreamsOptions) {
    this.#options = options;
    const { events, scheduler, staleAfterMs } = options;
    const lost = (name: string): Observable<FeedEvent> =>
      events(name).pipe(filter(({ kind }) => kind === 'lost'));
    this.#quotes = new PerName((name) => quotes(events(name)).pipe(shareLatest(lost(name))));
    this.#details = new PerName((name) => details(events(name)).pipe(shareLatest(lost(name))));
    this.#conditions = new PerName((symbol) =>
      conditions(events(symbol), { symbol, scheduler, staleAfterMs }).pipe(shareLatest()),
    );
  }

  quotes(names: readonly string[]): LiveStream<Quote> {
    return withCondition(merge(...this.#quotes.all(atLeastOne(names))), this.conditions(names));
  }

  details(name: string): LiveStream<SymbolStatistics> {
    return withCondition(this.#details.get(name), this.conditions([name]));
  }

  bars(
    symbol: string,
    timeframe: string,
    options: BarStreamOptions,
  ): LiveStream<BarUpdate, BarCondition> {
    const { events, scheduler, random, onFailure } = this.#options;
    const stream = bars(events(symbol), {
      ...{ ...options, symbol, timeframe: timeframeOf(timeframe), scheduler, random },
      onFailure: (error) => {
        onFailure('bars', error);
        options.onFailure?.(error);
      },
    });
    return withCondition(stream, merge(stream.condition$, this.#silence(symbol)));
  }

  sessionOpen(name: string, kind: SessionKind | undefined): Observable<SessionState> {
    return sessionOpen(this.#options.records(name), this.#options.scheduler, kind);
  }

  conditions(names: readonly string[]): Observable<OfSymbol<Condition>> {
    return merge(...this.#conditions.all(atLeastOne(names)));
  }

  /** `stale`, and what ends it: of what bars cannot say themselves. */
  #silence(symbol: string): Observable<OfSymbol<Condition>> {
    return concat(of(undefined), this.conditions([symbol])).pipe(
      pairwise(),
      filter(([before, now]) => now?.kind === 'stale' || before?.kind === 'stale'),
      map(([, now]) => now),
      filter((now) => now !== undefined),
      filter(({ kind }) => kind === 'stale' || kind === 'live' || kind === 'closed'),
    );
  }
}

const atLeastOne = (names: readonly string[]): readonly string[] => {
  if (names.length === 0) throw new RangeError('symbols: got none, expected at least one');
  return names;
};
