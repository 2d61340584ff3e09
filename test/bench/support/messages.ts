import { Random } from '../../wire/support/random.js';
import { commands, Encryptor, sealReply, tick, TickFields } from '../../../src/wire/index.js';

export const sessionKey = new Random(1).bytes(32);

export interface TickOptions {
  readonly ticksPerFrame: number;
  /** Ticks in all; a multiple of `ticksPerFrame`. */
  readonly ticks: number;
  /** Ids that the ticks are of, in no order. */
  readonly ids: readonly number[];
}

export const symbolName = (id: number): string => `SYM${String(id)}`;

/** `count` ids as a server gives them out. */
export const symbolIds = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => 1000 + 7 * index);

/**
 * Bodies of tick frames. All ticks have one time, so that they may be sent over and
 * over: an earlier tick would be dropped as stale.
 */
export function tickBodies({ ticksPerFrame, ticks, ids }: TickOptions): Buffer[] {
  const random = new Random(ticksPerFrame);
  return Array.from({ length: ticks / ticksPerFrame }, () => {
    const body = Buffer.alloc(ticksPerFrame * tick.size);
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    for (let index = 0; index < ticksPerFrame; index += 1) {
      const bid = random.between(100_000, 150_000);
      tick.put(view, body, index * tick.size, {
        symbol_id: random.pick(ids),
        tick_time: 1_790_000_000,
        fields: TickFields.bid | TickFields.ask,
        bid,
        ask: bid + random.between(1, 30),
        last: 0,
        tick_volume: 0n,
        time_ms_delta: 500,
        flags: 0,
      });
    }
    return body;
  });
}

/** The same as whole messages under `sessionKey`. */
export function tickMessages(options: TickOptions): Buffer[] {
  const encryptor = new Encryptor(sessionKey);
  return tickBodies(options).map((body) =>
    sealReply(encryptor, { prefix: 0, command: commands.tickPush.id, code: 0, body }),
  );
}

/** Messages under `sessionKey` whose ciphertext has this length. */
export function randomMessages(count: number, cipherBytes: number): Buffer[] {
  const random = new Random(cipherBytes);
  const encryptor = new Encryptor(sessionKey);
  return Array.from({ length: count }, () =>
    sealReply(encryptor, {
      prefix: random.below(65_536),
      command: commands.tickPush.id,
      code: 0,
      body: random.bytes(cipherBytes - replyHeaderBytes - leastPadding),
    }),
  );
}

const replyHeaderBytes = 5;
const leastPadding = 9;
