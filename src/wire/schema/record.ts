import type { Cursor } from './cursor.js';
import { show, ValueError } from './errors.js';
import { fixed, readCut } from './fixed.js';
import type { FixedLayout, ValueOf } from './layout.js';

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

/** A field with its layout's functions at hand: `slot.get` is one look-up, `slot.layout.get` two. */
interface Slot {
  readonly name: string;
  readonly layout: FixedLayout<unknown>;
  readonly offset: number;
  readonly get: FixedLayout<unknown>['get'];
  readonly put: FixedLayout<unknown>['put'];
}

const slotsOf = (fields: Fields): readonly Slot[] => {
  const slots: Slot[] = [];
  let offset = 0;
  for (const [name, layout] of Object.entries(fields)) {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- layouts are made of closures, without a `this`
    const { get, put } = layout;
    slots.push({ name, layout, offset, get, put });
    offset += layout.size;
  }
  return slots;
};

/**
 * Declares a record.
 *
 * Short bodies follow the official client: a field that begins at or after the
 * end of the body is left unset (and named in the cursor's `missing`); a number
 * or a utf16 text that begins inside and ends outside is an error; of bytes, and
 * of anything made of several values, what is there is kept.
 *
 * @example
 * const point = record('point', { x: i32, label: utf16(64) });
 * type Point = ValueOf<typeof point>; // { x: number; label: string }
 */
export const record = <const F extends Fields>(name: string, fields: F): DeclaredRecord<F> => {
  type T = RecordValue<F>;
  const slots = slotsOf(fields);
  const size = slots.reduce((sum, slot) => sum + slot.layout.size, 0);
  const core: FixedLayout<T> & { readonly kind: 'record' } = fixed({
    kind: 'record' as const,
    name,
    size,
    get: (view: DataView, bytes: Buffer, offset: number): T => {
      const value: Record<string, unknown> = {};
      for (const slot of slots) value[slot.name] = slot.get(view, bytes, offset + slot.offset);
      return value as T;
    },
    put: (view: DataView, bytes: Buffer, offset: number, value: T): void => {
      if (typeof value !== 'object' || (value as unknown) === null) {
        throw new ValueError(name, show(value), 'an object');
      }
      let step = '';
      try {
        for (const slot of slots) {
          step = slot.name;
          slot.put(view, bytes, offset + slot.offset, value[slot.name]);
        }
      } catch (error) {
        throw ValueError.inside(name, `.${step}`, error);
      }
    },
    cut: (cursor: Cursor, path: string): T => {
      const value: Record<string, unknown> = {};
      for (const slot of slots) {
        const at = `${path}.${slot.name}`;
        if (cursor.remaining >= slot.layout.size) value[slot.name] = slot.layout.read(cursor);
        else if (cursor.remaining > 0) value[slot.name] = readCut(slot.layout, cursor, at);
        else {
          cursor.missing.push(at);
          value[slot.name] = undefined;
        }
      }
      return value as T;
    },
  });
  return {
    ...core,
    fields,
    fieldNames: slots.map((slot) => slot.name),
    offsets: Object.fromEntries(slots.map((slot) => [slot.name, slot.offset])) as Record<
      keyof F & string,
      number
    >,
  };
};

/** `count` values of one layout, back to back, as one field. */
export interface ArrayLayout<T> extends FixedLayout<readonly T[]> {
  readonly kind: 'array';
  readonly element: FixedLayout<T>;
  readonly count: number;
}

/** A fixed number of values as one field of a record. */
export const array = <T>(element: FixedLayout<T>, count: number): ArrayLayout<T> => {
  const name = `${element.name}[${String(count)}]`;
  return fixed({
    kind: 'array' as const,
    name,
    element,
    count,
    size: element.size * count,
    get: (view: DataView, bytes: Buffer, offset: number): readonly T[] => {
      const values: T[] = [];
      for (let index = 0; index < count; index += 1) {
        values.push(element.get(view, bytes, offset + index * element.size));
      }
      return values;
    },
    put: (view: DataView, bytes: Buffer, offset: number, value: readonly T[]) => {
      if (!Array.isArray(value)) throw new ValueError(name, show(value), 'a list');
      if (value.length !== count) {
        throw new ValueError(name, `${String(value.length)} values`, `exactly ${String(count)}`);
      }
      let index = 0;
      try {
        for (; index < count; index += 1) {
          element.put(view, bytes, offset + index * element.size, value[index] as T);
        }
      } catch (error) {
        throw ValueError.inside(element.name, `[${String(index)}]`, error);
      }
    },
    cut: (cursor: Cursor, path: string): readonly T[] => {
      const values: T[] = [];
      while (values.length < count && cursor.remaining > 0) {
        values.push(
          cursor.remaining >= element.size
            ? element.read(cursor)
            : readCut(element, cursor, `${path}[${String(values.length)}]`),
        );
      }
      if (values.length < count) cursor.missing.push(path);
      return values;
    },
  });
};
