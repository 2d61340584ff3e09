const slabBytes = 16 * 1024;

/**
 * A zero-filled stretch of memory from which bodies of a known size are cut one
 * after the other, as Node does for its small Buffers. A new array and a new
 * DataView for every trade request would cost as much as writing its fields.
 */
export class Slab {
  bytes: Buffer = Buffer.alloc(slabBytes);
  view = new DataView(this.bytes.buffer);
  #next = 0;

  /** Larger bodies are allocated on their own. */
  static readonly maxBytes = slabBytes / 4;

  /** Makes `size` zero bytes the caller's own and returns where they begin in `bytes`. */
  take(size: number): number {
    if (this.#next + size > slabBytes) {
      this.bytes = Buffer.alloc(slabBytes);
      this.view = new DataView(this.bytes.buffer);
      this.#next = 0;
    }
    const start = this.#next;
    this.#next += size;
    return start;
  }
}
