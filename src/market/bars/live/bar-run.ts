import { Subscription, tap } from 'rxjs';
import { ConnectionClosedError } from '../../../connection/index.js';
import { retryBackoff } from '../../../operators/index.js';
import { serverMs } from '../../../wire/index.js';
import type { FeedEvent } from '../../feed-event.js';
import type { Requester } from '../../requester.js';
import type { ServerTimes } from '../../server-times.js';
import type { SymbolSpecification } from '../../symbols.js';
import { BarSeries } from './bar-series.js';
import type { BarCondition, BarUpdate, ChartTick, IgnoredReason } from './bar-update.js';
import { ChartPrice, lotsOf, serverTimeOf, tickOfDetails } from './chart-price.js';
import { CloseTimer } from './close-timer.js';
import { fetchBars, isTransient, type Fetched, type Known } from './fetch.js';
import { GapWatch } from './gap.js';
import type { BarsOptions } from './options.js';

/** Who is told. */
export interface BarSink {
  update(update: BarUpdate): void;
  condition(condition: BarCondition): void;
  error(error: unknown): void;
}

/** The connection that is there. */
interface Link {
  readonly requester: Requester;
  readonly prices: ChartPrice;
  specification: SymbolSpecification;
  times: ServerTimes;
  /** Milliseconds that the server's clock was ahead of UTC when these terms were told. */
  offsetMs: number;
}

const retryDelayMs = 1000;
const retryMaxMs = 30_000;
const defaultGraceMs = 2000;
const msPerMinute = 60_000;

/**
 * Makes bars of one stream of feed events.
 *
 * History and ticks are joined by one refresh: a request for the bars from the latest known one
 * on, that one included. Reply and ticks share a connection and keep their order, so a tick
 * that came before the reply is in the reply, and one that comes after it is not. Ticks are
 * therefore never kept: what comes before the reply is left out, what comes after it is
 * applied. The same refresh fills the gap after a reconnect.
 */
export class BarRun {
  readonly #options: BarsOptions;
  readonly #sink: BarSink;
  readonly #series: BarSeries;
  readonly #gap: GapWatch;
  readonly #timer: CloseTimer | undefined;
  #link: Link | undefined;
  #joining = Subscription.EMPTY;
  /** Ticks are applied: nothing is missing before them. */
  #isJoined = false;
  #wasJoined = false;
  #hasHistory: boolean;
  /** From where on all bars are known, seconds of the server's clock, if none is. */
  #knownFrom: number | undefined;
  /** Bars of the past that came since ticks were applied last. */
  #fetched = 0;
  /** Milliseconds of the server's clock. */
  #latestTick = -Infinity;
  /** The end of the bar after which the server was asked for left-out periods. */
  #askedAt: number | undefined;

  constructor(options: BarsOptions, sink: BarSink) {
    const { scheduler, symbol, history = 0 } = options;
    this.#options = options;
    this.#sink = sink;
    this.#hasHistory = history === 0;
    this.#series = new BarSeries(options, (update) => sink.update(update));
    this.#gap = new GapWatch(symbol, (condition) => sink.condition(condition));
    if (options.closeByClock !== true) return;
    const { closeGraceMs = defaultGraceMs } = options;
    this.#timer = new CloseTimer(scheduler, closeGraceMs, () => this.#series.close());
  }

  take(event: FeedEvent): void {
    switch (event.kind) {
      case 'tick':
        this.#tick(event.tick);
        break;
      case 'details':
        if (this.#options.countDetails === true) this.#details(tickOfDetails(event.details));
        break;
      case 'open':
        this.#open(event);
        break;
      case 'confirmed':
        this.#join(event.at);
        break;
      case 'terms':
        this.#terms(event);
        break;
      case 'present':
        // Counted already, by the server's own bars.
        break;
      case 'lost':
        this.stop();
        this.#gap.open(event.at, event.at, 'disconnected');
        break;
    }
  }

  /** Withdraws what is asked for and waits for nothing any more. */
  stop(): void {
    this.#joining.unsubscribe();
    this.#timer?.stop();
    this.#isJoined = false;
    this.#link = undefined;
  }

  #open({ at, requester, specification, times }: Extract<FeedEvent, { kind: 'open' }>): void {
    this.stop();
    const prices = new ChartPrice(specification);
    this.#link = { requester, prices, specification, times, offsetMs: times.offsetAt(at) };
    this.#series.update(specification, times);
  }

  #terms({ at, specification, times }: Extract<FeedEvent, { kind: 'terms' }>): void {
    const link = this.#link;
    if (link === undefined) return;
    const offsetMs = times.offsetAt(at);
    link.prices.shift(offsetMs - link.offsetMs);
    link.specification = specification;
    link.times = times;
    link.offsetMs = offsetMs;
    link.prices.update(specification);
    this.#series.update(specification, times);
    if (this.#isJoined) this.#await(link);
  }

