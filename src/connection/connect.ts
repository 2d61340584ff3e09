import {
  concat,
  defer,
  ignoreElements,
  merge,
  NEVER,
  Observable,
  of,
  switchMap,
  tap,
  throwError,
} from 'rxjs';
import { retryBackoff, type RetryAttempt } from '../operators/index.js';
import { commands } from '../wire/index.js';
import { Connection } from './connection.js';
import type { Credentials, OtpSource } from './credentials.js';
import type { Diagnostic } from './diagnostics.js';
import { AuthenticationError, SocketError } from './errors.js';
import { bootstrap, login } from './handshake.js';
import { heartbeat } from './heartbeat.js';
import type { RequestPacer } from './limits.js';
import { loggable, type Logger } from './log.js';
import type { Runtime } from './runtime.js';
import { socket$ as openSocket, type Socket, type SocketOptions } from './socket.js';
import type { StateMachine } from './state.js';

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
  error instanceof AuthenticationError || (error instanceof SocketError && error.kind === 'fatal');

/**
 * One attempt: opens a socket, does the handshake, emits the live, authenticated
 * connection, and fails when it ends (a close in order by the server included).
 */
const connectOnce = (options: ConnectOptions, number: number): Observable<Connection> => {
  const { state, runtime, credentials, onDiagnostic, pacer, requestTimeoutMs } = options;
  const logger = options.logger.child({ connection: number });
  const enter = (...[next, reason, details]: Parameters<StateMachine['enter']>): void => {
    state.enter(next, reason, details);
    logger.info({ state: next, reason });
  };

  const endedInOrder = defer(() =>
    throwError(() => new SocketError('clean', 'closed by the server')),
  );

  const overSocket = (socket: Socket): Observable<Connection> => {
    const { maxFrameBytes } = options.socket;
    const live = new Connection({
      number,
      socket,
      pacer,
      runtime,
      requestTimeoutMs,
      maxFrameBytes,
      onDiagnostic,
    });
    const exchange = live.exchange.bind(live);
    const ping = live.request(commands.ping, undefined);
    const beats = heartbeat({ ...options.heartbeat, ping, scheduler: runtime.scheduler }).pipe(
      tap((roundTripMs) => options.onPing?.(roundTripMs)),
      ignoreElements(),
    );
    const handshake = concat(
      bootstrap(exchange, credentials, (key) => {
        live.useKey(key);
        enter('bootstrapped', 'session key received');
      }),
      login(exchange, credentials, options.otp),
    ).pipe(ignoreElements());
    const authenticated = defer(() => {
      enter('authenticated', 'logged in');
      return merge(of(live), beats, options.serve?.(live) ?? NEVER);
    });
    return merge(concat(live.run(), endedInOrder), concat(handshake, authenticated));
  };

  const open = options.openSocket ?? openSocket;
  return defer(() => {
    enter('connecting', `connecting to ${options.socket.url}`, { connection: number });
    return concat(
      open({ ...options.socket, scheduler: runtime.scheduler }).pipe(
        // One socket per attempt: the inner stream ends with it.
        switchMap(overSocket),
      ),
      endedInOrder,
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
    let number = 0;
    const lost = (error: unknown, attempt: number, delayMs?: number): void => {
      const reason = error instanceof Error ? error.message : String(error);
      state.enter('disconnected', reason, { attempt, error });
      logger.warn({ state: 'disconnected', attempt, delayMs, error: loggable(error) });
    };
    return defer(() => connectOnce(options, (number += 1))).pipe(
      retryBackoff({
        ...definedOnly(reconnect),
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

/** Options that are given; an absent one must not hide a default. */
const definedOnly = <T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
