import { checkBytes, copyBytes, restBytes } from './bytes.js';
import type { Cursor } from './cursor.js';
import { FieldTruncatedError, ValueError } from './errors.js';
import { readCut } from './fixed.js';
import { isFixed, type Layout } from './layout.js';
import { checkList, readCounted, untilEnd, type ListLayout } from './list.js';
import type { OptionalLayout } from './optional.js';
import type { Sink } from './sink.js';

/** What a part may look at: the fields of the same struct that were read before it. */
export type Owner = Readonly<Record<string, unknown>>;

/** A part of a struct: a layout whose extent may depend on the fields before it. */
export interface Part<T> {
  readonly layout: Layout<T>;
  /** Bytes that the part takes at least, whatever stands before it. */
  readonly minSize: number;
  /** Whether it takes any bytes at all after these fields. */
  isOnWire(owner: Owner): boolean;
  /** `path` names the part in errors and among what is missing. */
  read(cursor: Cursor, owner: Owner, path: string): T;
  write(sink: Sink, value: T, owner: Owner): void;
  /** The field of the head that counts this part, and its value when writing. */
  derive?(value: T): readonly [field: string, count: number];
}

/** Reads a value that is known by another name than that of its type. */
const readAs = <T>(layout: Layout<T>, cursor: Cursor, path: string): T => {
  const inner =
    isSection(layout) && cursor.remaining > 0
      ? (layout as unknown as OptionalLayout<T>).inner
      : layout;
  return isFixed(inner) && inner.size > cursor.remaining
    ? readCut(inner, cursor, path)
    : inner.read(cursor);
};

/** Whether a layout is a section that may be left out of the end of a body. */
export const isSection = (layout: Layout<unknown>): boolean =>
  layout.kind === 'optional' && layout.minSize === 0;

/** A part that depends on nothing. */
export const plainPart = <T>(layout: Layout<T>): Part<T> => ({
  layout,
  minSize: layout.minSize,
  isOnWire: () => layout.minSize > 0,
  read: (cursor: Cursor, _owner: Owner, path: string) => readAs(layout, cursor, path),
  write: (sink: Sink, value: T) => {
    layout.write(sink, value);
  },
});

/** A field that the body is too short for counts as zero, as the official client has it. */
const numberOf = (owner: Owner, field: string): number => Number(owner[field] ?? 0);

/** As many elements as an earlier field says; writing sets that field from the list. */
export const countedBy = <T>(field: string, element: Layout<T>): Part<readonly T[]> => {
  const layout = untilEnd(element);
  return {
    ...plainPart(layout),
    read: (cursor: Cursor, owner: Owner) =>
      readCounted(cursor, element, numberOf(owner, field), cursor.offset),
    derive: (values) => [field, checkList(layout.name, values).length],
  };
};

/** As many bytes as an earlier field says; writing sets that field from the bytes. */
export const bytesBy = (field: string): Part<Uint8Array> => ({
  ...plainPart(restBytes),
  read: (cursor: Cursor, owner: Owner) => {
    const size = numberOf(owner, field);
    if (size > cursor.remaining) {
      throw new FieldTruncatedError(`bytes(${field})`, cursor.offset, size, cursor.remaining);
    }
    const value = copyBytes(cursor.bytes, cursor.offset, cursor.offset + size);
    cursor.offset += size;
    return value;
  },
  derive: (value) => [field, checkBytes(restBytes.name, value).length],
});

/** A list that is on the wire only when `isOnWire` holds for the fields before it, else empty. */
export const listWhen = <T>(
  isOnWire: (owner: Owner) => boolean,
  layout: ListLayout<T>,
): Part<readonly T[]> => ({
  layout,
  minSize: 0,
  isOnWire,
  read: (cursor: Cursor, owner: Owner) => (isOnWire(owner) ? layout.read(cursor) : []),
  write: (sink: Sink, values: readonly T[], owner: Owner) => {
    if (isOnWire(owner)) layout.write(sink, values);
    else if (checkList(layout.name, values).length > 0) {
      throw new ValueError(layout.name, `${String(values.length)} values`, 'none in this place');
    }
  },
});
