import { ambient } from '../../ambient.js';

const poolBytes = 4096;

/** Random bytes, from the system or from a given source. */
export class Chance {
  readonly #draw: (length: number) => Uint8Array;
  #pool: Uint8Array = new Uint8Array(0);
  #used = 0;

  /** @param random uniform in [0, 1); the system's own bytes when it is absent */
  constructor(random?: () => number) {
    this.#draw =
      random === undefined
        ? ambient.bytes
        : (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256));
  }

  bytes(length: number): Uint8Array {
    return this.#draw(length);
  }

  /** Two random bytes for a frame, from a pool: a call to the system for each costs too much. */
  u16(): number {
    if (this.#used + 2 > this.#pool.length) {
      this.#pool = this.#draw(poolBytes);
      this.#used = 0;
    }
    const [low = 0, high = 0] = this.#pool.subarray(this.#used, this.#used + 2);
    this.#used += 2;
    return low | (high << 8);
  }

  /** A random number of 64 bits that is not zero. */
  u64(): bigint {
    return this.#draw(8).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n) || 1n;
  }
}
