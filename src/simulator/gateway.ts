import { Subject, type Observable } from 'rxjs';
import { commandName, ResCode, type RequestFrame } from '../wire/index.js';
import { Client, type ConnectionInfo } from './client.js';
import { routes } from './handlers/index.js';
import type { World } from './handlers/world.js';
import { refusal, type Answer } from './server/answer.js';
import { Connection, type ConnectionHost } from './server/connection.js';
import type { Faults } from './server/faults.js';
import type { ServerSocket } from './server/server-socket.js';

/** A request as it arrived, decrypted. */
export interface SimulatorRequest {
  /** Number of the connection. */
  readonly connection: number;
  /** Who had logged in by then. */
  readonly login: bigint | undefined;
  readonly command: number;
  /** Such as `ticks_subscribe`. */
  readonly name: string;
  /** As sent. That of a login holds the password: do not log it. */
  readonly payload: Uint8Array;
  /** UTC milliseconds. */
  readonly at: number;
}

export interface GatewayLimits {
  readonly maxFrameBytes: number;
  readonly maxBufferedBytes: number;
}

/** Close code of a server that stops. */
const goingAway = 1001;

/** The clients, and the way of a request from one of them to what answers it. */
export class Gateway implements ConnectionHost {
  readonly requests$: Observable<SimulatorRequest>;
  readonly #requests = new Subject<SimulatorRequest>();
  readonly #clients = new Map<number, Client>();
  #nextId = 1;
  #allGone: () => void = () => {};

  constructor(
    readonly faults: Faults,
    private readonly limits: GatewayLimits,
    private readonly world: World,
  ) {
    this.requests$ = this.#requests.asObservable();
  }

  get chance(): World['chance'] {
    return this.world.chance;
  }
  get scheduler(): World['scheduler'] {
    return this.world.scheduler;
  }
  get logger(): World['logger'] {
    return this.world.logger;
  }
  get maxFrameBytes(): number {
    return this.limits.maxFrameBytes;
  }
  get maxBufferedBytes(): number {
    return this.limits.maxBufferedBytes;
  }

  /** In the order in which they connected; those that are about to go included. */
  get clients(): readonly Client[] {
    return [...this.#clients.values()];
  }
  get openClients(): readonly Client[] {
    return this.clients.filter(({ connection }) => connection.isOpen);
  }

  accept(socket: ServerSocket, remote: string): void {
    const connection = new Connection(this.#nextId, socket, remote, this);
    this.#nextId += 1;
    this.#clients.set(connection.id, new Client(connection, this.world.clock));
  }

  received(connection: Connection, { command, payload }: RequestFrame): void {
    const login = this.#clients.get(connection.id)?.user?.account.login;
    const name = commandName(command);
    this.logger?.debug({ connection: connection.id, command, bytes: payload.length }, name);
    this.#requests.next({
      ...{ connection: connection.id, login, command, name },
      ...{ payload: Uint8Array.from(payload), at: this.scheduler.now() },
    });
  }

  answer(connection: Connection, { command, payload }: RequestFrame): Answer | undefined {
    const route = routes.get(command);
    const client = this.#clients.get(connection.id);
    if (route === undefined || client === undefined) {
      this.logger?.info({ connection: connection.id, command }, 'command ignored');
      return undefined;
    }
    // Ticks that are gathered still were there before the request: nobody is answered past them.
    client.subscriber.flushTicks();
    try {
      return route.answer(payload, client, this.world);
    } catch (error) {
      // A value of the options or of a feed that no record can hold; the client cannot help it.
      const reason = error instanceof Error ? error.message : String(error);
      this.logger?.error({ connection: connection.id, command, reason }, 'cannot answer');
      return refusal(ResCode.internal_error);
    }
  }

  closed(connection: Connection): void {
    const client = this.#clients.get(connection.id);
    if (client !== undefined) {
      this.world.fanout.remove(client.subscriber);
      this.world.books.remove(client.bookSubscriber);
    }
    this.#clients.delete(connection.id);
    this.faults.forget(connection.id);
    if (this.#clients.size === 0) this.#allGone();
  }

  /** Sends a push to all who have logged in and pass the filter; gives their number. */
  push(
    command: number,
    body: Uint8Array,
    filter: (connection: ConnectionInfo) => boolean = () => true,
  ): number {
    return this.openClients.filter(
      (client) =>
        client.user !== undefined && filter(client.info()) && client.connection.push(command, body),
    ).length;
  }

  /** Says farewell to all clients; resolves once they are gone. */
  async close(): Promise<void> {
    const gone = new Promise<void>((resolve) => (this.#allGone = resolve));
    for (const { connection } of this.clients) {
      if (this.faults.halfOpen.find(connection.id) === true) connection.drop();
      else connection.close(goingAway, 'server stopped');
    }
    if (this.#clients.size > 0) await gone;
    this.#requests.complete();
  }
}
