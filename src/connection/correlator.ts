import { EMPTY, defer, Observable, Subscription, type SchedulerLike, type Subscriber } from 'rxjs';
import type { Diagnostic } from './diagnostics.js';
import { EchoDetector } from './echo.js';
import { ConnectionClosedError, RequestQueueFullError, RequestTimeoutError } from './errors.js';

/** The frame that answered a request. The body is a copy of its own. */
export interface Reply {
  readonly command: number;
  readonly resCode: number;
  readonly body: Uint8Array;
}

export interface CorrelatorOptions {
  /** Writes a request; false when the socket is gone. */
  readonly send: (command: number, prefix: number, payload: Uint8Array) => boolean;
  /** Starts the work when it is the command's turn to send. */
  readonly inTurn: (command: number, work: Observable<never>) => Observable<never>;
  /** Two random bytes for a request, as a u16. */
  readonly nextPrefix: () => number;
  /**
   * How long the slot of a timed-out request stays closed for its late reply, in
   * milliseconds. It does not matter when the server echoes the random bytes.
   */
  readonly tombstoneMs: number;
  /** How many requests may wait to be sent, over all commands. */
  readonly maxQueue: number;
  readonly scheduler: SchedulerLike;
  readonly onDiagnostic: (diagnostic: Diagnostic) => void;
}

interface Waiting {
  readonly payload: Uint8Array;
  readonly timeoutMs: number | undefined;
  readonly subscriber: Subscriber<Reply>;
  /** Its turn to be sent, then its timeout. */
  readonly held: Subscription;
  prefix: number;
  isSent: boolean;
}

/** A request that was sent and will not be answered to anybody any more. */
interface Tombstone {
  readonly prefix: number;
  readonly since: number;
  readonly timer: Subscription;
}

/** All of one command. */
interface Slot {
  /** The request in flight, or the one that waits for its turn to be sent. */
  current: Waiting | undefined;
  readonly queue: Waiting[];
  readonly tombstones: Tombstone[];
  isStarting: boolean;
}

/**
 * Finds the request that a reply answers.
 *
 * The protocol has no request id: a reply carries its command and nothing else.
 * So, as the official client does it, one request per command is in flight and
 * the others of that command wait in order. Beyond that client: the timeout runs
 * from sending, not from queueing; what waits fails when the connection ends; a
 * queued request is withdrawn by unsubscribing; and a request that timed out, or
 * was given up after sending, leaves a tombstone, so that its late reply cannot
 * answer the next one. Where the server proves to echo the two random bytes of
 * requests, they serve as a request id and tombstones hold nothing up.
 *
 * The rate limit (`inTurn`) comes last, right before sending. Ahead of the queues
 * it would pace what joins them, and a slow reply would let a burst pile up
 * behind itself.
 */
export class Correlator {
  readonly #options: CorrelatorOptions;
  readonly #slots = new Map<number, Slot>();
  readonly #echo: EchoDetector;
  #isStopped = false;
  #closed: { readonly cause: unknown } | undefined;

