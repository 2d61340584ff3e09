import { NEVER, type Observable } from 'rxjs';
import {
  Connection,
  RequestPacer,
  type ConnectionOptions,
  type Diagnostic,
  type Limits,
  type Runtime,
} from '../../../src/connection/index.js';
import { Clock } from './clock.js';
import { Peer } from './peer.js';
import { watch, type Seen } from './seen.js';

/** Bytes that differ from call to call, the same in every run. */
export const countedBytes = (): ((length: number) => Uint8Array) => {
  let next = 1;
  return (length) => Uint8Array.from({ length }, () => (next = (next * 5 + 3) % 256));
};

export interface Connected {
  readonly clock: Clock;
  readonly peer: Peer;
  readonly pacer: RequestPacer;
  readonly connection: Connection;
  readonly diagnostics: Diagnostic[];
  readonly running: Seen<never>;
}

export interface ConnectedOptions extends Partial<Pick<ConnectionOptions, 'requestTimeoutMs'>> {
  readonly limits?: Limits;
  readonly clock?: Clock;
  readonly pacer?: RequestPacer;
  readonly work?: (connection: Connection) => Observable<never>;
  readonly batch?: Runtime['batch'];
  readonly maxFrameBytes?: number;
}

/** A connection over a peer of its own that does not run yet. */
export const prepared = (options: ConnectedOptions = {}): Omit<Connected, 'running'> => {
  const clock = options.clock ?? new Clock();
  const peer = new Peer();
  const pacer = options.pacer ?? new RequestPacer(options.limits ?? {}, clock);
  const diagnostics: Diagnostic[] = [];
  const connection = new Connection({
    number: 1,
    socket: peer.socket,
    pacer,
    runtime: {
      scheduler: clock,
      random: () => 0.5,
      bytes: countedBytes(),
      batch:
        options.batch ??
        ((flush) => {
          flush();
        }),
    },
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
    maxFrameBytes: options.maxFrameBytes,
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
  });
  return { clock, peer, pacer, connection, diagnostics };
};

/** A running one, before any handshake: all is under the first key. */
export const connected = (options: ConnectedOptions = {}): Connected => {
  const made = prepared(options);
  const running = watch(made.connection.run(options.work?.(made.connection) ?? NEVER));
  return { ...made, running };
};
