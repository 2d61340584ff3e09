import type { Cursor } from './cursor.js';
import { show, ValueError } from './errors.js';
import type { Layout, ValueOf } from './layout.js';
import { countLimit } from './list.js';
import { isSection, plainPart, type Part } from './parts.js';
import type { RecordLayout } from './record.js';
import type { IntegerLayout } from './scalars.js';
import type { Sink } from './sink.js';

export type Parts = Readonly<Record<string, Layout<unknown> | Part<unknown>>>;

type PartValue<P> = P extends Part<infer T> ? T : ValueOf<P>;

export type PartsValue<P extends Parts> = { [K in keyof P]: PartValue<P[K]> };

/** A record followed by parts of variable size; its value is one flat object. */
export interface StructLayout<T> extends Layout<T> {
  readonly kind: 'struct';
  readonly head: RecordLayout<unknown> | undefined;
  readonly parts: Readonly<Record<string, Part<unknown>>>;
}

/** Declares a composite: the fields of `head`, then `parts` in the order of the wire. */
export const struct = <H, const P extends Parts>(
  name: string,
  head: RecordLayout<H> | undefined,
  parts: P,
): StructLayout<H & PartsValue<P>> => {
  type T = H & PartsValue<P>;
  const entries = Object.entries(parts).map(
    ([key, part]) => [key, 'layout' in part ? part : plainPart(part)] as const,
  );

  /** The count that follows from a part, as long as its field can hold it. */
  const checked = (part: Part<unknown>, value: unknown): readonly [string, number] | undefined => {
    const derived = part.derive?.(value);
    if (derived === undefined) return undefined;
    const [field, count] = derived;
    const limit = countLimit(head?.fields[field] as IntegerLayout);
    if (count > limit) {
      throw new ValueError(part.layout.name, `length ${String(count)}`, `at most ${String(limit)}`);
    }
    return derived;
  };

  return {
    kind: 'struct',
    name,
    minSize: (head?.size ?? 0) + entries.reduce((sum, [, part]) => sum + part.minSize, 0),
    head,
    parts: Object.fromEntries(entries),
    read(cursor: Cursor) {
      const value: Record<string, unknown> = { ...head?.read(cursor) };
      for (const [key, part] of entries) {
        const path = `${name}.${key}`;
        if (cursor.remaining === 0 && part.isOnWire(value)) {
          cursor.missing.push(path);
          value[key] = undefined;
        } else value[key] = part.read(cursor, value, path);
      }
      return value as T;
    },
    write(sink: Sink, value: T) {
      if (typeof value !== 'object' || (value as unknown) === null) {
        throw new ValueError(name, show(value), 'an object');
      }
      const owner: Record<string, unknown> = { ...value };
      let step = '';
      let leftOut: string | undefined;
      try {
        for (const [key, part] of entries) {
          step = key;
          const derived = checked(part, owner[key]);
          if (derived !== undefined) owner[derived[0]] = derived[1];
        }
        step = '';
        head?.write(sink, owner as H);
        for (const [key, part] of entries) {
          step = key;
          if (owner[key] === undefined && isSection(part.layout)) leftOut = key;
          else if (leftOut === undefined) part.write(sink, owner[key], owner);
          else {
            throw new ValueError(
              part.layout.name,
              'a value',
              `none, because ${leftOut} before it is left out`,
            );
          }
        }
      } catch (error) {
        throw ValueError.inside(name, step === '' ? '' : `.${step}`, error);
      }
    },
  };
};
