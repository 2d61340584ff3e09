import type { Cursor } from './cursor.js';
import type { Layout } from './layout.js';
import type { Sink } from './sink.js';

/**
 * One of two layouts, chosen on the wire by the bytes and in a value (or its JSON)
 * by `isFirst`, which takes anything.
 */
export interface ChoiceLayout<A, B> extends Layout<A | B> {
  readonly kind: 'choice';
  readonly first: Layout<A>;
  readonly second: Layout<B>;
  isFirst(value: unknown): value is A;
}

export const choice = <A, B>(options: {
  name: string;
  first: Layout<A>;
  second: Layout<B>;
  /** Looks at the bytes ahead without moving the cursor. */
  peek: (cursor: Cursor) => 'first' | 'second';
  isFirst: (value: unknown) => value is A;
}): ChoiceLayout<A, B> => ({
  kind: 'choice',
  name: options.name,
  minSize: Math.min(options.first.minSize, options.second.minSize),
  first: options.first,
  second: options.second,
  isFirst: options.isFirst,
  read: (cursor: Cursor) =>
    options.peek(cursor) === 'first' ? options.first.read(cursor) : options.second.read(cursor),
  write(sink: Sink, value: A | B) {
    if (options.isFirst(value)) options.first.write(sink, value);
    else options.second.write(sink, value);
  },
});

/** The same values as `inner`, with other bytes around them (compression, a shift). */
export interface MappedLayout<T> extends Layout<T> {
  readonly kind: 'mapped';
  readonly inner: Layout<T>;
}

export const mapped = <T>(
  name: string,
  inner: Layout<T>,
  codec: { read: (cursor: Cursor) => T; write?: (sink: Sink, value: T) => void; minSize?: number },
): MappedLayout<T> => ({
  kind: 'mapped',
  name,
  minSize: codec.minSize ?? inner.minSize,
  inner,
  read: codec.read,
  write(sink: Sink, value: T) {
    if (codec.write) codec.write(sink, value);
    else inner.write(sink, value);
  },
});

/** No payload, or a body that the official client does not read. */
export interface EmptyLayout extends Layout<undefined> {
  readonly kind: 'empty';
}

export const empty: EmptyLayout = {
  kind: 'empty',
  name: 'empty',
  minSize: 0,
  read: () => undefined,
  write: () => undefined,
};
