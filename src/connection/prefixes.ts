const poolBytes = 4096;
const prefixBytes = 2;

/**
 * The two random bytes of each request, as a u16. Drawn from a pool: asking the
 * system for two bytes costs more than encrypting the request.
 */
export const randomPrefixes = (bytes: (length: number) => Uint8Array): (() => number) => {
  let pool = new Uint8Array(0);
  let next = 0;
  return () => {
    if (next + prefixBytes > pool.length) {
      pool = Uint8Array.from(bytes(poolBytes));
      next = 0;
    }
    const low = pool[next] ?? 0;
    const high = pool[next + 1] ?? 0;
    next += prefixBytes;
    return low | (high << 8);
  };
};
