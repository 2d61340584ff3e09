import fc from 'fast-check';
import type {
  ArrayLayout,
  BytesLayout,
  ChoiceLayout,
  BigintLayout,
  FloatLayout,
  IntegerLayout,
  Layout,
  ListLayout,
  MappedLayout,
  OptionalLayout,
  RecordLayout,
  StructLayout,
  TextLayout,
} from '../../src/wire/index.js';

/**
 * Values of any layout, derived from its declaration: what a record may hold is
 * said nowhere else. They are the values that reading can give, so writing one
 * and reading it back gives the same.
 */
export const arbitrary = (layout: Layout<unknown>): fc.Arbitrary<unknown> =>
  byName[layout.name]?.(derive(layout)) ?? derive(layout);

type Plain = Record<string, unknown>;

const derive = (layout: Layout<unknown>): fc.Arbitrary<unknown> => {
  switch (layout.kind) {
    case 'integer':
      return integers(layout as IntegerLayout);
    case 'bigint':
      return (layout as BigintLayout).signed
        ? fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)
        : fc.bigInt(0n, 2n ** 64n - 1n);
    case 'float':
      return (layout as FloatLayout).bits === 32 ? fc.float() : fc.double();
    case 'filetime':
      return fc.integer({ min: -11_644_473_600_000, max: 1_833_029_933_770_955 });
    case 'text':
      return texts(layout as TextLayout);
    case 'bytes': {
      const { size } = layout as BytesLayout;
      return size === undefined ? fc.uint8Array({ maxLength: 40 }) : bytes(size, size);
    }
    case 'array': {
      const { element, count } = layout as ArrayLayout<unknown>;
      return fc.array(arbitrary(element), { minLength: count, maxLength: count });
    }
    case 'record':
      return plainRecord(membersOf((layout as RecordLayout<unknown>).fields));
    case 'struct':
      return structs(layout as StructLayout<unknown>);
    case 'list':
      return fc.array(arbitrary((layout as ListLayout<unknown>).element), { maxLength: 3 });
    case 'optional': {
      const { inner, minSize } = layout as OptionalLayout<unknown>;
      // Behind a length, no bytes and no value are the same.
      const present = minSize > 0 ? bytes(1, 40) : arbitrary(inner);
      return fc.option(present, { nil: undefined });
    }
    case 'choice': {
      const { first, second } = layout as ChoiceLayout<unknown, unknown>;
      return fc.oneof(arbitrary(first), arbitrary(second));
    }
    case 'mapped':
      return arbitrary((layout as MappedLayout<unknown>).inner);
    case 'empty':
      return fc.constant(undefined);
  }
};

const plainRecord = (
  members: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<Record<string, unknown>> => fc.record(members, { noNullPrototype: true });

const bytes = (minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength, maxLength, size: 'max' });

const integers = ({ bits, signed }: IntegerLayout): fc.Arbitrary<number> =>
  signed
    ? fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
    : fc.integer({ min: 0, max: 2 ** bits - 1 });

/** Any units but zero in utf16, lone surrogates and full fields among them; all of a field in ascii. */
const texts = ({ encoding, units }: TextLayout): fc.Arbitrary<string> => {
  const ofUnits = (codes: readonly number[]): string => String.fromCharCode(...codes);
  if (encoding === 'ascii') return bytes(units, units).map((codes) => ofUnits([...codes]));
  const unit = fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 1, max: 0xffff }));
  const full = fc.array(unit, { minLength: units, maxLength: units });
  const short = fc.array(unit, { maxLength: Math.min(units, 12) });
  return fc.oneof({ weight: 7, arbitrary: short }, { weight: 1, arbitrary: full }).map(ofUnits);
};

const membersOf = (
  members: Readonly<Record<string, Layout<unknown>>>,
): Record<string, fc.Arbitrary<unknown>> =>
  Object.fromEntries(Object.entries(members).map(([key, member]) => [key, arbitrary(member)]));

/**
 * Counts follow from their parts, a part that is not on the wire is empty, and
 * sections are left out from the end only.
 */
const structs = ({ head, parts }: StructLayout<unknown>): fc.Arbitrary<unknown> => {
  const entries = Object.entries(parts);
  const sections = entries.filter(([, { layout }]) => isSection(layout));
  const whole = plainRecord({
    ...membersOf(head?.fields ?? {}),
    ...Object.fromEntries(
      entries.map(([key, { layout }]) => [
        key,
        arbitrary(isSection(layout) ? (layout as OptionalLayout<unknown>).inner : layout),
      ]),
    ),
  });
  return fc.tuple(whole, fc.nat({ max: sections.length })).map(([value, leftOut]) => {
    const shaped: Plain = { ...value };
    for (const [key] of sections.slice(sections.length - leftOut)) shaped[key] = undefined;
    for (const [key, part] of entries) {
      if (part.layout.kind === 'list' && part.layout.minSize > 0 && !part.isOnWire(shaped)) {
        shaped[key] = [];
      }
      const [field, count] = part.derive?.(shaped[key]) ?? [];
      if (field !== undefined) shaped[field] = count;
    }
    return shaped;
  });
};

const isSection = (layout: Layout<unknown>): boolean =>
  layout.kind === 'optional' && layout.minSize === 0;

/** What a declaration does not say, by the name of the layout. */
const byName: Readonly<Record<string, (values: fc.Arbitrary<unknown>) => fc.Arbitrary<unknown>>> = {
  // The flag of the first update chooses the form of all.
  trade_update: (values) =>
    values.map((updates) => {
      const [first, ...rest] = updates as readonly Plain[];
      if (first === undefined) return [];
      const flag_mask = 'order' in first ? 1 : 2;
      return [{ ...first, flag_mask }, ...rest];
    }),
  // Without settings, a body that ends early can be read in two ways.
  account: (values) =>
    values.map((value) => {
      const account = value as Plain;
      const { trade_settings: settings } = account;
      return Array.isArray(settings) &&
        settings.length === 0 &&
        account['commissions'] === undefined
        ? {
            ...account,
            trade_flags: 1,
            symbols_count: 2,
            leverage_flags: 3n,
            rules: [],
            commissions: [],
          }
        : account;
    }),
};
