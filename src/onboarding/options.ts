import {
  defaultRuntime,
  RequestPacer,
  silentLogger,
  type BriefOptions,
  type Limits,
  type Logger,
  type Runtime,
  type Socket,
  type SocketOptions,
  type TlsOptions,
} from '../connection/index.js';
import type { Observable } from 'rxjs';

/** Where to, and how. All of onboarding goes over brief connections of its own. */
export interface OnboardingOptions {
  /** `wss://<host of the web terminal>/terminal`, or the `url` of an embedded server. */
  readonly url: string;
  /** 16 bytes that stay the same for one installation. Default: random. */
  readonly clientId?: Uint8Array | undefined;
  /** How long opening the socket may take. Default 15 000 ms. */
  readonly connectTimeoutMs?: number | undefined;
  /** How long a request waits for its reply, counted from sending. Default 30 000 ms. */
  readonly requestTimeoutMs?: number | undefined;
  /** Origin header. Default: that of the official web terminal. */
  readonly origin?: string | undefined;
  readonly tls?: TlsOptions | undefined;
  /** Longest frame taken, in bytes. Default 64 MiB. */
  readonly maxFrameBytes?: number | undefined;
  /** How fast requests may go out; calls to one server with the same limits share them. */
  readonly limits?: Limits | undefined;
  /** A pino logger. Silent by default. */
  readonly logger?: Logger | undefined;
  /** Time and chance, for tests. */
  readonly runtime?: Partial<Runtime> | undefined;
  /** Replaces the WebSocket, for tests. */
  readonly openSocket?: ((options: SocketOptions) => Observable<Socket>) | undefined;
}

const clientIdBytes = 16;
const defaultRequestTimeoutMs = 30_000;
/** How many servers are kept in mind; the first of them is forgotten. */
const keptServers = 64;

/**
 * The limits of a server outlive the brief connections to it: one command 41 on each of many
 * connections in a row is as fast as many on one. Keyed by the clock that they are counted on.
 */
const pacersByClock = new WeakMap<object, Map<string, RequestPacer>>();

const pacerFor = (
  { url, limits = {} }: OnboardingOptions,
  { scheduler }: Runtime,
): RequestPacer => {
  const pacers = pacersByClock.get(scheduler) ?? new Map<string, RequestPacer>();
  pacersByClock.set(scheduler, pacers);
  const key = `${url} ${JSON.stringify(limits)}`;
  const pacer = pacers.get(key) ?? new RequestPacer(limits, scheduler);
  pacers.set(key, pacer);
  const [oldest] = pacers.keys();
  if (pacers.size > keptServers && oldest !== undefined) pacers.delete(oldest);
  return pacer;
};

export interface Surroundings {
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly clientId: Uint8Array;
  /** What a brief connection is made with. */
  readonly brief: BriefOptions;
}

/** The options with every default filled in. */
export const surroundingsOf = (options: OnboardingOptions): Surroundings => {
  const { url, origin, tls, maxFrameBytes, connectTimeoutMs, openSocket } = options;
  const runtime: Runtime = { ...defaultRuntime, ...options.runtime };
  const logger = (options.logger ?? silentLogger()).child({ part: 'onboarding' });
  const clientId = options.clientId ?? runtime.bytes(clientIdBytes);
  return {
    ...{ runtime, logger, clientId },
    brief: {
      ...{ clientId, runtime, openSocket },
      socket: { url, origin, tls, maxFrameBytes, openTimeoutMs: connectTimeoutMs },
      requestTimeoutMs: options.requestTimeoutMs ?? defaultRequestTimeoutMs,
      pacer: pacerFor(options, runtime),
      onDiagnostic: ({ kind }) => {
        logger.debug({ diagnostic: kind });
      },
    },
  };
};
