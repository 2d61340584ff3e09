import * as E from 'fp-ts/lib/Either.js';
import { ProtocolError } from '../protocol-error.js';
import { copyBytes } from './bytes.js';
import { Cursor } from './cursor.js';
import { RecordIncompleteError, ValueError } from './errors.js';
import { isFixed, type Layout } from './layout.js';
import { Sink } from './sink.js';
import { Slab } from './slab.js';

/** What is left of `T` when a body ends early: any field may be absent. */
export type Short<T> = T extends bigint | number | string | Uint8Array | undefined
  ? T
  : T extends readonly (infer U)[]
    ? readonly Short<U>[]
    : { readonly [K in keyof T]?: Short<T[K]> | undefined };

/**
 * A decoded body. `trailing` holds the bytes that no field claims, `missing`
 * the names of fields that the body is too short for.
 */
export type Decoded<T> =
  | {
      readonly complete: true;
      readonly value: T;
      readonly missing: readonly [];
      readonly trailing: Uint8Array;
    }
  | {
      readonly complete: false;
      readonly value: Short<T>;
      readonly missing: readonly string[];
      readonly trailing: Uint8Array;
    };

export interface DecodeOptions {
  /**
   * Reproduce the slips of the official client where the layout and that client
   * differ (account sections after zero trade settings). Default false.
   */
  readonly officialQuirks?: boolean;
}

const asProtocolError = (layout: string, error: unknown): ProtocolError =>
  error instanceof ProtocolError ? error : ValueError.inside(layout, '', error);

const noBytes = new Uint8Array(0);

const trailingBytes = (cursor: Cursor): Uint8Array => {
  if (cursor.remaining === 0) return cursor.unclaimed ?? noBytes;
  const rest = copyBytes(cursor.bytes, cursor.offset, cursor.end);
  return cursor.unclaimed === undefined
    ? rest
    : new Uint8Array(Buffer.concat([cursor.unclaimed, rest]));
};

/** Reads a body. Never throws. */
export const decode = <T>(
  layout: Layout<T>,
  bytes: Uint8Array,
  options: DecodeOptions = {},
): E.Either<ProtocolError, Decoded<T>> => {
  try {
    const cursor = new Cursor(bytes, 0, bytes.length, options.officialQuirks ?? false);
    const value = layout.read(cursor);
    const trailing = trailingBytes(cursor);
    return E.right(
      cursor.missing.length === 0
        ? { complete: true, value, missing: [], trailing }
        : { complete: false, value: value as Short<T>, missing: cursor.missing, trailing },
    );
  } catch (error) {
    return E.left(asProtocolError(layout.name, error));
  }
};

/** The value of a body in which every field is there, else a `RecordIncompleteError`. */
export const complete = <T>(name: string, decoded: Decoded<T>): E.Either<ProtocolError, T> =>
  decoded.complete
    ? E.right(decoded.value)
    : E.left(new RecordIncompleteError(name, decoded.missing));

const slab = new Slab();

const write = <T>(layout: Layout<T>, value: T): Uint8Array => {
  if (isFixed(layout) && layout.size <= Slab.maxBytes) {
    const start = slab.take(layout.size);
    // Writing may run foreign code (a getter) that encodes too, and moves the slab on.
    const { bytes, view } = slab;
    layout.put(view, bytes, start, value);
    return new Uint8Array(bytes.buffer, start, layout.size);
  }
  const sink = new Sink(Math.max(layout.minSize, 16));
  layout.write(sink, value);
  return sink.finish();
};

/** Writes a body. Never throws; a value that does not fit is a `ValueError` naming the field. */
export const encode = <T>(layout: Layout<T>, value: T): E.Either<ProtocolError, Uint8Array> => {
  try {
    return E.right(write(layout, value));
  } catch (error) {
    return E.left(asProtocolError(layout.name, error));
  }
};
