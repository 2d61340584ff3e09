/** A body that is being written: grows as needed, zero-filled. */
export class Sink {
  #bytes: Buffer;
  #view: DataView;
  #length = 0;

  constructor(capacity = 256) {
    this.#bytes = Buffer.alloc(capacity);
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  get view(): DataView {
    return this.#view;
  }

  /** Makes room for `size` bytes and returns the offset where they begin. */
  reserve(size: number): number {
    const start = this.#length;
    const length = start + size;
    if (length > this.#bytes.length) {
      const bytes = Buffer.alloc(Math.max(length, this.#bytes.length * 2));
      this.#bytes.copy(bytes, 0, 0, start);
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.#length = length;
    return start;
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}
