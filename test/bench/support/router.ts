import type { TickFrames } from '../../../src/connection/index.js';
import type { TickRouter } from '../../../src/market/index.js';
import { symbolName } from './messages.js';

export interface OneRead {
  readonly frames: TickFrames;
  readonly count: number;
}

/** Between two bodies lie the padding of one and the headers of the next. */
const gapBytes = 14;

/** Bodies of tick frames as they lie in the plaintext of one socket read. */
export function asOneRead(bodies: readonly Buffer[]): OneRead {
  const starts: number[] = [];
  const ends: number[] = [];
  const bytes = Buffer.alloc(bodies.reduce((sum, body) => sum + gapBytes + body.length, 0));
  let offset = 0;
  for (const body of bodies) {
    offset += gapBytes;
    bytes.set(body, offset);
    starts.push(offset);
    offset += body.length;
    ends.push(offset);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = bodies.length;
  return { frames: { view, count, starts, ends }, count };
}

/** A subscriber for each symbol, and its id bound as a connection does it. */
export function subscribeAll(router: TickRouter, ids: readonly number[]): { bids: number } {
  const seen = { bids: 0 };
  for (const id of ids) {
    const name = symbolName(id);
    router.ticks([name]).subscribe((tick) => {
      seen.bids += tick.bid;
    });
    router.bind(id, { name, digits: 5, markup: undefined, offsetMs: 0 });
  }
  return seen;
}