  constructor(options: CorrelatorOptions) {
    this.#options = options;
    this.#echo = new EchoDetector((echoed) => {
      options.onDiagnostic({ kind: 'echo', echoed });
      if (echoed) for (const [command, slot] of this.#slots) this.#sendNext(command, slot);
    });
  }

  /** Whether the server echoes the random bytes; undefined while not known. */
  get echoes(): boolean | undefined {
    return this.#echo.echoes;
  }

  /** Requests that wait, sent or not. */
  get pending(): number {
    let count = 0;
    for (const { current, queue } of this.#slots.values()) {
      count += queue.length + (current === undefined ? 0 : 1);
    }
    return count;
  }

  /**
   * Cold: subscribing queues the request. Emits the reply and completes, or fails
   * with `RequestTimeoutError`, `RequestQueueFullError` or `ConnectionClosedError`.
   * Unsubscribing withdraws it from the queue; once it is sent, only its reply is
   * given up.
   */
  request(command: number, payload: Uint8Array, timeoutMs: number | undefined): Observable<Reply> {
    return new Observable((subscriber) => {
      if (this.#closed !== undefined) {
        subscriber.error(new ConnectionClosedError(command, false, this.#closed.cause));
        return;
      }
      const held = new Subscription();
      const waiting = { payload, timeoutMs, subscriber, held, prefix: 0, isSent: false };
      const slot = this.#slot(command);
      subscriber.add(() => {
        this.#giveUp(command, slot, waiting);
      });
      slot.queue.push(waiting);
      this.#sendNext(command, slot);
      const { maxQueue } = this.#options;
      if (!waiting.isSent && this.#unsent() > maxQueue) {
        subscriber.error(new RequestQueueFullError(command, maxQueue));
      }
    });
  }

  /** Offers a frame; true when it answered a request, or one that had been given up. */
  accept(command: number, resCode: number, prefix: number, body: () => Uint8Array): boolean {
    const slot = this.#slots.get(command);
    if (slot === undefined) return false;
    if (this.#digUp(command, slot, prefix)) return true;
    const { current } = slot;
    if (current?.isSent !== true) return false;
    if (this.#echo.echoes === true && current.prefix !== prefix) return false;
    this.#echo.observe(current.prefix, prefix);
    this.#release(slot, current);
    current.subscriber.next({ command, resCode, body: body() });
    current.subscriber.complete();
    this.#sendNext(command, slot);
    return true;
  }

  /** From now on nothing is sent. What waits, or comes to wait, fails when it is closed. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Fails everything that waits; requests made later fail at once. */
  close(cause?: unknown): void {
    if (this.#closed !== undefined) return;
    this.#isStopped = true;
    this.#closed = { cause };
    for (const [command, slot] of this.#slots) {
      for (const { timer } of slot.tombstones.splice(0)) timer.unsubscribe();
      const waits = slot.queue.splice(0);
      if (slot.current !== undefined) {
        waits.unshift(slot.current);
        this.#release(slot, slot.current);
      }
      for (const { subscriber, isSent } of waits) {
        subscriber.error(new ConnectionClosedError(command, isSent, cause));
      }
    }
    this.#slots.clear();
  }

  #slot(command: number): Slot {
    let slot = this.#slots.get(command);
    if (slot === undefined) {
      slot = { current: undefined, queue: [], tombstones: [], isStarting: false };
      this.#slots.set(command, slot);
    }
    return slot;
  }

  #unsent(): number {
    let count = 0;
    for (const { current, queue } of this.#slots.values()) {
      count += queue.length + (current?.isSent === false ? 1 : 0);
    }
    return count;
  }

  /** A loop, not a recursion: requests that fail at once must not fill the stack. */
  #sendNext(command: number, slot: Slot): void {
    if (slot.isStarting) return;
    slot.isStarting = true;
    while (this.#isFree(slot)) {
      const next = slot.queue.shift();
      if (next === undefined) break;
      slot.current = next;
      this.#start(command, next);
    }
    slot.isStarting = false;
  }

  #isFree({ current, tombstones }: Slot): boolean {
    if (this.#isStopped || current !== undefined) return false;
    return tombstones.length === 0 || this.#echo.echoes === true;
  }

  #start(command: number, waiting: Waiting): void {
    const work = defer(() => {
      this.#send(command, waiting);
      return EMPTY;
    });
    waiting.held.add(
      this.#options.inTurn(command, work).subscribe({
        error: (error: unknown) => {
          waiting.subscriber.error(error);
        },
      }),
    );
  }

  #send(command: number, waiting: Waiting): void {
    if (this.#isStopped) return;
    const { payload, timeoutMs, subscriber, held } = waiting;
    waiting.prefix = this.#options.nextPrefix();
    if (timeoutMs !== undefined) {
      const timeout = (): void => {
        subscriber.error(new RequestTimeoutError(command, timeoutMs));
      };
      held.add(this.#options.scheduler.schedule(timeout, timeoutMs));
    }
    // Before the reply, which may come at once.
    waiting.isSent = true;
    if (this.#options.send(command, waiting.prefix, payload)) return;
    waiting.isSent = false;
    subscriber.error(new ConnectionClosedError(command, false));
  }

  /** Teardown of a request: it was answered, failed or was unsubscribed from. */
  #giveUp(command: number, slot: Slot, waiting: Waiting): void {
    if (slot.current === waiting) {
      this.#release(slot, waiting);
      if (waiting.isSent && !this.#isStopped) this.#bury(command, slot, waiting.prefix);
      this.#sendNext(command, slot);
      return;
    }
    const index = slot.queue.indexOf(waiting);
    if (index >= 0) slot.queue.splice(index, 1);
  }

  #bury(command: number, slot: Slot, prefix: number): void {
    const timer = this.#options.scheduler.schedule(() => {
      slot.tombstones.splice(slot.tombstones.indexOf(tombstone), 1);
      this.#sendNext(command, slot);
    }, this.#options.tombstoneMs);
    const tombstone: Tombstone = { prefix, since: this.#options.scheduler.now(), timer };
    slot.tombstones.push(tombstone);
  }

  /** True for the late reply of a buried request. Without an echo the oldest one is meant. */
  #digUp(command: number, slot: Slot, prefix: number): boolean {
    const index =
      this.#echo.echoes === true
        ? slot.tombstones.findIndex((tombstone) => tombstone.prefix === prefix)
        : 0;
    const tombstone = slot.tombstones[index];
    if (tombstone === undefined) return false;
    slot.tombstones.splice(index, 1);
    tombstone.timer.unsubscribe();
    const lateMs = this.#options.scheduler.now() - tombstone.since;
    this.#options.onDiagnostic({ kind: 'late-reply', command, lateMs });
    this.#sendNext(command, slot);
    return true;
  }

  #release(slot: Slot, waiting: Waiting): void {
    slot.current = undefined;
    waiting.held.unsubscribe();
  }
}
