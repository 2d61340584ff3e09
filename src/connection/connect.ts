import {
  concat,
  defer,
  ignoreElements,
  merge,
  NEVER,
  of,
  switchMap,
  tap,
  throwError,
  type Observable,
} from 'rxjs';
import { retryBackoff, type RetryAttempt, type RetryBackoffOptions } from '../operators/index.js';
import { commands } from '../wire/index.js';
import { closedInOrder } from './close-kind.js';
import { Connection } from './connection.js';
import type { Credentials, OtpSource } from './credentials.js';
import type { Diagnostic } from './diagnostics.js';
import { AuthenticationError, SocketError } from './errors.js';
import { bootstrap, login, type Ask } from './handshake.js';
import { heartbeat } from './heartbeat.js';
import type { RequestPacer } from './limits.js';
import { isolated, loggable, loggableUrl, type Logger } from './log.js';
import type { Runtime } from './runtime.js';
import { socket$ as openSocket, type Socket, type SocketOptions } from './socket.js';
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
  const logger = options.logger.child({ connection: number });
  const onDiagnostic = isolated(options.onDiagnostic, logger);
  const onPing = isolated(options.onPing ?? (() => undefined), logger);

  const enter = (...[next, reason, details]: Parameters<StateMachine['enter']>): void => {
    // A session that is being closed says so until it is gone.
    if (state.status.state === 'closing') return;
    state.enter(next, reason, details);
    logger.info({ state: next, reason });
  };

  const overSocket = (open: Socket): Observable<Connection> => {
    const { maxFrameBytes } = socket;
    const live = new Connection({
      ...{ number, socket: open, pacer, runtime, requestTimeoutMs, maxFrameBytes, onDiagnostic },
    });
    const ask: Ask = (command, value) => live.request(command, value);
    const onKey = (key: Uint8Array): void => {
      live.useKey(key);
      enter('bootstrapped', 'session key received');
    };
    const handshake = concat(bootstrap(ask, credentials, onKey), login(ask, credentials, otp));
    const ping = live.request(commands.ping, undefined);
    const beats = heartbeat({ ...options.heartbeat, ping, scheduler: runtime.scheduler });
    const authenticated = defer(() => {
      enter('authenticated', 'logged in');
      return merge(
        of(live),
        beats.pipe(tap(onPing), ignoreElements()),
        options.serve?.(live) ?? NEVER,
      );
    });
    return live.run(concat(handshake.pipe(ignoreElements()), authenticated));
  };

  return defer(() => {
    enter('connecting', `connecting to ${loggableUrl(socket.url)}`, { connection: number });
    const open = options.openSocket ?? openSocket;
    return concat(
      // One socket per attempt: what runs over it ends with it.
      open({ ...socket, scheduler: runtime.scheduler }).pipe(switchMap(overSocket)),
      throwError(() => closedInOrder()),
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
