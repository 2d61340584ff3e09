import { describe, expect, test } from '@jest/globals';
import {
  bars,
  BarColumns,
  commands,
  complete,
  counted,
  decode,
  rateBar,
  readBars,
  readRateBar,
  readSymbolShort,
  readTick,
  symbolShort,
  tick,
  u32,
  untilEnd,
  type FixedLayout,
} from '../../../src/wire/index.js';
import { right } from '../support/either.js';
import { Random } from '../support/random.js';

const random = new Random(31);

/** Random bytes with zeros among them, so that texts end somewhere. */
const randomBody = (length: number): Buffer => {
  const body = random.bytes(length);
  for (let at = 0; at + 1 < length; at += 1 + random.below(40)) body.fill(0, at, at + 2);
  return body;
};

const viewOf = (body: Buffer): DataView =>
  new DataView(body.buffer, body.byteOffset, body.byteLength);

describe('a reader written by hand equals the derived one on random bytes', () => {
  test.each([
    ['tick', tick as FixedLayout<unknown>, readTick],
    ['rate_bar', rateBar as FixedLayout<unknown>, readRateBar],
    ['symbol_short', symbolShort as FixedLayout<unknown>, readSymbolShort],
  ] as const)('%s', (_name, layout, read) => {
    for (let round = 0; round < 500; round += 1) {
      const offset = random.below(9);
      const body = randomBody(offset + layout.size + random.below(9));
      const view = viewOf(body);
      const ours = read(view, body, offset);
      const derived = layout.get(view, body, offset);
      expect(ours).toEqual(derived);
      expect(Object.keys(ours)).toEqual(Object.keys(derived as object));
    }
  });

  test.each([
    ['ticks', commands.tickPush.reply, untilEnd(tick)],
    ['bars', commands.rates.reply, untilEnd(rateBar)],
    ['symbols', commands.symbols.reply, counted(u32, symbolShort)],
  ] as const)('in a body of any length: %s', (name, layout, derived) => {
    for (let length = 0; length < 1200; length += 1) {
      const body = randomBody(length);
      if (name === 'symbols' && length >= 4) body.writeUInt32LE(Math.ceil((length - 4) / 526));
      expect(decode<unknown>(layout, body)).toEqual(decode<unknown>(derived, body));
    }
  });
});

describe('bars as columns', () => {
  const body = randomBody(1000 * rateBar.size + 13);
  const columns = readBars(body);
  const records = right(complete('bars', right(decode(bars, body))));

  test('hold what the derived reader gives', () => {
    expect(columns).toBeInstanceOf(BarColumns);
    expect(columns).toHaveLength(1000);
    expect([...columns]).toEqual(records);
    records.forEach((bar, index) => {
      expect(columns.at(index)).toEqual(bar);
    });
  });

  test('are typed arrays of one length', () => {
    expect(columns.time).toEqual(Int32Array.from(records, ({ time }) => time));
    expect(columns.open).toEqual(Float64Array.from(records, ({ open }) => open));
    expect(columns.high).toEqual(Float64Array.from(records, ({ high }) => high));
    expect(columns.low).toEqual(Float64Array.from(records, ({ low }) => low));
    expect(columns.close).toEqual(Float64Array.from(records, ({ close }) => close));
    expect(columns.tickVolume).toEqual(Uint32Array.from(records, (bar) => bar.tick_volume));
    expect(columns.realVolume).toEqual(Float64Array.from(records, (bar) => bar.real_volume));
  });

  test('are read anywhere in a buffer, and do not keep it', () => {
    const inside = Buffer.concat([Buffer.alloc(3), body]).subarray(3);
    const copy = readBars(inside);
    inside.fill(0);
    expect([...copy]).toEqual(records);
  });

  test.each([0, 47])('of %i bytes are none', (length) => {
    const none = readBars(body.subarray(0, length));
    expect(none).toHaveLength(0);
    expect([...none]).toEqual([]);
  });

  test.each([-1, 1000, 1.5, Number.NaN])('have none at %p', (index) => {
    expect(() => columns.at(index)).toThrow(
      new RangeError(`Bar ${index}: there are 1000, counted from 0`),
    );
  });

  test('can be gone through twice, and left early', () => {
    for (const bar of columns) {
      expect(bar).toEqual(records[0]);
      break;
    }
    expect(Array.from(columns, ({ time }) => time)).toEqual([...columns.time]);
  });
});
