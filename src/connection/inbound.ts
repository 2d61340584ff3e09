import { Observable, Subject } from 'rxjs';
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
  #isScheduled = false;
  #isFlushing = false;
  #isStopped = false;

  constructor(options: InboundOptions) {
    this.#options = options;
  }

  get tickFrames$(): Observable<TickFrames> {
    return this.#ticks.asObservable();
  }

  get pushes$(): Observable<PushFrame> {
    return this.#pushes.asObservable();
  }

  /**
   * Drives the pipeline, once: completes or fails with the socket's messages,
   * emits nothing. What came in before the end is delivered before the end;
   * after it, and after unsubscribing, nothing is.
   */
  run(): Observable<never> {
    const { socket, receiver, runtime, onDiagnostic } = this.#options;
    return new Observable((subscriber) => {
      const fail = (error: unknown): void => {
        subscriber.error(error);
      };
      const flush = (): void => {
        try {
          this.#flush();
        } catch (error) {
          // Nobody above would catch it: it would end the process.
          fail(error);
        }
      };
      subscriber.add(() => {
        this.#isStopped = true;
        this.#ticks.complete();
        this.#pushes.complete();
      });
      subscriber.add(
        socket.texts$.subscribe({
          next: (length) => {
            onDiagnostic({ kind: 'text-message', length });
          },
          error: fail,
        }),
      );
      subscriber.add(
        socket.messages$.subscribe({
          next: (message) => {
            try {
              receiver.push(message);
            } catch (error) {
              fail(error);
              return;
            }
            if (this.#isScheduled) return;
            this.#isScheduled = true;
            runtime.batch(flush);
          },
          error: (error: unknown) => {
            flush();
            fail(error);
          },
          complete: () => {
            flush();
            subscriber.complete();
          },
        }),
      );
    });
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
    if (this.#isStopped) return;
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
    if (!this.#isStopped) this.#options.onDiagnostic({ kind: 'bad-frame', error });
  }

  #flush(): void {
    this.#isScheduled = false;
    // What arrives during a flush belongs to it.
    if (this.#isStopped || this.#isFlushing) return;
    this.#isFlushing = true;
    try {
      this.#options.receiver.flush(this);
      this.#emitTicks();
    } finally {
      this.#isFlushing = false;
    }
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
