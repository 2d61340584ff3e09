import { concat, defer, ignoreElements, merge, NEVER, of, tap, type Observable } from 'rxjs';
import { retryBackoff, type RetryAttempt, type RetryBackoffOptions } from '../operators/index.js';
import { commands } from '../wire/index.js';
import type { Connection } from './connection.js';
import type { Credentials, OtpSource } from './credentials.js';
import type { Diagnostic } from './diagnostics.js';
import { AuthenticationError, SocketError } from './errors.js';
import { bootstrap, login, type Ask, type LoginSurroundings } from './handshake.js';
import { heartbeat } from './heartbeat.js';
import type { RequestPacer } from './limits.js';
import { isolated, loggable, loggableUrl, type Logger } from './log.js';
import { overSocket } from './over-socket.js';
import type { Runtime } from './runtime.js';
import type { Socket, SocketOptions } from './socket.js';
import { IllegalTransitionError, type StateMachine } from './state.js';

export interface ReconnectOptions {
  /** First delay and width of the jitter. Default 1000 ms. */
  readonly delayMs?: number | undefined;
  /** Longest delay. Default 60 000 ms. */
  readonly maxMs?: number | undefined;
  /** Retries in a row before giving up. Default Infinity. */
  readonly maxAttempts?: number | undefined;
  /** A connection that lived this long resets the delay. Default 60 000 ms. */
  readonly resetAfterMs?: number | undefined;
}

export interface ConnectOptions {
  readonly socket: Omit<SocketOptions, 'scheduler'>;
  readonly credentials: Credentials;
  readonly otp?: OtpSource | undefined;
  readonly heartbeat?: { readonly intervalMs?: number; readonly limitMs?: number } | undefined;
  readonly reconnect?: ReconnectOptions | undefined;
  readonly requestTimeoutMs: number;
  readonly pacer: RequestPacer;
  readonly state: StateMachine;
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly onDiagnostic: (diagnostic: Diagnostic) => void;
  readonly onPing?: ((roundTripMs: number) => void) | undefined;
  /**
   * What is done over each authenticated connection, for as long as it lives.
   * Its error ends the connection, and it is tried again.
   */
  readonly serve?: ((connection: Connection) => Observable<never>) | undefined;
  /** Replaces the WebSocket, for tests. */
  readonly openSocket?: ((options: SocketOptions) => Observable<Socket>) | undefined;
}

/** Whether trying again cannot help. */
export const isFatal = (error: unknown): boolean =>
  error instanceof AuthenticationError ||
  error instanceof IllegalTransitionError ||
  (error instanceof SocketError && error.kind === 'fatal');

/**
 * One attempt: opens a socket, does the handshake, emits the live, authenticated
 * connection, and fails when it ends (a close in order by the server included).
 */
const connectOnce = (options: ConnectOptions, number: number): Observable<Connection> => {
  const { credentials, otp, state, runtime, socket, pacer, requestTimeoutMs } = options;
  const { scheduler } = runtime;
  const logger = options.logger.child({ connection: number });
  const onDiagnostic = isolated(options.onDiagnostic, logger);
  const onPing = isolated(options.onPing ?? (() => undefined), logger);

  const enter = (...[next, reason, details]: Parameters<StateMachine['enter']>): void => {
    // A session that is being closed says so until it is gone.
    if (state.status.state === 'closing') return;
    state.enter(next, reason, details);
    logger.info({ state: next, reason });
  };
  const surroundings: LoginSurroundings = {
    now: () => scheduler.now(),
    onOtpWanted: () => {
      enter('bootstrapped', 'one-time password wanted', { otp: { kind: 'required' } });
    },
  };

  const authenticate = (live: Connection): Observable<never> => {
    const ask: Ask = (command, value) => live.request(command, value);
    const onKey = (key: Uint8Array): void => {
      live.useKey(key);
      enter('bootstrapped', 'session key received');
    };
    return concat(
      bootstrap(ask, credentials, onKey),
      login(ask, credentials, otp, surroundings),
    ).pipe(ignoreElements());
  };

  const serve = (live: Connection): Observable<Connection> =>
    defer(() => {
      enter('authenticated', 'logged in');
      const ping = live.request(commands.ping, undefined);
      const beats = heartbeat({ ...options.heartbeat, ping, scheduler });
      return merge(
        of(live),
        beats.pipe(tap(onPing), ignoreElements()),
        options.serve?.(live) ?? NEVER,
      );
    });

  return defer(() => {
    enter('connecting', `connecting to ${loggableUrl(socket.url)}`, { connection: number });
    const { openSocket } = options;
    return overSocket(
      { number, socket, pacer, runtime, requestTimeoutMs, onDiagnostic, openSocket },
      (live) => concat(authenticate(live), serve(live)),
    );
  });
};

/**
 * Emits one `Connection` per live, authenticated socket, for as long as it is
 * subscribed to: after a loss it connects again, with exponential backoff.
 * Fails when trying again cannot help (`isFatal`) or the retries are used up.
 */
export const connections = (options: ConnectOptions): Observable<Connection> =>
  defer(() => {
    const { state, runtime, logger, reconnect = {} } = options;
    let connection = 0;
    const lost = (error: unknown, attempt: number, delayMs?: number): void => {
      const reason = error instanceof Error ? error.message : String(error);
      state.enter('disconnected', reason, { attempt, error });
      logger.warn({ state: 'disconnected', connection, attempt, delayMs, error: loggable(error) });
    };
    return defer(() => connectOnce(options, (connection += 1))).pipe(
      retryBackoff({
        // An option that is undefined takes its default there.
        ...(reconnect as RetryBackoffOptions),
        isFatal,
        random: runtime.random,
        scheduler: runtime.scheduler,
        onAttempt: ({ attempt, delayMs, error }: RetryAttempt) => {
          lost(error, attempt + 1, delayMs);
        },
      }),
      tap({
        error: (error: unknown) => {
          lost(error, state.status.attempt);
        },
      }),
    );
  });
