import { lotsFromVolume, pointsFromPrice, volumeUnits } from '../../wire/index.js';

/** Decimals that sums are kept with: no currency and no price of the wire has more. */
const decimals = 8;

/** Units of 1e-8, rounded to `digits` decimals first; `undefined` for what no sum can hold. */
const unitsOf = (value: number, digits: number): bigint | undefined => {
  const kept = Math.min(Math.max(Math.trunc(digits), 0), decimals);
  const scaled = pointsFromPrice(value, kept);
  return Number.isFinite(scaled) ? BigInt(scaled) * 10n ** BigInt(decimals - kept) : undefined;
};

/** The nearest number; volumes have the same unit of 1e-8. */
const numberOf = (units: bigint): number => lotsFromVolume(volumeUnits(units));

/**
 * A sum of money without drift: every amount is rounded to the decimals of its currency, as the
 * official client does, and added as an integer. Something that is no finite number, or next to it, makes the sum NaN.
 */
export class MoneySum {
  #units = 0n;
  #isNumber = true;

  add(amount: number, digits: number): void {
    const units = unitsOf(amount, digits);
    if (units === undefined) this.#isNumber = false;
    else this.#units += units;
  }

  addSum(other: MoneySum): void {
    this.#units += other.#units;
    this.#isNumber &&= other.#isNumber;
  }

  get value(): number {
    return this.#isNumber ? numberOf(this.#units) : NaN;
  }
}

/** A price averaged by volume, rounded to 8 decimals. */
export class PriceMean {
  #product = 0n;
  #volume = 0n;
  #isNumber = true;

  add(price: number, volume: bigint): void {
    const units = unitsOf(price, decimals);
    if (units === undefined) this.#isNumber = false;
    else this.#product += units * volume;
    this.#volume += volume;
  }

  /** Units of 1e-8 lot. */
  get volume(): bigint {
    return this.#volume;
  }

  /** `undefined` as long as there is no volume. */
  get value(): number | undefined {
    if (this.#volume === 0n) return undefined;
    return this.#isNumber ? numberOf(divided(this.#product, this.#volume)) : NaN;
  }
}

/** Rounded to the nearest, halves away from zero. */
const divided = (product: bigint, volume: bigint): bigint => {
  const half = product < 0n ? -volume / 2n : volume / 2n;
  return (product + half) / volume;
};
