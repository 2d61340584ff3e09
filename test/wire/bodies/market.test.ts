import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  commands,
  CountError,
  decode,
  encode,
  spreadLeg,
  tick,
  type BookEntry,
  type Layout,
  type Spread,
  type ValueOf,
} from '../../../src/wire/index.js';
import { arbitrary } from '../../support/arbitrary.js';
import { hex, left, right, unhex } from '../support/either.js';

const { reply: books } = commands.bookPush;
const { reply: spreads } = commands.spreads;

describe('depth of market', () => {
  const entry: BookEntry = {
    symbol_id: 1,
    books_time: 2,
    time_msc: 3,
    flag_mask: 4,
    books_flags: 2,
    items_count: 2,
    items: [
      { flag_mask: 0, book_type: 1, price: 110_005n, trade_volume: 5n },
      { flag_mask: 0, book_type: 2, price: -1n, trade_volume: -5n },
    ],
  };

  test('has entries with items', () => {
    const body = right(encode(books, [entry, { ...entry, items_count: 0, items: [] }]));
    expect(body).toHaveLength(4 + 22 + 2 * 21 + 22);
    expect(right(decode(books, body))).toMatchObject({
      complete: true,
      value: [entry, { ...entry, items_count: 0, items: [] }],
    });
  });

  test.each([
    ['', ''],
    ['00000000', ''],
    ['0500', '0500'],
    ['05000000', '05000000'],
  ])('is empty in the body %p, of which %p is trailing', (body, trailing) => {
    const read = right(decode(books, unhex(body)));
    expect(read).toMatchObject({ complete: true, value: [] });
    expect(hex(read.trailing)).toBe(trailing);
  });

  test('whose counts lie is an error', () => {
    expect(left(decode(books, unhex('05000000 01')))).toBeInstanceOf(CountError);
    const body = right(encode(books, [entry]));
    new DataView(body.buffer, body.byteOffset).setUint16(4 + 20, 0xffff, true);
    expect(left(decode(books, body)).context).toMatchObject({ list: 'book_item', count: 65_535 });
  });

  test('does not write more items than it can count', () => {
    const item = { flag_mask: 0, book_type: 1, price: 1n, trade_volume: 1n };
    const items = new Array<typeof item>(65_536).fill(item);
    expect(left(encode(books, [{ ...entry, items }])).message).toBe(
      'Field book_entry[0].items: got length 65536, expected at most 65535',
    );
  });
});

describe('margin spreads', () => {
  const leg = fc.sample(arbitrary(spreadLeg as Layout<unknown>), {
    numRuns: 1,
    seed: 5,
  })[0] as ValueOf<typeof spreadLeg>;
  const rule = (spread_id: number, legs: number): Spread => ({
    spread_id,
    flag_mask: 1,
    margin_initial: 2,
    margin_maintenance: 3,
    margin_type: 0,
    legs_a: new Array<typeof leg>(legs).fill(leg),
    legs_b: [],
  });
  const block = (...rules: readonly Spread[]) => ({
    skipped: 9,
    spread_count: rules.length,
    spreads: rules,
  });

  test('nest: blocks of rules with two lists of legs', () => {
    const value = [block(rule(1, 2), rule(0, 0), rule(2, 0)), block(), block(rule(3, 1))];
    const body = right(encode(spreads, value));
    expect(body).toHaveLength(3 * 8 + 4 * 28 + 3 * 8 + 3 * 88);
    expect(right(decode(spreads, body))).toMatchObject({ complete: true, value });
  });

  test('without legs take 28 bytes, at the end of the body too', () => {
    const value = [block(...Array.from({ length: 5 }, () => rule(0, 0)))];
    const body = right(encode(spreads, value));
    expect(body).toHaveLength(8 + 5 * 28);
    expect(right(decode(spreads, body))).toMatchObject({ complete: true, value });
  });

  test('with an id have legs: without them the body ends early', () => {
    const body = right(encode(spreads, [block(rule(1, 0))])).subarray(0, 8 + 28);
    expect(right(decode(spreads, body))).toMatchObject({
      complete: false,
      missing: ['spread_rule.legs_a', 'spread_rule.legs_b'],
    });
  });

  test('whose counts lie are an error', () => {
    const body = right(encode(spreads, [block(rule(1, 1))]));
    const view = new DataView(body.buffer, body.byteOffset);
    view.setUint32(8 + 28, 0xffff_fffe, true);
    expect(left(decode(spreads, body)).context).toMatchObject({ list: 'spread_leg' });
    view.setUint32(4, 0xffff_ffff, true);
    const error = left(decode(spreads, body));
    expect(error).toBeInstanceOf(CountError);
    expect(error.context).toMatchObject({ list: 'spread_rule', count: 0xffff_ffff });
  });

  test('name the leg that cannot be written', () => {
    const broken = { ...rule(1, 0), legs_b: [leg, { ...leg, trade_symbol: 'x'.repeat(40) }] };
    expect(left(encode(spreads, [block(), block(broken)])).message).toBe(
      'Field spread_block[1].spreads[0].legs_b[1].trade_symbol: got 40 UTF-16 units, expected at most 32',
    );
  });
});

describe('ticks, details and bars come without a count', () => {
  test.each([
    ['ticks', commands.tickPush.reply as Layout<readonly unknown[]>, 50],
    ['details', commands.symbolDetailsPush.reply as Layout<readonly unknown[]>, 274],
    ['bars', commands.rates.reply as Layout<readonly unknown[]>, 48],
  ])('%s', (_name, layout, size) => {
    const read = right(decode(layout, new Uint8Array(3 * size + size - 1)));
    expect(read.value).toHaveLength(3);
    expect(read.trailing).toHaveLength(size - 1);
    expect(read.complete).toBe(true);
    expect(right(decode(layout, new Uint8Array(0))).value).toEqual([]);
  });

  test('several ticks of one symbol stay in order', () => {
    const ticks = fc.sample(arbitrary(tick as Layout<unknown>), { numRuns: 20, seed: 9 });
    const { reply } = commands.tickPush as { reply: Layout<unknown> };
    expect(right(decode(reply, right(encode(reply, ticks)))).value).toEqual(ticks);
  });
});
