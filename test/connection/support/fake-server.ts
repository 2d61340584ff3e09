import { Observable, Subscription, type SchedulerLike } from 'rxjs';
import type { Socket, SocketOptions } from '../../../src/connection/index.js';
import { commands, type RequestFrame } from '../../../src/wire/index.js';
import { bodyOf, Peer } from './peer.js';

export const openMs = 10;
export const replyMs = 5;

const none = new Uint8Array(0);

/** What a server does with a request; true when that is all. */
export type Handle = (request: RequestFrame, peer: Peer, connection: number) => boolean;

/**
 * A server in virtual time: opens sockets after 10 ms, answers bootstrap, login
 * and pings after 5 ms, every other command with an empty body.
 */
export class FakeServer {
  /** The other sides of all sockets that were asked for, in order. */
  readonly peers: Peer[] = [];
  /** When each was asked for. */
  readonly askedAt: number[] = [];
  readonly options: SocketOptions[] = [];
  /** Sockets that the client holds, opening ones included. */
  held = 0;
  loginToken: Uint8Array = new Uint8Array(160).fill(0x4b);
  /** Replaces the opening of a socket. */
  opening: (peer: Peer, connection: number) => Observable<Socket> | undefined = () => undefined;
  handle: Handle = () => false;
  readonly #clock: SchedulerLike;
  /** What is under way, which a client that leaves does not get any more. */
  readonly #networks = new Map<Peer, Subscription>();

  constructor(clock: SchedulerLike) {
    this.#clock = clock;
  }

  readonly open = (options: SocketOptions): Observable<Socket> =>
    new Observable((subscriber) => {
      this.held += 1;
      const peer = new Peer();
      const network = new Subscription(() => (this.held -= 1));
      this.#networks.set(peer, network);
      subscriber.add(network);
      const number = this.peers.push(peer);
      this.askedAt.push(this.#clock.now());
      this.options.push(options);
      peer.onRequest = (request) => {
        if (!this.handle(request, peer, number)) this.answer(request, peer, replyMs);
      };
      const opening = this.opening(peer, number) ?? this.opensAfter(peer, openMs);
      subscriber.add(opening.subscribe(subscriber));
    });

  /** The present connection's other side. */
  get peer(): Peer {
    const peer = this.peers.at(-1);
    if (peer === undefined) throw new Error('no socket was asked for');
    return peer;
  }

  opensAfter(peer: Peer, ms: number): Observable<Socket> {
    return new Observable((subscriber) => {
      this.after(peer, ms, () => {
        subscriber.next(peer.socket);
      });
    });
  }

  /** Later, unless the client has left. */
  after(peer: Peer, ms: number, work: () => void): void {
    this.#networks.get(peer)?.add(this.#clock.schedule(work, ms));
  }

  /** The ordinary answer. */
  answer(request: RequestFrame, peer: Peer, afterMs: number, times = 1): void {
    this.after(peer, afterMs, () => {
      const { prefix } = request;
      const reply = peer.seal(request.command, this.#bodyFor(request, peer), { prefix });
      if (request.command === commands.bootstrap.id) peer.useKey(this.sessionKey(peer));
      for (let time = 0; time < times; time += 1) peer.deliver(reply);
    });
  }

  sessionKey(peer: Peer): Uint8Array {
    return new Uint8Array(32).fill(0x60 + this.peers.indexOf(peer));
  }

  /** The token that this connection was given. */
  connectionToken(peer: Peer): Uint8Array {
    return new Uint8Array(64).fill(0x90 + this.peers.indexOf(peer));
  }

  /** The commands that came in over one connection. */
  commandsOf(connection: number): number[] {
    return this.peers[connection - 1]?.requests.map(({ command }) => command) ?? [];
  }

  #bodyFor({ command }: RequestFrame, peer: Peer): Uint8Array {
    switch (command) {
      case commands.bootstrap.id:
        return bodyOf(commands.bootstrap, {
          skipped: new Uint8Array(2),
          token: this.connectionToken(peer),
          session_key: this.sessionKey(peer),
        });
      case commands.login.id:
        return bodyOf(commands.login, { login_token: this.loginToken, session: 42n });
      default:
        return none;
    }
  }
}
