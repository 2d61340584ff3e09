import {
  enumName,
  maskNames,
  type EnumName,
  type Enumeration,
  type EnumValue,
} from '../../wire/index.js';

/** An enumeration of the wire or a mask of bits. */
type Names = Enumeration<Readonly<Record<string, number | bigint>>>;

/** The name of a value; a value that has none is left as it came. */
export type Named<E> = EnumName<E> | number;

/** The bits that are set: names of the known ones, then the others as numbers (`['fok', 8]`). */
export type Flags<E> = readonly Named<E>[];

export const named = <E extends Names>(of: E, value: number): Named<E> =>
  (enumName(of, value) as EnumName<E> | undefined) ?? value;

export const flags = <E extends Names>(of: E, value: number | bigint): Flags<E> => {
  const { names, unknown } = maskNames(of, value);
  return [...(names as EnumName<E>[]), ...bitsOf(unknown)];
};

/** Powers of two, exact as numbers up to the last bit. */
const bitsOf = (mask: bigint): number[] => {
  const bits: number[] = [];
  for (let bit = 1n; bit <= mask; bit <<= 1n) {
    if ((mask & bit) !== 0n) bits.push(Number(bit));
  }
  return bits;
};

/** Whether a bit of a mask is set. */
export const hasFlag = (mask: number, bit: EnumValue<Names>): boolean => (mask & Number(bit)) !== 0;
