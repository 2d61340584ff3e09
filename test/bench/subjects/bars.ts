import * as E from 'fp-ts/lib/Either.js';
import {
  commands,
  decode,
  rateBar,
  readBars,
  untilEnd,
  type Layout,
  type RateBar,
} from '../../../src/wire/index.js';
import { Random } from '../../wire/support/random.js';
import type { Subject } from '../subject.js';
import { timed } from '../timing.js';

const barCount = 100_000;
const keptResults = 4;
/** Collections are rare and long here: a sample has to hold some of them. */
const longerSample = 5;

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

function objects(layout: Layout<readonly RateBar[]>, body: Buffer): readonly unknown[] {
  const result = decode(layout, body);
  if (E.isLeft(result)) throw result.left;
  return result.right.value;
}

/**
 * Keeps the last results, as a program keeps the history that it has loaded: what is
 * thrown away at once would cost the garbage collector next to nothing.
 */
function keeping(read: () => { readonly length: number }): () => number {
  const kept: unknown[] = [];
  return () => {
    const result = read();
    if (kept.push(result) > keptResults) kept.shift();
    return result.length;
  };
}

/** An answer to command 11 with 100,000 bars. */
export const bars: Subject = {
  title: `a bar of ${barCount}`,
  prepare: (settings) => {
    const timing = { ...settings, sampleMs: longerSample * settings.sampleMs };
    const body = barBody();
    const reply = commands.rates.reply;
    const derived = untilEnd(rateBar);
    const ratioTo = 'objects, decode';
    const contender = (
      measure: Parameters<typeof timed>[0],
      read: () => { readonly length: number },
    ) => timed(measure, barCount, keeping(read), timing);
    return {
      contenders: [
        contender({ name: ratioTo }, () => objects(reply, body)),
        contender({ name: 'objects, derived reader', ratioTo }, () => objects(derived, body)),
        contender({ name: 'columns, readBars', ratioTo, aim: { atLeast: 4 } }, () =>
          readBars(body),
        ),
      ],
    };
  },
};
