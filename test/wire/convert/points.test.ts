import { describe, expect, test } from '@jest/globals';
import { normalize, pointsFromPrice, priceFromPoints } from '../../../src/wire/convert/index.js';
import { Random } from '../support/random.js';

describe('normalize', () => {
  // From the calculation vectors of the official client.
  test.each([
    [1.005, 2, 1.01],
    [2.675, 2, 2.68],
    [-1.005, 2, -1.01],
    [5e-9, 8, 1e-8],
    [1.123456785, 8, 1.12345679],
    [-0.125, 2, -0.13],
    [100.5, 0, 101],
    [-100.5, 0, -101],
    [1234.5678949, 4, 1234.5679],
    [3.00000004999, 7, 3],
    [7.77, -3, 8],
    [5.123456789, 12, 5.12345679],
  ])('%d to %d decimals is %d', (x, digits, expected) => {
    expect(normalize(x, digits)).toBe(expected);
  });

  test.each([0, -0, -1e-9, 1e-9])('%d becomes a zero without a sign', (x) => {
    expect(normalize(x, 5)).toBe(0);
  });

  test.each([NaN, Infinity, -Infinity])('%d stays', (x) => {
    expect(normalize(x, 5)).toBe(x);
  });

  test('odd digits are taken for the nearest that make sense', () => {
    expect(normalize(1.2345, 2.9)).toBe(1.23);
    expect(normalize(1.5, NaN)).toBe(2);
    expect(normalize(1.5, Infinity)).toBe(1.5);
  });
});

describe('priceFromPoints', () => {
  // Wire vectors price_from_points/1 to 6, the example of the protocol notes, and
  // to_double of the calculation vectors.
  test.each([
    [2025380, 2, 20253.8],
    [2638090, 4, 263.809],
    [2444020, 2, 24440.2],
    [-451192, 4, -45.1192],
    [0, 6, 0],
    [1240704, 0, 1240704],
    [110001, 5, 1.10001],
    [110005.5, 5, 1.10006],
    [25591399, 5, 255.91399],
    [80533831, 8, 0.80533831],
    [72929391, 1, 7292939.1],
    [37910744, 3, 37910.744],
    [8296353, 2, 82963.53],
    [20325220, 7, 2.032522],
  ])('%d with %d digits is %d', (points, digits, expected) => {
    expect(priceFromPoints(points, digits)).toBe(expected);
  });

  // Wire vectors price_from_points64/1 to 6.
  test.each([
    [262296644n, 1, 26229664.4],
    [337678121n, 2, 3376781.21],
    [200286320n, 4, 20028.632],
    [-151919449n, 2, -1519194.49],
    [0n, 8, 0],
    [385394108n, 0, 385394108],
  ])('%d (64 bit) with %d digits is %d', (points, digits, expected) => {
    expect(priceFromPoints(points, digits)).toBe(expected);
  });

  test('takes more than 8 digits for 8', () => {
    expect(priceFromPoints(123456789, 10)).toBe(1.23456789);
  });

  test('gives the double that the decimal text means', () => {
    const random = new Random(41);
    for (let run = 0; run < 100_000; run += 1) {
      const digits = random.below(9);
      const points = random.below(random.pick([1e3, 1e6, 1e9, 1e12]));
      const text = String(points).padStart(digits + 1, '0');
      const price = Number(
        `${text.slice(0, text.length - digits)}.${text.slice(text.length - digits)}`,
      );
      if (priceFromPoints(points, digits) !== price) {
        expect({ points, digits, got: priceFromPoints(points, digits) }).toEqual({ price });
      }
      if (priceFromPoints(-points, digits) !== 0 - price) {
        expect({ points, digits, got: priceFromPoints(-points, digits) }).toEqual({ price });
      }
    }
  });
});

describe('pointsFromPrice', () => {
  test.each([
    [1.1, 5, 110000],
    [1.10001, 5, 110001],
    [-45.1192, 4, -451192],
    [0.00000001, 8, 1],
    [4742.67, 2, 474267],
    [1.100055, 5, 110006],
    [0, 5, 0],
    [-0, 5, 0],
    [-0.000001, 5, 0],
  ])('%d with %d digits is %d', (price, digits, expected) => {
    expect(pointsFromPrice(price, digits)).toBe(expected);
  });

  test('brings back every whole number of points', () => {
    const random = new Random(42);
    for (let run = 0; run < 200_000; run += 1) {
      const digits = random.below(9);
      const points = random.below(random.pick([1e2, 1e5, 1e8, 1e11, 1e14])) * random.pick([1, -1]);
      const back = pointsFromPrice(priceFromPoints(points, digits), digits);
      if (back !== points + 0) expect({ digits, points: back }).toEqual({ digits, points });
    }
  });

  test('does not round where doubles have no fractions', () => {
    const large = 2 ** 52 + 1;
    expect(pointsFromPrice(large, 0)).toBe(large);
    expect(pointsFromPrice(-large, 0)).toBe(-large);
    expect(pointsFromPrice(NaN, 5)).toBeNaN();
  });
});
