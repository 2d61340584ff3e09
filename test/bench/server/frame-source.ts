import { symbolIds, tickMessages } from '../support/messages.js';
import type { FrameOrder } from '../support/server-messages.js';

/** Whole WebSocket frames, to be written in one go. */
export interface Piece {
  readonly bytes: Buffer;
  readonly ticks: number;
}

/** Enough that the frames are no more in the nearest cache than fresh ones would be. */
const ticksInAll = 20_000;
const pieceBytes = 256 * 1024;

/** One unmasked binary message, as a server writes it. */
function webSocketFrame(message: Buffer): Buffer {
  const { length } = message;
  if (length < 126) return Buffer.concat([Buffer.from([0x82, length]), message]);
  if (length < 65_536) {
    return Buffer.concat([Buffer.from([0x82, 126, length >>> 8, length & 0xff]), message]);
  }
  throw new RangeError(`bench server: message of ${length} bytes, expected fewer than 65536`);
}

/** Prepares frames once for each order. */
export class FrameSource {
  readonly #prepared = new Map<string, readonly Piece[]>();

  pieces(order: FrameOrder): readonly Piece[] {
    const key = JSON.stringify(order);
    const known = this.#prepared.get(key);
    if (known !== undefined) return known;
    const pieces = prepare(order);
    this.#prepared.set(key, pieces);
    return pieces;
  }
}

function prepare({ ticksPerFrame, symbols }: FrameOrder): Piece[] {
  const messages = tickMessages({ ticksPerFrame, ticks: ticksInAll, ids: symbolIds(symbols) });
  const pieces: Piece[] = [];
  let frames: Buffer[] = [];
  let length = 0;
  const cut = (): void => {
    if (length > 0) {
      pieces.push({ bytes: Buffer.concat(frames), ticks: frames.length * ticksPerFrame });
    }
    frames = [];
    length = 0;
  };
  for (const frame of messages.map(webSocketFrame)) {
    if (length + frame.length > pieceBytes) cut();
    frames.push(frame);
    length += frame.length;
  }
  cut();
  return pieces;
}
