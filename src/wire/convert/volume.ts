import * as E from 'fp-ts/lib/Either.js';
import type { VolumeUnits } from './brand.js';
import { VolumeError, type VolumeFault } from './errors.js';

/** Decimals of a lot on the wire. */
const decimals = 8;
const unitsPerLot = 100_000_000;
const largestUnits = 2n ** 64n - 1n;
const largestExact = BigInt(Number.MAX_SAFE_INTEGER);

/** Longer texts are no amounts; the limit also keeps parsing cheap. */
const longestText = 64;

/**
 * Where a dropped rest rounds up, as its first digits. The official client adds
 * 0.5000001 before it cuts, so a rest of 0.4999999 already counts as a half.
 */
const halfRest = '4999999';

/**
 * Lots to units of 1e-8 lot, exactly, by decimal digits and never by floating point:
 * `0.29` and `'0.29'` are 29000000.
 *
 * A text is plain decimal digits with at most 8 significant decimals. A number goes
 * through its shortest decimal text and is rounded to 8 decimals, as the official
 * client does. Left: a `VolumeError` for anything negative, not finite, not decimal,
 * too fine or too large for 64 bits.
 */
export function volumeFromLots(lots: string | number): E.Either<VolumeError, VolumeUnits> {
  return typeof lots === 'number' ? fromNumber(lots) : fromText(lots);
}

/** The double nearest to the amount of lots. */
export function lotsFromVolume(units: bigint): number {
  // Both sides exact: the division rounds once, so the result is the nearest double.
  const exact = units <= largestExact && units >= -largestExact;
  return exact ? Number(units) / unitsPerLot : Number(lotsText(units));
}

/** The exact amount of lots in plain decimal digits, no trailing zeros: `0.00000058`. */
export function lotsText(units: bigint): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, -decimals);
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function fromText(text: string): E.Either<VolumeError, VolumeUnits> {
  if (text.length > longestText || !/^-?\d+(\.\d+)?$/.test(text)) {
    return fault('not a decimal number', JSON.stringify(text));
  }
  if (text.startsWith('-') && /[1-9]/.test(text)) return fault('negative', text);
  const [whole, fraction] = cut(text.replace('-', ''), '.');
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > decimals) return fault('more than 8 decimals', text);
  return inRange(BigInt(whole + kept.padEnd(decimals, '0')), text);
}

function fromNumber(lots: number): E.Either<VolumeError, VolumeUnits> {
  const text = String(lots);
  if (!Number.isFinite(lots)) return fault('not finite', text);
  if (lots < 0) return fault('negative', text);
  // '2.4e-7' is the digits '24', of which 1 + -7 stand before the point.
  const [mantissa, exponent] = cut(text, 'e');
  const [whole, fraction] = cut(mantissa, '.');
  const digits = whole + fraction;
  const keptLength = whole.length + Number(exponent) + decimals;
  if (keptLength < 0) return inRange(0n, text);
  const units = BigInt(digits.slice(0, keptLength).padEnd(keptLength, '0'));
  const roundsUp = digits.slice(keptLength) >= halfRest;
  return inRange(roundsUp ? units + 1n : units, text);
}

/** What stands before and after the first separator. */
function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function inRange(units: bigint, text: string): E.Either<VolumeError, VolumeUnits> {
  return units <= largestUnits
    ? E.right(units as VolumeUnits)
    : fault('too large for the wire', text);
}

function fault(reason: VolumeFault, got: string): E.Either<VolumeError, never> {
  return E.left(
    new VolumeError(reason, got.length > longestText ? `${got.slice(0, longestText)}…` : got),
  );
}
