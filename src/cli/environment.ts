import type { Readable, Writable } from 'node:stream';
import type { Observable, SchedulerLike } from 'rxjs';

/** Standard input; a terminal can be asked not to show what is typed. */
export type Input = Readable & {
  readonly isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
};

/** Standard output or standard error; a terminal has a size, which may change. */
export type OutputStream = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/**
 * Everything a command touches outside itself. `main.ts` takes it from the
 * process; tests make their own.
 */
export interface Environment {
  /** Arguments after `rxmt5`. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Input;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly scheduler: SchedulerLike;
  /**
   * Emits when the user or the system asks the process to end. The handlers are
   * there only while somebody is subscribed: without one a signal kills as usual.
   */
  readonly signals$: Observable<string>;
}
