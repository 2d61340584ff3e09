import { type Either, left, right } from 'fp-ts/lib/Either.js';
import { type FaultMaker, fileLines, splitLines } from './text-lines.js';

/**
 * Understands one line after the other (numbered from 1) and keeps what it needs to know of
 * those before. `undefined` for a line that is no row, such as a header.
 */
export type RowReader<T> = (text: string, line: number) => T | undefined;

/** The rows of a text. Left: the first fault, if it is a `Fault`; all else is thrown. */
export const rowsOfText = <T, E extends Error>(
  text: string,
  read: RowReader<T>,
  Fault: abstract new (...args: never) => E,
): Either<E, T[]> => {
  const rows: T[] = [];
  try {
    splitLines(text).forEach((content, index) => {
      const row = read(content, index + 1);
      if (row !== undefined) rows.push(row);
    });
    return right(rows);
  } catch (error) {
    if (error instanceof Fault) return left(error);
    throw error;
  }
};

/** The rows of a file, a block of the file at a time; some blocks have none. */
export async function* rowBlocks<T>(
  path: string,
  read: RowReader<T>,
  fault: FaultMaker,
): AsyncGenerator<T[]> {
  let line = 0;
  for await (const lines of fileLines(path, fault)) {
    const rows: T[] = [];
    let failure: { readonly error: unknown } | undefined;
    for (const content of lines) {
      line += 1;
      try {
        const row = read(content, line);
        if (row !== undefined) rows.push(row);
      } catch (error) {
        failure = { error };
        break;
      }
    }
    // Whoever reads block by block gets the rows before the fault first.
    yield rows;
    if (failure !== undefined) throw failure.error;
  }
}

/** All rows of a file. */
export const rowsOfFile = async <T>(
  path: string,
  read: RowReader<T>,
  fault: FaultMaker,
): Promise<T[]> => {
  const rows: T[] = [];
  for await (const block of rowBlocks(path, read, fault)) {
    for (const row of block) rows.push(row);
  }
  return rows;
};
