import type { Cursor } from './cursor.js';
import { CountError, show, ValueError } from './errors.js';
import { isFixed, type FixedLayout, type Layout } from './layout.js';
import type { IntegerLayout } from './scalars.js';
import type { Sink } from './sink.js';

export interface ListLayout<T> extends Layout<readonly T[]> {
  readonly kind: 'list';
  readonly element: Layout<T>;
}

/** `count` elements that are known to be there whole. */
const readWhole = <T>(cursor: Cursor, element: FixedLayout<T>, count: number): T[] => {
  const { view, bytes } = cursor;
  const values: T[] = [];
  let { offset } = cursor;
  for (let left = count; left > 0; left -= 1) {
    values.push(element.get(view, bytes, offset));
    offset += element.size;
  }
  cursor.offset = offset;
  return values;
};

/**
 * Reads `count` elements, after making sure that the bytes can hold them: the
 * last element has to begin inside the body (a server may drop its trailing
 * fields). So a lying count costs neither memory nor time.
 */
export const readCounted = <T>(
  cursor: Cursor,
  element: Layout<T>,
  count: number,
  countedAt: number,
): T[] => {
  const least = Math.max(element.minSize, 1);
  if (count < 0 || (count > 0 && (count - 1) * least >= cursor.remaining)) {
    throw new CountError(element.name, count, countedAt, cursor.remaining);
  }
  if (isFixed(element) && count * element.size <= cursor.remaining) {
    return readWhole(cursor, element, count);
  }
  const values: T[] = [];
  for (let index = 0; index < count; index += 1) {
    if (cursor.remaining === 0) throw new CountError(element.name, count, countedAt, 0);
    values.push(element.read(cursor));
  }
  return values;
};

/** @throws ValueError naming the element that cannot be written */
export const writeElements = <T>(sink: Sink, element: Layout<T>, values: readonly T[]): void => {
  let index = 0;
  try {
    for (const value of values) {
      element.write(sink, value);
      index += 1;
    }
  } catch (error) {
    throw ValueError.inside(element.name, `[${String(index)}]`, error);
  }
};

/** @throws ValueError for what is no list */
export const checkList = (name: string, values: unknown): readonly unknown[] => {
  if (!Array.isArray(values)) throw new ValueError(name, show(values), 'a list');
  return values;
};

/** The largest number that fits a count of this type. */
export const countLimit = (prefix: IntegerLayout): number =>
  2 ** (prefix.bits - (prefix.signed ? 1 : 0)) - 1;

/** A count of type `prefix`, then that many elements. */
export const counted = <T>(prefix: IntegerLayout, element: Layout<T>): ListLayout<T> => {
  const name = `${element.name}[]`;
  return {
    kind: 'list',
    name,
    minSize: prefix.size,
    element,
    read(cursor: Cursor) {
      if (cursor.remaining === 0) {
        cursor.missing.push(name);
        return [];
      }
      const at = cursor.offset;
      return readCounted(cursor, element, prefix.read(cursor), at);
    },
    write(sink: Sink, values: readonly T[]) {
      const { length } = checkList(name, values);
      if (length > countLimit(prefix)) {
        throw new ValueError(
          name,
          `${String(length)} values`,
          `at most ${String(countLimit(prefix))}`,
        );
      }
      prefix.write(sink, length);
      writeElements(sink, element, values);
    },
  };
};

/**
 * Elements back to back, without a count. Fixed-size elements: the number is
 * floor(length / size), and what is left over stays unread (and is reported as
 * trailing bytes). Elements of variable size run to the end of the body.
 */
export const untilEnd = <T>(element: Layout<T>): ListLayout<T> => {
  const name = `${element.name}[]`;
  return {
    kind: 'list',
    name,
    minSize: 0,
    element,
    read(cursor: Cursor) {
      if (isFixed(element)) {
        return readWhole(cursor, element, Math.floor(cursor.remaining / element.size));
      }
      const values: T[] = [];
      while (cursor.remaining > 0) values.push(element.read(cursor));
      return values;
    },
    write(sink: Sink, values: readonly T[]) {
      checkList(name, values);
      writeElements(sink, element, values);
    },
  };
};
