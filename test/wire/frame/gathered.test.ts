import { describe, expect, test } from '@jest/globals';
import { Gathered } from '../../../src/wire/frame/gathered.js';

const kib = 1024;

/** A message of which only the length matters here; it takes up `cipherLength` + 16 bytes. */
const message = (cipherLength: number): Uint8Array => new Uint8Array(8 + cipherLength).fill(7);

function gather(...cipherLengths: readonly number[]): Gathered {
  const gathered = new Gathered(64 * kib * kib);
  for (const length of cipherLengths) gathered.add(message(length));
  return gathered;
}

describe('Gathered', () => {
  test('puts each frame on a block boundary behind its own header', () => {
    const gathered = gather(32, 16);
    expect([0, 1, 2].map((frame) => gathered.leadOf(frame))).toEqual([0, 48, 80]);
    expect(gathered.bytes.subarray(48, 80)).toEqual(
      Buffer.concat([Buffer.alloc(8), Buffer.alloc(24, 7)]),
    );
  });

  test('a placeholder takes no bytes', () => {
    const gathered = new Gathered(kib * kib);
    gathered.addPlaceholder();
    gathered.add(message(16));
    expect([0, 1, 2].map((frame) => gathered.leadOf(frame))).toEqual([0, 0, 32]);
  });

  test('bytes and view stay the same memory while it grows', () => {
    const gathered = gather(...Array<number>(3_000).fill(48));
    expect(gathered.bytes.length).toBeGreaterThanOrEqual(3_000 * 64);
    for (const at of [8, 64 * 1_500 + 8, 64 * 2_999 + 63]) {
      expect([gathered.bytes[at], gathered.view.getUint8(at)]).toEqual([7, 7]);
    }
    expect(gathered.leadOf(2_999)).toBe(64 * 2_999);
  });

  test.each([
    ['all that fit into 256 KiB', Array<number>(4_096).fill(48), 0, 4_096],
    ['not one more', Array<number>(4_097).fill(48), 0, 4_096],
    ['the rest', Array<number>(4_097).fill(48), 4_096, 4_097],
    ['a frame that is longer alone', [300 * kib, 16, 16], 0, 1],
    ['small frames before a long one', [16, 16, 300 * kib, 16], 0, 2],
    ['small frames behind a long one', [16, 300 * kib, 16, 16], 2, 4],
  ])('a segment is %s', (_name, cipherLengths, first, end) => {
    expect(gather(...cipherLengths).segmentEnd(first)).toBe(end);
  });

  test('keeps a buffer up to 1 MiB for the next batch and gives back a larger one', () => {
    const usual = gather(900 * kib);
    const { bytes } = usual;
    usual.clear();
    expect(usual.bytes).toBe(bytes);
    expect([usual.count, usual.leadOf(0)]).toEqual([0, 0]);

    const burst = gather(2_000 * kib);
    burst.clear();
    expect(burst.bytes.length).toBe(8 * kib);
    expect(burst.view.byteLength).toBe(8 * kib);
    burst.add(message(9 * kib));
    expect(burst.leadOf(1)).toBe(9 * kib + 16);
  });

  test('never takes more than its limit', () => {
    const gathered = new Gathered(20 * kib);
    gathered.add(message(10 * kib - 16));
    gathered.add(message(10 * kib - 16));
    expect(gathered.bytes.length).toBe(20 * kib);
    expect(() => gathered.add(message(16))).toThrow(
      '20512 bytes waiting, limit 20480; call flush()',
    );
    expect(gathered.count).toBe(2);
  });
});
