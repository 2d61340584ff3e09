import { blockBytes } from '../cipher/padding.js';
import { outerHeaderBytes } from './outer.js';

/** Joined ciphertext that is decrypted in one piece, unless a frame alone is longer. */
const segmentBytes = 256 * 1024;
const initialBytes = 8 * 1024;
/** A buffer that grew beyond this for a burst is given back after it. */
const keptBytes = 1024 * 1024;
const initialFrames = 64;

/**
 * Ciphertexts waiting for decryption, joined so that one call to the cipher takes many.
 *
 * Each frame stands behind a lead block whose second half is the frame's own outer
 * header and whose first half is whatever was there. The lead gives every frame 16
 * known bytes before it (see `restoreFirstBlock`), whatever the chain, and lets a
 * message be copied whole: cutting the header off first would cost more than the copy.
 */
export class Gathered {
  /** Number of frames. */
  count = 0;
  bytes = Buffer.alloc(initialBytes);
  view = viewOf(this.bytes);

  readonly #limit: number;
  #used = 0;
  #leads = new Uint32Array(initialFrames);

  /** @param limit bytes that may wait at most */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Copies a message whose lengths have been checked. */
  add(message: Uint8Array): void {
    const lead = this.#used;
    const end = lead + blockBytes - outerHeaderBytes + message.length;
    if (end > this.bytes.length) this.#grow(end);
    this.bytes.set(message, lead + blockBytes - outerHeaderBytes);
    this.#used = end;
    this.#addLead(lead);
  }

  /** Keeps the place of a frame whose bytes are elsewhere. */
  addPlaceholder(): void {
    this.#addLead(this.#used);
  }

  /** Where the lead block of a frame starts; for `count`, where the last frame ends. */
  leadOf(frame: number): number {
    return frame < this.count ? (this.#leads[frame] as number) : this.#used;
  }

  /** The frame behind the last one that is worth decrypting together with `first`. */
  segmentEnd(first: number): number {
    const limit = this.leadOf(first) + segmentBytes;
    if (this.#used <= limit) return this.count;
    let end = first + 1;
    while (this.leadOf(end + 1) <= limit) end += 1;
    return end;
  }

  clear(): void {
    this.count = 0;
    this.#used = 0;
    if (this.bytes.length > keptBytes) this.#replace(initialBytes);
  }

  #addLead(lead: number): void {
    if (this.count === this.#leads.length) {
      const larger = new Uint32Array(2 * this.count);
      larger.set(this.#leads);
      this.#leads = larger;
    }
    this.#leads[this.count] = lead;
    this.count += 1;
  }

  #grow(needed: number): void {
    if (needed > this.#limit) {
      throw new Error(`FrameReceiver: ${needed} bytes waiting, limit ${this.#limit}; call flush()`);
    }
    const previous = this.bytes;
    this.#replace(Math.min(this.#limit, Math.max(needed, 2 * previous.length)));
    this.bytes.set(previous.subarray(0, this.#used));
  }

  #replace(length: number): void {
    this.bytes = Buffer.alloc(length);
    this.view = viewOf(this.bytes);
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
