import * as E from 'fp-ts/lib/Either.js';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import {
  commands,
  decode,
  Decryptor,
  Encryptor,
  initialKey,
  openRequest,
  sealReply,
  type Layout,
} from '../../../src/wire/index.js';
import { sessionKey } from '../support/messages.js';
import { countPath, echoPath } from '../support/server-messages.js';
import type { Piece } from './frame-source.js';
import { replyTo } from './replies.js';

/** One client of the bench server. */
export class Client {
  /** Its login, or the path it came to. */
  name = '';
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #onReady: (kind: 'ready') => void;
  #decryptor = new Decryptor(initialKey());
  #encryptor = new Encryptor(initialKey());
  #pieces: readonly Piece[] = [];
  #next = 0;
  #ticks = 0;
  #onStopped: ((ticks: number) => void) | undefined;

  constructor(ws: WebSocket, socket: Duplex, onReady: (kind: 'ready') => void) {
    this.#ws = ws;
    this.#socket = socket;
    this.#onReady = onReady;
    // Clients come and go with the bench; how they go is of no interest.
    ws.on('error', () => undefined);
  }

  serve(path: string): void {
    if (path === countPath || path === echoPath) {
      this.name = path;
      if (path === echoPath) this.#ws.on('message', (message: Buffer) => this.#ws.send(message));
      this.#onReady('ready');
    } else {
      this.#ws.on('message', (message: Buffer) => this.#answer(message));
    }
  }

  /** Writes these pieces over and over, as fast as they are read. */
  start(pieces: readonly Piece[]): void {
    this.#pieces = pieces;
    this.#ticks = 0;
    this.#onStopped = undefined;
    this.#pump();
  }

  /** Stops after the piece that is being written, and tells the ticks since the start. */
  stop(onStopped: (ticks: number) => void): void {
    this.#onStopped = onStopped;
  }

  readonly #pump = (): void => {
    for (;;) {
      if (this.#onStopped !== undefined) {
        this.#onStopped(this.#ticks);
        return;
      }
      this.#next = (this.#next + 1) % this.#pieces.length;
      const piece = this.#pieces[this.#next] as Piece;
      this.#ticks += piece.ticks;
      if (!this.#socket.write(piece.bytes)) {
        this.#socket.once('drain', this.#pump);
        return;
      }
    }
  };

  #answer(message: Buffer): void {
    const request = orThrow(openRequest(this.#decryptor, message));
    const { command, prefix } = request;
    if (command === commands.login.id) {
      this.name = String(body(commands.login.request, request.payload).login);
    }
    const reply = replyTo(command, request.payload);
    this.#ws.send(sealReply(this.#encryptor, { prefix, command, code: 0, body: reply }));
    if (command === commands.bootstrap.id) {
      this.#decryptor = new Decryptor(sessionKey);
      this.#encryptor = new Encryptor(sessionKey);
    }
    if (command === commands.ticksSubscribe.id) this.#onReady('ready');
  }
}

function body<T>(layout: Layout<T>, payload: Uint8Array): T {
  const decoded = orThrow(decode(layout, payload));
  if (!decoded.complete) throw new Error(`bench server: short ${layout.name}`);
  return decoded.value;
}

function orThrow<T>(result: E.Either<Error, T>): T {
  if (E.isLeft(result)) throw result.left;
  return result.right;
}
