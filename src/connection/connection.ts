import * as E from 'fp-ts/lib/Either.js';
import {
  concat,
  defer,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  Observable,
  share,
  tap,
  throwError,
} from 'rxjs';
import {
  commandById,
  commands,
  Encryptor,
  FrameReceiver,
  initialKey,
  sealRequest,
  tick as tickRecord,
  type Command,
} from '../wire/index.js';
import { decodeReply, decodeWhole, payloadOf } from './body.js';
import { closedInOrder } from './close-kind.js';
import { Correlator, type Reply } from './correlator.js';
import { hexHead, type Diagnostic } from './diagnostics.js';
import { BadReplyError, CommandRefusedError } from './errors.js';
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
  /** Must not throw. */
  readonly onDiagnostic: (diagnostic: Diagnostic) => void;
}

export interface RequestOptions {
  /** Milliseconds, counted from sending. */
  readonly timeoutMs?: number | undefined;
}

const largestCommand = 0xffff;

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
  /** Bodies of push commands that somebody has listened to, by command. */
  readonly #decoded = new Map<number, Observable<unknown>>();
  #encryptor: Encryptor;

  constructor(options: ConnectionOptions) {
    const { socket, pacer, runtime, maxFrameBytes, onDiagnostic, requestTimeoutMs } = options;
    const key = initialKey();
    this.number = options.number;
    this.#options = options;
    this.#encryptor = new Encryptor(key);
    this.#receiver = new FrameReceiver(key, maxFrameBytes === undefined ? {} : { maxFrameBytes });
    this.#correlator = new Correlator({
      send: (command, prefix, payload) =>
        socket.send(sealRequest(this.#encryptor, { prefix, command, payload })),
      inTurn: (command, work) => pacer.inTurn(command, work),
      nextPrefix: randomPrefixes(runtime.bytes),
      tombstoneMs: requestTimeoutMs,
      maxQueue: pacer.maxQueue,
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

  /**
   * Receives, and does `work` meanwhile, until the socket ends (a close in order
   * is an error here, too) or `work` fails. Then `work` is called off, and last
   * the requests that others made fail: who makes them again finds this
   * connection gone.
   */
  run<T>(work: Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      let cause: unknown;
      subscriber.add(() => {
        this.#correlator.stop();
      });
      merge(
        this.#inspected(),
        concat(
          this.#inbound.run(),
          throwError(() => closedInOrder()),
        ),
        work,
      )
        .pipe(
          tap({
            error: (error: unknown) => {
              cause = error;
              this.#correlator.stop();
            },
          }),
        )
        .subscribe(subscriber);
      subscriber.add(() => {
        this.#correlator.close(cause);
      });
    });
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

  /**
   * Bodies of one push command, decoded, once for all who listen. One that cannot be decoded is a
   * diagnostic.
   */
  on<R>(command: Command<unknown, R>): Observable<R> {
    let bodies$ = this.#decoded.get(command.id) as Observable<R> | undefined;
    if (bodies$ === undefined) {
      bodies$ = this.#bodiesOf(command).pipe(share());
      this.#decoded.set(command.id, bodies$);
    }
    return bodies$;
  }

  #bodiesOf<R>(command: Command<unknown, R>): Observable<R> {
    const { onDiagnostic } = this.#options;
    const { id } = command;
    return this.pushes$.pipe(
      filter((push) => push.command === id && push.resCode === 0),
      mergeMap(({ body }) => {
        const decoded = decodeReply(command, body, onDiagnostic);
        if (E.isLeft(decoded)) {
          onDiagnostic({ kind: 'bad-push', command: id, error: decoded.left });
          return [];
        }
        if (decoded.right.complete) return [decoded.right.value];
        onDiagnostic({ kind: 'short-push', command: id, missing: decoded.right.missing });
        return [];
      }),
    );
  }

  /**
   * Raw request and reply; the reply's code is the caller's to look at. Paced,
   * one in flight per command. Cold: subscribing sends, once. Fails with
   * `RequestTimeoutError`, `RequestQueueFullError` or `ConnectionClosedError`.
   */
  exchange(command: number, payload: Uint8Array, options: RequestOptions = {}): Observable<Reply> {
    if (!Number.isInteger(command) || command < 0 || command > largestCommand) {
      const expected = `a whole number from 0 to ${String(largestCommand)}`;
      return throwError(
        () => new RangeError(`command: got ${String(command)}, expected ${expected}`),
      );
    }
    const timeoutMs = options.timeoutMs ?? this.#options.requestTimeoutMs;
    return this.#correlator.request(command, payload, timeoutMs);
  }

  /**
   * Typed request and reply. Cold: subscribing sends, once. Fails as `exchange`
   * does, with `CommandRefusedError` for a code other than 0, or with
   * `BadReplyError` for a body that does not fit.
   */
  request<Q, R>(command: Command<Q, R>, value: Q, options?: RequestOptions): Observable<R> {
    return defer(() => this.requestRaw(command.id, payloadOf(command, value), options)).pipe(
      map(({ body }) => {
        const reply = command as Command<unknown, R>;
        const decoded = decodeWhole(reply, body, this.#options.onDiagnostic);
        if (E.isLeft(decoded)) throw new BadReplyError(command.id, decoded.left);
        return decoded.right;
      }),
    );
  }

  /** As `request`, for a value that is already bytes. */
  requestRaw(command: number, payload: Uint8Array, options?: RequestOptions): Observable<Reply> {
    return this.exchange(command, payload, options).pipe(
      tap(({ resCode }) => {
        if (resCode !== 0) throw new CommandRefusedError(command, resCode);
      }),
    );
  }

  /** Whether the server echoes the random bytes of requests; undefined while not known. */
  get echoes(): boolean | undefined {
    return this.#correlator.echoes;
  }

  /** Reports what nobody listens for by design. */
  #inspected(): Observable<never> {
    const { onDiagnostic } = this.#options;
    const ticks$ = this.tickFrames$.pipe(
      tap((frames) => {
        this.#inspectTicks(frames);
      }),
    );
    const pushes$ = this.pushes$.pipe(
      tap(({ command, resCode, body }) => {
        const kind = commandById(command)?.kind;
        if (kind === undefined) {
          onDiagnostic({ kind: 'unknown-command', command, length: body.length });
        } else if (kind === 'request' || kind === 'unused' || resCode !== 0) {
          onDiagnostic({ kind: 'unsolicited-reply', command, resCode });
        }
      }),
    );
    return merge(ticks$, pushes$).pipe(ignoreElements());
  }

  /** Who reads ticks takes whole records: what is behind the last one would be lost in silence. */
  #inspectTicks({ view, count, starts, ends }: TickFrames): void {
    for (let frame = 0; frame < count; frame += 1) {
      const end = ends[frame] ?? 0;
      const length = (end - (starts[frame] ?? 0)) % tickRecord.size;
      if (length === 0) continue;
      const rest = new Uint8Array(view.buffer, view.byteOffset + end - length, length);
      const { id: command } = commands.tickPush;
      this.#options.onDiagnostic({ kind: 'trailing-bytes', command, length, head: hexHead(rest) });
    }
  }
}
