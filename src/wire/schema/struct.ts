import { ProtocolError } from '../protocol-error.js';
import type { Cursor } from './cursor.js';
import { ValueError } from './errors.js';
import type { Layout, ValueOf } from './layout.js';
import type { RecordLayout } from './record.js';
import type { Sink } from './sink.js';

/** What a part may look at: the fields of the same struct that were read before it. */
export type Owner = Readonly<Record<string, unknown>>;

/** A part of a struct whose extent depends on fields before it. */
export interface Part<T> {
  readonly layout: Layout<T>;
  /** Reading side; defaults to the layout's own. */
  readPart?(cursor: Cursor, owner: Owner): T;
  writePart?(sink: Sink, value: T, owner: Owner): void;
  /** Fields before it that follow from this value when writing (counts, lengths). */
  derive?(value: T): Owner;
}

export type Parts = Readonly<Record<string, Layout<unknown> | Part<unknown>>>;

type PartValue<P> = P extends Part<infer T> ? T : ValueOf<P>;

export type PartsValue<P extends Parts> = { [K in keyof P]: PartValue<P[K]> };

/** A record followed by parts of variable size; its value is one flat object. */
export interface StructLayout<T> extends Layout<T> {
  readonly kind: 'struct';
  readonly head: RecordLayout<unknown> | undefined;
  readonly parts: Readonly<Record<string, Layout<unknown>>>;
}

const asPart = (part: Layout<unknown> | Part<unknown>): Part<unknown> =>
  'layout' in part ? part : { layout: part };

/** Declares a composite: the fields of `head`, then `parts` in the order of the wire. */
export const struct = <H, const P extends Parts>(
  name: string,
  head: RecordLayout<H> | undefined,
  parts: P,
): StructLayout<H & PartsValue<P>> => {
  type T = H & PartsValue<P>;
  const entries = Object.entries(parts).map(([key, part]) => [key, asPart(part)] as const);
  const minSize =
    (head?.size ?? 0) + entries.reduce((sum, [, part]) => sum + part.layout.minSize, 0);
  return {
    kind: 'struct',
    name,
    minSize,
    head,
    parts: Object.fromEntries(entries.map(([key, part]) => [key, part.layout])),
    read(cursor: Cursor) {
      const value: Record<string, unknown> = { ...head?.read(cursor) };
      for (const [key, part] of entries) {
        if (cursor.remaining === 0 && part.layout.minSize > 0) {
          cursor.missing.push(`${name}.${key}`);
          value[key] = undefined;
        } else {
          value[key] = part.readPart ? part.readPart(cursor, value) : part.layout.read(cursor);
        }
      }
      return value as T;
    },
    write(sink: Sink, value: T) {
      const owner: Record<string, unknown> = { ...(value as Owner) };
      for (const [key, part] of entries) Object.assign(owner, part.derive?.(owner[key]));
      head?.write(sink, owner as H);
      for (const [key, part] of entries) {
        try {
          if (part.writePart) part.writePart(sink, owner[key], owner);
          else part.layout.write(sink, owner[key]);
        } catch (error) {
          if (error instanceof ProtocolError) throw error;
          throw new ValueError(`${name}.${key}`, String(error), 'a value of the field type', error);
        }
      }
    },
  };
};
