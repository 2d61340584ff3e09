import type { Observable, SchedulerLike } from 'rxjs';
import { rateLimiter, type RateLimiter } from '../operators/index.js';
import { commands } from '../wire/index.js';

/** So many requests per `perMs`, `burst` of them at once after a rest. */
export interface Limit {
  readonly count: number;
  readonly perMs?: number | undefined;
  readonly burst?: number | undefined;
}

export interface Limits {
  /** All commands without a limit of their own. Default 10 a second, burst of 20. */
  readonly commands?: Limit | undefined;
  /** Command 12. Default 5 a second, no burst beyond that. */
  readonly trading?: Limit | undefined;
  /** Command 41, fast repeats of which make servers close. Default 1 a second. */
  readonly traderParams?: Limit | undefined;
  /** How many requests may wait to be sent. Default 1000. */
  readonly maxQueue?: number | undefined;
}

const defaults = {
  commands: { count: 10, burst: 20 },
  trading: { count: 5, burst: 5 },
  traderParams: { count: 1, burst: 1 },
} as const;

const defaultMaxQueue = 1000;

/** Never wait: without them the link is taken for dead, or does not come up at all. */
const unlimited: ReadonlySet<number> = new Set([
  commands.ping.id,
  commands.bootstrap.id,
  commands.login.id,
]);

/** Paces the requests of one session, over all its connections. */
export class RequestPacer {
  /** How many requests may wait to be sent. */
  readonly maxQueue: number;
  readonly #ordinary: RateLimiter;
  readonly #special: ReadonlyMap<number, RateLimiter>;

  constructor(limits: Limits, scheduler: SchedulerLike) {
    this.maxQueue = limits.maxQueue ?? defaultMaxQueue;
    const limiter = ({ count, perMs = 1000, burst = count }: Limit): RateLimiter =>
      rateLimiter({ count, perMs, burst, maxQueue: this.maxQueue, scheduler });
    this.#ordinary = limiter(limits.commands ?? defaults.commands);
    this.#special = new Map([
      [commands.tradeRequest.id, limiter(limits.trading ?? defaults.trading)],
      [commands.traderParams.id, limiter(limits.traderParams ?? defaults.traderParams)],
    ]);
  }

  /** The work, started when it is the command's turn. */
  inTurn<T>(command: number, work: Observable<T>): Observable<T> {
    const limiter = this.#special.get(command) ?? this.#ordinary;
    return limiter.schedule(work, { bypass: unlimited.has(command) });
  }

  /** Requests that wait for their turn. */
  get queued(): number {
    let queued = this.#ordinary.queued;
    for (const { queued: waiting } of this.#special.values()) queued += waiting;
    return queued;
  }

  close(error: unknown): void {
    this.#ordinary.close(error);
    for (const limiter of this.#special.values()) limiter.close(error);
  }
}
