import * as E from 'fp-ts/lib/Either.js';
import { TickRouter } from '../../../src/market/index.js';
import { commands, decode, tick } from '../../../src/wire/index.js';
import type { Contender } from '../harness.js';
import type { Settings, Subject } from '../subject.js';
import { symbolIds, tickBodies } from '../support/messages.js';
import { asOneRead, subscribeAll, type OneRead } from '../support/router.js';
import { timed } from '../timing.js';

const symbolCount = 1000;
/** About what a socket read of 64 KiB holds. */
const ticksPerRead = 1000;

const at = tick.offsets;

/** Where objects escape to, so that they are made at all. */
const kept: { latest: unknown } = { latest: undefined };

/** The least that can be done: nine fields into an object, no symbol, no merging, no listener. */
function literals({ frames, count }: OneRead): number {
  const { view, starts, ends } = frames;
  let bids = 0;
  for (let frame = 0; frame < count; frame += 1) {
    const end = ends[frame] as number;
    for (let offset = starts[frame] as number; offset < end; offset += tick.size) {
      const value = {
        symbol_id: view.getUint32(offset + at.symbol_id, true),
        tick_time: view.getInt32(offset + at.tick_time, true),
        fields: view.getUint32(offset + at.fields, true),
        bid: view.getFloat64(offset + at.bid, true),
        ask: view.getFloat64(offset + at.ask, true),
        last: view.getFloat64(offset + at.last, true),
        tick_volume:
          view.getUint32(offset + at.tick_volume, true) +
          view.getInt32(offset + at.tick_volume + 4, true) * 2 ** 32,
        time_ms_delta: view.getUint32(offset + at.time_ms_delta, true),
        flags: view.getUint16(offset + at.flags, true),
      };
      kept.latest = value;
      bids += value.bid;
    }
  }
  return bids;
}

function records(bodies: readonly Buffer[]): number {
  let bids = 0;
  for (const body of bodies) {
    const decoded = decode(commands.tickPush.reply, body);
    if (E.isLeft(decoded)) throw decoded.left;
    for (const { bid } of decoded.right.value) bids += bid ?? 0;
  }
  return bids;
}

function contenders(ticksPerFrame: number, settings: Settings): Contender[] {
  const ids = symbolIds(symbolCount);
  const bodies = tickBodies({ ticksPerFrame, ticks: ticksPerRead, ids });
  const read = asOneRead(bodies);
  const router = new TickRouter((id) => {
    throw new Error(`no listener for symbol ${String(id)}`);
  });
  const seen = subscribeAll(router, ids);
  const per = `${ticksPerFrame} per frame`;
  const ratioTo = `${per}, DataView literals`;
  return [
    timed({ name: ratioTo }, ticksPerRead, () => literals(read), settings),
    timed(
      { name: `${per}, TickRouter to ${symbolCount} subscribers`, ratioTo },
      ticksPerRead,
      () => {
        router.consume(read.frames);
        return seen.bids;
      },
      settings,
    ),
    timed(
      { name: `${per}, decode to records`, ratioTo },
      ticksPerRead,
      () => records(bodies),
      settings,
    ),
  ];
}

/** Plaintext of tick frames to quotes at their subscribers. */
export const ticks: Subject = {
  title: 'decode a tick',
  prepare: (settings) => ({
    contenders: [1, 10, 100].flatMap((ticksPerFrame) => contenders(ticksPerFrame, settings)),
  }),
};
