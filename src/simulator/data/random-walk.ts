import { asyncScheduler, Observable, type SchedulerLike, type Subscriber } from 'rxjs';
import { type Agenda, workOff } from './agenda.js';
import {
  checkOneOf,
  checkPositive,
  checkScheduler,
  checkWhole,
  isArray,
  wrongOption,
} from './checks.js';
import type { FeedTick } from './feed-tick.js';
import { type Prices, priceWalk } from './price-walk.js';
import { exponential, mulberry32, type Random, seedFor } from './random.js';
import { nextOpening } from './sessions.js';
import type { SymbolSpec } from './symbol-spec.js';
import { TimeQueue } from './time-queue.js';

export interface RandomWalkOptions {
  /** Complete symbols, from the catalogue or from `symbolSpec`; names are distinct. */
  readonly symbols: readonly SymbolSpec[];
  /** The same seed gives the same prices at the same times. A whole number; default 1. */
  readonly seed?: number;
  /** Of each symbol, on average: a number, or one per symbol. Default the symbol's `tickRate`. */
  readonly ticksPerSecond?: number | ((symbol: SymbolSpec) => number);
  /** Where the walk's own clock starts, milliseconds since 1970, UTC. Default the scheduler's. */
  readonly startAt?: number;
  /** How far the server's clock, which sessions follow, is ahead of UTC, seconds. Default 0. */
  readonly serverOffsetSeconds?: number;
  /** `'keep'` (default): no ticks while a symbol's quote sessions are over. `'ignore'`: always. */
  readonly sessions?: 'keep' | 'ignore';
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Invented ticks of many symbols. Every symbol whose session is on ticks at once, then at
 * random intervals; the others tick first when their session opens. Bid is always below ask,
 * and every price is on the symbol's tick grid.
 *
 * Seed, symbols, rates and start decide every time and price; the path of a symbol does not
 * depend on the others. When the process is late, what is due is given at once, in order. Cold:
 * every subscription walks from the start. Never completes, unless no symbol has a session.
 *
 * @throws RangeError at once if an option is not what it should be.
 *
 * @example
 * ```ts
 * import { take } from 'rxjs';
 * import { catalogue, randomWalk } from 'rxmt5/simulator';
 *
 * randomWalk({ symbols: catalogue, seed: 7, sessions: 'ignore' })
 *   .pipe(take(3))
 *   .subscribe(({ symbol, bid, ask }) => console.log(symbol, bid, ask));
 * ```
 */
export function randomWalk(options: RandomWalkOptions): Observable<FeedTick> {
  const settings = checked(options);
  return new Observable((subscriber) => {
    workOff(new Walk(settings, subscriber), subscriber, settings.scheduler);
  });
}

type Settings = Omit<Required<RandomWalkOptions>, 'startAt' | 'ticksPerSecond'> & {
  readonly startAt: number | undefined;
  readonly rates: readonly number[];
};

interface Walker {
  /** Time of the next tick on the walk's own clock, with parts of a millisecond. */
  at: number;
  readonly rank: number;
  readonly spec: SymbolSpec;
  readonly meanMs: number;
  readonly random: Random;
  readonly prices: () => Prices;
}

class Walk implements Agenda {
  readonly #settings: Settings;
  readonly #subscriber: Subscriber<FeedTick>;
  readonly #queue = new TimeQueue<Walker>();
  /** What the walk's own clock is behind the scheduler's. */
  readonly #behind: number;

  constructor(settings: Settings, subscriber: Subscriber<FeedTick>) {
    this.#settings = settings;
    this.#subscriber = subscriber;
    const now = settings.scheduler.now();
    const { startAt = now, seed, symbols, rates } = settings;
    this.#behind = now - startAt;
    symbols.forEach((spec, rank) => {
      const random = mulberry32(seedFor(seed, spec.name));
      // Rates were made from these very symbols.
      const rate = rates[rank] as number;
      const prices = priceWalk(spec, rate, random);
      this.#enqueue({ at: startAt, rank, spec, meanMs: 1000 / rate, random, prices });
    });
  }

  nextDue(): number | undefined {
    const walker = this.#queue.peek();
    if (walker !== undefined) return walker.at + this.#behind;
    this.#subscriber.complete();
    return undefined;
  }

  run(): void {
    // `nextDue` has just seen it.
    const walker = this.#queue.pop() as Walker;
    const time = Math.floor(walker.at);
    const tick = { symbol: walker.spec.name, time, ...walker.prices() };
    walker.at += exponential(walker.random, walker.meanMs);
    this.#enqueue(walker);
    this.#subscriber.next(tick);
  }

  /** Moves a tick outside the sessions to the next opening; without any it is dropped for good. */
  #enqueue(walker: Walker): void {
    const { sessions, serverOffsetSeconds } = this.#settings;
    if (sessions === 'keep') {
      const second = Math.floor(walker.at / 1000) + serverOffsetSeconds;
      const opening = nextOpening(walker.spec.quoteSessions, second);
      if (opening === undefined) return;
      if (opening > second) walker.at = (opening - serverOffsetSeconds) * 1000;
    }
    this.#queue.push(walker);
  }
}

const checked = (options: RandomWalkOptions): Settings => {
  const { symbols, seed = 1, ticksPerSecond, startAt, serverOffsetSeconds = 0 } = options;
  const { sessions = 'keep', scheduler = asyncScheduler } = options;
  if (!isArray(symbols)) throw wrongOption('randomWalk: symbols', symbols, 'an array');
  const names = new Set<string>();
  for (const { name } of symbols) {
    if (names.has(name)) throw wrongOption('randomWalk: symbols', name, 'every name only once');
    names.add(name);
  }
  const rates = symbols.map((symbol) => {
    const rate = typeof ticksPerSecond === 'function' ? ticksPerSecond(symbol) : ticksPerSecond;
    checkPositive('randomWalk: ticksPerSecond', rate ?? symbol.tickRate);
    return rate ?? symbol.tickRate;
  });
  checkWhole('randomWalk: seed', seed);
  if (startAt !== undefined) checkWhole('randomWalk: startAt', startAt);
  checkWhole('randomWalk: serverOffsetSeconds', serverOffsetSeconds);
  checkOneOf('randomWalk: sessions', sessions, ['keep', 'ignore']);
  checkScheduler('randomWalk: scheduler', scheduler);
  return { symbols, seed, rates, startAt, serverOffsetSeconds, sessions, scheduler };
};
