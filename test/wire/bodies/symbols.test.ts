import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import {
  commands,
  CountError,
  decode,
  encode,
  InflateError,
  inflateLimitBytes,
  symbolShort,
  type SymbolShort,
} from '../../../src/wire/index.js';
import { hex, left, right, unhex } from '../support/either.js';

const { reply: plainList } = commands.symbols;
const { reply: packedList } = commands.symbolsCompressed;

const symbol = (symbol_id: number): SymbolShort => ({
  trade_symbol: `SYM${symbol_id}`,
  symbol_description: 'Ünïcødé €',
  digits: 5,
  symbol_id,
  symbol_path: `Forex\\Majors\\SYM${symbol_id}`,
  trade_calc_mode: 0,
  basis: '',
  sector: 12,
});

const symbols = Array.from({ length: 300 }, (_, index) => symbol(index + 1));
const plain = right(encode(plainList, symbols));

const body = (packed: Uint8Array, prefix = plain.length): Uint8Array => {
  const bytes = Buffer.alloc(4 + packed.length);
  bytes.writeUInt32LE(prefix);
  bytes.set(packed, 4);
  return new Uint8Array(bytes);
};

describe('the compressed list of symbols', () => {
  test('is the plain list behind four bytes: zlib', () => {
    const read = right(decode(packedList, body(deflateSync(plain))));
    expect(read).toEqual({
      complete: true,
      value: symbols,
      missing: [],
      trailing: new Uint8Array(0),
    });
  });

  test('or gzip', () => {
    expect(right(decode(packedList, body(gzipSync(plain)))).value).toEqual(symbols);
  });

  test('is written as zlib, with its unpacked size in front', () => {
    const written = right(encode(packedList, symbols));
    expect(written.length).toBeLessThan(plain.length / 5);
    expect(new DataView(written.buffer, written.byteOffset).getUint32(0, true)).toBe(plain.length);
    expect(written[4]).toBe(0x78);
    expect(right(decode(packedList, written)).value).toEqual(symbols);
  });

  test.each([0, 1, plain.length - 1, plain.length + 1, 0xffff_ffff])(
    'does not depend on the four bytes being %i',
    (prefix) => {
      expect(right(decode(packedList, body(deflateSync(plain), prefix))).value).toEqual(symbols);
    },
  );

  test('reports bytes behind the stream, and behind the list inside it', () => {
    const inside = deflateSync(new Uint8Array([...plain, 1, 2, 3]));
    expect(hex(right(decode(packedList, body(inside))).trailing)).toBe('010203');
    const behind = new Uint8Array([...body(deflateSync(plain)), 4, 5]);
    expect(hex(right(decode(packedList, behind)).trailing)).toBe('0405');
    const both = new Uint8Array([...body(inside), 4, 5]);
    expect(hex(right(decode(packedList, both)).trailing)).toBe('0102030405');
  });

  test('that ends early says so', () => {
    const short = deflateSync(plain.subarray(0, plain.length - 2));
    expect(right(decode(packedList, body(short)))).toMatchObject({
      complete: false,
      missing: ['symbol_short.sector'],
    });
  });

  test('names the symbol that cannot be written', () => {
    const error = left(
      encode(packedList, [symbol(1), { ...symbol(2), trade_symbol: 'x'.repeat(33) }]),
    );
    expect(error.message).toBe(
      'Field symbol_short[1].trade_symbol: got 33 UTF-16 units, expected at most 32',
    );
  });
});

/** The last bytes, where the checksum is, turned over. */
const spoilt = (packed: Uint8Array, last: number): Uint8Array =>
  packed.map((byte, at) => (at < packed.length - last ? byte : ~byte));

describe('what cannot be unpacked is an InflateError', () => {
  test.each([
    ['nothing', new Uint8Array(0)],
    ['fewer than four bytes', Uint8Array.of(1, 2, 3)],
    ['four bytes', Uint8Array.of(0, 0, 0, 0)],
    ['raw deflate', body(deflateRawSync(plain))],
    ['garbage', body(unhex('deadbeef00112233'))],
    ['the plain list', body(plain)],
    ['a stream that stops', body(deflateSync(plain).subarray(0, -10))],
    ['a stream with a wrong checksum', body(spoilt(deflateSync(plain), 4))],
    ['a gzip stream with a wrong checksum', body(spoilt(gzipSync(plain), 8))],
    ['a gzip stream followed by garbage', body(Buffer.concat([gzipSync(plain), Buffer.from('x')]))],
  ])('%s', (_what, bytes) => {
    const error = left(decode(packedList, bytes));
    expect(error).toBeInstanceOf(InflateError);
    expect(error.code).toBe('inflate');
    expect(error.message).toMatch(/^Compressed body cannot be unpacked: ./);
    expect(error.context).toEqual({
      packedBytes: Math.max(0, bytes.length - 4),
      limitBytes: inflateLimitBytes,
    });
  });

  test('a bomb, without unpacking more than the limit', () => {
    // As many zeros as the limit, 1 MiB at a time, and one more byte.
    const bomb = body(deflateSync(Buffer.alloc(inflateLimitBytes + 1), { level: 1 }), 0);
    expect(bomb.length).toBeLessThan(512 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    const error = left(decode(packedList, bomb));
    expect(error).toBeInstanceOf(InflateError);
    expect(error.message).toContain(String(inflateLimitBytes));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1.5 * inflateLimitBytes);
  });

  test('a list whose count lies is still a CountError', () => {
    const lying = deflateSync(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0));
    expect(left(decode(packedList, body(lying)))).toBeInstanceOf(CountError);
  });
});

describe('ids and full records', () => {
  test('ids of symbols are counted', () => {
    expect(hex(right(encode(commands.symbolsFull.request, [1, 0xffff_ffff])))).toBe(
      '0200000001000000ffffffff',
    );
    expect(hex(right(encode(commands.bookSubscribe.request, [])))).toBe('00000000');
  });

  test('a push of full records has no count, and ignores what is left over', () => {
    const read = right(decode(commands.symbolUpdatePush.reply, new Uint8Array(2 * 3068 + 100)));
    expect(read.value).toHaveLength(2);
    expect(read.trailing).toHaveLength(100);
    expect(read.complete).toBe(true);
  });

  test('a record of the short list has 526 bytes', () => {
    expect(symbolShort.size).toBe(526);
    expect(plain).toHaveLength(4 + 300 * 526);
  });
});
