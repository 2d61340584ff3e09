import { describe, expect, test } from '@jest/globals';
import {
  array,
  ascii,
  bytes,
  complete,
  decode,
  encode,
  f64,
  FieldTruncatedError,
  i32,
  record,
  RecordIncompleteError,
  symbolFull,
  tradeResultPush,
  u16,
  u32,
  u8,
  utf16,
  ValueError,
  type Layout,
  type ValueOf,
} from '../../../src/wire/index.js';
import { hex, left, right, unhex } from '../support/either.js';

const point = record('point', { x: i32, y: u16 });
const shape = record('shape', {
  id: u8,
  label: utf16(4),
  origin: point,
  corners: array(point, 2),
  key: bytes(3),
  tag: ascii(2),
});

const sample: ValueOf<typeof shape> = {
  id: 7,
  label: 'ab',
  origin: { x: -1, y: 2 },
  corners: [
    { x: 3, y: 4 },
    { x: 5, y: 6 },
  ],
  key: Uint8Array.of(8, 9, 10),
  tag: 'no',
};

const sampleHex = '07 61006200 ffffffff0200 030000000400 050000000600 08090a 6e6f'.replaceAll(
  ' ',
  '',
);

describe('a record', () => {
  test('knows its size, its fields and where they are', () => {
    expect(shape.size).toBe(28);
    expect(shape.fieldNames).toEqual(['id', 'label', 'origin', 'corners', 'key', 'tag']);
    expect(shape.offsets).toEqual({ id: 0, label: 1, origin: 5, corners: 11, key: 23, tag: 26 });
  });

  test('is written and read packed', () => {
    expect(hex(right(encode(shape, sample)))).toBe(sampleHex);
    const read = right(decode(shape, unhex(sampleHex)));
    expect(read).toEqual({
      complete: true,
      value: sample,
      missing: [],
      trailing: new Uint8Array(0),
    });
    expect(right(complete('shape', read))).toBe(read.value);
  });

  test('is a plain object with its fields in order', () => {
    const { value } = right(decode(shape, unhex(sampleHex)));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value)).toEqual(shape.fieldNames);
  });

  test('reports the bytes behind it', () => {
    const body = Buffer.from(`${sampleHex}0102`, 'hex');
    const { trailing } = right(decode(shape, body));
    body.fill(0);
    expect(trailing).toEqual(Uint8Array.of(1, 2));
  });

  test('may lie anywhere in a larger buffer', () => {
    const body = unhex(`ffff${sampleHex}ff`).subarray(2, -1);
    expect(right(decode(shape, body)).value).toEqual(sample);
    expect(right(decode(shape, Buffer.from(body.buffer, 2, body.length))).value).toEqual(sample);
  });
});

describe('a body that ends early', () => {
  const read = (length: number) => decode(shape, unhex(sampleHex).subarray(0, length));

  test('leaves fields at its end unset, and names them', () => {
    const short = right(read(11));
    expect(short).toEqual({
      complete: false,
      value: {
        id: 7,
        label: 'ab',
        origin: { x: -1, y: 2 },
        corners: undefined,
        key: undefined,
        tag: undefined,
      },
      missing: ['shape.corners', 'shape.key', 'shape.tag'],
      trailing: new Uint8Array(0),
    });
    expect(Object.keys(short.value)).toEqual(shape.fieldNames);
    const error = left(complete('shape', short));
    expect(error).toBeInstanceOf(RecordIncompleteError);
    expect(error.message).toBe('shape ends early, missing: shape.corners, shape.key, shape.tag');
    expect(error.context).toEqual({ record: 'shape', missing: short.missing });
  });

  test('may have no fields at all', () => {
    expect(right(read(0)).missing).toEqual(shape.fieldNames.map((name) => `shape.${name}`));
  });

  test('leaves fields of a nested record unset', () => {
    expect(right(read(9))).toMatchObject({
      value: { origin: { x: -1, y: undefined }, corners: undefined },
      missing: ['shape.origin.y', 'shape.corners', 'shape.key', 'shape.tag'],
    });
  });

  test('leaves out the values of an array that are not there', () => {
    expect(right(read(17))).toMatchObject({
      value: { corners: [{ x: 3, y: 4 }], key: undefined },
      missing: ['shape.corners', 'shape.key', 'shape.tag'],
    });
    expect(right(read(21))).toMatchObject({
      value: { corners: [{ x: 3, y: 4 }, { x: 5 }] },
      missing: ['shape.corners[1].y', 'shape.key', 'shape.tag'],
    });
  });

  test.each([
    ['a number', 3 + 4, 'shape.origin.x', 4, 2],
    ['a text', 3, 'shape.label', 4, 2],
    ['a number in an array', 15 + 7, 'shape.corners[1].y', 2, 1],
  ])('in the middle of %s is an error', (_what, length, field, size, available) => {
    const error = left(read(length));
    expect(error).toBeInstanceOf(FieldTruncatedError);
    expect(error.code).toBe('field-truncated');
    expect(error.context).toMatchObject({ field, size, available });
    expect(error.message).toContain(`Field ${field} at offset`);
  });

  test('in the middle of bytes keeps what is there, as the official client does', () => {
    expect(right(read(25))).toMatchObject({
      complete: false,
      value: { key: Uint8Array.of(8, 9), tag: undefined },
      missing: ['shape.key', 'shape.tag'],
    });
    expect(right(read(27))).toMatchObject({ value: { tag: 'n' }, missing: ['shape.tag'] });
  });

  test('at every length gives a value or an error, and never the wrong one', () => {
    const body = right(
      encode(
        tradeResultPush,
        right(decode(tradeResultPush, new Uint8Array(380))).value as ValueOf<
          typeof tradeResultPush
        >,
      ),
    );
    for (let length = 0; length < body.length; length += 1) {
      const result = decode(tradeResultPush, body.subarray(0, length));
      expect(result._tag === 'Left' || !result.right.complete).toBe(true);
    }
    expect(right(decode(tradeResultPush, body)).complete).toBe(true);
  });

  test('names fields from the record down', () => {
    const { missing } = right(decode(symbolFull, new Uint8Array(symbolFull.size - 8 - 448 - 64)));
    expect(missing).toEqual([
      'symbol_full.schedule.quote_sessions',
      'symbol_full.schedule.trade_sessions',
      'symbol_full.subscription',
    ]);
    const cut = right(decode(symbolFull, new Uint8Array(2164 - 8)));
    expect(cut.missing[0]).toBe('symbol_full.trade.swap_rates');
    expect(cut.value).toMatchObject({ trade: { swap_rates: [0, 0, 0, 0, 0, 0] } });
  });
});

