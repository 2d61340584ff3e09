import * as E from 'fp-ts/lib/Either.js';
import {
  defer,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  mergeMap,
  Observable,
  tap,
  throwError,
} from 'rxjs';
import {
  commandById,
  decode,
  Encryptor,
  FrameReceiver,
  initialKey,
  sealRequest,
  type Command,
} from '../wire/index.js';
import { Correlator, type Reply } from './correlator.js';
import { hexHead, type Diagnostic } from './diagnostics.js';
import { CommandRefusedError, ConnectionClosedError } from './errors.js';
import { bodyOf, payloadOf } from './handshake.js';
import { Inbound, type PushFrame, type TickFrames } from './inbound.js';
import type { RequestPacer } from './limits.js';
import { randomPrefixes } from './prefixes.js';
import type { Runtime } from './runtime.js';
import type { Socket } from './socket.js';

export interface ConnectionOptions {
  readonly number: number;
  readonly socket: Socket;
  readonly pacer: RequestPacer;
  readonly runtime: Runtime;
  /** Default timeout of a request, milliseconds, counted from sending. */
  readonly requestTimeoutMs: number;
  readonly maxFrameBytes?: number | undefined;
  readonly onDiagnostic: (diagnostic: Diagnostic) => void;
}

export interface RequestOptions {
  /** Milliseconds, counted from sending. */
  readonly timeoutMs?: number | undefined;
}

/**
 * One live socket with its keys: what is sent over it and what comes back. A
 * connection is a value that ends; what has to outlive it is kept elsewhere.
 */
export class Connection {
  /** Counted from 1 within a session. */
  readonly number: number;
  readonly #options: ConnectionOptions;
  readonly #receiver: FrameReceiver;
  readonly #inbound: Inbound;
  readonly #correlator: Correlator;
  readonly #unanswered = new Set<(cause: unknown) => void>();
  #encryptor: Encryptor;

  constructor(options: ConnectionOptions) {
    const { socket, runtime, maxFrameBytes, onDiagnostic, requestTimeoutMs } = options;
    const key = initialKey();
    this.number = options.number;
    this.#options = options;
    this.#encryptor = new Encryptor(key);
    this.#receiver = new FrameReceiver(key, maxFrameBytes === undefined ? {} : { maxFrameBytes });
    this.#correlator = new Correlator({
      send: (command, prefix, payload) =>
        socket.send(sealRequest(this.#encryptor, { prefix, command, payload })),
      nextPrefix: randomPrefixes(runtime.bytes),
      tombstoneMs: requestTimeoutMs,
      scheduler: runtime.scheduler,
      onDiagnostic,
    });
    this.#inbound = new Inbound({
      socket,
      receiver: this.#receiver,
      runtime,
      answer: (command, resCode, prefix, body) =>
        this.#correlator.accept(command, resCode, prefix, body),
      onDiagnostic,
    });
  }

  /** Runs the receiving side until the socket ends; fails what waits when it does. */
  run(): Observable<never> {
    const inspected$ = this.#inbound.pushes$.pipe(
      tap((push) => {
        this.#inspect(push);
      }),
    );
    return merge(inspected$, this.#inbound.run()).pipe(
      ignoreElements(),
      tap({
        error: (error: unknown) => {
          this.#close(error);
        },
      }),
      finalize(() => {
        this.#close();
      }),
    );
  }

  /** From the next frame on, both ways, this is the key. */
  useKey(key: Uint8Array): void {
    this.#receiver.setKey(key);
    this.#encryptor = new Encryptor(key);
  }

  /** Ticks as ranges of plaintext; see `TickFrames` for how long they are valid. */
  get tickFrames$(): Observable<TickFrames> {
    return this.#inbound.tickFrames$;
  }

  /** Frames that answered no request, in order. */
  get pushes$(): Observable<PushFrame> {
    return this.#inbound.pushes$;
  }

  /** Bodies of one push command, decoded. One that cannot be decoded is a diagnostic. */
  on<R>(command: Command<never, R> | Command<unknown, R>): Observable<R> {
    const { id, reply } = command as Command<unknown, R>;
    return this.pushes$.pipe(
      filter((push) => push.command === id && push.resCode === 0),
      mergeMap((push) => {
        const decoded = decode(reply, push.body);
        if (E.isLeft(decoded)) {
          this.#options.onDiagnostic({ kind: 'bad-push', command: id, error: decoded.left });
          return [];
        }
        const { complete, value, missing, trailing } = decoded.right;
        if (trailing.length > 0) {
          this.#options.onDiagnostic({
            kind: 'trailing-bytes',
            command: id,
            length: trailing.length,
            head: hexHead(trailing),
          });
        }
        if (complete) return [value];
        this.#options.onDiagnostic({ kind: 'short-push', command: id, missing });
        return [];
      }),
    );
  }

  /**
   * Raw request and reply; the reply's code is the caller's to look at. Paced,
   * one in flight per command. Cold: subscribing sends, once.
   */
  exchange(command: number, payload: Uint8Array, options: RequestOptions = {}): Observable<Reply> {
    const { limiter, turn } = this.#options.pacer.limiterOf(command);
    const timeoutMs = options.timeoutMs ?? this.#options.requestTimeoutMs;
    const request = this.#correlator.request(command, payload, timeoutMs);
    return new Observable((subscriber) => {
      // Also fails, at once, what still waits for its turn when the connection ends.
      const fail = (cause: unknown): void => {
        subscriber.error(new ConnectionClosedError(command, false, cause));
      };
      this.#unanswered.add(fail);
      subscriber.add(() => this.#unanswered.delete(fail));
      subscriber.add(limiter.schedule(request, turn).subscribe(subscriber));
    });
  }

  /**
   * Typed request and reply. Cold: subscribing sends, once. Fails with
   * `CommandRefusedError` for a code other than 0, `BadReplyError` for a body
   * that does not fit, `RequestTimeoutError`, or `ConnectionClosedError`.
   */
  request<Q, R>(command: Command<Q, R>, value: Q, options?: RequestOptions): Observable<R> {
    return defer(() => this.exchange(command.id, payloadOf(command, value), options)).pipe(
      mergeMap((reply) =>
        reply.resCode === 0
          ? [bodyOf<R>(command as Command<never, R>, reply)]
          : throwError(() => new CommandRefusedError(command.id, reply.resCode)),
      ),
    );
  }

  /** As `request`, for a value that is already bytes. */
  requestRaw(command: number, payload: Uint8Array, options?: RequestOptions): Observable<Reply> {
    return this.exchange(command, payload, options).pipe(
      map((reply) => {
        if (reply.resCode !== 0) throw new CommandRefusedError(command, reply.resCode);
        return reply;
      }),
    );
  }

  /** Whether the server echoes the random bytes of requests; undefined while not known. */
  get echoes(): boolean | undefined {
    return this.#correlator.echoes;
  }

  #close(cause?: unknown): void {
    this.#correlator.close(cause);
    for (const fail of [...this.#unanswered]) fail(cause);
  }

  /** Reports what nobody listens for by design. */
  #inspect(push: PushFrame): void {
    const command = commandById(push.command);
    if (command === undefined) {
      this.#options.onDiagnostic({
        kind: 'unknown-command',
        command: push.command,
        length: push.body.length,
      });
    } else if (command.kind === 'request' || push.resCode !== 0) {
      this.#options.onDiagnostic({
        kind: 'unsolicited-reply',
        command: push.command,
        resCode: push.resCode,
      });
    }
  }
}
