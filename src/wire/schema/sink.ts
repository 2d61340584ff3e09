/** A body that is being written: grows as needed, zero-filled. */
export class Sink {
  #bytes: Buffer;
  #view: DataView;
  #length = 0;

  constructor(capacity = 256) {
    this.#bytes = Buffer.alloc(capacity);
    this.#view = viewOf(this.#bytes);
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
      this.#view = viewOf(bytes);
    }
    this.#length = length;
    return start;
  }

  /** What was written. The sink is not to be used any more. */
  finish(): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#length);
  }
}

const viewOf = (bytes: Buffer): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
