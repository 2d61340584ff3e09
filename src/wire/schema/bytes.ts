import type { Cursor } from './cursor.js';
import { FieldTruncatedError, show, ValueError } from './errors.js';
import { fixed } from './fixed.js';
import type { FixedLayout, Layout } from './layout.js';
import type { OptionalLayout } from './optional.js';
import type { IntegerLayout } from './scalars.js';
import type { Sink } from './sink.js';

/** Raw bytes; `size` is absent where they run to the end or carry a length prefix. */
export interface BytesLayout extends Layout<Uint8Array> {
  readonly kind: 'bytes';
  readonly size?: number;
}

export interface FixedBytesLayout extends FixedLayout<Uint8Array> {
  readonly kind: 'bytes';
}

/**
 * A copy, so that a value does not keep a whole network buffer alive, and one
 * that is no `Buffer`, whose `slice` would not copy.
 */
export const copyBytes = (bytes: Uint8Array, start: number, end: number): Uint8Array =>
  new Uint8Array(bytes.subarray(start, end));

/** @throws ValueError for what is no `Uint8Array` */
export const checkBytes = (name: string, value: unknown): Uint8Array => {
  if (!(value instanceof Uint8Array)) throw new ValueError(name, show(value), 'bytes');
  return value;
};

/**
 * Exactly `size` raw bytes. A value of another length is an error: it would shift
 * all that follows. Of a field that the end of the body cuts, the bytes that are
 * there are the value; the official client does not mind either.
 */
export const bytes = (size: number): FixedBytesLayout => {
  const name = `bytes(${String(size)})`;
  return fixed({
    kind: 'bytes' as const,
    name,
    size,
    get: (_view: DataView, buffer: Buffer, offset: number) =>
      copyBytes(buffer, offset, offset + size),
    put: (_view: DataView, buffer: Buffer, offset: number, value: Uint8Array) => {
      if (checkBytes(name, value).length !== size) {
        throw new ValueError(name, `${String(value.length)} bytes`, `exactly ${String(size)}`);
      }
      buffer.set(value, offset);
    },
    cut: (cursor: Cursor, path: string) => {
      cursor.missing.push(path);
      return restBytes.read(cursor);
    },
  });
};

/** All bytes up to the end of the body. */
export const restBytes: BytesLayout = {
  kind: 'bytes',
  name: 'bytes(rest)',
  minSize: 0,
  read(cursor: Cursor) {
    const value = copyBytes(cursor.bytes, cursor.offset, cursor.end);
    cursor.offset = cursor.end;
    return value;
  },
  write(sink: Sink, value: Uint8Array) {
    const { length } = checkBytes('bytes(rest)', value);
    const offset = sink.reserve(length);
    sink.bytes.set(value, offset);
  },
};

/**
 * Bytes behind a length of type u8, u16 or u32. A length of zero leaves the
 * value unset. No message of the analysed client uses it.
 */
export const prefixedBytes = (prefix: IntegerLayout): OptionalLayout<Uint8Array> => {
  const name = `bytes(${prefix.name})`;
  return {
    kind: 'optional',
    name,
    minSize: prefix.size,
    inner: restBytes,
    read(cursor: Cursor) {
      const size = prefix.read(cursor);
      if (size === 0) return undefined;
      if (cursor.remaining < size) {
        throw new FieldTruncatedError(name, cursor.offset, size, cursor.remaining);
      }
      const value = copyBytes(cursor.bytes, cursor.offset, cursor.offset + size);
      cursor.offset += size;
      return value;
    },
    write(sink: Sink, value: Uint8Array | undefined) {
      const size = value === undefined ? 0 : checkBytes(name, value).length;
      if (size >= 2 ** prefix.bits) {
        throw new ValueError(name, `${String(size)} bytes`, `a length that fits ${prefix.name}`);
      }
      prefix.write(sink, size);
      if (value !== undefined) restBytes.write(sink, value);
    },
  };
};
