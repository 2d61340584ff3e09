import { filetimeFromUnixMs, unixMsFromFiletime } from '../convert/time.js';
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

const integer = (
  name: string,
  bits: 8 | 16 | 32,
  signed: boolean,
  get: (view: DataView, offset: number) => number,
  put: (view: DataView, offset: number, value: number) => void,
): IntegerLayout =>
  fixed({
    kind: 'integer' as const,
    name,
    bits,
    signed,
    size: bits / 8,
    get: (view: DataView, _bytes: Buffer, offset: number) => get(view, offset),
    put: (view: DataView, _bytes: Buffer, offset: number, value: number) => {
      put(view, offset, value);
    },
  });

export const i8 = integer(
  'i8',
  8,
  true,
  (view, at) => view.getInt8(at),
  (view, at, value) => {
    view.setInt8(at, value);
  },
);

export const i16 = integer(
  'i16',
  16,
  true,
  (view, at) => view.getInt16(at, true),
  (view, at, value) => {
    view.setInt16(at, value, true);
  },
);

export const i32 = integer(
  'i32',
  32,
  true,
  (view, at) => view.getInt32(at, true),
  (view, at, value) => {
    view.setInt32(at, value, true);
  },
);

export const u8 = integer(
  'u8',
  8,
  false,
  (view, at) => view.getUint8(at),
  (view, at, value) => {
    view.setUint8(at, value);
  },
);

export const u16 = integer(
  'u16',
  16,
  false,
  (view, at) => view.getUint16(at, true),
  (view, at, value) => {
    view.setUint16(at, value, true);
  },
);

export const u32 = integer(
  'u32',
  32,
  false,
  (view, at) => view.getUint32(at, true),
  (view, at, value) => {
    view.setUint32(at, value, true);
  },
);

export const i64: BigintLayout = fixed({
  kind: 'bigint' as const,
  name: 'i64',
  signed: true,
  size: 8,
  get: (view: DataView, _bytes: Buffer, offset: number) => view.getBigInt64(offset, true),
  put: (view: DataView, _bytes: Buffer, offset: number, value: bigint) => {
    view.setBigInt64(offset, value, true);
  },
});

export const u64: BigintLayout = fixed({
  kind: 'bigint' as const,
  name: 'u64',
  signed: false,
  size: 8,
  get: (view: DataView, _bytes: Buffer, offset: number) => view.getBigUint64(offset, true),
  put: (view: DataView, _bytes: Buffer, offset: number, value: bigint) => {
    view.setBigUint64(offset, value, true);
  },
});

export const f32: FloatLayout = fixed({
  kind: 'float' as const,
  name: 'f32',
  bits: 32 as const,
  size: 4,
  get: (view: DataView, _bytes: Buffer, offset: number) => view.getFloat32(offset, true),
  put: (view: DataView, _bytes: Buffer, offset: number, value: number) => {
    view.setFloat32(offset, value, true);
  },
});

export const f64: FloatLayout = fixed({
  kind: 'float' as const,
  name: 'f64',
  bits: 64 as const,
  size: 8,
  get: (view: DataView, _bytes: Buffer, offset: number) => view.getFloat64(offset, true),
  put: (view: DataView, _bytes: Buffer, offset: number, value: number) => {
    view.setFloat64(offset, value, true);
  },
});

/** A FILETIME on the wire, Unix milliseconds in the value. */
export const filetime: FiletimeLayout = fixed({
  kind: 'filetime' as const,
  name: 'filetime',
  size: 8,
  get: (view: DataView, _bytes: Buffer, offset: number) =>
    unixMsFromFiletime(view.getBigUint64(offset, true)),
  put: (view: DataView, _bytes: Buffer, offset: number, value: number) => {
    view.setBigUint64(offset, filetimeFromUnixMs(value), true);
  },
});
