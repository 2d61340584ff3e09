import type { Cursor } from './cursor.js';
import { CountError, ValueError } from './errors.js';
import { isFixed, type Layout } from './layout.js';
import type { IntegerLayout } from './scalars.js';
import type { Sink } from './sink.js';

export interface ListLayout<T> extends Layout<readonly T[]> {
  readonly kind: 'list';
  readonly element: Layout<T>;
}

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
  const values: T[] = [];
  for (let index = 0; index < count; index += 1) {
    if (cursor.remaining === 0) throw new CountError(element.name, count, countedAt, 0);
    values.push(element.read(cursor));
  }
  return values;
};

/** A count of type `prefix`, then that many elements. */
export const counted = <T>(prefix: IntegerLayout, element: Layout<T>): ListLayout<T> => ({
  kind: 'list',
  name: `${element.name}[]`,
  minSize: prefix.size,
  element,
  read(cursor: Cursor) {
    const at = cursor.offset;
    return readCounted(cursor, element, prefix.read(cursor), at);
  },
  write(sink: Sink, values: readonly T[]) {
    if (values.length >= 2 ** (prefix.bits - (prefix.signed ? 1 : 0))) {
      throw new ValueError(
        element.name,
        `${String(values.length)} values`,
        `fewer, for a count of type ${prefix.name}`,
      );
    }
    prefix.write(sink, values.length);
    for (const value of values) element.write(sink, value);
  },
});

/**
 * Elements back to back, without a count. Fixed-size elements: the number is
 * floor(length / size), and what is left over stays unread (and is reported as
 * trailing bytes). Elements of variable size run to the end of the body.
 */
export const untilEnd = <T>(element: Layout<T>): ListLayout<T> => ({
  kind: 'list',
  name: `${element.name}[]`,
  minSize: 0,
  element,
  read(cursor: Cursor) {
    const least = isFixed(element) ? element.size : 1;
    const values: T[] = [];
    while (cursor.remaining >= least) values.push(element.read(cursor));
    return values;
  },
  write(sink: Sink, values: readonly T[]) {
    for (const value of values) element.write(sink, value);
  },
});
