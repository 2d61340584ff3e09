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
import { commands, initRequestOf, parseKey, ResCode, type Command } from '../wire/index.js';
import type { Credentials, OtpSource } from './credentials.js';
import {
  AuthenticationError,
  BadReplyError,
  CommandRefusedError,
  ConnectionClosedError,
  GatewayError,
  HandshakeError,
  RequestTimeoutError,
  type HandshakeStep,
} from './errors.js';
import { loginError } from './login-error.js';
import { totpAt } from './totp.js';

/** Sends a request and gives its reply; `CommandRefusedError` for a code other than 0. */
export type Ask = <Q, R>(command: Command<Q, R>, value: Q) => Observable<R>;

/** Gives the failures of a step the names that they have in a handshake. */
const atStep = <T>(
  step: HandshakeStep,
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

/** What a bootstrap brings from the connection before, and leaves for the one after. */
export type ConnectionTokens = Pick<Credentials, 'takeConnectionToken' | 'keepConnectionToken'>;

/**
 * Command 0 under the fixed key. `onKey` gets the session key while the frame
 * that carries it is being handled, so that the very next frame is read under it.
 */
export const bootstrap = (
  ask: Ask,
  tokens: ConnectionTokens,
  onKey: (key: Uint8Array) => void,
): Observable<void> =>
  defer(() => ask(commands.bootstrap, { token: tokens.takeConnectionToken() })).pipe(
    map(({ token, session_key }) => {
      const key = parseKey(session_key);
      if (E.isLeft(key)) throw new BadReplyError(commands.bootstrap.id, key.left);
      tokens.keepConnectionToken(token);
      onKey(key.right);
    }),
    atStep('bootstrap', (resCode) => new GatewayError('bootstrap', resCode)),
  );

/** Command 29: a session without an account, all zero but the client id. */
export const initSession = (ask: Ask, cid: Uint8Array): Observable<void> =>
  ask(commands.initSession, initRequestOf({ cid })).pipe(
    map(() => undefined),
    atStep('init', (resCode) => new GatewayError('init', resCode)),
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

export interface LoginSurroundings {
  /** UTC milliseconds: the code of a secret is that of this moment. */
  readonly now: () => number;
  /** The server wants a one-time password, and its source is about to be asked. */
  readonly onOtpWanted: () => void;
}

const codeFrom = (source: OtpSource, now: () => number): Observable<string> => {
  if (typeof source === 'string') return of(source);
  return typeof source === 'function'
    ? from(Promise.resolve(source()))
    : of(totpAt(source.secret, now()));
};

/** A source that fails has no code to give, and asking it again is not for us to decide. */
const otpFrom = (source: OtpSource, { now, onOtpWanted }: LoginSurroundings): Observable<string> =>
  defer(() => {
    onOtpWanted();
    return codeFrom(source, now);
  }).pipe(
    map((code: unknown) => {
      if (typeof code === 'string') return code;
      throw new TypeError(
        `one-time password: got ${code === null ? 'null' : typeof code}, expected text`,
      );
    }),
    catchError((cause: unknown) =>
      throwError(
        () => new AuthenticationError('otpRequired', ResCode.otp_required_or_wrong, cause),
      ),
    ),
  );

/**
 * Command 28. Like the official client it sends a one-time password only when
 * the server has asked for one, and gives up when that is refused. A stored
 * token that is refused is forgotten and the password tried once, also if it
 * was refused only together with the one-time password.
 */
export const login = (
  ask: Ask,
  credentials: Credentials,
  otp: OtpSource | undefined,
  surroundings: LoginSurroundings,
): Observable<void> =>
  attemptLogin(ask, credentials, '').pipe(
    catchError((error: unknown) => {
      if (!isReason(error, 'otpRequired') || otp === undefined) throw error;
      return otpFrom(otp, surroundings).pipe(
        concatMap((code) => attemptLogin(ask, credentials, code)),
      );
    }),
    catchError((error: unknown) => {
      if (isReason(error, 'badCredentials') && credentials.forgetLogin()) {
        return login(ask, credentials, otp, surroundings);
      }
      return throwError(() => error as Error);
    }),
  );
