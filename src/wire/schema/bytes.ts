import type { Cursor } from './cursor.js';
import { FieldTruncatedError, ValueError } from './errors.js';
import { fixed } from './fixed.js';
import type { FixedLayout, Layout } from './layout.js';
import type { IntegerLayout } from './scalars.js';
import type { Sink } from './sink.js';

/** Raw bytes; `size` is absent where they run to the end or carry a length prefix. */
export interface BytesLayout<T extends Uint8Array | undefined = Uint8Array> extends Layout<T> {
  readonly kind: 'bytes';
  readonly size?: number;
}

export interface FixedBytesLayout extends FixedLayout<Uint8Array> {
  readonly kind: 'bytes';
}

/** A copy, so that a value does not keep a whole network buffer alive. */
const copy = (bytes: Buffer, start: number, end: number): Uint8Array =>
  Uint8Array.prototype.slice.call(bytes, start, end);

/** Exactly `size` raw bytes. A value of another length is an error: it would shift all that follows. */
export const bytes = (size: number): FixedBytesLayout =>
  fixed({
    kind: 'bytes' as const,
    name: `bytes(${String(size)})`,
    size,
    get: (_view: DataView, buffer: Buffer, offset: number) => copy(buffer, offset, offset + size),
    put: (_view: DataView, buffer: Buffer, offset: number, value: Uint8Array) => {
      if (value.length !== size) {
        throw new ValueError('bytes', `${String(value.length)} bytes`, `exactly ${String(size)}`);
      }
      buffer.set(value, offset);
    },
  });

/** All bytes up to the end of the body. */
export const restBytes: BytesLayout = {
  kind: 'bytes',
  name: 'bytes(rest)',
  minSize: 0,
  read(cursor: Cursor) {
    const value = copy(cursor.bytes, cursor.offset, cursor.end);
    cursor.offset = cursor.end;
    return value;
  },
  write(sink: Sink, value: Uint8Array) {
    const offset = sink.reserve(value.length);
    sink.bytes.set(value, offset);
  },
};

/**
 * Bytes behind a length of type u8, u16 or u32. A length of zero leaves the
 * value unset. No message of the analysed client uses it.
 */
export const prefixedBytes = (prefix: IntegerLayout): BytesLayout<Uint8Array | undefined> => ({
  kind: 'bytes',
  name: `bytes(${prefix.name})`,
  minSize: prefix.size,
  read(cursor: Cursor) {
    const size = prefix.read(cursor);
    if (size === 0) return undefined;
    if (cursor.remaining < size) {
      throw new FieldTruncatedError('prefixed bytes', cursor.offset, size, cursor.remaining);
    }
    const value = copy(cursor.bytes, cursor.offset, cursor.offset + size);
    cursor.offset += size;
    return value;
  },
  write(sink: Sink, value: Uint8Array | undefined) {
    const size = value?.length ?? 0;
    if (size >= 2 ** prefix.bits) {
      throw new ValueError(
        'prefixed bytes',
        `${String(size)} bytes`,
        `a length that fits ${prefix.name}`,
      );
    }
    prefix.write(sink, size);
    if (value !== undefined) restBytes.write(sink, value);
  },
});
