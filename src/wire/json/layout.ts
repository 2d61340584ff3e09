import * as t from 'io-ts';
import type { ChoiceLayout, MappedLayout } from '../schema/choice.js';
import type { Layout } from '../schema/layout.js';
import type { ListLayout } from '../schema/list.js';
import type { OptionalLayout } from '../schema/optional.js';
import type { ArrayLayout, RecordLayout } from '../schema/record.js';
import type { BytesLayout } from '../schema/bytes.js';
import type { IntegerLayout } from '../schema/scalars.js';
import type { TextLayout } from '../schema/strings.js';
import type { StructLayout } from '../schema/struct.js';
import {
  bigintJson,
  bytesJson,
  filetimeJson,
  floatJson,
  integerJson,
  textJson,
} from './scalars.js';

type Json = t.Type<unknown, unknown>;

const isPlainObject = (u: unknown): u is Record<string, unknown> =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && !(u instanceof Uint8Array);

/** An object with exactly these keys; a key too many is an error, so that typing slips show. */
const objectJson = (name: string, members: Readonly<Record<string, Json>>): Json => {
  const keys = Object.keys(members);
  const inner = t.type(members, name);
  return new t.Type<unknown, unknown>(
    name,
    (u): u is unknown => isPlainObject(u) && inner.is(u),
    (u, context) => {
      if (!isPlainObject(u)) {
        return t.failure(u, context, `expected an object with the fields of ${name}`);
      }
      const excess = Object.keys(u).find((key) => !Object.hasOwn(members, key));
      return excess === undefined
        ? inner.validate(u, context)
        : t.failure(
            u[excess],
            [...context, { key: excess, type: inner }],
            `${name} has no such field; its fields are ${keys.join(', ')}`,
          );
    },
    (value) => {
      const fields = isPlainObject(value) ? value : {};
      return Object.fromEntries(
        Object.entries(members).map(([key, member]) => [
          key,
          fields[key] === undefined ? null : member.encode(fields[key]),
        ]),
      );
    },
  );
};

const listJson = (element: Json, count?: number): Json => {
  const inner = t.readonlyArray(element);
  return new t.Type<unknown, unknown>(
    inner.name,
    (u): u is unknown => inner.is(u) && (count === undefined || u.length === count),
    (u, context) => {
      if (!Array.isArray(u)) return t.failure(u, context, `expected a list of ${element.name}`);
      return count !== undefined && u.length !== count
        ? t.failure(u, context, `expected ${String(count)} values, got ${String(u.length)}`)
        : inner.validate(u, context);
    },
    (value) => inner.encode(value as readonly unknown[]),
  );
};

const optionalJson = (inner: Json): Json =>
  new t.Type<unknown, unknown>(
    `${inner.name} or null`,
    (u): u is unknown => u === undefined || inner.is(u),
    (u, context) =>
      u === undefined || u === null ? t.success(undefined) : inner.validate(u, context),
    (value) => (value === undefined ? null : inner.encode(value)),
  );

const emptyJson: Json = new t.Type<unknown, unknown>(
  'nothing',
  (u): u is unknown => u === undefined,
  (u, context) =>
    u === undefined || u === null
      ? t.success(undefined)
      : t.failure(u, context, 'expected null: this body is empty'),
  () => null,
);

/** What tells the two forms apart in a value tells them apart in its JSON as well. */
const choiceJson = (layout: ChoiceLayout<unknown, unknown>): Json => {
  const first = jsonOf(layout.first);
  const second = jsonOf(layout.second);
  const of = (u: unknown): Json => (layout.isFirst(u) ? first : second);
  return new t.Type<unknown, unknown>(
    layout.name,
    (u): u is unknown => of(u).is(u),
    (u, context) => of(u).validate(u, context),
    (value) => of(value).encode(value),
  );
};

/** A type of some values as a type of any: what it takes is checked by `validate`, not by `A`. */
const untyped = <A>(type: t.Type<A, unknown>): Json => type as unknown as Json;

const mapMembers = (
  members: Readonly<Record<string, Layout<unknown>>>,
): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(members).map(([key, member]) => [key, jsonOf(member)]));

const derive = (layout: Layout<unknown>): Json => {
  switch (layout.kind) {
    case 'integer':
      return untyped(integerJson(layout.name, (layout as IntegerLayout).bits));
    case 'bigint':
      return untyped(bigintJson(layout.name));
    case 'float':
      return untyped(floatJson);
    case 'filetime':
      return untyped(filetimeJson);
    case 'text':
      return untyped(textJson((layout as TextLayout).units));
    case 'bytes':
      return untyped(bytesJson((layout as BytesLayout).size));
    case 'array': {
      const { element, count } = layout as ArrayLayout<unknown>;
      return listJson(jsonOf(element), count);
    }
    case 'record':
      return objectJson(layout.name, mapMembers((layout as RecordLayout<unknown>).fields));
    case 'struct': {
      const { head, parts } = layout as StructLayout<unknown>;
      const inner = Object.entries(parts).map(([key, part]) => [key, part.layout] as const);
      return objectJson(layout.name, mapMembers({ ...head?.fields, ...Object.fromEntries(inner) }));
    }
    case 'list':
      return listJson(jsonOf((layout as ListLayout<unknown>).element));
    case 'optional':
      return optionalJson(jsonOf((layout as OptionalLayout<unknown>).inner));
    case 'choice':
      return choiceJson(layout as ChoiceLayout<unknown, unknown>);
    case 'mapped':
      return jsonOf((layout as MappedLayout<unknown>).inner);
    case 'empty':
      return emptyJson;
  }
};

const known = new WeakMap<Layout<unknown>, Json>();

/**
 * The io-ts type of a layout's values as JSON: field names of the protocol,
 * 64-bit integers as decimal strings, bytes as hex, absent values as null. For
 * the edges (capture files, the command line); frames are not read through it.
 */
export const jsonOf = <T>(layout: Layout<T>): t.Type<T, unknown> => {
  const key = layout as Layout<unknown>;
  const json = known.get(key) ?? derive(key);
  known.set(key, json);
  return json as t.Type<T, unknown>;
};
