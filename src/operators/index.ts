export { backoffDelay, type BackoffBounds } from './backoff-delay.js';
export { shareLatest } from './share-latest.js';
export { conflateMap } from './conflate-map.js';
export { RateLimiterClosedError, RateLimitOverflowError } from './rate-limit-errors.js';
export type { OverflowRule, RateLimits } from './rate-limit-options.js';
export { rateLimit, type RateLimitOptions } from './rate-limit.js';
export { rateLimiter, type RateLimiter } from './rate-limiter.js';
export { retryBackoff, type RetryAttempt, type RetryBackoffOptions } from './retry-backoff.js';
export type { TurnOptions } from './turn.js';
