import type { Subscription } from 'rxjs';
import { Fifo } from './fifo.js';
import { RateLimitOverflowError } from './rate-limit-errors.js';
import type { RateLimits } from './rate-limit-options.js';
import { RollingWindow } from './rolling-window.js';
import type { Turn } from './turn.js';

/** One key: its allowance, and those who wait for it in two lanes. */
class Line {
  readonly window: RollingWindow;
  readonly priority = new Fifo<Turn>();
  readonly ordinary = new Fifo<Turn>();

  constructor(limits: Required<RateLimits>) {
    this.window = new RollingWindow(limits);
  }

  get first(): Turn | undefined {
    return this.priority.first ?? this.ordinary.first;
  }

  laneOf(turn: Turn): Fifo<Turn> {
    return turn.priority ? this.priority : this.ordinary;
  }
}

const earlier = (a: Turn | undefined, b: Turn | undefined): Turn | undefined =>
  a && (!b || a.arrival < b.arrival) ? a : b;

/**
 * Those who wait for their turn, per key, with one timer for all of them.
 *
 * Turns run one after another, never one inside another: what arrives while a turn runs
 * (a consumer that feeds the source, a request that makes requests) queues up behind it, so
 * the order holds. Turns and observers are user code that may enter, leave or close, so
 * after every call out the state is looked at anew.
 */
export class TurnQueue {
  readonly #limits: Required<RateLimits>;
  /** After so many milliseconds without a turn, a line is as good as new. */
  readonly #restMs: number;
  readonly #lines = new Map<unknown, Line>();
  readonly #waiting = new Set<Line>();
  #length = 0;
  #arrivals = 0;
  #sweptAt = 0;
  #isRunning = false;
  /** Out of its line, but not yet run. */
  #next: Turn | undefined;
  #timer: Subscription | undefined;
  #dueAt = Infinity;
  #closed: { readonly error: unknown } | undefined;

  constructor(limits: Required<RateLimits>) {
    this.#limits = limits;
    this.#restMs = limits.perMs * Math.max(1, limits.burst / limits.count);
  }

  /** How many wait. */
  get length(): number {
    return this.#length;
  }

  /** How many keys are remembered. */
  get keys(): number {
    return this.#lines.size;
  }

