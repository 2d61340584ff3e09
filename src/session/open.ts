import { defer, finalize, firstValueFrom, Observable, take, throwError, timeout } from 'rxjs';
import { defaultRuntime } from '../connection/index.js';
import { checkConfig, type CheckedConfig, type SessionConfig } from './config.js';
import { OpenTimeoutError } from './errors.js';
import { Session } from './session.js';

/** Runs a session: emits it once it is usable, and fails when it does; never completes. */
const running = (session: Session): Observable<Session> =>
  new Observable((subscriber) => {
    session.ready$.pipe(take(1)).subscribe({
      next: (ready) => {
        subscriber.next(ready);
      },
      // The same failure comes from `run`, with its own cause.
      error: () => undefined,
    });
    // Not tied to the subscriber: the session runs until it is closed.
    session.run().subscribe({
      error: (error: unknown) => {
        subscriber.error(error);
      },
    });
  });

const openedWithin = (
  session: Session,
  { runtime }: CheckedConfig,
  openTimeoutMs: number,
): Observable<Session> =>
  running(session).pipe(
    timeout({
      first: openTimeoutMs,
      scheduler: runtime?.scheduler ?? defaultRuntime.scheduler,
      with: () => {
        const { state, error } = session.status;
        return throwError(() => new OpenTimeoutError(openTimeoutMs, state, error));
      },
    }),
  );

/**
 * Cold: subscribing opens a session and emits it when it is usable (logged in,
 * account and symbols loaded). It reconnects by itself; the stream fails only
 * when trying again cannot help, or with `OpenTimeoutError` if `openTimeoutMs` is given and over.
 * Unsubscribing logs out and closes.
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
  const { openTimeoutMs } = checked;
  return defer(() => {
    const session = new Session(checked);
    const opened$ =
      openTimeoutMs === undefined
        ? running(session)
        : openedWithin(session, checked, openTimeoutMs);
    return opened$.pipe(
      finalize(() => {
        void session.close();
      }),
    );
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
  try {
    return await firstValueFrom(openedWithin(session, checked, openTimeoutMs));
  } catch (error) {
    await session.close();
    throw error;
  }
};
