import { identity, type MonoTypeOperatorFunction } from 'rxjs';
import {
  connections,
  Credentials,
  RequestPacer,
  silentLogger,
  StateMachine,
  type Connection,
  type ConnectOptions,
  type Diagnostic,
  type Status,
} from '../../../src/connection/index.js';
import { Clock } from './clock.js';
import { countedBytes } from './connected.js';
import { FakeServer } from './fake-server.js';
import { watch, type Seen } from './seen.js';

export interface Opened {
  readonly clock: Clock;
  readonly server: FakeServer;
  readonly state: StateMachine;
  readonly pacer: RequestPacer;
  readonly statuses: Status[];
  /** `state` of each status, in order. */
  readonly path: () => string[];
  readonly diagnostics: Diagnostic[];
  readonly seen: Seen<Connection>;
}

/**
 * `connections` against a server in virtual time. The jitter is half of the first
 * delay: retries wait 1.5 s, 2.5 s, 4.5 s, ...
 */
export const open = (
  options: Partial<ConnectOptions> = {},
  prepare: (server: FakeServer) => void = () => undefined,
  shape: MonoTypeOperatorFunction<Connection> = identity,
): Opened => {
  const clock = new Clock();
  const server = new FakeServer(clock);
  prepare(server);
  const diagnostics: Diagnostic[] = [];
  const statuses: Status[] = [];
  const state = new StateMachine({
    scheduler: clock,
    onIllegal: (error) => {
      throw error;
    },
  });
  const pacer = new RequestPacer({}, clock);
  state.status$.subscribe((status) => statuses.push(status));
  const source = connections({
    socket: { url: 'wss://broker.example/terminal' },
    credentials: new Credentials({
      ...{ login: 5n, password: 'pass', cid: new Uint8Array(16).fill(1) },
    }),
    requestTimeoutMs: 30_000,
    pacer,
    state,
    runtime: {
      scheduler: clock,
      random: () => 0.5,
      bytes: countedBytes(),
      batch: (flush) => {
        flush();
      },
    },
    logger: silentLogger(),
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    openSocket: server.open,
    ...options,
  });
  return {
    ...{ clock, server, state, pacer, statuses, diagnostics },
    path: () => statuses.map((status) => status.state),
    seen: watch(source.pipe(shape)),
  };
};
