import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import {
  ascii,
  bytes,
  commands,
  decode,
  describeErrors,
  encode,
  f32,
  filetime,
  jsonOf,
  optional,
  prefixedBytes,
  record,
  restBytes,
  struct,
  u16,
  u32,
  u8,
  utf16,
  type Command,
  type Layout,
} from '../../../src/wire/index.js';
import { arbitrary } from '../../support/arbitrary.js';
import { recordLayouts } from '../../support/record-layouts.js';
import { right } from '../support/either.js';

/** Some layouts take a thousand random values each time. */
const runsFor = (layout: Layout<unknown>): number =>
  layout.minSize > 600 || layout.name.includes('symbol_full') ? 15 : 60;

/** Jest's own comparison takes most of the time of these tests. */
const expectSame = (actual: unknown, expected: unknown): void => {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toStrictEqual(expected);
};

const writesAndReads = (layout: Layout<unknown>): void => {
  fc.assert(
    fc.property(arbitrary(layout), (value) => {
      const read = right(decode(layout, right(encode(layout, value))));
      expect(read.missing).toEqual([]);
      expect(read.trailing).toHaveLength(0);
      expectSame(read.value, value);
    }),
    { numRuns: runsFor(layout), seed: 2 },
  );
};

const survivesJson = (layout: Layout<unknown>): void => {
  const json = jsonOf(layout);
  fc.assert(
    fc.property(arbitrary(layout), (value) => {
      const text = JSON.stringify(json.encode(value));
      const read = json.decode(JSON.parse(text));
      if (E.isLeft(read)) throw new Error(describeErrors(read.left).join('\n'));
      expectSame(read.right, value);
      expect(json.is(value)).toBe(true);
    }),
    { numRuns: runsFor(layout), seed: 3 },
  );
};

const catalogue = Object.values(commands as Readonly<Record<string, Command>>);

const bodies: readonly (readonly [string, Layout<unknown>])[] = catalogue
  .flatMap(({ name, request, reply }) => [
    [`${name} request`, request] as const,
    [`${name} reply`, reply] as const,
  ])
  .filter(([, layout]) => layout.kind !== 'empty');

/** Kinds of fields that no command uses, and forms that only they have. */
const others: readonly (readonly [string, Layout<unknown>])[] = (
  [
    filetime,
    f32,
    ascii(5),
    bytes(3),
    restBytes,
    utf16(2),
    prefixedBytes(u8),
    prefixedBytes(u16),
    prefixedBytes(u32),
    optional(u32),
    struct('sections', record('head', { a: u8 }), {
      b: prefixedBytes(u8),
      c: optional(u16),
      d: optional(f32),
    }),
  ] as readonly Layout<unknown>[]
).map((layout) => [layout.name, layout]);

const all = [
  ...bodies,
  ...recordLayouts.map((layout) => [layout.name, layout] as const),
  ...others,
];

describe('writing a value and reading it gives the same value', () => {
  test.each(all)('%s', (_name, layout) => {
    writesAndReads(layout);
  });
});

describe('a value as JSON text gives the same value', () => {
  test.each(all)('%s', (_name, layout) => {
    survivesJson(layout);
  });
});
