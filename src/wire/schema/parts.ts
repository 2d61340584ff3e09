import { restBytes } from './bytes.js';
import type { Cursor } from './cursor.js';
import { FieldTruncatedError } from './errors.js';
import type { Layout } from './layout.js';
import { readCounted, untilEnd } from './list.js';
import type { Owner, Part } from './struct.js';
import type { Sink } from './sink.js';

const numberOf = (owner: Owner, field: string): number => Number(owner[field] ?? 0);

/** As many elements as an earlier field says; writing sets that field from the list. */
export const countedBy = <T>(field: string, element: Layout<T>): Part<readonly T[]> => ({
  layout: untilEnd(element),
  readPart: (cursor: Cursor, owner: Owner) =>
    readCounted(cursor, element, numberOf(owner, field), cursor.offset),
  derive: (values) => ({ [field]: values.length }),
});

/** As many bytes as an earlier field says; writing sets that field from the bytes. */
export const bytesBy = (field: string): Part<Uint8Array> => ({
  layout: restBytes,
  readPart: (cursor: Cursor, owner: Owner) => {
    const size = numberOf(owner, field);
    if (size > cursor.remaining) {
      throw new FieldTruncatedError(field, cursor.offset, size, cursor.remaining);
    }
    const value = Uint8Array.prototype.slice.call(
      cursor.bytes,
      cursor.offset,
      cursor.offset + size,
    );
    cursor.offset += size;
    return value;
  },
  derive: (value) => ({ [field]: value.length }),
});

/** A part that is on the wire only when `present` holds for the fields before it. */
export const when = <T>(
  present: (owner: Owner) => boolean,
  layout: Layout<T>,
  absent: T,
): Part<T> => ({
  layout,
  readPart: (cursor: Cursor, owner: Owner) => (present(owner) ? layout.read(cursor) : absent),
  writePart: (sink: Sink, value: T, owner: Owner) => {
    if (present(owner)) layout.write(sink, value);
  },
});
