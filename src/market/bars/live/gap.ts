import type { GapReason } from '../../condition.js';
import type { BarCondition } from './bar-update.js';

/** What a stream of bars says of itself: it is live, it has a gap, the gap is filled and over. */
export class GapWatch {
  readonly #symbol: string;
  readonly #tell: (condition: BarCondition) => void;
  #from: number | undefined;
  #reason: GapReason | undefined;
  #isLive = false;

  constructor(symbol: string, tell: (condition: BarCondition) => void) {
    this.#symbol = symbol;
    this.#tell = tell;
  }

  /** Nothing can be seen from `from` on; said once for each reason, of a gap that goes on as well. */
  open(at: number, from: number, reason: GapReason): void {
    if (this.#reason === reason) return;
    this.#reason = reason;
    this.#from ??= from;
    this.#tell({ kind: 'gap', symbol: this.#symbol, at, from: this.#from, reason });
  }

  /** Nothing is missing any more; `count` bars were fetched for that. */
  close(at: number, count: number): void {
    const symbol = this.#symbol;
    const from = this.#from;
    const reason = this.#reason;
    this.#from = undefined;
    this.#reason = undefined;
    if (from !== undefined && reason !== undefined) {
      this.#tell({ kind: 'backfilled', symbol, at, from, to: at, count });
      this.#tell({ kind: 'restored', symbol, at, from, to: at, reason });
    }
    if (!this.#isLive) this.#tell({ kind: 'live', symbol, at });
    this.#isLive = true;
  }
}
