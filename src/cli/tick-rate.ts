const bucketMs = 250;
const bucketCount = 20;
const windowMs = bucketMs * bucketCount;

/** Events per second over the last five seconds, or since the first event if that is less. */
export class TickRate {
  readonly #counts = new Array<number>(bucketCount).fill(0);
  readonly #startMs: number;
  /** Number of the newest bucket, counted from 1970. */
  #newest: number;

  constructor(nowMs: number) {
    this.#startMs = nowMs;
    this.#newest = Math.floor(nowMs / bucketMs);
  }

  add(nowMs: number): void {
    this.#advance(nowMs);
    const slot = this.#newest % bucketCount;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
  }

  perSecond(nowMs: number): number {
    this.#advance(nowMs);
    const sum = this.#counts.reduce((total, count) => total + count, 0);
    const spanMs = Math.min(windowMs, Math.max(nowMs - this.#startMs, 1000));
    return (sum * 1000) / spanMs;
  }

  #advance(nowMs: number): void {
    const newest = Math.floor(nowMs / bucketMs);
    const steps = Math.min(newest - this.#newest, bucketCount);
    for (let step = 1; step <= steps; step += 1) {
      this.#counts[(this.#newest + step) % bucketCount] = 0;
    }
    this.#newest = Math.max(newest, this.#newest);
  }
}
