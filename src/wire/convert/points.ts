import type { Points } from './brand.js';

/** No price has more decimals on the wire; more digits are taken for 8. */
const maxDigits = 8;

const powersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8] as const;

/** From here on every double is an integer and has no room for a half. */
const wholeFrom = 2 ** 52;

/** The official client's half: a hair more, so that 1.005 becomes 1.01. */
const half = 0.5000001;

/**
 * Rounds to `digits` decimals (0 to 8; others are taken for the nearest of these)
 * exactly as the official client does: floor(x * 10^n + 0.5000001) / 10^n, mirrored
 * for negative x. Never gives a negative zero. NaN and the infinities stay.
 *
 * Like the original it is not exact once x * 10^n exceeds 2^52: there the last bit
 * of the result may differ from x.
 */
export function normalize(x: number, digits: number): number {
  const power = powerOfTen(digits);
  const scaled = x * power;
  return (x >= 0 ? Math.floor(scaled + half) : Math.ceil(scaled - half)) / power + 0;
}

/**
 * The price that the wire carries as `value` points: divided by 10^digits and
 * rounded to as many decimals. Points may carry a fraction (110005.5 with 5 digits
 * is 1.10006).
 */
export function priceFromPoints(value: number | bigint, digits: number): number {
  return normalize(Number(value) / powerOfTen(digits), digits);
}

/** The whole number of points that is nearest to a price. */
export function pointsFromPrice(price: number, digits: number): Points {
  const scaled = price * powerOfTen(digits);
  return (Math.abs(scaled) < wholeFrom ? normalize(scaled, 0) : scaled) as Points;
}

function powerOfTen(digits: number): number {
  const n = digits >= maxDigits ? maxDigits : digits > 0 ? Math.trunc(digits) : 0;
  return powersOfTen[n] as number;
}
