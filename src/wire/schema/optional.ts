import type { Cursor } from './cursor.js';
import type { Layout } from './layout.js';
import type { Sink } from './sink.js';

export interface OptionalLayout<T> extends Layout<T | undefined> {
  readonly kind: 'optional';
  readonly inner: Layout<T>;
}

/**
 * A section that a server may leave out from the end of a body. Absent is
 * `undefined`, which is not the same as zero or empty. In a struct nothing may
 * follow a section that is left out: it would be read in its place.
 */
export const optional = <T>(inner: Layout<T>): OptionalLayout<T> => ({
  kind: 'optional',
  name: inner.name,
  minSize: 0,
  inner,
  read: (cursor: Cursor) => (cursor.remaining === 0 ? undefined : inner.read(cursor)),
  write(sink: Sink, value: T | undefined) {
    if (value !== undefined) inner.write(sink, value);
  },
});
