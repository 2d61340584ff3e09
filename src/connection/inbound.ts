import { finalize, ignoreElements, merge, Subject, tap, type Observable } from 'rxjs';
import { commands, FrameReceiver, type FrameSink, type ProtocolError } from '../wire/index.js';
import type { Diagnostic } from './diagnostics.js';
import type { Runtime } from './runtime.js';
import type { Socket } from './socket.js';

/**
 * Tick frames of one socket read, where they lie in its plaintext. Valid only
 * during the call of `next`: the arrays are used again for the next read.
 */
export interface TickFrames {
  readonly view: DataView;
  readonly count: number;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** A frame that answered no request. The body is a view into the plaintext of its read. */
export interface PushFrame {
  readonly command: number;
  readonly resCode: number;
  readonly body: Uint8Array;
}

/** Takes a frame first; true when it answered a request. */
export type Answer = (
  command: number,
  resCode: number,
  prefix: number,
  body: () => Uint8Array,
) => boolean;

export interface InboundOptions {
  readonly socket: Socket;
  readonly receiver: FrameReceiver;
  readonly runtime: Pick<Runtime, 'batch'>;
  readonly answer: Answer;
  readonly onDiagnostic: (diagnostic: Diagnostic) => void;
}

const tickCommand = commands.tickPush.id;

/**
 * The receiving pipeline of one socket: messages, joined per socket read and
 * decrypted by one call, then frames in order: ticks as ranges of the plaintext,
 * so that no object is made for them here, replies to their requests, all else
 * as pushes.
 */
export class Inbound implements FrameSink {
  readonly #options: InboundOptions;
  readonly #ticks = new Subject<TickFrames>();
  readonly #pushes = new Subject<PushFrame>();
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #tickView: DataView | undefined;
  #count = 0;
  #scheduled = false;
  #stopped = false;

  constructor(options: InboundOptions) {
    this.#options = options;
  }

  get tickFrames$(): Observable<TickFrames> {
    return this.#ticks.asObservable();
  }

  get pushes$(): Observable<PushFrame> {
    return this.#pushes.asObservable();
  }

  /** Drives the pipeline: completes or fails with the socket's messages, emits nothing. */
  run(): Observable<never> {
    const { socket, onDiagnostic } = this.#options;
    const texts$ = socket.texts$.pipe(
      tap((length) => {
        onDiagnostic({ kind: 'text-message', length });
      }),
    );
    const messages$ = socket.messages$.pipe(
      tap({
        next: (message) => {
          this.#options.receiver.push(message);
          this.#scheduleFlush();
        },
        // What came in before the end is delivered before the end.
        error: this.#flush,
        complete: this.#flush,
      }),
    );
    return merge(messages$, texts$).pipe(
      ignoreElements(),
      finalize(() => {
        this.#stopped = true;
        this.#ticks.complete();
        this.#pushes.complete();
      }),
    );
  }

  frame(
    command: number,
    resCode: number,
    prefix: number,
    view: DataView,
    bytes: Buffer,
    start: number,
    end: number,
  ): void {
    if (command === tickCommand && resCode === 0) {
      if (this.#tickView !== view) this.#emitTicks();
      this.#tickView = view;
      this.#starts[this.#count] = start;
      this.#ends[this.#count] = end;
      this.#count += 1;
      return;
    }
    // What came before this frame is delivered before it.
    this.#emitTicks();
    const isAnswer = this.#options.answer(command, resCode, prefix, () =>
      Uint8Array.prototype.slice.call(bytes, start, end),
    );
    if (!isAnswer) this.#pushes.next({ command, resCode, body: bytes.subarray(start, end) });
  }

  error(error: ProtocolError): void {
    this.#options.onDiagnostic({ kind: 'bad-frame', error });
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    if (this.#stopped) return;
    this.#options.receiver.flush(this);
    this.#emitTicks();
  };

  #scheduleFlush(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.runtime.batch(this.#flush);
  }

  #emitTicks(): void {
    const view = this.#tickView;
    if (view === undefined) return;
    const count = this.#count;
    this.#tickView = undefined;
    this.#count = 0;
    this.#ticks.next({ view, count, starts: this.#starts, ends: this.#ends });
  }
}
