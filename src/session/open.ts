import { firstValueFrom, Observable, take, throwError, timeout } from 'rxjs';
import { defaultRuntime } from '../connection/index.js';
import { checkConfig, type SessionConfig } from './config.js';
import { OpenTimeoutError } from './errors.js';
import { Session } from './session.js';

/**
 * Cold: subscribing opens a session and emits it when it is usable (logged in,
 * account and symbols loaded). It reconnects by itself; the stream fails only
 * when trying again cannot help. Unsubscribing logs out and closes.
 *
 * @throws ConfigError at once if the configuration cannot be used
 *
 * @example
 * connect({ url, login: 5_123_456, password }).pipe(
 *   switchMap((session) => session.ticks('EURUSD', 'XAUUSD')),
 * ).subscribe((tick) => console.log(tick.symbol, tick.bid, tick.ask));
 */
export const connect = (config: SessionConfig): Observable<Session> => {
  const checked = checkConfig(config);
  return new Observable((subscriber) => {
    const session = new Session(checked);
    subscriber.add(() => {
      void session.close();
    });
    session.ready$.pipe(take(1)).subscribe({
      next: (ready) => {
        subscriber.next(ready);
      },
      // The same failure comes from `run`, with its own cause.
      error: () => undefined,
    });
    session.run().subscribe({
      error: (error: unknown) => {
        subscriber.error(error);
      },
    });
  });
};

const defaultOpenTimeoutMs = 30_000;

/**
 * Opens a session and holds it until `close()` (or the end of an `await using`
 * block). Rejects with what makes trying again useless (`AuthenticationError`,
 * `SocketError` of kind `fatal`), or with `OpenTimeoutError`, whose cause is the
 * failure of the last attempt.
 *
 * @throws ConfigError (as a rejection) if the configuration cannot be used
 *
 * @example
 * const session = await openSession({ url, login: 5_123_456, password });
 */
export const openSession = async (config: SessionConfig): Promise<Session> => {
  const checked = checkConfig(config);
  const session = new Session(checked);
  const openTimeoutMs = checked.openTimeoutMs ?? defaultOpenTimeoutMs;
  const scheduler = checked.runtime?.scheduler ?? defaultRuntime.scheduler;
  const opened = new Observable<Session>((subscriber) => {
    subscriber.add(
      session.ready$.subscribe({
        next: () => {
          subscriber.next(session);
        },
        error: () => undefined,
      }),
    );
    session.run().subscribe({
      error: (error: unknown) => {
        subscriber.error(error);
      },
    });
  });
  try {
    return await firstValueFrom(
      opened.pipe(
        timeout({
          first: openTimeoutMs,
          scheduler,
          with: () => {
            const { state, error } = session.status;
            return throwError(() => new OpenTimeoutError(openTimeoutMs, state, error));
          },
        }),
      ),
    );
  } catch (error) {
    await session.close();
    throw error;
  }
};
