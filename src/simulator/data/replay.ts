import { asyncScheduler, Observable, type SchedulerLike, type Subscriber } from 'rxjs';
import { type Agenda, workOff } from './agenda.js';
import { checkOneOf, checkPositive, checkScheduler, wrongOption } from './checks.js';
import { TickOrderError } from './errors.js';
import type { FeedTick } from './feed-tick.js';
import { type TickReader, tickReader, type TickSource } from './tick-reader.js';

export interface ReplayOptions {
  /**
   * Recorded ticks in the order of their times. With `loop`, an AsyncIterable has to be one
   * that can be iterated again, as those of `tickFile` can.
   */
  readonly ticks: TickSource;
  /** Recorded seconds per second; 0.5 is half as fast. Default 1. */
  readonly speed?: number;
  /** Starts again after the last tick, a recorded second later, for ever. Default false. */
  readonly loop?: boolean;
  /**
   * `'now'` (default): the first tick is now, and times advance with the clock, at any speed
   * and over any number of loops. `'recorded'`: times as recorded; with `loop` they go back.
   */
  readonly rebase?: 'now' | 'recorded';
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Plays recorded ticks, each when its time has come: the first at once, the others after
 * (recorded time - first recorded time) / speed. Rebased times are whole milliseconds and never
 * ahead of the scheduler's clock.
 *
 * When the process is late, what is due is given at once, in order; nothing is lost. There is
 * one timer, however many ticks there are. Cold: every subscription plays from the start, and
 * unsubscribing cancels the timer and closes the source.
 *
 * Completes after the last tick, or never with `loop` (an empty source completes in any case).
 * Fails with a `TickOrderError` where a time is no number or earlier than the one before, and
 * with whatever an AsyncIterable throws, after the ticks before it have been played.
 *
 * @throws RangeError at once if an option is not what it should be.
 *
 * @example
 * ```ts
 * import { replay } from 'rxmt5/simulator';
 *
 * const ticks = [
 *   { symbol: 'EURUSD', time: 1_399_471_200_016, bid: 1.39194, ask: 1.39206 },
 *   { symbol: 'EURUSD', time: 1_399_471_200_520, bid: 1.39195, ask: 1.39207 },
 * ];
 * replay({ ticks, speed: 10 }).subscribe(({ bid }) => console.log(bid));
 * // 1.39194, and 1.39195 about 50 ms later
 * ```
 */
export function replay(options: ReplayOptions): Observable<FeedTick> {
  const settings = checked(options);
  return new Observable((subscriber) => {
    const reader = tickReader(settings.ticks, () => {
      wake();
    });
    subscriber.add(() => {
      reader.close();
    });
    const wake = workOff(
      new Playback(settings, reader, subscriber),
      subscriber,
      settings.scheduler,
    );
  });
}

/** Between the last tick and the first of the next loop, in recorded milliseconds. */
const seamMs = 1000;
/** At least this long on the clock, or a loop of a single tick would never let go. */
const shortestSeamMs = 1;

class Playback implements Agenda {
  readonly #settings: Required<ReplayOptions>;
  readonly #reader: TickReader;
  readonly #subscriber: Subscriber<FeedTick>;
  /** Recorded time of the first tick of the pass; unknown before that tick. */
  #first: number | undefined;
  /** When that tick is due; unknown before the very first. */
  #start: number | undefined;
  #last = -Infinity;
  #due = 0;

  constructor(
    settings: Required<ReplayOptions>,
    reader: TickReader,
    subscriber: Subscriber<FeedTick>,
  ) {
    this.#settings = settings;
    this.#reader = reader;
    this.#subscriber = subscriber;
  }

  nextDue(): number | undefined {
    let tick = this.#reader.peek();
    if (tick === undefined && this.#reader.ended) {
      if (!this.#nextPass()) return undefined;
      tick = this.#reader.peek();
    }
    if (tick === undefined) return undefined;

    if (!Number.isFinite(tick.time) || tick.time < this.#last) {
      const expected =
        this.#last === -Infinity ? 'a finite number' : `a number of at least ${this.#last}`;
      this.#subscriber.error(new TickOrderError(tick.symbol, tick.time, expected));
      return undefined;
    }
    this.#first ??= tick.time;
    this.#start ??= this.#settings.scheduler.now();
    this.#due = this.#start + (tick.time - this.#first) / this.#settings.speed;
    return this.#due;
  }

  run(): void {
    // `nextDue` has just seen it.
    const tick = this.#reader.peek() as FeedTick;
    this.#reader.take();
    this.#last = tick.time;
    this.#subscriber.next(
      this.#settings.rebase === 'now' ? { ...tick, time: Math.floor(this.#due) } : tick,
    );
  }

  /** Whether there is another pass; ends the stream where there is none. */
  #nextPass(): boolean {
    const { failure } = this.#reader;
    if (failure !== undefined) {
      this.#subscriber.error(failure.error);
      return false;
    }
    // A pass without a tick: another one would be no better.
    if (!this.#settings.loop || this.#first === undefined) {
      this.#subscriber.complete();
      return false;
    }
    this.#start = this.#due + Math.max(seamMs / this.#settings.speed, shortestSeamMs);
    this.#first = undefined;
    this.#last = -Infinity;
    this.#reader.rewind();
    return true;
  }
}

const checked = (options: ReplayOptions): Required<ReplayOptions> => {
  const { ticks, speed = 1, loop = false, rebase = 'now', scheduler = asyncScheduler } = options;
  if (!isTickSource(ticks)) {
    throw wrongOption('replay: ticks', ticks, 'an array or an AsyncIterable of ticks');
  }
  checkPositive('replay: speed', speed);
  checkOneOf('replay: loop', loop, [true, false]);
  checkOneOf('replay: rebase', rebase, ['now', 'recorded']);
  checkScheduler('replay: scheduler', scheduler);
  return { ticks, speed, loop, rebase, scheduler };
};

const isTickSource = (value: unknown): boolean =>
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && Symbol.asyncIterator in value);
