/**
 * Named wire constants: `OrderType.buy_limit === 2`. The texts and the reverse
 * look-up live beside the members, under a symbol, so that no name is taken.
 */
const details = Symbol('details');

type Members<V extends number | bigint> = Readonly<Record<string, V>>;

interface Details<V extends number | bigint> {
  readonly name: string;
  readonly byValue: ReadonlyMap<V, string>;
  readonly texts: Readonly<Record<string, string>>;
}

export type Enumeration<M extends Members<number | bigint>> = M & {
  readonly [details]: Details<number | bigint>;
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
  const byValue = new Map<number | bigint, string>();
  const words: Record<string, string> = {};
  for (const [member, value] of Object.entries(members)) {
    byValue.set(value, member);
    words[member] = texts?.[member] ?? member.replaceAll('_', ' ');
  }
  return Object.freeze({ ...members, [details]: { name, byValue, texts: words } });
};

/** Bits of a mask; the same as an enumeration, to be taken apart with `maskNames`. */
export const bitMask = enumeration;

/** The name of a value, or `undefined` for one that is not known. */
export const enumName = <M extends Members<number | bigint>>(
  of: Enumeration<M>,
  value: number | bigint,
): (keyof M & string) | undefined => of[details].byValue.get(value);

/** The text of a value for people; an unknown one is shown with its number. */
export const enumText = (
  of: Enumeration<Members<number | bigint>>,
  value: number | bigint,
): string => {
  const { name, byValue, texts } = of[details];
  const member = byValue.get(value);
  return member === undefined ? `unknown ${name} ${String(value)}` : (texts[member] ?? member);
};

/** The bits that are set: names of the known ones, and what is left over. */
export const maskNames = <M extends Members<number | bigint>>(
  of: Enumeration<M>,
  value: number | bigint,
): { readonly names: readonly (keyof M & string)[]; readonly unknown: bigint } => {
  let unknown = BigInt(value);
  const names: string[] = [];
  for (const [bit, member] of of[details].byValue) {
    if ((BigInt(value) & BigInt(bit)) === 0n) continue;
    names.push(member);
    unknown &= ~BigInt(bit);
  }
  return { names, unknown };
};