  enter(turn: Turn): void {
    if (turn.bypass && !this.#closed) {
      turn.run();
      return;
    }
    // A late timer must not cost the newcomer its place; but those it runs may call it off.
    this.#catchUp();
    if (turn.isOver) return;
    if (this.#closed) {
      turn.fail(this.#closed.error);
      return;
    }

    const line = this.#lineOf(turn.key);
    const isFree = !line.first && line.window.waitMs(this.#now()) === 0;
    if (isFree && !this.#isRunning) {
      this.#isRunning = true;
      this.#run(line, turn);
      this.#isRunning = false;
      this.#catchUp();
    } else if (isFree || this.#length < this.#limits.maxQueue) {
      this.#add(line, turn);
      this.#announce(turn);
    } else {
      this.#overflow(line, turn);
    }
  }

  /** Takes a turn back. It uses no token; if it has already come, nothing happens. */
  leave(turn: Turn): void {
    turn.isOver = true;
    if (this.#remove(turn)) this.#announce();
  }

  /** Calls everything off without a word to those who wait, and forgets all keys. */
  clear(): Turn[] {
    const turns = this.#next ? [this.#next] : [];
    for (const line of this.#waiting) {
      for (let turn = line.first; turn; turn = line.first) {
        turns.push(turn);
        this.#remove(turn);
      }
    }
    for (const turn of turns) turn.isOver = true;
    this.#lines.clear();
    if (turns.length > 0) this.#announce();
    return turns.sort((a, b) => a.arrival - b.arrival);
  }

  /** Fails all who wait, and all who come later. */
  close(error: unknown): void {
    if (this.#closed) return;
    this.#closed = { error };
    for (const turn of this.clear()) turn.fail(error);
  }

  #now(): number {
    return this.#limits.scheduler.now();
  }

  #catchUp(): void {
    if (this.#now() >= this.#dueAt) this.#drain();
  }

  /** Runs all that may go, and sets the timer for the rest. */
  #drain(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    // A line that fills up meanwhile joins the end of the set, where this loop still finds it.
    for (const line of this.#waiting) {
      for (let turn = line.first; turn && this.#mayGo(line); turn = line.first) {
        this.#remove(turn);
        this.#next = turn;
        this.#announce(turn);
        this.#next = undefined;
        if (!turn.isOver) this.#run(line, turn);
      }
    }
    this.#isRunning = false;

    this.#disarm();
    const now = this.#now();
    let waitMs = Infinity;
    for (const line of this.#waiting) waitMs = Math.min(waitMs, line.window.waitMs(now));
    if (waitMs < Infinity) this.#arm(waitMs);
  }

  #mayGo(line: Line): boolean {
    return line.window.waitMs(this.#now()) === 0;
  }

  #run(line: Line, turn: Turn): void {
    line.window.take(this.#now());
    turn.run();
  }

  #overflow(line: Line, arriving: Turn): void {
    const { overflow, maxQueue } = this.#limits;
    const oldest = overflow === 'drop-oldest' ? this.#oldest(arriving) : undefined;
    const loser = oldest ?? arriving;
    if (this.#remove(loser)) this.#add(line, arriving);
    loser.refuse(new RateLimitOverflowError(maxQueue, loser.key));
  }

  /** Who has waited longest: an ordinary one if there is any; priority gives way to priority only. */
  #oldest(arriving: Turn): Turn | undefined {
    let ordinary: Turn | undefined;
    let priority: Turn | undefined;
    for (const line of this.#waiting) {
      ordinary = earlier(line.ordinary.first, ordinary);
      priority = earlier(line.priority.first, priority);
    }
    return ordinary ?? (arriving.priority ? priority : undefined);
  }

  #add(line: Line, turn: Turn): void {
    turn.arrival = this.#arrivals++;
    turn.place = line.laneOf(turn).push(turn);
    this.#length += 1;
    this.#waiting.add(line);
    this.#arm(line.window.waitMs(this.#now()));
  }

  #remove(turn: Turn): boolean {
    const line = this.#lines.get(turn.key);
    if (!line || !turn.place) return false;
    line.laneOf(turn).remove(turn.place);
    turn.place = undefined;
    this.#length -= 1;
    if (!line.first) this.#waiting.delete(line);
    if (this.#length === 0) this.#disarm();
    return true;
  }

  /** Tells how many wait. If that throws, the turn it was about fails with it. */
  #announce(about?: Turn): void {
    try {
      this.#limits.onQueue(this.#length);
    } catch (error) {
      if (!about || about.isOver) return;
      this.#remove(about);
      about.fail(error);
    }
  }

  #lineOf(key: unknown): Line {
    this.#sweep();
    let line = this.#lines.get(key);
    if (!line) {
      line = new Line(this.#limits);
      this.#lines.set(key, line);
    }
    return line;
  }

  /** Frees idle keys. On arrivals only: a timer for it would keep an idle process alive. */
  #sweep(): void {
    const now = this.#now();
    if (Math.abs(now - this.#sweptAt) < this.#restMs) return;
    this.#sweptAt = now;
    for (const [key, line] of this.#lines) {
      if (!line.first && line.window.isFresh(now)) this.#lines.delete(key);
    }
  }

  #arm(waitMs: number): void {
    const dueAt = this.#now() + waitMs;
    if (dueAt >= this.#dueAt) return;
    this.#disarm();
    this.#dueAt = dueAt;
    this.#timer = this.#limits.scheduler.schedule(() => this.#drain(), waitMs);
  }

  #disarm(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#dueAt = Infinity;
  }
}
