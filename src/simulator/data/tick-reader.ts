import type { FeedTick } from './feed-tick.js';

/** Where ticks come from: an array, or something that yields them, such as a file. */
export type TickSource = readonly FeedTick[] | AsyncIterable<FeedTick>;

/** One pass after the other over a source. */
export interface TickReader {
  /** The next tick, without taking it; `undefined` while none is at hand. */
  peek(): FeedTick | undefined;
  take(): void;
  /** The pass is over: none is at hand and none will come. */
  readonly ended: boolean;
  /** What the source failed with, known once the pass is over. */
  readonly failure: { readonly error: unknown } | undefined;
  /** Begins the next pass. */
  rewind(): void;
  close(): void;
}

/** `onReady` is called when there was nothing to peek at and there is now, or the pass is over. */
export const tickReader = (source: TickSource, onReady: () => void): TickReader =>
  Symbol.asyncIterator in source ? new PulledTicks(source, onReady) : new ArrayTicks(source);

class ArrayTicks implements TickReader {
  readonly failure = undefined;
  readonly #ticks: readonly FeedTick[];
  #next = 0;

  constructor(ticks: readonly FeedTick[]) {
    this.#ticks = ticks;
  }

  get ended(): boolean {
    return this.#next >= this.#ticks.length;
  }

  peek(): FeedTick | undefined {
    return this.#ticks[this.#next];
  }

  take(): void {
    this.#next += 1;
  }

  rewind(): void {
    this.#next = 0;
  }

  close(): void {
    this.#next = this.#ticks.length;
  }
}

/** Ticks that are held ready at most: reading goes on while the clock is awaited. */
const lookahead = 512;

class PulledTicks implements TickReader {
  failure: { readonly error: unknown } | undefined;
  readonly #source: AsyncIterable<FeedTick>;
  readonly #onReady: () => void;
  #iterator: AsyncIterator<FeedTick>;
  #ready: FeedTick[] = [];
  #next = 0;
  #starved = false;
  #pulling = false;
  #exhausted = false;
  #closed = false;

  constructor(source: AsyncIterable<FeedTick>, onReady: () => void) {
    this.#source = source;
    this.#onReady = onReady;
    this.#iterator = source[Symbol.asyncIterator]();
    void this.#pull();
  }

  get ended(): boolean {
    return this.#exhausted && this.#next >= this.#ready.length;
  }

  peek(): FeedTick | undefined {
    const tick = this.#ready[this.#next];
    this.#starved = tick === undefined && !this.#exhausted;
    return tick;
  }

  take(): void {
    this.#next += 1;
    if (this.#next * 2 < lookahead) return;
    this.#ready = this.#ready.slice(this.#next);
    this.#next = 0;
    void this.#pull();
  }

  rewind(): void {
    this.#ready = [];
    this.#next = 0;
    this.#exhausted = false;
    this.#iterator = this.#source[Symbol.asyncIterator]();
    void this.#pull();
  }

  close(): void {
    this.#closed = true;
    // Nobody is left who could hear how a source ends that is no longer wanted.
    this.#iterator.return?.().catch(() => {});
  }

  /** Never rejects: a failure of the source is kept until the ticks before it are taken. */
  async #pull(): Promise<void> {
    if (this.#pulling || this.#exhausted) return;
    this.#pulling = true;
    try {
      while (this.#ready.length < lookahead) {
        const result = await this.#iterator.next();
        if (this.#closed) return;
        if (result.done === true) {
          this.#exhausted = true;
          break;
        }
        this.#ready.push(result.value);
        this.#notify();
      }
    } catch (error) {
      this.failure = { error };
      this.#exhausted = true;
    } finally {
      this.#pulling = false;
    }
    this.#notify();
  }

  #notify(): void {
    if (!this.#starved || this.#closed) return;
    this.#starved = false;
    this.#onReady();
  }
}
