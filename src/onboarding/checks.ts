import { OnboardingFormError, type FormFault } from './errors.js';

const kindOf = (value: unknown): string => (value === null ? 'null' : `a ${typeof value}`);

const largestU32 = 2 ** 32 - 1;
const largestLogin = 2n ** 64n - 1n;

/** Looks at one field after the other, and gathers what is wrong with them. */
export class FieldChecks {
  readonly #faults: FormFault[] = [];

  add(field: string, got: string, expected: string): void {
    this.#faults.push({ field, got, expected });
  }

  /**
   * A text that its field on the wire holds whole, in UTF-16 units. What is too long is not cut.
   * Only its length is ever shown.
   */
  text(field: string, value: unknown, units: number, least = 0): value is string {
    if (typeof value !== 'string') this.add(field, kindOf(value), 'a text');
    else if (value.length < least) this.add(field, 'an empty text', 'one that is not empty');
    else if (value.length > units) {
      this.add(field, `${String(value.length)} UTF-16 units`, `at most ${String(units)}`);
    } else if (value.includes('\0')) {
      // The reader on the other side stops there.
      this.add(field, 'a text with a zero character', 'one without');
    } else return true;
    return false;
  }

  /** A number that an unsigned field of 32 bits holds. */
  u32(field: string, value: unknown): void {
    this.whole(field, value, 0, largestU32);
  }

  whole(field: string, value: unknown, least: number, most: number): void {
    if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return;
    const got = typeof value === 'number' ? String(value) : kindOf(value);
    this.add(field, got, `a whole number from ${String(least)} to ${String(most)}`);
  }

  /** An amount of money, from 0. */
  money(field: string, value: unknown): void {
    if (Number.isFinite(value) && Number(value) >= 0) return;
    const got = typeof value === 'number' ? String(value) : kindOf(value);
    this.add(field, got, 'a number from 0');
  }

  /** An account number; 0 for what is none. */
  login(field: string, value: unknown): bigint {
    const isNumber =
      typeof value === 'bigint' ||
      Number.isSafeInteger(value) ||
      (typeof value === 'string' && /^\d{1,20}$/.test(value));
    const login = isNumber ? BigInt(value as bigint | number | string) : 0n;
    if (login > 0n && login <= largestLogin) return login;
    this.add(field, isNumber ? String(value) : kindOf(value), 'an account number');
    return 0n;
  }

  /** @throws OnboardingFormError naming every field that is wrong */
  pass(): void {
    if (this.#faults.length > 0) throw new OnboardingFormError(this.#faults);
  }
}
