import * as E from 'fp-ts/lib/Either.js';
import {
  catchError,
  concatMap,
  defer,
  from,
  map,
  of,
  throwError,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { commands, parseKey, ResCode, type Command } from '../wire/index.js';
import type { Credentials, OtpSource } from './credentials.js';
import {
  AuthenticationError,
  BadReplyError,
  CommandRefusedError,
  ConnectionClosedError,
  GatewayError,
  HandshakeError,
  RequestTimeoutError,
} from './errors.js';
import { loginError } from './login-error.js';

/** Sends a request and gives its reply; `CommandRefusedError` for a code other than 0. */
export type Ask = <Q, R>(command: Command<Q, R>, value: Q) => Observable<R>;

/** Gives the failures of a step the names that they have in a handshake. */
const atStep = <T>(
  step: 'bootstrap' | 'login',
  refused: (resCode: number) => Error,
): MonoTypeOperatorFunction<T> =>
  catchError((error: unknown) => {
    if (error instanceof CommandRefusedError) return throwError(() => refused(error.resCode));
    const isUnanswered =
      error instanceof RequestTimeoutError ||
      error instanceof ConnectionClosedError ||
      error instanceof BadReplyError;
    return throwError(() => (isUnanswered ? new HandshakeError(step, error) : (error as Error)));
  });

/**
 * Command 0 under the fixed key. `onKey` gets the session key while the frame
 * that carries it is being handled, so that the very next frame is read under it.
 */
export const bootstrap = (
  ask: Ask,
  credentials: Credentials,
  onKey: (key: Uint8Array) => void,
): Observable<void> =>
  defer(() => ask(commands.bootstrap, { token: credentials.takeConnectionToken() })).pipe(
    map(({ token, session_key }) => {
      const key = parseKey(session_key);
      if (E.isLeft(key)) throw new BadReplyError(commands.bootstrap.id, key.left);
      credentials.keepConnectionToken(token);
      onKey(key.right);
    }),
    atStep('bootstrap', (resCode) => new GatewayError('bootstrap', resCode)),
  );

const attemptLogin = (ask: Ask, credentials: Credentials, otp: string): Observable<void> =>
  defer(() => ask(commands.login, credentials.request(otp))).pipe(
    map(({ login_token, session }) => {
      credentials.keepLogin(login_token, session);
    }),
    atStep('login', (resCode) => loginError(resCode, otp !== '')),
  );

const isReason = (error: unknown, reason: AuthenticationError['reason']): boolean =>
  error instanceof AuthenticationError && error.reason === reason;

/** A source that fails has no code to give, and asking it again is not for us to decide. */
const otpFrom = (source: OtpSource): Observable<string> =>
  typeof source === 'string'
    ? of(source)
    : defer(() => from(Promise.resolve(source()))).pipe(
        catchError((cause: unknown) =>
          throwError(
            () => new AuthenticationError('otpRequired', ResCode.otp_required_or_wrong, cause),
          ),
        ),
      );

/**
 * Command 28. Like the official client it sends a one-time password only when
 * the server has asked for one, and gives up when that is refused. A stored
 * token that is refused is forgotten and the password tried once.
 */
export const login = (
  ask: Ask,
  credentials: Credentials,
  otp: OtpSource | undefined,
): Observable<void> =>
  attemptLogin(ask, credentials, '').pipe(
    catchError((error: unknown) => {
      if (isReason(error, 'otpRequired') && otp !== undefined) {
        return otpFrom(otp).pipe(concatMap((code) => attemptLogin(ask, credentials, code)));
      }
      if (isReason(error, 'badCredentials') && credentials.forgetLogin()) {
        return login(ask, credentials, otp);
      }
      return throwError(() => error as Error);
    }),
  );
