/**
 * Options are checked once, when an operator is made, so that a slip shows where it was
 * written and not hours later in a timer. Every message says field, what was got, what was expected.
 */

/** The longest delay a timer of Node takes; a longer one would fire at once. */
export const longestTimerMs = 2 ** 31 - 1;

const show = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${String(value)}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
};

const told = (field: string, value: unknown, expected: string): string =>
  `${field}: got ${show(value)}, expected ${expected}`;

/** Of the wrong kind. */
export const wrongType = (field: string, value: unknown, expected: string): TypeError =>
  new TypeError(told(field, value, expected));

/** Of the right kind, but outside what is allowed. */
export const outOfRange = (field: string, value: unknown, expected: string): RangeError =>
  new RangeError(told(field, value, expected));

/** The options of one operator, which is named in each message. */
export class OptionCheck {
  readonly #operator: string;

  constructor(operator: string, options: unknown) {
    this.#operator = operator;
    if (typeof options !== 'object' || options === null) {
      throw wrongType(`${operator}: options`, options, 'an object');
    }
  }

  /** A whole number from `min` to `max`. */
  whole(name: string, value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): void {
    const range =
      max === Number.MAX_SAFE_INTEGER
        ? `of at least ${String(min)}`
        : `from ${String(min)} to ${String(max)}`;
    this.#number(name, value, `a whole number ${range}`, (number) => {
      return Number.isSafeInteger(number) && number >= min && number <= max;
    });
  }

  /** A whole number of at least `min`, or Infinity. */
  wholeOrInfinity(name: string, value: unknown, min: number): void {
    const expected = `a whole number of at least ${String(min)}, or Infinity`;
    this.#number(name, value, expected, (number) => {
      return number === Infinity || (Number.isSafeInteger(number) && number >= min);
    });
  }

  oneOf(name: string, value: unknown, allowed: readonly string[]): void {
    const expected = allowed.map((word) => `'${word}'`).join(' | ');
    if (typeof value !== 'string') throw wrongType(this.#field(name), value, expected);
    if (!allowed.includes(value)) throw outOfRange(this.#field(name), value, expected);
  }

  functions(named: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(named)) {
      if (typeof value !== 'function') throw wrongType(this.#field(name), value, 'a function');
    }
  }

  scheduler(value: unknown): void {
    const { now, schedule } = (value ?? {}) as Record<string, unknown>;
    if (typeof now !== 'function' || typeof schedule !== 'function') {
      throw wrongType(this.#field('scheduler'), value, 'an rxjs scheduler');
    }
  }

  #number(
    name: string,
    value: unknown,
    expected: string,
    allows: (value: number) => boolean,
  ): void {
    if (typeof value !== 'number') throw wrongType(this.#field(name), value, expected);
    if (!allows(value)) throw outOfRange(this.#field(name), value, expected);
  }

  #field(name: string): string {
    return `${this.#operator}: ${name}`;
  }
}
