import type { FrameSink, ReplyFrame } from '../../../src/wire/frame/index.js';
import type { ProtocolError } from '../../../src/wire/protocol-error.js';

/** Keeps all that a receiver hands over, in order; bodies as views, not copies. */
export class RecordingSink implements FrameSink {
  readonly events: (ReplyFrame | ProtocolError)[] = [];
  /** Called after each event was recorded. */
  onEvent: (event: ReplyFrame | ProtocolError) => void = () => undefined;

  frame(
    command: number,
    code: number,
    prefix: number,
    view: DataView,
    bytes: Buffer,
    start: number,
    end: number,
  ): void {
    if (view.buffer !== bytes.buffer || view.byteOffset !== bytes.byteOffset) {
      throw new Error('view and bytes are not the same memory');
    }
    this.#add({ prefix, command, code, body: bytes.subarray(start, end) });
  }

  error(error: ProtocolError): void {
    this.#add(error);
  }

  /** The commands of frames and the codes of errors, in order. */
  get outline(): (number | string)[] {
    return this.events.map((event) => ('body' in event ? event.command : event.code));
  }

  get frames(): ReplyFrame[] {
    return this.events.filter((event): event is ReplyFrame => 'body' in event);
  }

  get errors(): ProtocolError[] {
    return this.events.filter((event): event is ProtocolError => !('body' in event));
  }

  #add(event: ReplyFrame | ProtocolError): void {
    this.events.push(event);
    this.onEvent(event);
  }
}
