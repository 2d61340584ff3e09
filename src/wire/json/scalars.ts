import * as t from 'io-ts';

/** Everything that crosses the edge as JSON: 64-bit integers as decimal strings, bytes as hex. */

const refine = <A>(
  name: string,
  is: (u: unknown) => u is A,
  parse: (u: unknown) => A | undefined,
  write: (a: A) => unknown,
  preview: (u: unknown) => string = inFull,
): t.Type<A, unknown> =>
  new t.Type<A, unknown>(
    name,
    is,
    (u, context) => {
      const value = parse(u);
      return value === undefined
        ? t.failure(u, context, `expected ${name}, got ${preview(u)}`)
        : t.success(value);
    },
    write,
  );

const longestPreview = 40;

/** A value in a message. Texts are cut, and of lists and objects only their kind is told. */
const inFull = (u: unknown): string => {
  if (typeof u === 'string') {
    return u.length > longestPreview
      ? `${JSON.stringify(u.slice(0, longestPreview))}…`
      : JSON.stringify(u);
  }
  return typeof u === 'object' && u !== null ? kindOf(u) : String(u);
};

const kindOf = (u: object): string => (Array.isArray(u) ? 'a list' : 'an object');

/** For fields that may hold a password or a token: never what is in them. */
const byLength = (u: unknown): string =>
  typeof u === 'string' ? `${String(u.length)} characters` : inFull(u);

const isNumber = (u: unknown): u is number => typeof u === 'number';
const isBigint = (u: unknown): u is bigint => typeof u === 'bigint';
const isString = (u: unknown): u is string => typeof u === 'string';
const isBytes = (u: unknown): u is Uint8Array => u instanceof Uint8Array;

/**
 * An integer of `bits` bits. Both the signed and the unsigned range are taken,
 * because writing wraps as the official client does (so -1 and 2^32-1 are the
 * same four bytes).
 */
export const integerJson = (name: string, bits: number): t.Type<number, unknown> =>
  refine(
    `an integer from ${String(-(2 ** (bits - 1)))} to ${String(2 ** bits - 1)} (${name})`,
    isNumber,
    (u) =>
      isNumber(u) && Number.isInteger(u) && u >= -(2 ** (bits - 1)) && u < 2 ** bits
        ? u
        : undefined,
    (a) => a,
  );

const parseBigint = (u: unknown): bigint | undefined => {
  if (isBigint(u)) return u;
  if (isNumber(u)) return Number.isSafeInteger(u) ? BigInt(u) : undefined;
  return isString(u) && /^-?\d{1,20}$/.test(u) ? BigInt(u) : undefined;
};

/** A 64-bit integer: a decimal string; a safe integer is taken too. */
export const bigintJson = (name: string): t.Type<bigint, unknown> =>
  refine(
    `a 64-bit integer as a decimal string (${name})`,
    isBigint,
    (u) => {
      const value = parseBigint(u);
      return value !== undefined && value >= -(2n ** 63n) && value < 2n ** 64n ? value : undefined;
    },
    String,
  );

/** What JSON has no number for. */
const special: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

/** A float: a number, or one of the strings "NaN", "Infinity", "-Infinity", "-0". */
export const floatJson: t.Type<number, unknown> = refine(
  'a number, or "NaN", "Infinity", "-Infinity", "-0"',
  isNumber,
  (u) => (isNumber(u) ? u : special.get(u)),
  (a) => (Object.is(a, -0) ? '-0' : Number.isFinite(a) ? a : String(a)),
);

/** Unix milliseconds that a FILETIME can hold. */
export const filetimeJson: t.Type<number, unknown> = refine(
  'whole milliseconds since 1970',
  isNumber,
  (u) => (isNumber(u) && Number.isSafeInteger(u) ? u : undefined),
  (a) => a,
);

/** Text of at most `units` UTF-16 code units. */
export const textJson = (units: number): t.Type<string, unknown> =>
  refine(
    `text of at most ${String(units)} UTF-16 units`,
    isString,
    (u) => (isString(u) && u.length <= units ? u : undefined),
    (a) => a,
    byLength,
  );

/** Bytes as lower-case hex; `size` where the field has a fixed one. */
export const bytesJson = (size: number | undefined): t.Type<Uint8Array, unknown> =>
  refine(
    size === undefined ? 'hex digits' : `${String(size)} bytes as ${String(size * 2)} hex digits`,
    isBytes,
    (u) => {
      if (!isString(u) || u.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(u)) return undefined;
      return size === undefined || u.length === size * 2
        ? new Uint8Array(Buffer.from(u, 'hex'))
        : undefined;
    },
    (a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength).toString('hex'),
    byLength,
  );
