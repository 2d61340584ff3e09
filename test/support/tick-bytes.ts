import * as E from 'fp-ts/lib/Either.js';
import { commands, encode, type Tick as WireTick } from '../../src/wire/index.js';
import type { TickFrames } from '../../src/connection/index.js';

/** A wire tick of zeros, with these fields set. */
export const wireTick = (fields: Partial<WireTick>): WireTick => ({
  symbol_id: 1,
  tick_time: 0,
  fields: 3,
  bid: 0,
  ask: 0,
  last: 0,
  tick_volume: 0n,
  time_ms_delta: 0,
  flags: 0,
  ...fields,
});

const bytesOf = (ticks: readonly WireTick[]): Uint8Array => {
  const bytes = encode(commands.tickPush.reply, ticks);
  if (E.isLeft(bytes)) throw bytes.left;
  return bytes.right;
};

/** Frames as a connection hands them on: each a list of ticks, all in one plaintext. */
export const tickFrames = (...frames: readonly (readonly WireTick[])[]): TickFrames => {
  const bodies = frames.map(bytesOf);
  const all = new Uint8Array(bodies.reduce((sum, { length }) => sum + length, 0));
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const body of bodies) {
    starts.push(at);
    all.set(body, at);
    at += body.length;
    ends.push(at);
  }
  return { view: new DataView(all.buffer), count: frames.length, starts, ends };
};
