import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as fc from 'fast-check';
import {
  lotsFromVolume,
  lotsText,
  normalize,
  VolumeError,
  volumeFromLots,
} from '../../../src/wire/convert/index.js';
import { ProtocolError } from '../../../src/wire/protocol-error.js';

function units(lots: string | number): bigint {
  const got = volumeFromLots(lots);
  if (E.isLeft(got)) throw got.left;
  return got.right;
}

describe('lotsFromVolume', () => {
  // Wire vectors lots_from_volume/1 to 6 and volume_to_lots of the calculation vectors.
  test.each([
    [40102000000n, 401.02],
    [29788000000n, 297.88],
    [2751000000n, 27.51],
    [58n, 5.8e-7],
    [0n, 0],
    [9226800000000000n, 92268000],
    [1n, 1e-8],
    [100n, 1e-6],
    [1000000n, 0.01],
    [123456789n, 1.23456789],
    [99999999n, 0.99999999],
    [10000000001n, 100.00000001],
    [-1000000n, -0.01],
    [2n ** 64n - 1n, Number('184467440737.09551615')],
    [-(2n ** 63n), Number('-92233720368.54775808')],
  ])('%d units are %d lots', (volume, lots) => {
    expect(lotsFromVolume(volume)).toBe(lots);
  });

  test('is the nearest double to the exact text, for any 64 bits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (volume) => {
        expect(lotsFromVolume(volume)).toBe(Number(lotsText(volume)));
      }),
      { seed: 51, numRuns: 20_000 },
    );
  });
});

describe('lotsText', () => {
  test.each([
    [0n, '0'],
    [1n, '0.00000001'],
    [58n, '0.00000058'],
    [10000000n, '0.1'],
    [100000000n, '1'],
    [12300000000n, '123'],
    [12345678901n, '123.45678901'],
    [-5n, '-0.00000005'],
    [2n ** 64n - 1n, '184467440737.09551615'],
  ])('%d units', (volume, text) => {
    expect(lotsText(volume)).toBe(text);
  });
});

describe('volumeFromLots, from a number', () => {
  // Wire vectors volume_from_lots/1 to 6 and lots_to_volume of the calculation vectors.
  test.each([
    [358.93, 35893000000n],
    [438.08, 43808000000n],
    [255.5, 25550000000n],
    [2.4000000000000003e-7, 24n],
    [0, 0n],
    [6256225, 625622500000000n],
    [0.01, 1000000n],
    [0.1, 10000000n],
    [0.29, 29000000n],
    [1.15, 115000000n],
    [2.675, 267500000n],
    [1e-8, 1n],
    [1000.5, 100050000000n],
    [0.07, 7000000n],
  ])('%d lots', (lots, volume) => {
    expect(units(lots)).toBe(volume);
  });

  test.each([
    [-0, 0n],
    [0.1 + 0.2, 30000000n],
    [1.1 * 3, 330000000n],
    [5e-9, 1n],
    [4.9e-9, 0n],
    [4.9999995e-9, 1n],
    [1e-10, 0n],
    [5e-324, 0n],
    [1.000000005, 100000001n],
    [1.0000000049, 100000000n],
    [184467440737, 18446744073700000000n],
  ])('%d lots, rounded to 8 decimals', (lots, volume) => {
    expect(units(lots)).toBe(volume);
  });

  test('every step of 0.01 up to 1000, as a literal and as a product', () => {
    for (let step = 0; step <= 100_000; step += 1) {
      const expected = BigInt(step) * 1_000_000n;
      if (units(step / 100) !== expected) expect(units(step / 100)).toBe(expected);
      if (units(step * 0.01) !== expected) expect(units(step * 0.01)).toBe(expected);
      if (lotsFromVolume(expected) !== step / 100) {
        expect(lotsFromVolume(expected)).toBe(step / 100);
      }
    }
  });

  test('every unit, there and back, around 0, 1 and 1000 lots', () => {
    for (const from of [0n, 100_000_000n - 20_000n, 100_000_000_000n]) {
      for (let volume = from; volume < from + 40_000n; volume += 1n) {
        if (units(lotsFromVolume(volume)) !== volume) {
          expect(units(lotsFromVolume(volume))).toBe(volume);
        }
        if (units(lotsText(volume)) !== volume) expect(units(lotsText(volume))).toBe(volume);
      }
    }
  });

  test('any volume that a double can tell from its neighbours', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 52n }), (volume) => {
        expect(units(lotsFromVolume(volume))).toBe(volume);
      }),
      { seed: 52, numRuns: 20_000 },
    );
  });

  test("rounds as the official client's normalize does", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10_000, noNaN: true }), (lots) => {
        expect(units(lots)).toBe(BigInt(Math.round(normalize(lots, 8) * 1e8)));
      }),
      { seed: 53, numRuns: 20_000 },
    );
  });
});

