import { Scoped } from './scoped.js';

/** How the server misbehaves at present; set by the controls, obeyed by the connections. */
export class Faults {
  /** Neither answers nor pushes. */
  readonly halfOpen = new Scoped<boolean>();
  /** Milliseconds by which every reply comes late. */
  readonly delays = new Scoped<number>();
  /** Milliseconds by which the next reply comes late; Infinity loses it. */
  readonly late = new Scoped<number>();
  readonly duplicated = new Scoped<boolean>();
  /** Requests that are not even looked at. */
  readonly ignored = new Scoped<boolean>();
  /** The code of a refusal. */
  readonly refused = new Scoped<number>();
  /** All frames are encrypted under another key. */
  readonly wrongKey = new Scoped<boolean>();
  /** Replies bring back the random bytes of their requests. */
  readonly echo = new Scoped<boolean>();
  refusingConnections = false;
  readonly #echoes: boolean;

  constructor(echo: boolean) {
    this.#echoes = echo;
    this.reset();
  }

  reset(): void {
    for (const setting of this.#all()) setting.clear();
    this.echo.set({}, this.#echoes);
    this.refusingConnections = false;
  }

  /** Forgets a connection that is gone. */
  forget(connection: number): void {
    for (const setting of this.#all()) setting.clear({ connection });
  }

  /** Milliseconds by which this reply comes late. */
  takeDelay(connection: number, command: number): number {
    return this.late.take(connection, command) ?? this.delays.find(connection, command) ?? 0;
  }

  #all(): readonly Scoped<unknown>[] {
    return [
      ...[this.halfOpen, this.delays, this.late, this.duplicated],
      ...[this.ignored, this.refused, this.wrongKey, this.echo],
    ] as Scoped<unknown>[];
  }
}
