import * as E from 'fp-ts/lib/Either.js';
import {
  catchError,
  concatMap,
  defer,
  from,
  map,
  of,
  tap,
  throwError,
  type Observable,
} from 'rxjs';
import { commands, complete, decode, encode, parseKey, type Command } from '../wire/index.js';
import type { Reply } from './correlator.js';
import type { Credentials, OtpSource } from './credentials.js';
import {
  AuthenticationError,
  BadReplyError,
  ConnectionClosedError,
  GatewayError,
  HandshakeError,
  RequestTimeoutError,
} from './errors.js';
import { loginError } from './login-error.js';

/** Sends a request and gives its reply, whatever its code. */
export type Exchange = (command: number, payload: Uint8Array) => Observable<Reply>;

/** The payload of a request that the library itself has filled in. */
export const payloadOf = <Q>(command: Command<Q>, value: Q): Uint8Array => {
  const payload = encode(command.request, value);
  if (E.isLeft(payload)) throw payload.left;
  return payload.right;
};

/** The body of a reply in which every field is there. */
export const bodyOf = <R>(command: Command<never, R> | Command<unknown, R>, reply: Reply): R => {
  const { id, name, reply: layout } = command as Command<unknown, R>;
  const body = E.chain((decoded: Parameters<typeof complete<R>>[1]) => complete(name, decoded))(
    decode(layout, reply.body),
  );
  if (E.isLeft(body)) throw new BadReplyError(id, body.left);
  return body.right;
};

const atStep =
  (step: 'bootstrap' | 'login') =>
  <T>(source: Observable<T>): Observable<T> =>
    source.pipe(
      catchError((error: unknown) =>
        throwError(() =>
          error instanceof RequestTimeoutError ||
          error instanceof ConnectionClosedError ||
          error instanceof BadReplyError
            ? new HandshakeError(step, error)
            : (error as Error),
        ),
      ),
    );

/**
 * Command 0 under the fixed key. `onKey` gets the session key while the frame
 * that carries it is being handled, so that the very next frame is read under it.
 */
export const bootstrap = (
  exchange: Exchange,
  credentials: Credentials,
  onKey: (key: Uint8Array) => void,
): Observable<void> =>
  defer(() =>
    exchange(
      commands.bootstrap.id,
      payloadOf(commands.bootstrap, { token: credentials.connectionToken }),
    ),
  ).pipe(
    map((reply) => {
      if (reply.resCode !== 0) throw new GatewayError('bootstrap', reply.resCode);
      const { token, session_key } = bodyOf(commands.bootstrap, reply);
      const key = parseKey(session_key);
      if (E.isLeft(key)) throw new BadReplyError(commands.bootstrap.id, key.left);
      credentials.keepConnectionToken(token);
      onKey(key.right);
    }),
    atStep('bootstrap'),
  );

const attemptLogin = (
  exchange: Exchange,
  credentials: Credentials,
  otp: string,
): Observable<void> =>
  defer(() =>
    exchange(commands.login.id, payloadOf(commands.login, credentials.request(otp))),
  ).pipe(
    tap((reply) => {
      if (reply.resCode !== 0) throw loginError(reply.resCode, otp !== '');
    }),
    map((reply) => {
      const { login_token, session } = bodyOf(commands.login, reply);
      credentials.keepLogin(login_token, session);
    }),
    atStep('login'),
  );

const isReason = (error: unknown, reason: AuthenticationError['reason']): boolean =>
  error instanceof AuthenticationError && error.reason === reason;

const otpFrom = (source: OtpSource | undefined): Observable<string> =>
  source === undefined
    ? of('')
    : typeof source === 'string'
      ? of(source)
      : defer(() => from(Promise.resolve(source())));

/**
 * Command 28. Like the official client it sends a one-time password only when
 * the server has asked for one, and gives up when that is refused. A stored
 * token that is refused is forgotten and the password tried once.
 */
export const login = (
  exchange: Exchange,
  credentials: Credentials,
  otp: OtpSource | undefined,
): Observable<void> =>
  attemptLogin(exchange, credentials, '').pipe(
    catchError((error: unknown) => {
      if (isReason(error, 'otpRequired') && otp !== undefined) {
        return otpFrom(otp).pipe(concatMap((code) => attemptLogin(exchange, credentials, code)));
      }
      if (isReason(error, 'badCredentials') && credentials.forgetLogin()) {
        return login(exchange, credentials, otp);
      }
      return throwError(() => error as Error);
    }),
  );
