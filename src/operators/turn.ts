import type { Place } from './fifo.js';
import type { RateLimitOverflowError } from './rate-limit-errors.js';

/** How one piece of work is treated by a rate limit. */
export interface TurnOptions {
  /** Work of different keys is counted and queued apart. Default undefined, a key like any other. */
  readonly key?: unknown;
  /** Overtakes the ordinary work of its key that still waits. It counts, and may wait, too. */
  readonly priority?: boolean;
  /** Goes at once and is not counted. */
  readonly bypass?: boolean;
}

/** What happens when a turn comes, or does not. None of these may throw. */
export interface TurnHandlers {
  run(): void;
  /** There was no room to wait. */
  refuse(error: RateLimitOverflowError): void;
  fail(error: unknown): void;
}

/** One that wants its turn: arriving, then perhaps waiting, then over (it ran, failed or left). */
export class Turn {
  readonly key: unknown;
  readonly priority: boolean;
  readonly bypass: boolean;
  readonly #handlers: TurnHandlers;
  arrival = 0;
  place: Place<Turn> | undefined;
  isOver = false;

  constructor(options: TurnOptions, handlers: TurnHandlers) {
    this.key = options.key;
    this.priority = options.priority ?? false;
    this.bypass = options.bypass ?? false;
    this.#handlers = handlers;
  }

  run(): void {
    this.isOver = true;
    this.#handlers.run();
  }

  refuse(error: RateLimitOverflowError): void {
    this.isOver = true;
    this.#handlers.refuse(error);
  }

  fail(error: unknown): void {
    this.isOver = true;
    this.#handlers.fail(error);
  }
}
