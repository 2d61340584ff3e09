import type { Cursor } from './cursor.js';
import { FieldTruncatedError } from './errors.js';
import type { FixedLayout } from './layout.js';
import type { Sink } from './sink.js';

type Core<T> = Pick<FixedLayout<T>, 'kind' | 'name' | 'size' | 'get' | 'put' | 'cut'>;

/** Completes a fixed-size layout with the cursor reader and the growing writer. */
export const fixed = <T, C extends Core<T>>(core: C): C & FixedLayout<T> => ({
  ...core,
  minSize: core.size,
  read(cursor: Cursor): T {
    const { offset } = cursor;
    if (offset + core.size > cursor.end) return readCut(core, cursor, core.name);
    cursor.offset = offset + core.size;
    return core.get(cursor.view, cursor.bytes, offset);
  },
  write(sink: Sink, value: T): void {
    const offset = sink.reserve(core.size);
    core.put(sink.view, sink.bytes, offset, value);
  },
});

/** Reads what is there of a value that the end of the body cuts; `path` names it. */
export const readCut = <T>(
  layout: Pick<FixedLayout<T>, 'size' | 'cut'>,
  cursor: Cursor,
  path: string,
): T => {
  if (layout.cut === undefined) {
    throw new FieldTruncatedError(path, cursor.offset, layout.size, cursor.remaining);
  }
  return layout.cut(cursor, path);
};
