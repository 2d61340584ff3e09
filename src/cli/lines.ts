/** One line of an input, without its end. A line above the limit is not kept, only counted. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  readonly tooLong: boolean;
}

const newline = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = '\uFEFF';

/**
 * Cuts chunks of bytes into lines, each ended by LF or CRLF. A line that grows
 * beyond `maxBytes` is dropped as it arrives, so that memory stays bounded.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #length = 0;
  #count = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that this chunk ends. */
  *push(chunk: Buffer): Generator<Line> {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(newline, start);
      if (end < 0) break;
      this.#keep(chunk.subarray(start, end));
      yield this.#take();
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  /** The last line, when the input does not end with a line end. */
  *end(): Generator<Line> {
    if (this.#length > 0) yield this.#take();
  }

  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > this.#maxBytes) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  #take(): Line {
    const [first, ...rest] = this.#parts;
    const whole = first === undefined || rest.length > 0 ? Buffer.concat(this.#parts) : first;
    const tooLong = this.#length > this.#maxBytes;
    this.#parts = [];
    this.#length = 0;
    this.#count += 1;
    const end = whole[whole.length - 1] === carriageReturn ? whole.length - 1 : whole.length;
    const text = whole.toString('utf8', 0, end);
    // Some shells of Windows put a byte order mark in front of what they pipe.
    const marked = this.#count === 1 && text.startsWith(byteOrderMark);
    return { number: this.#count, text: marked ? text.slice(1) : text, tooLong };
  }
}
