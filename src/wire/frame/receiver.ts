import { cipherHead } from '../cipher/bytes.js';
import { Decryptor, restoreFirstBlock } from '../cipher/decryptor.js';
import { PaddingError } from '../cipher/errors.js';
import { blockBytes, contentEnd } from '../cipher/padding.js';
import type { ProtocolError } from '../protocol-error.js';
import { InnerTooShortError } from './errors.js';
import { Gathered, viewOf } from './gathered.js';
import { replyHeaderBytes } from './inner.js';
import { type FrameOptions, frameLimit, outerFault, outerHeaderBytes } from './outer.js';

/** Takes what a `FrameReceiver` reads, in the order of arrival. */
export interface FrameSink {
  /**
   * A reply or push. The body is `start` to `end` of both `view` and `bytes`, which
   * are the same memory, fresh for each batch and never written again. A view kept
   * for long keeps its whole batch (up to 256 KiB, or one larger frame) alive.
   * Outside the range lie other frames and meaningless bytes.
   *
   * @param prefix the two first bytes of the frame, as a little-endian u16
   */
  frame(
    command: number,
    code: number,
    prefix: number,
    view: DataView,
    bytes: Buffer,
    start: number,
    end: number,
  ): void;

  /** A message that was skipped, and why. */
  error(error: ProtocolError): void;
}

/** A longer message is decrypted where it is instead of being copied, when it may be. */
const directBytes = 16 * 1024;

/** What may wait beyond two frames of the greatest length: small frames of many reads. */
const slackBytes = 1024 * 1024;

/**
 * The receiving end of a connection: messages in, frames out, in order.
 *
 * `push` each message of one socket read, then `flush`: all of them are decrypted by
 * one call to the cipher. A bad message is reported in its place and skipped.
 *
 * No frame is read under the wrong key. `setKey` refuses while frames wait, unless
 * the sink calls it: then the frames behind the one it was handed are read under
 * the new key, although they may have been decrypted under the old one already.
 *
 * An exception thrown by the sink leaves `flush` at once. The frame or error that
 * it was handed counts as delivered; the others wait for the next `flush`.
 */
export class FrameReceiver {
  readonly #maxFrameBytes: number;
  readonly #gathered: Gathered;
  #decryptor: Decryptor;
  /** The first gathered frame, when it was too large to copy. */
  #direct: { readonly plain: Buffer; readonly end: number } | undefined;
  #faults: { readonly beforeFrame: number; readonly error: ProtocolError }[] = [];
  #nextFrame = 0;
  #nextFault = 0;
  #flushing = false;

  /**
   * @throws KeyLengthError unless the key has 16, 24 or 32 bytes
   * @throws RangeError for a `maxFrameBytes` that is no sensible length
   */
  constructor(key: Uint8Array, options: FrameOptions = {}) {
    this.#maxFrameBytes = frameLimit(options);
    this.#gathered = new Gathered(2 * this.#maxFrameBytes + slackBytes);
    this.#decryptor = new Decryptor(key);
  }

  /** Messages that wait for `flush`, bad ones included. */
  get pending(): number {
    return this.#gathered.count - this.#nextFrame + this.#faults.length - this.#nextFault;
  }

