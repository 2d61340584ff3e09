import { catchError, EMPTY, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { ConnectionClosedError } from '../connection/index.js';

/**
 * Completes where a request fails because its connection has ended: for what is asked again over
 * the next one. Other failures pass.
 */
export const untilLost = <T>(): MonoTypeOperatorFunction<T> =>
  catchError((error: unknown) =>
    error instanceof ConnectionClosedError ? EMPTY : throwError(() => error as Error),
  );
