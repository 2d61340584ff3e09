import { ProtocolError } from '../protocol-error.js';
import type { Cursor } from './cursor.js';
import { ValueError } from './errors.js';
import { fixed } from './fixed.js';
import type { FixedLayout, ValueOf } from './layout.js';
import type { Sink } from './sink.js';

/** Field names and layouts in the order of the wire. */
export type Fields = Readonly<Record<string, FixedLayout<unknown>>>;

export type RecordValue<F extends Fields> = { [K in keyof F]: ValueOf<F[K]> };

/** Named fields one after the other, packed. Declared once, in the order of the wire. */
export interface RecordLayout<T> extends FixedLayout<T> {
  readonly kind: 'record';
  readonly fields: Fields;
  readonly fieldNames: readonly string[];
  /** Byte offset of each field from the start of the record. */
  readonly offsets: Readonly<Record<string, number>>;
}

/** A record as declared: its field names are part of the type. */
export interface DeclaredRecord<F extends Fields> extends RecordLayout<RecordValue<F>> {
  readonly fields: F;
  readonly fieldNames: readonly (keyof F & string)[];
  readonly offsets: Readonly<Record<keyof F & string, number>>;
}

interface Slot {
  readonly name: string;
  readonly layout: FixedLayout<unknown>;
  readonly offset: number;
}

/** Names the field in a value error that came from deeper down. */
const located = (record: string, field: string, error: unknown): unknown => {
  if (error instanceof ValueError) {
    const { got, expected } = error.context;
    return new ValueError(`${record}.${field}`, String(got), String(expected), error);
  }
  if (error instanceof ProtocolError) return error;
  return new ValueError(`${record}.${field}`, String(error), 'a value of the field type', error);
};

/**
 * Declares a record.
 *
 * Short bodies follow the official client: a field that begins at or after the
 * end of the body is left unset (and named in the cursor's `missing`), one that
 * begins inside and ends outside is an error.
 *
 * @example
 * const point = record('point', { x: i32, label: utf16(64) });
 * type Point = ValueOf<typeof point>; // { x: number; label: string }
 */
export const record = <const F extends Fields>(name: string, fields: F): DeclaredRecord<F> => {
  type T = RecordValue<F>;
  const slots: Slot[] = [];
  let size = 0;
  for (const [field, layout] of Object.entries(fields)) {
    slots.push({ name: field, layout, offset: size });
    size += layout.size;
  }

  const get = (view: DataView, bytes: Buffer, offset: number): T => {
    const value: Record<string, unknown> = {};
    for (const slot of slots) {
      value[slot.name] = slot.layout.get(view, bytes, offset + slot.offset);
    }
    return value as T;
  };

  const put = (view: DataView, bytes: Buffer, offset: number, value: T): void => {
    for (const slot of slots) {
      try {
        slot.layout.put(view, bytes, offset + slot.offset, value[slot.name]);
      } catch (error) {
        throw located(name, slot.name, error);
      }
    }
  };

  const readShort = (cursor: Cursor): T => {
    const value: Record<string, unknown> = {};
    for (const slot of slots) {
      if (cursor.offset >= cursor.end) {
        cursor.missing.push(`${name}.${slot.name}`);
        value[slot.name] = undefined;
      } else {
        value[slot.name] = slot.layout.read(cursor);
      }
    }
    return value as T;
  };

  const core: FixedLayout<T> = fixed({ kind: 'record' as const, name, size, get, put });
  return {
    ...core,
    kind: 'record',
    fields,
    fieldNames: slots.map((slot) => slot.name),
    offsets: Object.fromEntries(slots.map((slot) => [slot.name, slot.offset])) as Record<
      keyof F & string,
      number
    >,
    read: (cursor: Cursor) =>
      cursor.offset + size <= cursor.end ? core.read(cursor) : readShort(cursor),
    write: (sink: Sink, value: T) => {
      core.write(sink, value);
    },
  };
};

/** `count` values of one layout, back to back, as one field. */
export interface ArrayLayout<T> extends FixedLayout<readonly T[]> {
  readonly kind: 'array';
  readonly element: FixedLayout<T>;
  readonly count: number;
}

/** A fixed number of values as one field of a record. */
export const array = <T>(element: FixedLayout<T>, count: number): ArrayLayout<T> =>
  fixed({
    kind: 'array' as const,
    name: `${element.name}[${String(count)}]`,
    element,
    count,
    size: element.size * count,
    get: (view: DataView, bytes: Buffer, offset: number): readonly T[] =>
      Array.from({ length: count }, (_, index) =>
        element.get(view, bytes, offset + index * element.size),
      ),
    put: (view: DataView, bytes: Buffer, offset: number, value: readonly T[]) => {
      if (value.length !== count) {
        throw new ValueError('array', `${String(value.length)} values`, `exactly ${String(count)}`);
      }
      value.forEach((item, index) => {
        element.put(view, bytes, offset + index * element.size, item);
      });
    },
  });
