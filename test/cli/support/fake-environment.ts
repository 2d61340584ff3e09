import { PassThrough, Readable, Writable } from 'node:stream';
import { asyncScheduler, Subject, type SchedulerLike } from 'rxjs';

import type { Environment, Input, OutputStream } from '../../../src/cli/environment.js';

/** An output that keeps what is written to it. */
export class Recorder extends Writable {
  readonly chunks: string[] = [];
  isTTY = false;
  columns = 80;
  rows = 24;
  /** What every write from now on fails with. */
  failure: NodeJS.ErrnoException | undefined;

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error) => void): void {
    if (this.failure !== undefined) {
      done(this.failure);
      return;
    }
    this.chunks.push(chunk.toString());
    done();
  }

  get text(): string {
    return this.chunks.join('');
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }

  get json(): Record<string, unknown>[] {
    return this.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

export interface FakeOptions {
  readonly argv?: readonly string[];
  readonly env?: Record<string, string>;
  /** Text to read, or a stream. */
  readonly stdin?: string | Readable;
  readonly terminal?: boolean;
  readonly scheduler?: SchedulerLike;
}

export interface Fake extends Environment {
  readonly stdout: Recorder & OutputStream;
  readonly stderr: Recorder & OutputStream;
  readonly signals$: Subject<string>;
}

export const fakeEnvironment = (options: FakeOptions = {}): Fake => {
  const { stdin = '', terminal = false } = options;
  const output = (): Recorder => Object.assign(new Recorder(), { isTTY: terminal });
  return {
    argv: options.argv ?? [],
    env: options.env ?? {},
    stdin: typeof stdin === 'string' ? Readable.from([Buffer.from(stdin)]) : stdin,
    stdout: output(),
    stderr: output(),
    scheduler: options.scheduler ?? asyncScheduler,
    signals$: new Subject<string>(),
  };
};

/** A keyboard: a terminal as input, with the modes it was put into. */
export class Keyboard extends PassThrough {
  readonly isTTY = true;
  readonly modes: boolean[] = [];

  setRawMode(on: boolean): this {
    this.modes.push(on);
    return this;
  }

  asInput(): Input {
    return this;
  }
}

/** Lets everything run that is due now. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Waits until something holds, looking every few milliseconds; fails after `limitMs`. */
export const until = async (holds: () => boolean, limitMs = 8000): Promise<void> => {
  const end = Date.now() + limitMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
