import * as E from 'fp-ts/lib/Either.js';
import type { Logger } from 'pino';
import type { SchedulerLike } from 'rxjs';
import { WebSocket } from 'ws';
import {
  commandName,
  commands,
  Decryptor,
  Encryptor,
  initialKey,
  openRequest,
  sealReply,
  type RequestFrame,
} from '../../wire/index.js';
import { refusal, type Answer } from './answer.js';
import type { Chance } from './chance.js';
import type { Faults } from './faults.js';
import { garbage, type GarbageSort } from './garbage.js';
import type { ServerSocket } from './server-socket.js';
import { Timers } from './timers.js';

/** What a connection needs from the server around it. */
export interface ConnectionHost {
  readonly faults: Faults;
  readonly chance: Chance;
  readonly scheduler: SchedulerLike;
  readonly logger: Logger | undefined;
  readonly maxFrameBytes: number;
  readonly maxBufferedBytes: number;
  /** Told of every request, before it is answered. */
  received(connection: Connection, frame: RequestFrame): void;
  /** The answer to a request; none to an unknown command. */
  answer(connection: Connection, frame: RequestFrame): Answer | undefined;
  closed(connection: Connection): void;
}

/** A client that lets this many times `maxBufferedBytes` wait is disconnected. */
const backlogFactor = 16;

const closeCodes = { protocolError: 1002, unsupportedData: 1003 } as const;

/** One connection: its socket, its keys, and what it sends. */
export class Connection {
  readonly id: number;
  readonly remote: string;
  /** UTC milliseconds. */
  readonly openedAt: number;
  /** Requests that could be read. */
  requests = 0;

  readonly #host: ConnectionHost;
  readonly #socket: ServerSocket;
  readonly #logger: Logger | undefined;
  readonly #timers: Timers;
  #key = initialKey();
  #encryptor = new Encryptor(this.#key);
  #decryptor = new Decryptor(this.#key);
  #wrongEncryptor: Encryptor | undefined;
  #hasSessionKey = false;
  /** A request has come under the session key: before that the client may not have it yet. */
  #heardUnderSessionKey = false;

  constructor(id: number, socket: ServerSocket, remote: string, host: ConnectionHost) {
    this.id = id;
    this.remote = remote;
    this.openedAt = host.scheduler.now();
    this.#host = host;
    this.#socket = socket;
    this.#timers = new Timers(host.scheduler);
    this.#logger = host.logger?.child({ connection: id });
    socket.muted = host.faults.halfOpen.find(id) ?? false;
    socket.on('message', (data, isBinary) => this.#message(data as Buffer, isBinary));
    socket.on('ping', (data) => socket.answerPing(data));
    socket.on('error', (error) => this.#logger?.warn({ reason: error.message }, 'socket error'));
    socket.on('close', (code) => this.#closed(code));
    this.#logger?.info({ remote }, 'client connected');
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Whether the bootstrap has been answered. */
  get hasSessionKey(): boolean {
    return this.#hasSessionKey;
  }

  /** Bytes that wait to be sent. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Whether so much waits that what can be spared is not to be sent. */
  get slow(): boolean {
    return this.bufferedBytes > this.#host.maxBufferedBytes;
  }

  /** From now on both sides use the session key. */
  useKey(key: Uint8Array): void {
    this.#key = Uint8Array.from(key);
    this.#encryptor = new Encryptor(key);
    this.#decryptor = new Decryptor(key);
    this.#wrongEncryptor = undefined;
    this.#hasSessionKey = true;
  }

  /** Sends a push, unless the client cannot read it yet or is not to get anything. */
  push(command: number, body: Uint8Array): boolean {
    if (!this.#heardUnderSessionKey || !this.isOpen || this.#isHalfOpen) return false;
    this.#send(this.#host.chance.u16(), command, 0, body);
    return true;
  }

  sendGarbage(sort: GarbageSort): void {
    this.#write(garbage(sort, this.#key, this.#host.chance));
  }

  mute(muted: boolean): void {
    this.#socket.muted = muted;
  }

  /** Closes in order; the client sees this code. */
  close(code: number, reason = ''): void {
    this.#socket.close(code, reason);
  }

  /** Cuts the connection without a word. */
  drop(): void {
    this.#socket.terminate();
  }

  get #isHalfOpen(): boolean {
    return this.#host.faults.halfOpen.find(this.id) ?? false;
  }

  #message(data: Buffer, isBinary: boolean): void {
    // Requests can still arrive behind the one that was answered with a close.
    if (!this.isOpen) return;
    if (!isBinary) {
      this.#fail(closeCodes.unsupportedData, 'a text message');
      return;
    }
    const frame = openRequest(this.#decryptor, data, { maxFrameBytes: this.#host.maxFrameBytes });
    if (E.isLeft(frame)) {
      this.#fail(closeCodes.protocolError, frame.left.message, frame.left.code);
      return;
    }
    this.requests += 1;
    this.#heardUnderSessionKey = this.#hasSessionKey;
    this.#host.received(this, frame.right);
    if (!this.#hasSessionKey && frame.right.command !== commands.bootstrap.id) {
      this.#fail(closeCodes.protocolError, `${commandName(frame.right.command)} came first`);
      return;
    }
    this.#answer(frame.right);
  }

  #answer(frame: RequestFrame): void {
    const { faults, chance } = this.#host;
    const { command } = frame;
    if (this.#isHalfOpen || faults.ignored.take(this.id, command) === true) return;

    const code = faults.refused.take(this.id, command);
    const answer = code === undefined ? this.#host.answer(this, frame) : refusal(code);
    if (answer === undefined) return;

    const prefix = faults.echo.find(this.id) === true ? frame.prefix : chance.u16();
    const copies = faults.duplicated.find(this.id, command) === true ? 2 : 1;
    const reply = (): void => {
      if (!this.isOpen || this.#isHalfOpen) return;
      for (let copy = 0; copy < copies; copy += 1) {
        this.#send(prefix, command, answer.code, answer.body);
      }
      answer.after?.();
    };
    const delayMs = faults.takeDelay(this.id, command);
    if (delayMs === 0) reply();
    else if (Number.isFinite(delayMs)) this.#timers.after(delayMs, reply);
  }

  #send(prefix: number, command: number, code: number, body: Uint8Array): void {
    this.#write(sealReply(this.#currentEncryptor(), { prefix, command, code, body }));
  }

  #currentEncryptor(): Encryptor {
    if (this.#host.faults.wrongKey.find(this.id) !== true) return this.#encryptor;
    this.#wrongEncryptor ??= new Encryptor(this.#host.chance.bytes(this.#key.length));
    return this.#wrongEncryptor;
  }

  #write(message: Uint8Array | string): void {
    if (!this.isOpen) return;
    if (this.bufferedBytes > backlogFactor * this.#host.maxBufferedBytes) {
      this.#logger?.warn({ bufferedBytes: this.bufferedBytes }, 'client too slow, disconnected');
      this.drop();
      return;
    }
    this.#socket.send(message);
  }

  /** Ends a connection that does not speak the protocol. */
  #fail(closeCode: number, reason: string, code?: string): void {
    this.#logger?.warn({ reason, code }, 'client disconnected: not the protocol');
    // A reason of more than 123 bytes is not allowed, and the client needs to know no more.
    this.close(closeCode, 'protocol error');
  }

  #closed(closeCode: number): void {
    this.#timers.close();
    this.#logger?.info({ closeCode }, 'client gone');
    this.#host.closed(this);
  }
}
