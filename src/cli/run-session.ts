import {
  endWith,
  ignoreElements,
  lastValueFrom,
  switchMap,
  take,
  takeUntil,
  type Observable,
} from 'rxjs';
import { connect, type Session, type SessionConfig } from '../index.js';
import { exitCode, type ExitCode } from './errors.js';

export interface RunSessionOptions {
  /** How long opening the session may take. */
  readonly openSeconds: number;
  /** Ends it when it emits. */
  readonly stop$: Observable<unknown>;
}

/**
 * Opens a session and runs `body` with it until that completes or it is stopped. Resolves when
 * the session is closed; rejects with what `body` or the session fails with.
 */
export const runSession = async (
  config: SessionConfig,
  { openSeconds, stop$ }: RunSessionOptions,
  body: (session: Session) => Observable<unknown>,
): Promise<ExitCode> => {
  const held: { session?: Session } = {};
  const ended$ = connect({ ...config, openTimeoutMs: Math.ceil(openSeconds * 1000) }).pipe(
    switchMap((session) => {
      held.session = session;
      return body(session).pipe(ignoreElements(), endWith('ended'));
    }),
    // The session itself stays open for as long as it is subscribed to.
    take(1),
    takeUntil(stop$),
  );
  try {
    await lastValueFrom(ended$, { defaultValue: undefined });
  } finally {
    await held.session?.close();
  }
  return exitCode.ok;
};
