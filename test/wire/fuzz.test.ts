import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import {
  commands,
  decode,
  encode,
  ProtocolError,
  prefixedBytes,
  restBytes,
  u32,
  untilEnd,
  type Command,
  type Layout,
} from '../../src/wire/index.js';
import { arbitrary } from '../support/arbitrary.js';
import { readCases } from '../support/run-vector.js';
import { right } from './support/either.js';
import { Random } from './support/random.js';

/** Enough for every field and list, and small enough for 100,000 rounds. */
const longestBody = 6_000;

interface Target {
  readonly name: string;
  readonly layout: Layout<unknown>;
  /** Bodies that can be read. */
  readonly bodies: readonly Uint8Array[];
}

const vectors = readCases().filter((entry) => entry.kind === 'body' || entry.kind === 'payload');

const vectorBodies = (command: number, direction: 'client' | 'server'): Uint8Array[] =>
  vectors
    .filter((entry) => entry.command === command && entry.direction === direction)
    .map((entry) => new Uint8Array(Buffer.from(entry.hex ?? '', 'hex')));

const generated = (layout: Layout<unknown>): Uint8Array[] =>
  fc
    .sample(arbitrary(layout), { numRuns: 6, seed: 17 })
    .map((value) => right(encode(layout, value)));

const target = (name: string, layout: Layout<unknown>, bodies: Uint8Array[]): Target => ({
  name,
  layout,
  bodies: [...bodies, ...generated(layout)].filter(({ length }) => length <= longestBody),
});

const targets: readonly Target[] = [
  ...Object.values(commands as Readonly<Record<string, Command>>).flatMap(
    ({ id, name, request, reply }) => [
      target(`${name} request`, request, vectorBodies(id, 'client')),
      target(`${name} reply`, reply, vectorBodies(id, 'server')),
    ],
  ),
  ...[prefixedBytes(u32), untilEnd(prefixedBytes(u32)), restBytes].map((layout) =>
    target(layout.name, layout as Layout<unknown>, []),
  ),
].filter(({ layout }) => layout.kind !== 'empty');

/** One seed per layout, so that a failure comes again when only its layout is run. */
let random = new Random(0);

/** Numbers that lie when they stand where a count or a length should. */
const lies = [0, 1, 2, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x0001_0000];

const lie = (body: Uint8Array): Uint8Array => {
  if (body.length < 4) return random.bytes(random.below(8));
  const copy = body.slice();
  const at = random.below(2) === 0 ? random.below(body.length - 3) : random.below(2) * 4;
  const value = random.below(4) === 0 ? random.below(0x1_0000_0000) : random.pick(lies);
  new DataView(copy.buffer).setUint32(Math.min(at, body.length - 4), value, true);
  return copy;
};

const flip = (body: Uint8Array): Uint8Array => {
  const copy = body.slice();
  for (let left = random.between(1, 8); left > 0 && copy.length > 0; left -= 1) {
    const at = random.below(copy.length);
    copy[at] = (copy[at] as number) ^ (1 << random.below(8));
  }
  return copy;
};

const cut = (body: Uint8Array): Uint8Array => body.slice(0, random.below(body.length + 1));

const grow = (body: Uint8Array): Uint8Array =>
  new Uint8Array([...body, ...random.bytes(random.between(1, 40))]);

const noise = (): Uint8Array => random.bytes(random.below(random.below(8) === 0 ? 3000 : 200));

const mutations = [lie, flip, cut, grow, noise, (body: Uint8Array) => cut(lie(body))];

/** How many values the lists in a value hold altogether. */
const listed = (value: unknown): number => {
  if (Array.isArray(value))
    return value.reduce<number>((sum, item) => sum + listed(item), value.length);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 0;
  return Object.values(value).reduce<number>((sum, item) => sum + listed(item), 0);
};

/** Why the result of a decoding is not as it should be, or undefined. */
const fault = (body: Uint8Array, result: ReturnType<typeof decode>, isCompressed: boolean) => {
  if (E.isLeft(result)) {
    return result.left instanceof ProtocolError ? undefined : 'a left that is no ProtocolError';
  }
  const { value, missing, trailing, complete } = result.right;
  if (complete !== (missing.length === 0)) return 'missing fields do not agree with complete';
  if (isCompressed) return undefined;
  if (trailing.length > body.length) return 'more trailing bytes than there are';
  return listed(value) > body.length ? 'more values than there are bytes' : undefined;
};

describe('random bodies', () => {
  const total = 100_000;
  const each = Math.ceil(total / targets.length);

  test('there are bodies for every layout', () => {
    expect(targets.length).toBeGreaterThan(40);
    expect(targets.filter(({ bodies }) => bodies.length === 0)).toEqual([]);
    for (const { layout, bodies } of targets) {
      for (const body of bodies) expect(E.isRight(decode(layout, body))).toBe(true);
    }
  });

  test.each(targets.map((of, index) => [of.name, of, index] as const))(
    '%s: give a value or an error, of no more than they hold',
    (name, { layout, bodies }, index) => {
      random = new Random(2026 + index);
      const isCompressed = name.startsWith('symbols_compressed');
      for (let round = 0; round < each; round += 1) {
        const body = random.pick(mutations)(random.pick(bodies));
        const officialQuirks = random.below(4) === 0;
        let wrong: string | undefined;
        try {
          wrong = fault(body, decode(layout, body, { officialQuirks }), isCompressed);
        } catch (error) {
          wrong = `throws ${String(error)}`;
        }
        if (wrong !== undefined) {
          throw new Error(`${wrong}: round ${round}, ${Buffer.from(body).toString('hex')}`);
        }
      }
    },
    60_000,
  );
});
