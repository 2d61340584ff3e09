import type { MonoTypeOperatorFunction, SchedulerLike } from 'rxjs';
import {
  BadReplyError,
  CommandRefusedError,
  RequestQueueFullError,
  RequestTimeoutError,
} from '../connection/index.js';
import { retryBackoff } from '../operators/index.js';
import { untilLost } from './until-lost.js';

/** Errors of one request over a connection that lives: the next one may go well. */
export const isRequestFailure = (error: unknown): boolean =>
  error instanceof RequestTimeoutError ||
  error instanceof CommandRefusedError ||
  error instanceof BadReplyError ||
  error instanceof RequestQueueFullError;

export interface KeepAskingOptions {
  readonly scheduler: SchedulerLike;
  /** Uniform in [0, 1), for the jitter. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** A request failed and is about to be made again. */
  readonly onFailure: (error: unknown) => void;
}

const retryDelayMs = 1000;
const retryMaxMs = 30_000;

/**
 * Asks again, later and later, for as long as the connection lives: for requests that change
 * nothing on the server. Completes when the connection is lost; other errors pass.
 */
export const keepAsking =
  <T>({ scheduler, random, onFailure }: KeepAskingOptions): MonoTypeOperatorFunction<T> =>
  (source) =>
    source.pipe(
      retryBackoff({
        ...{ delayMs: retryDelayMs, maxMs: retryMaxMs, scheduler },
        ...(random === undefined ? {} : { random }),
        isFatal: (error) => !isRequestFailure(error),
        onAttempt: ({ error }) => {
          onFailure(error);
        },
      }),
      untilLost(),
    );