describe('volumeFromLots, from a text', () => {
  test.each([
    ['0', 0n],
    ['0.0', 0n],
    ['-0.00', 0n],
    ['1', 100000000n],
    ['007', 700000000n],
    ['0.1', 10000000n],
    ['0.00000001', 1n],
    ['0.100000000000', 10000000n],
    ['184467440737.09551615', 2n ** 64n - 1n],
  ])('%j', (text, volume) => {
    expect(units(text)).toBe(volume);
  });

  test('brings back any 64-bit volume', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (volume) => {
        expect(units(lotsText(volume))).toBe(volume);
      }),
      { seed: 54, numRuns: 5_000 },
    );
  });
});

describe('VolumeError', () => {
  test.each([
    ['not a decimal number', '', '""'],
    ['not a decimal number', ' 1', '" 1"'],
    ['not a decimal number', '1 lot', '"1 lot"'],
    ['not a decimal number', '+1', '"+1"'],
    ['not a decimal number', '.5', '".5"'],
    ['not a decimal number', '1.', '"1."'],
    ['not a decimal number', '1,5', '"1,5"'],
    ['not a decimal number', '1e2', '"1e2"'],
    ['not a decimal number', '0x10', '"0x10"'],
    ['not a decimal number', 'NaN', '"NaN"'],
    ['not a decimal number', '1\n', '"1\\n"'],
    ['not a decimal number', '٣', '"٣"'],
    ['not a decimal number', '9'.repeat(100_000), `"${'9'.repeat(63)}…`],
    ['not finite', NaN, 'NaN'],
    ['not finite', Infinity, 'Infinity'],
    ['not finite', -Infinity, '-Infinity'],
    ['negative', -0.01, '-0.01'],
    ['negative', -1e-12, '-1e-12'],
    ['negative', '-0.01', '-0.01'],
    ['negative', '-0.000000001', '-0.000000001'],
    ['more than 8 decimals', '0.000000001', '0.000000001'],
    ['more than 8 decimals', '1.123456789', '1.123456789'],
    ['too large for the wire', '184467440737.09551616', '184467440737.09551616'],
    ['too large for the wire', 184467440738, '184467440738'],
    ['too large for the wire', 1e21, '1e+21'],
    ['too large for the wire', Number.MAX_VALUE, '1.7976931348623157e+308'],
  ])('%s: %j', (reason, lots, got) => {
    const result = volumeFromLots(lots);
    if (E.isRight(result)) throw new Error(`accepted as ${result.right}`);
    expect(result.left).toBeInstanceOf(VolumeError);
    expect(result.left).toBeInstanceOf(ProtocolError);
    expect(result.left).toMatchObject({
      name: 'VolumeError',
      code: 'value',
      reason,
      context: { field: 'lots', got, reason },
    });
    expect(result.left.message).toContain(`lots: got ${got}, which is ${reason}`);
  });

  test('never a throw, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9.eE]{0,12}$/)), (text) => {
        const result = volumeFromLots(text);
        if (E.isRight(result)) expect(Number(lotsText(result.right))).toBe(Math.abs(Number(text)));
      }),
      { seed: 55, numRuns: 20_000 },
    );
  });
});