  /** Asks for what is missing, again and again until it is there. Nothing is missing from `at` on. */
  #join(at: number): void {
    const link = this.#link;
    if (link === undefined) return;
    this.#joining.unsubscribe();
    this.#timer?.stop();
    this.#isJoined = false;
    const { scheduler, random } = this.#options;
    const joining = new Subscription();
    this.#joining = joining;
    const fetched = fetchBars(this.#options, link, () => this.#known())
      .pipe(
        tap((bars) => this.#take(link, bars)),
        retryBackoff({
          delayMs: retryDelayMs,
          maxMs: retryMaxMs,
          scheduler,
          ...(random === undefined ? {} : { random }),
          isFatal: (error) => !isTransient(error),
          onAttempt: (attempt) => this.#failed(attempt.error, attempt.at, at),
        }),
      )
      .subscribe({ error: (error: unknown) => this.#sink.error(error) });
    // Closed already if a bar that came at once was the last one wanted.
    joining.add(fetched);
  }

  #failed(error: unknown, at: number, from: number): void {
    this.#options.onFailure?.(error);
    // The end of the connection has an event of its own.
    if (!(error instanceof ConnectionClosedError)) this.#gap.open(at, from, 'query-failed');
  }

  #known(): Known {
    return {
      last: this.#series.latest.last,
      from: this.#knownFrom,
      tickTime: this.#latestTick,
      hasHistory: this.#hasHistory,
    };
  }

  #take(link: Link, { kind, bars, from }: Fetched): void {
    const source = this.#wasJoined ? 'backfill' : 'history';
    if (kind === 'past') {
      this.#hasHistory = true;
      // The latest one is fetched again.
      this.#fetched += Math.max(0, bars.length - 1);
      this.#series.join(bars, source, false);
      return;
    }
    // To begin with the open bar only is to leave out what was closed before.
    const isBeginning = !this.#wasJoined && this.#series.latest.last === undefined;
    this.#isJoined = true;
    this.#wasJoined = true;
    this.#knownFrom = from;
    this.#series.join(isBeginning ? bars.slice(-1) : bars, source, true);
    this.#gap.close(this.#options.scheduler.now(), this.#fetched + bars.length);
    this.#fetched = 0;
    this.#await(link);
  }

  #tick(tick: ChartTick): void {
    const link = this.#link;
    if (link?.prices.counts(tick) !== true) return;
    if (link.prices.inOrder(tick)) this.#apply(link, tick);
    else this.#ignored('out-of-order', tick, link.prices.of(tick));
  }

  /** Details have no order of their own among ticks. */
  #details(tick: ChartTick): void {
    const link = this.#link;
    if (link?.prices.counts(tick) === true) this.#apply(link, tick);
  }

  #apply(link: Link, tick: ChartTick): void {
    const time = serverTimeOf(tick);
    if (time > this.#latestTick) this.#latestTick = time;
    if (!this.#isJoined) return;
    const price = link.prices.of(tick);
    if (price === undefined) return;
    const volume = lotsOf(tick);
    switch (this.#series.latest.place(Math.floor(time / 1000))) {
      case 'before':
        this.#ignored('bar-closed', tick, price);
        break;
      case 'within':
        this.#timer?.saw(link.times.toUtc(serverMs(time)));
        this.#series.add(price, volume);
        break;
      case 'after':
        this.#next(link, time, price, volume);
        break;
    }
  }

  /** The first tick of a bar. */
  #next(link: Link, time: number, price: number, volume: number): void {
    const { latest } = this.#series;
    const start = latest.start(Math.floor(time / 1000));
    if (latest.last === undefined && start < (this.#knownFrom ?? start)) {
      // Our clock is so far ahead that the refresh began after the present bar.
      this.#knownFrom = start;
      this.#join(this.#options.scheduler.now());
      return;
    }
    if (this.#options.gapFill === 'backfill' && this.#jumps(start)) {
      this.#askedAt = latest.end;
      this.#series.close();
      // The tick is in the reply.
      this.#join(this.#options.scheduler.now());
      return;
    }
    this.#series.begins(start, price, volume, link.times);
    this.#await(link);
    this.#timer?.saw(link.times.toUtc(serverMs(time)));
  }

  /** Whether periods are left out that the server has not been asked for yet. */
  #jumps(start: number): boolean {
    const { last, end } = this.#series.latest;
    return last !== undefined && start > end && this.#askedAt !== end;
  }

  /** Waits for the end of the open bar, unless all was called off when the last bar was told. */
  #await(link: Link): void {
    const { latest } = this.#series;
    if (this.#timer === undefined || !latest.isOpen || this.#link !== link) return;
    const { specification, times } = link;
    const end = times.toUtc(serverMs(latest.end * 1000));
    this.#timer.start(end, times, specification.delayMinutes * msPerMinute);
  }

  #ignored(reason: IgnoredReason, tick: ChartTick, price: number | undefined): void {
    if (price === undefined || !this.#isJoined) return;
    this.#options.onIgnored?.({ reason, serverTime: serverTimeOf(tick), price });
  }
}
