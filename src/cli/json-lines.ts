import type { Io } from './io.js';
import { exitCode, messageOf, type ExitCode } from './errors.js';
import { LineSplitter, type Line } from './lines.js';
import { escaped } from './shown-text.js';

/** The hex digits of the longest body that a frame can hold, and room for what is around them. */
const maxLineBytes = 2 * 64 * 1024 * 1024 + 4096;

/** Output is gathered up to this length before it is written. */
const batchLength = 64 * 1024;

export interface LineConversion {
  /** The object to print for a line; throws with a plain message for a bad line. */
  readonly convert: (text: string) => unknown;
  readonly pretty?: boolean;
  /** Default: the hex digits of a body of 64 MiB. */
  readonly maxLineBytes?: number;
}

/**
 * Converts standard input to standard output, a line of JSON for each line that is
 * not blank. A bad line gives `{"error":…,"line":N}` in its place and exit code 1 at
 * the end. No more is read than the reader of the output takes.
 */
export const convertLines = async (io: Io, conversion: LineConversion): Promise<ExitCode> => {
  const limit = conversion.maxLineBytes ?? maxLineBytes;
  const splitter = new LineSplitter(limit);
  const indent = conversion.pretty === true ? 2 : undefined;
  let failed = false;
  let batch = '';

  const shown = (value: unknown): string => escaped(JSON.stringify(value, undefined, indent));

  const answer = (line: Line): string => {
    try {
      if (line.tooLong) throw new Error(`longer than ${limit} bytes`);
      return shown(conversion.convert(line.text));
    } catch (error) {
      failed = true;
      return shown({ error: messageOf(error), line: line.number });
    }
  };

  /** False when nobody reads the answers any more. */
  const take = async (lines: Iterable<Line>): Promise<boolean> => {
    for (const line of lines) {
      if (!line.tooLong && line.text.trim() === '') continue;
      batch += `${answer(line)}\n`;
      if (batch.length >= batchLength && !(await flush())) return false;
    }
    // What is there goes out before the next read: a line typed by hand is answered at once.
    return batch === '' || flush();
  };

  const flush = (): Promise<boolean> => {
    const text = batch;
    batch = '';
    return io.out.writeAll(text);
  };

  const codeSoFar = (): ExitCode => (failed ? exitCode.failure : exitCode.ok);
  // Input that is given up in the middle ends with an error of its own; this one tells it apart.
  const givenUp = new AbortController();
  const giveUp = (): void => {
    givenUp.abort();
    io.stdin.destroy();
  };
  const gone = io.out.gone$.subscribe({ next: giveUp, error: giveUp });
  try {
    for await (const chunk of io.stdin) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
      if (!(await take(splitter.push(bytes)))) return codeSoFar();
    }
    await take(splitter.end());
  } catch (error) {
    if (!givenUp.signal.aborted) throw error;
    await flush();
  } finally {
    gone.unsubscribe();
  }
  return codeSoFar();
};