describe('a value that does not fit', () => {
  const fault = (value: unknown): string => left(encode(shape as Layout<unknown>, value)).message;

  test('is named by record and field, with what was got and expected', () => {
    const error = left(encode(shape, { ...sample, label: 'abc' }));
    expect(error).toBeInstanceOf(ValueError);
    expect(error.context).toEqual({
      field: 'shape.label',
      got: '3 UTF-16 units',
      expected: 'at most 2',
    });
    expect(error.message).toBe('Field shape.label: got 3 UTF-16 units, expected at most 2');
  });

  test('is named through nested records and arrays', () => {
    expect(fault({ ...sample, origin: { x: 1, y: '2' } })).toBe(
      'Field shape.origin.y: got a text, expected an integer',
    );
    expect(fault({ ...sample, corners: [sample.origin, { x: 1.5, y: 2 }] })).toBe(
      'Field shape.corners[1].x: got 1.5, expected an integer',
    );
    expect(fault({ ...sample, origin: undefined })).toBe(
      'Field shape.origin: got undefined, expected an object',
    );
    expect(fault({ ...sample, origin: null })).toBe(
      'Field shape.origin: got null, expected an object',
    );
  });

  test('is a list of another length', () => {
    expect(fault({ ...sample, corners: [] })).toBe(
      'Field shape.corners: got 0 values, expected exactly 2',
    );
    expect(fault({ ...sample, corners: 'no' })).toBe(
      'Field shape.corners: got a text, expected a list',
    );
  });

  test('is a field that is not there', () => {
    const { tag: _tag, ...rest } = sample;
    expect(fault(rest)).toBe('Field shape.tag: got undefined, expected a text');
    expect(fault(undefined)).toBe('Field shape: got undefined, expected an object');
  });

  test('is one that cannot be looked at', () => {
    const trap = {
      get id(): number {
        throw new TypeError('secret');
      },
    };
    const error = left(encode(shape as Layout<unknown>, trap));
    expect(error.message).toBe(
      'Field shape.id: got TypeError while reading it, expected a plain value',
    );
    expect(error.cause).toBeInstanceOf(TypeError);
    const oddity = {
      get id(): number {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- foreign code may
        throw 'secret';
      },
    };
    expect(left(encode(shape as Layout<unknown>, oddity)).message).toBe(
      'Field shape.id: got an exception while reading it, expected a plain value',
    );
  });
});

describe('arrays', () => {
  test('are read and written in order', () => {
    const four = array(u16, 4);
    expect(four.name).toBe('u16[4]');
    expect(four.size).toBe(8);
    expect(hex(right(encode(four, [1, 2, 3, 4])))).toBe('0100020003000400');
    expect(right(decode(four, unhex('0100020003000400'))).value).toEqual([1, 2, 3, 4]);
    expect(left(encode(array(f64, 2) as Layout<unknown>, [1, '2'])).message).toBe(
      'Field f64[1]: got a text, expected a number',
    );
  });

  test('nest', () => {
    const grid = array(array(u8, 2), 3);
    expect(right(decode(grid, unhex('010203040506'))).value).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(right(decode(grid, unhex('010203')))).toMatchObject({
      value: [[1, 2], [3]],
      missing: ['u8[2][3][1]', 'u8[2][3]'],
    });
  });
});

test('u32 outside a record is named by its type', () => {
  expect(left(decode(u32, unhex('00'))).message).toBe('Field u32 at offset 0 needs 4 bytes, got 1');
});
