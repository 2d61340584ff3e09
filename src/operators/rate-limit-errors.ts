/** The queue of a rate limit was full, and this value or request is the one that lost its place. */
export class RateLimitOverflowError extends Error {
  override readonly name = 'RateLimitOverflowError';
  /** How many may wait. */
  readonly maxQueue: number;
  /** The key under which it would have waited. */
  readonly key: unknown;

  constructor(maxQueue: number, key: unknown) {
    super(`rate limit: the queue is full (maxQueue ${String(maxQueue)})`);
    this.maxQueue = maxQueue;
    this.key = key;
  }
}

/** The limiter was closed: what waited is not started, and nothing more is taken. */
export class RateLimiterClosedError extends Error {
  override readonly name = 'RateLimiterClosedError';

  constructor() {
    super('rate limit: the limiter is closed');
  }
}
