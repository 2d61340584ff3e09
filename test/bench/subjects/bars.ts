import * as E from 'fp-ts/lib/Either.js';
import { commands, decode, rateBar } from '../../../src/wire/index.js';
import type { Subject } from '../subject.js';
import { Random } from '../../wire/support/random.js';
import { timed } from '../timing.js';

const barCount = 100_000;

function barBody(): Buffer {
  const random = new Random(11);
  const body = Buffer.alloc(barCount * rateBar.size);
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  for (let index = 0; index < barCount; index += 1) {
    const open = random.between(100_000, 120_000) / 1e5;
    rateBar.put(view, body, index * rateBar.size, {
      time: 1_700_000_000 + 60 * index,
      open,
      high: open + 0.001,
      low: open - 0.001,
      close: open + 0.0005,
      tick_volume: random.below(1000),
      real_volume: 0,
    });
  }
  return body;
}

function objects(body: Buffer): number {
  const decoded = decode(commands.rates.reply, body);
  if (E.isLeft(decoded)) throw decoded.left;
  return decoded.right.value.length;
}

/** An answer to command 11 with 100,000 bars. */
export const bars: Subject = {
  title: `${barCount} bars`,
  prepare: (settings) => {
    const body = barBody();
    return {
      contenders: [
        timed({ name: 'objects, derived reader' }, barCount, () => objects(body), settings),
      ],
    };
  },
};