  /**
   * Takes one WebSocket message; its bytes are not kept. Never throws for what is in
   * the message.
   *
   * @throws Error when more than twice `maxFrameBytes` (and 1 MiB) wait for `flush`
   */
  push(message: Uint8Array): void {
    const position = this.#gathered.count + this.#faults.length;
    const fault = outerFault(message, this.#maxFrameBytes, position);
    if (fault !== undefined) this.#addFault(fault);
    else if (message.length > directBytes && this.#isFirst()) this.#readDirect(message, position);
    else this.#gathered.add(message);
  }

  /** Decrypts what was pushed and hands it over, as well as what is pushed meanwhile. */
  flush(sink: FrameSink): void {
    if (this.#flushing) throw new Error('FrameReceiver: flush() called by its own sink');
    this.#flushing = true;
    try {
      while (this.pending > 0) {
        this.#deliverFaults(sink);
        if (this.#direct !== undefined) this.#deliverDirect(sink, this.#direct);
        if (this.#nextFrame < this.#gathered.count) this.#deliverSegment(sink);
      }
      this.#clear();
    } finally {
      this.#flushing = false;
    }
  }

  /**
   * From now on frames are read under this key.
   *
   * @throws Error when frames that were pushed before still wait
   * @throws KeyLengthError unless the key has 16, 24 or 32 bytes
   */
  setKey(key: Uint8Array): void {
    const settled = this.#flushing
      ? this.#direct === undefined
      : this.#nextFrame === this.#gathered.count;
    if (!settled) {
      throw new Error(`FrameReceiver: setKey() with ${this.pending} messages waiting; flush first`);
    }
    this.#decryptor = new Decryptor(key);
  }

  /** Nothing before it can change the key any more, so it may be decrypted at once. */
  #isFirst(): boolean {
    return this.#gathered.count === 0 && !this.#flushing;
  }

  #readDirect(message: Uint8Array, position: number): void {
    const plain = this.#decryptor.decryptPadded(message.subarray(outerHeaderBytes));
    const end = contentEnd(plain, plain.length);
    if (end < replyHeaderBytes) {
      const head = cipherHead(message, outerHeaderBytes);
      this.#addFault(plaintextFault(end, plain.length, head, position));
      return;
    }
    this.#direct = { plain, end };
    this.#gathered.addPlaceholder();
  }

  #deliverDirect(sink: FrameSink, direct: { readonly plain: Buffer; readonly end: number }): void {
    this.#direct = undefined;
    this.#nextFrame += 1;
    emit(sink, viewOf(direct.plain), direct.plain, 0, direct.end);
  }

  #deliverSegment(sink: FrameSink): void {
    const decryptor = this.#decryptor;
    const gathered = this.#gathered;
    const first = this.#nextFrame;
    const last = gathered.segmentEnd(first);
    const base = gathered.leadOf(first);
    // Held here: a push by the sink may replace the buffer, never change these bytes.
    const { bytes, view } = gathered;
    const plain = decryptor.decryptStream(bytes.subarray(base, gathered.leadOf(last)));
    const plainView = viewOf(plain);

    for (let frame = first; frame < last; frame += 1) {
      if (this.#nextFault < this.#faults.length) this.#deliverFaults(sink);
      // The sink has set another key: what remains is decrypted again.
      if (this.#decryptor !== decryptor) return;
      this.#nextFrame = frame + 1;
      const lead = gathered.leadOf(frame);
      const start = lead + blockBytes;
      const stop = gathered.leadOf(frame + 1);
      restoreFirstBlock(plainView, start - base, view, lead);
      const end = contentEnd(plain, stop - base);
      if (end - (start - base) < replyHeaderBytes) {
        const contents = end < 0 ? end : end - (start - base);
        const head = cipherHead(bytes, start, stop);
        sink.error(plaintextFault(contents, stop - start, head, frame + this.#nextFault));
      } else {
        emit(sink, plainView, plain, start - base, end);
      }
    }
  }

  #deliverFaults(sink: FrameSink): void {
    for (;;) {
      const fault = this.#faults[this.#nextFault];
      if (fault === undefined || fault.beforeFrame > this.#nextFrame) return;
      this.#nextFault += 1;
      sink.error(fault.error);
    }
  }

  #addFault(error: ProtocolError): void {
    this.#faults.push({ beforeFrame: this.#gathered.count, error });
  }

  #clear(): void {
    this.#gathered.clear();
    this.#nextFrame = 0;
    this.#nextFault = 0;
    if (this.#faults.length > 0) this.#faults = [];
  }
}

function emit(sink: FrameSink, view: DataView, bytes: Buffer, start: number, end: number): void {
  sink.frame(
    view.getUint16(start + 2, true),
    view.getUint8(start + 4),
    view.getUint16(start, true),
    view,
    bytes,
    start + replyHeaderBytes,
    end,
  );
}

/** Names what is wrong with a decrypted frame; `contents` is -1 for a bad padding. */
function plaintextFault(
  contents: number,
  cipherLength: number,
  head: string,
  position: number,
): ProtocolError {
  return contents < 0
    ? new PaddingError(cipherLength, head, { position })
    : new InnerTooShortError(contents, replyHeaderBytes, { position });
}
