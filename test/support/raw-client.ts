import { once } from 'node:events';

import * as E from 'fp-ts/lib/Either.js';
import { WebSocket, type ClientOptions } from 'ws';

import {
  commands,
  complete,
  decode,
  Decryptor,
  encode,
  Encryptor,
  initialKey,
  loginRequestOf,
  openReply,
  sealRequest,
  type Command,
  type Layout,
  type LoginReply,
  type ProtocolError,
  type ReplyFrame,
} from '../../src/wire/index.js';

/** The right side, or a thrown left one. */
export const right = <T>(either: E.Either<ProtocolError, T>): T => {
  if (E.isLeft(either)) throw either.left;
  return either.right;
};

export const bodyBytes = <T>(layout: Layout<T>, value: T): Uint8Array =>
  right(encode(layout, value));

export const bodyValue = <T>(layout: Layout<T>, bytes: Uint8Array): T =>
  right(complete(layout.name, right(decode(layout, bytes))));

/** A reply whose code is not 0. */
export class Refused extends Error {
  constructor(
    readonly command: number,
    readonly code: number,
  ) {
    super(`command ${command} was refused with code ${code}`);
  }
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

interface Waiter {
  readonly resolve: (frame: ReplyFrame) => void;
  readonly reject: (error: Error) => void;
}

interface LogOn {
  readonly login: bigint;
  /** Or the 320 hex digits of a login token. */
  readonly password: string;
  readonly otp?: string;
  readonly session?: bigint;
}

/**
 * A client of the bare wire, with nothing of the library above it: what it sends is what a test
 * says, and everything that comes is kept, in order, until the test takes it.
 */
export class RawClient {
  /** All frames that could be read, in the order of arrival. */
  readonly frames: ReplyFrame[] = [];
  /** What could not be read. */
  readonly faults: (ProtocolError | string)[] = [];
  readonly closed: Promise<Closed>;
  token: Uint8Array = new Uint8Array(64);
  key = initialKey();
  isClosed = false;

  readonly #unread: ReplyFrame[] = [];
  readonly #waiters = new Map<number, Waiter[]>();
  readonly #faultWaiters: (() => void)[] = [];
  #encryptor = new Encryptor(this.key);
  #decryptor = new Decryptor(this.key);
  #prefix = 0;

  private constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.isClosed = true;
        this.#failAll(`closed with ${code}`);
        resolve({ code, reason: reason.toString() });
      });
    });
    socket.on('error', () => {});
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
  }

  /** Resolves once the socket is open; rejects if it is refused. */
  static async open(url: string, options: ClientOptions = {}): Promise<RawClient> {
    const socket = new WebSocket(url, { perMessageDeflate: false, ...options });
    const client = new RawClient(socket);
    await once(socket, 'open');
    return client;
  }

  /** Open, bootstrapped and logged in. */
  static async loggedOn(url: string, account: LogOn): Promise<RawClient> {
    const client = await RawClient.open(url);
    await client.bootstrap();
    await client.logOn(account);
    return client;
  }

  /** Sends a request; gives the two bytes that lead it. */
  send(command: number, payload: Uint8Array = new Uint8Array(0)): number {
    this.#prefix = (this.#prefix + 0x0101) & 0xffff;
    const prefix = this.#prefix;
    this.socket.send(sealRequest(this.#encryptor, { prefix, command, payload }));
    return prefix;
  }

  /** The next frame of a command that was not taken yet. */
  next(command: number): Promise<ReplyFrame> {
    const at = this.#unread.findIndex((frame) => frame.command === command);
    const [frame] = at < 0 ? [] : this.#unread.splice(at, 1);
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve, reject) => {
      const waiters = this.#waiters.get(command) ?? [];
      this.#waiters.set(command, [...waiters, { resolve, reject }]);
    });
  }

  /** The next push of a command, as a value. */
  async push<R>(command: Pick<Command<never, R>, 'id' | 'reply'>): Promise<R> {
    return bodyValue(command.reply, (await this.next(command.id)).body);
  }

  /** The reply, whatever its code. */
  async reply<Q>(command: Command<Q>, request: Q): Promise<ReplyFrame> {
    this.send(command.id, bodyBytes(command.request, request));
    return this.next(command.id);
  }

  /** The value of the reply; rejects with `Refused` for a code that is not 0. */
  async ask<Q, R>(command: Command<Q, R>, request: Q): Promise<R> {
    const frame = await this.reply(command, request);
    if (frame.code !== 0) throw new Refused(frame.command, frame.code);
    return bodyValue(command.reply, frame.body);
  }

  /** Exchanges keys; with the token that it was given before, after a first time. */
  async bootstrap(token = this.token): Promise<void> {
    const reply = await this.ask(commands.bootstrap, { token });
    this.token = reply.token;
    this.useKey(reply.session_key);
  }

  useKey(key: Uint8Array): void {
    this.key = Uint8Array.from(key);
    this.#encryptor = new Encryptor(key);
    this.#decryptor = new Decryptor(key);
  }

  async logOn(account: LogOn): Promise<LoginReply> {
    return this.ask(commands.login, loginRequestOf({ cid: new Uint8Array(16), ...account }));
  }

  /** Resolves once there is one more fault than before, or at once if there are `count`. */
  async faultCount(count: number): Promise<void> {
    while (this.faults.length < count) {
      await new Promise<void>((resolve) => this.#faultWaiters.push(resolve));
    }
  }

  /** Closes and waits until it is done. */
  async close(): Promise<Closed> {
    this.socket.close();
    return this.closed;
  }

  #receive(data: Buffer, isBinary: boolean): void {
    const frame = isBinary ? openReply(this.#decryptor, data) : undefined;
    if (frame === undefined || E.isLeft(frame)) {
      this.faults.push(frame?.left ?? data.toString());
      this.#faultWaiters.splice(0).forEach((resolve) => resolve());
      return;
    }
    this.frames.push(frame.right);
    const waiter = this.#waiters.get(frame.right.command)?.shift();
    if (waiter === undefined) this.#unread.push(frame.right);
    else waiter.resolve(frame.right);
  }

  #failAll(reason: string): void {
    for (const waiter of [...this.#waiters.values()].flat()) waiter.reject(new Error(reason));
    this.#waiters.clear();
  }
}
