import { describe, expect, test } from '@jest/globals';
import {
  bytesBy,
  choice,
  CountError,
  counted,
  countedBy,
  decode,
  empty,
  encode,
  FieldTruncatedError,
  i8,
  listWhen,
  mapped,
  optional,
  record,
  struct,
  u16,
  u32,
  u8,
  untilEnd,
  type Cursor,
  type Layout,
} from '../../../src/wire/index.js';
import { hex, left, right, unhex } from '../support/either.js';

const head = record('box_head', { count: u8, size: u16 });
const box = struct('box', head, {
  items: countedBy('count', u16),
  data: bytesBy('size'),
  more: counted(u8, u8),
});
const value = { count: 2, size: 3, items: [1, 2], data: Uint8Array.of(7, 8, 9), more: [5] };
const digits = '02 0300 0100 0200 070809 01 05';

const fault = (layout: Layout<unknown>, of: unknown): string => left(encode(layout, of)).message;

describe('a struct', () => {
  test('is a record and what its fields say follows', () => {
    expect(right(decode(box, unhex(digits)))).toMatchObject({ complete: true, value });
    expect(hex(right(encode(box, value)))).toBe(digits.replaceAll(' ', ''));
    expect(box.minSize).toBe(4);
  });

  test('counts its parts itself when written', () => {
    const written = right(encode(box, { ...value, count: 99, size: 0 }));
    expect(hex(written)).toBe(digits.replaceAll(' ', ''));
  });

  test('does not write more than a count of its head can say', () => {
    expect(fault(box, { ...value, items: new Array<number>(256).fill(0) })).toBe(
      'Field box.items: got length 256, expected at most 255',
    );
    expect(fault(box, { ...value, data: new Uint8Array(65_536) })).toBe(
      'Field box.data: got length 65536, expected at most 65535',
    );
    const signed = struct('signed', record('h', { n: i8 }), { items: countedBy('n', u8) });
    expect(fault(signed, { n: 0, items: new Array<number>(128).fill(0) })).toBe(
      'Field signed.items: got length 128, expected at most 127',
    );
  });

  test('names the part and the field that cannot be written', () => {
    expect(fault(box, { ...value, items: [1, 'x'] })).toBe(
      'Field box.items[1]: got a text, expected an integer',
    );
    expect(fault(box, { ...value, items: 5 })).toBe('Field box.items: got 5, expected a list');
    expect(fault(box, { ...value, data: [1] })).toBe('Field box.data: got a list, expected bytes');
    const headed = struct('headed', record('headed_head', { a: u8 }), { b: u8 });
    expect(fault(headed, { a: '1', b: 2 })).toBe('Field headed.a: got a text, expected an integer');
    expect(fault(headed, 5)).toBe('Field headed: got 5, expected an object');
    expect(fault(headed, null)).toBe('Field headed: got null, expected an object');
  });

  test('that ends early names the parts that are not there', () => {
    expect(right(decode(box, unhex('00 0000')))).toMatchObject({
      complete: false,
      value: { count: 0, items: [], more: undefined },
      missing: ['box.more'],
    });
    expect(right(decode(box, unhex('')))).toMatchObject({
      complete: false,
      value: { count: undefined, size: undefined, items: [], more: undefined },
      missing: ['box_head.count', 'box_head.size', 'box.more'],
    });
  });

  test('whose counts lie is an error', () => {
    expect(left(decode(box, unhex('ff 0300 0100')))).toBeInstanceOf(CountError);
    const error = left(decode(box, unhex('00 ffff 0102')));
    expect(error).toBeInstanceOf(FieldTruncatedError);
    expect(error.context).toMatchObject({ field: 'bytes(size)', size: 65_535, available: 2 });
    const signed = struct('signed', record('h', { n: i8 }), { items: countedBy('n', u8) });
    expect(left(decode(signed, unhex('ff 01')))).toBeInstanceOf(CountError);
  });

  test('may have no head', () => {
    const both = struct('both', undefined, { a: counted(u8, u8), b: u16 });
    expect(right(decode(both, unhex('01 05 0300'))).value).toEqual({ a: [5], b: 3 });
    expect(right(decode(both, unhex('01 05'))).missing).toEqual(['both.b']);
  });
});

