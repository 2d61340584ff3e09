import { Observable, type SchedulerLike, type Subscriber, type Subscription } from 'rxjs';
import type { Diagnostic } from './diagnostics.js';
import { ConnectionClosedError, RequestTimeoutError } from './errors.js';
import { EchoDetector } from './echo.js';

/** The frame that answered a request. The body is a copy of its own. */
export interface Reply {
  readonly command: number;
  readonly resCode: number;
  readonly body: Uint8Array;
}

export interface CorrelatorOptions {
  /** Writes a request; false when the socket is gone. */
  readonly send: (command: number, prefix: number, payload: Uint8Array) => boolean;
  /** Two random bytes for a request, as a u16. */
  readonly nextPrefix: () => number;
  /**
   * How long the slot of a timed-out request stays closed for its late reply, in
   * milliseconds. It does not matter when the server echoes the random bytes.
   */
  readonly tombstoneMs: number;
  readonly scheduler: SchedulerLike;
  readonly onDiagnostic: (diagnostic: Diagnostic) => void;
}

interface Waiting {
  readonly payload: Uint8Array;
  readonly timeoutMs: number | undefined;
  readonly subscriber: Subscriber<Reply>;
  prefix: number;
}

/** A request that was sent and will not be answered to anybody any more. */
interface Tombstone {
  readonly prefix: number;
  readonly since: number;
  readonly timer: Subscription;
}

interface Slot {
  inFlight: Waiting | undefined;
  timer: Subscription | undefined;
  readonly queue: Waiting[];
  readonly tombstones: Tombstone[];
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
 */
export class Correlator {
  readonly #options: CorrelatorOptions;
  readonly #slots = new Map<number, Slot>();
  readonly #echo: EchoDetector;
  #closed: { readonly cause: unknown } | undefined;

  constructor(options: CorrelatorOptions) {
    this.#options = options;
    this.#echo = new EchoDetector((echoed) => {
      options.onDiagnostic({ kind: 'echo', echoed });
      if (echoed) for (const command of this.#slots.keys()) this.#sendNext(command);
    });
  }

  /** Whether the server echoes the random bytes; undefined while not known. */
  get echoes(): boolean | undefined {
    return this.#echo.echoes;
  }

  /** Requests that wait, sent or not. */
  get pending(): number {
    let count = 0;
    for (const { inFlight, queue } of this.#slots.values()) {
      count += queue.length + (inFlight === undefined ? 0 : 1);
    }
    return count;
  }

  /**
   * Cold: subscribing queues the request. Emits the reply and completes, or
   * fails with `RequestTimeoutError` or `ConnectionClosedError`. Unsubscribing
   * withdraws it from the queue; once it is sent, only its reply is given up.
   */
  request(command: number, payload: Uint8Array, timeoutMs: number | undefined): Observable<Reply> {
    return new Observable((subscriber) => {
      if (this.#closed !== undefined) {
        subscriber.error(new ConnectionClosedError(command, false, this.#closed.cause));
        return undefined;
      }
      const waiting: Waiting = { payload, timeoutMs, subscriber, prefix: 0 };
      this.#slot(command).queue.push(waiting);
      this.#sendNext(command);
      return () => {
        this.#giveUp(command, waiting);
      };
    });
  }

  /** Offers a frame; true when it answered a request, or one that had been given up. */
  accept(command: number, resCode: number, prefix: number, body: () => Uint8Array): boolean {
    const slot = this.#slots.get(command);
    if (slot === undefined) return false;
    if (this.#buryLateReply(command, slot, prefix)) return true;
    const { inFlight } = slot;
    if (inFlight === undefined) return false;
    if (this.#echo.echoes === true && inFlight.prefix !== prefix) return false;
    this.#echo.observe(inFlight.prefix, prefix);
    this.#release(slot);
    inFlight.subscriber.next({ command, resCode, body: body() });
    inFlight.subscriber.complete();
    this.#sendNext(command);
    return true;
  }

  /** Fails everything that waits; requests made later fail at once. */
  close(cause?: unknown): void {
    if (this.#closed !== undefined) return;
    this.#closed = { cause };
    for (const [command, slot] of this.#slots) {
      const { inFlight } = slot;
      this.#release(slot);
      for (const { timer } of slot.tombstones.splice(0)) timer.unsubscribe();
      inFlight?.subscriber.error(new ConnectionClosedError(command, true, cause));
      for (const waiting of slot.queue.splice(0)) {
        waiting.subscriber.error(new ConnectionClosedError(command, false, cause));
      }
    }
    this.#slots.clear();
  }

  #slot(command: number): Slot {
    let slot = this.#slots.get(command);
    if (slot === undefined) {
      slot = { inFlight: undefined, timer: undefined, queue: [], tombstones: [] };
      this.#slots.set(command, slot);
    }
    return slot;
  }

  #sendNext(command: number): void {
    const slot = this.#slots.get(command);
    if (slot === undefined || slot.inFlight !== undefined) return;
    if (slot.tombstones.length > 0 && this.#echo.echoes !== true) return;
    const next = slot.queue.shift();
    if (next === undefined) return;
    next.prefix = this.#options.nextPrefix();
    slot.inFlight = next;
    if (next.timeoutMs !== undefined) slot.timer = this.#startTimer(command, next, next.timeoutMs);
    if (this.#options.send(command, next.prefix, next.payload)) return;
    this.#release(slot);
    next.subscriber.error(new ConnectionClosedError(command, false));
    this.#sendNext(command);
  }

  #startTimer(command: number, waiting: Waiting, timeoutMs: number): Subscription {
    return this.#options.scheduler.schedule(() => {
      waiting.subscriber.error(new RequestTimeoutError(command, timeoutMs));
    }, timeoutMs);
  }

  /** Teardown of a request: it was answered, failed or was unsubscribed from. */
  #giveUp(command: number, waiting: Waiting): void {
    const slot = this.#slots.get(command);
    if (slot === undefined) return;
    if (slot.inFlight === waiting) {
      this.#release(slot);
      this.#bury(command, slot, waiting.prefix);
      this.#sendNext(command);
      return;
    }
    const index = slot.queue.indexOf(waiting);
    if (index >= 0) slot.queue.splice(index, 1);
  }

  #bury(command: number, slot: Slot, prefix: number): void {
    const timer = this.#options.scheduler.schedule(() => {
      slot.tombstones.splice(slot.tombstones.indexOf(tombstone), 1);
      this.#sendNext(command);
    }, this.#options.tombstoneMs);
    const tombstone: Tombstone = { prefix, since: this.#options.scheduler.now(), timer };
    slot.tombstones.push(tombstone);
  }

  /** Replies come in the order of the requests, so the oldest tombstone is meant first. */
  #buryLateReply(command: number, slot: Slot, prefix: number): boolean {
    const index =
      this.#echo.echoes === true
        ? slot.tombstones.findIndex((tombstone) => tombstone.prefix === prefix)
        : slot.tombstones.length > 0
          ? 0
          : -1;
    const [tombstone] = index < 0 ? [] : slot.tombstones.splice(index, 1);
    if (tombstone === undefined) return false;
    tombstone.timer.unsubscribe();
    const lateMs = this.#options.scheduler.now() - tombstone.since;
    this.#options.onDiagnostic({ kind: 'late-reply', command, lateMs });
    this.#sendNext(command);
    return true;
  }

  #release(slot: Slot): void {
    slot.timer?.unsubscribe();
    slot.timer = undefined;
    slot.inFlight = undefined;
  }
}
