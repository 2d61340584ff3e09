import { filetimeFromUnixMs, unixMsFromFiletime } from '../convert/time.js';
import { show, ValueError } from './errors.js';
import { fixed } from './fixed.js';
import type { FixedLayout } from './layout.js';

/** An integer of up to 32 bits. Writing wraps silently, as the official client does. */
export interface IntegerLayout extends FixedLayout<number> {
  readonly kind: 'integer';
  readonly bits: 8 | 16 | 32;
  readonly signed: boolean;
}

/** A 64-bit integer. Writing wraps silently. */
export interface BigintLayout extends FixedLayout<bigint> {
  readonly kind: 'bigint';
  readonly signed: boolean;
}

export interface FloatLayout extends FixedLayout<number> {
  readonly kind: 'float';
  readonly bits: 32 | 64;
}

export interface FiletimeLayout extends FixedLayout<number> {
  readonly kind: 'filetime';
}

type Get<T> = (view: DataView, bytes: Buffer, offset: number) => T;
type Put<T> = (view: DataView, bytes: Buffer, offset: number, value: T) => void;

// Getters and setters are passed in whole, without a common closure around them:
// one call fewer per field is a third of the cost of a record.

const integer = (
  name: string,
  bits: 8 | 16 | 32,
  signed: boolean,
  get: Get<number>,
  put: Put<number>,
): IntegerLayout =>
  fixed({ kind: 'integer' as const, name, bits, signed, size: bits / 8, get, put });

/** What wraps is an integer; NaN or a text would become zero without a word. */
const checkInteger = (name: string, value: unknown): void => {
  if (!Number.isInteger(value)) throw new ValueError(name, show(value), 'an integer');
};

const checkFloat = (name: string, value: unknown): void => {
  if (typeof value !== 'number') throw new ValueError(name, show(value), 'a number');
};

const checkBigint = (name: string, value: unknown): void => {
  if (typeof value !== 'bigint') throw new ValueError(name, show(value), 'a bigint');
};

export const i8 = integer(
  'i8',
  8,
  true,
  (view, _bytes, at) => view.getInt8(at),
  (view, _bytes, at, value) => {
    checkInteger('i8', value);
    view.setInt8(at, value);
  },
);

export const i16 = integer(
  'i16',
  16,
  true,
  (view, _bytes, at) => view.getInt16(at, true),
  (view, _bytes, at, value) => {
    checkInteger('i16', value);
    view.setInt16(at, value, true);
  },
);

export const i32 = integer(
  'i32',
  32,
  true,
  (view, _bytes, at) => view.getInt32(at, true),
  (view, _bytes, at, value) => {
    checkInteger('i32', value);
    view.setInt32(at, value, true);
  },
);

export const u8 = integer(
  'u8',
  8,
  false,
  (view, _bytes, at) => view.getUint8(at),
  (view, _bytes, at, value) => {
    checkInteger('u8', value);
    view.setUint8(at, value);
  },
);

export const u16 = integer(
  'u16',
  16,
  false,
  (view, _bytes, at) => view.getUint16(at, true),
  (view, _bytes, at, value) => {
    checkInteger('u16', value);
    view.setUint16(at, value, true);
  },
);

export const u32 = integer(
  'u32',
  32,
  false,
  (view, _bytes, at) => view.getUint32(at, true),
  (view, _bytes, at, value) => {
    checkInteger('u32', value);
    view.setUint32(at, value, true);
  },
);

export const i64: BigintLayout = fixed({
  kind: 'bigint' as const,
  name: 'i64',
  signed: true,
  size: 8,
  get: (view: DataView, _bytes: Buffer, at: number) => view.getBigInt64(at, true),
  put: (view: DataView, _bytes: Buffer, at: number, value: bigint) => {
    checkBigint('i64', value);
    view.setBigInt64(at, value, true);
  },
});

export const u64: BigintLayout = fixed({
  kind: 'bigint' as const,
  name: 'u64',
  signed: false,
  size: 8,
  get: (view: DataView, _bytes: Buffer, at: number) => view.getBigUint64(at, true),
  put: (view: DataView, _bytes: Buffer, at: number, value: bigint) => {
    checkBigint('u64', value);
    view.setBigUint64(at, value, true);
  },
});

export const f32: FloatLayout = fixed({
  kind: 'float' as const,
  name: 'f32',
  bits: 32 as const,
  size: 4,
  get: (view: DataView, _bytes: Buffer, at: number) => view.getFloat32(at, true),
  put: (view: DataView, _bytes: Buffer, at: number, value: number) => {
    checkFloat('f32', value);
    view.setFloat32(at, value, true);
  },
});

export const f64: FloatLayout = fixed({
  kind: 'float' as const,
  name: 'f64',
  bits: 64 as const,
  size: 8,
  get: (view: DataView, _bytes: Buffer, at: number) => view.getFloat64(at, true),
  put: (view: DataView, _bytes: Buffer, at: number, value: number) => {
    checkFloat('f64', value);
    view.setFloat64(at, value, true);
  },
});

/** A FILETIME on the wire, Unix milliseconds in the value. */
export const filetime: FiletimeLayout = fixed({
  kind: 'filetime' as const,
  name: 'filetime',
  size: 8,
  get: (view: DataView, _bytes: Buffer, at: number) =>
    unixMsFromFiletime(view.getBigUint64(at, true)),
  put: (view: DataView, _bytes: Buffer, at: number, value: number) => {
    view.setBigUint64(at, filetimeOf(value), true);
  },
});

const filetimeOf = (value: number): bigint => {
  try {
    return filetimeFromUnixMs(value);
  } catch (cause) {
    throw new ValueError(
      'filetime',
      show(value),
      'milliseconds since 1970 from the years 1601 to 60056',
      { cause },
    );
  }
};