describe('a list that is there only sometimes', () => {
  const rule = struct('rule', record('rule_head', { id: u8 }), {
    legs: listWhen((owner) => owner['id'] !== 0, counted(u8, u8)),
  });

  test('is empty where it is not on the wire', () => {
    expect(right(decode(rule, unhex('00')))).toMatchObject({
      complete: true,
      value: { id: 0, legs: [] },
    });
    expect(hex(right(encode(rule, { id: 0, legs: [] })))).toBe('00');
    expect(rule.minSize).toBe(1);
  });

  test('is missing where it should be', () => {
    expect(right(decode(rule, unhex('01')))).toMatchObject({
      complete: false,
      value: { id: 1, legs: undefined },
      missing: ['rule.legs'],
    });
  });

  test('is not lost on the way out', () => {
    expect(hex(right(encode(rule, { id: 1, legs: [4] })))).toBe('010104');
    expect(fault(rule, { id: 0, legs: [4] })).toBe(
      'Field rule.legs: got 1 values, expected none in this place',
    );
  });

  test('takes no more than it has: many rules without legs are read', () => {
    expect(right(decode(counted(u8, rule), unhex('05 0000000000'))).value).toHaveLength(5);
  });
});

describe('sections that may be left out', () => {
  const sections = struct('sections', undefined, {
    a: optional(u8),
    b: optional(counted(u8, u8)),
    c: optional(u16),
  });

  test.each([
    ['', { a: undefined, b: undefined, c: undefined }],
    ['01', { a: 1, b: undefined, c: undefined }],
    ['01 00', { a: 1, b: [], c: undefined }],
    ['01 0105 0300', { a: 1, b: [5], c: 3 }],
  ])('from the end: %p', (body, of) => {
    expect(right(decode(sections, unhex(body)))).toMatchObject({ complete: true, value: of });
    expect(hex(right(encode(sections, of)))).toBe(body.replaceAll(' ', ''));
  });

  test('cannot be left out from the middle: what follows would be read in their place', () => {
    expect(fault(sections, { a: 1, b: undefined, c: 3 })).toBe(
      'Field sections.c: got a value, expected none, because b before it is left out',
    );
  });

  test('cut in a number are an error', () => {
    expect(left(decode(sections, unhex('01 00 03')))).toBeInstanceOf(FieldTruncatedError);
  });

  test('outside a struct are read and written as well', () => {
    expect(right(decode(optional(u8), unhex('')))).toMatchObject({ complete: true });
    expect(hex(right(encode(optional(u8), undefined)))).toBe('');
    expect(hex(right(encode(optional(u8), 3)))).toBe('03');
  });
});

describe('other layouts', () => {
  test('nothing reads nothing and writes nothing', () => {
    expect(right(decode(empty, unhex('0102')))).toMatchObject({
      value: undefined,
      trailing: unhex('0102'),
    });
    expect(right(encode(empty, undefined))).toHaveLength(0);
  });

  const either = choice<number, readonly number[]>({
    name: 'either',
    first: u8,
    second: untilEnd(u16),
    peek: (cursor: Cursor) => (cursor.remaining === 1 ? 'first' : 'second'),
    isFirst: (of): of is number => typeof of === 'number',
  });

  test('one of two is chosen by the bytes, or by the value', () => {
    expect(right(decode(either, unhex('05'))).value).toBe(5);
    expect(right(decode(either, unhex('0500'))).value).toEqual([5]);
    expect(hex(right(encode(either, 5)))).toBe('05');
    expect(hex(right(encode(either, [5])))).toBe('0500');
    expect(either.minSize).toBe(0);
  });

  test('a mapped one may keep the writer, or the smallest size, of what it wraps', () => {
    const skipping = mapped('skipping', u8, {
      read: (cursor: Cursor) => {
        cursor.offset += 1;
        return u8.read(cursor);
      },
    });
    expect(skipping.minSize).toBe(1);
    expect(right(decode(skipping, unhex('0005'))).value).toBe(5);
    expect(hex(right(encode(skipping, 5)))).toBe('05');
    const doubled = mapped('doubled', u32, {
      minSize: 2,
      read: (cursor: Cursor) => u16.read(cursor) * 2,
      write: (sink, of) => {
        u16.write(sink, of / 2);
      },
    });
    expect(doubled.minSize).toBe(2);
    expect(right(decode(doubled, unhex('0500'))).value).toBe(10);
    expect(hex(right(encode(doubled, 10)))).toBe('0500');
  });
});
