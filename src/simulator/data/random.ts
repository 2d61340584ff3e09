/** Uniform in [0, 1). */
export type Random = () => number;

/** A small generator with 32 bits of state (mulberry32): the same seed, the same sequence. */
export const mulberry32 = (seed: number): Random => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** A seed of its own for each name (FNV-1a), so that one more symbol changes no other's path. */
export const seedFor = (seed: number, name: string): number => {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  return hash;
};

/** Normally distributed around 0 with deviation 1. */
export const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** The wait for the next event of a Poisson process. */
export const exponential = (random: Random, mean: number): number => -Math.log(1 - random()) * mean;

/** A whole number from `min` to `max`. */
export const wholeBetween = (random: Random, min: number, max: number): number =>
  min + Math.floor(random() * (max - min + 1));
