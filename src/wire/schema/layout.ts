import type { Cursor } from './cursor.js';
import type { Sink } from './sink.js';

/**
 * A layout is data with a reader and a writer: bytes to a value `T` and back.
 *
 * One declaration yields the reader, the writer, the static type, the size, the
 * field names, the JSON codec and, in the tests, the fuzz generator. `kind` is
 * what those derivations switch on.
 *
 * Readers and writers throw `ProtocolError`s; `decode` and `encode` are the
 * boundary that turns them into an `Either`.
 */
export interface Layout<T> {
  readonly kind: LayoutKind;
  readonly name: string;
  /** Bytes that a complete value takes at least. */
  readonly minSize: number;
  read(cursor: Cursor): T;
  write(sink: Sink, value: T): void;
}

/** A layout of a fixed number of bytes: it can be read at any offset without a cursor. */
export interface FixedLayout<T> extends Layout<T> {
  readonly size: number;
  /** Reads at `offset`; the caller has checked that `size` bytes are there. */
  get(view: DataView, bytes: Buffer, offset: number): T;
  put(view: DataView, bytes: Buffer, offset: number, value: T): void;
  /**
   * Reads what is there of a value that begins inside the body and ends outside,
   * and names under `path` what is not. Absent where that is an error: in numbers
   * and utf16 texts.
   */
  cut?(cursor: Cursor, path: string): T;
}

export type LayoutKind =
  | 'integer'
  | 'bigint'
  | 'float'
  | 'filetime'
  | 'text'
  | 'bytes'
  | 'array'
  | 'record'
  | 'struct'
  | 'list'
  | 'optional'
  | 'choice'
  | 'mapped'
  | 'empty';

/** The static type of a layout's values. */
export type ValueOf<L> = L extends Layout<infer T> ? T : never;

export const isFixed = <T>(layout: Layout<T>): layout is FixedLayout<T> => 'size' in layout;
