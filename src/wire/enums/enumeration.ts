/**
 * Named wire constants: `OrderType.buy_limit === 2`. The texts and the reverse
 * look-up live beside the members, under a symbol, so that no name is taken.
 */
const details = Symbol('details');

type Members<V extends number | bigint> = Readonly<Record<string, V>>;

interface Details {
  readonly name: string;
  /** By the value as a number: masks of 64 bits are bigints, and all known bits are below 2^53. */
  readonly byValue: ReadonlyMap<number, Member>;
}

interface Member {
  readonly name: string;
  readonly text: string;
}

export type Enumeration<M extends Members<number | bigint>> = M & {
  readonly [details]: Details;
};

/** The values of an enumeration, as a union of literals. */
export type EnumValue<E> = E extends Enumeration<infer M> ? M[keyof M & string] : never;

/** The names of an enumeration, as a union of literals. */
export type EnumName<E> = keyof E & string;

/** Names to values; texts default to the name in words. */
export const enumeration = <const M extends Members<number | bigint>>(
  name: string,
  members: M,
  texts?: Readonly<Partial<Record<keyof M & string, string>>>,
): Enumeration<M> => {
  const byValue = new Map<number, Member>();
  for (const [member, value] of Object.entries(members)) {
    byValue.set(Number(value), {
      name: member,
      text: texts?.[member] ?? member.replaceAll('_', ' '),
    });
  }
  return Object.freeze({ ...members, [details]: { name, byValue } });
};

/** Bits of a mask; the same as an enumeration, to be taken apart with `maskNames`. */
export const bitMask = enumeration;

/** The protocol's name of an enumeration. */
export const enumerationName = (of: Enumeration<Members<number | bigint>>): string =>
  of[details].name;

/** The name of a value, or `undefined` for one that is not known. */
export const enumName = <M extends Members<number | bigint>>(
  of: Enumeration<M>,
  value: number | bigint,
): (keyof M & string) | undefined => of[details].byValue.get(Number(value))?.name;

/** The text of a value for people; an unknown one is shown with its number. */
export const enumText = (
  of: Enumeration<Members<number | bigint>>,
  value: number | bigint,
): string => {
  const { name, byValue } = of[details];
  return byValue.get(Number(value))?.text ?? `unknown ${name} ${String(value)}`;
};

/** The bits of an integer; a negative one is taken as the wire has it, in 32 or 64 bits. */
const bitsOf = (value: number | bigint): bigint =>
  typeof value === 'bigint'
    ? BigInt.asUintN(64, value)
    : value < 0
      ? BigInt.asUintN(32, BigInt(value))
      : BigInt(value);

/** The bits that are set: names of the known ones, and what is left over. */
export const maskNames = <M extends Members<number | bigint>>(
  of: Enumeration<M>,
  value: number | bigint,
): { readonly names: readonly (keyof M & string)[]; readonly unknown: bigint } => {
  let unknown = bitsOf(value);
  const names: string[] = [];
  for (const [number, member] of of[details].byValue) {
    const bit = BigInt(number);
    if ((unknown & bit) === 0n) continue;
    names.push(member.name);
    unknown &= ~bit;
  }
  return { names, unknown };
};
