import { open } from 'node:fs/promises';
import { concat, concatMap, defer, from, ignoreElements, type Observable } from 'rxjs';
import { messageOf, UsageError } from './errors.js';
import type { Io } from './io.js';
import { printAll } from './print.js';

/** The name that stands for standard output. */
export const standardOutput = '-';

/** Where text goes: standard output, or a file. */
export interface TextSink {
  /** Writes as fast as it is taken; nothing is dropped. The first write empties the file. */
  readonly write: (texts: Iterable<string>) => Observable<never>;
  readonly close: () => Promise<void>;
}

const chunkLength = 64 * 1024;

/** The same text in fewer pieces. */
function* chunksOf(texts: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const text of texts) {
    chunk += text;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/**
 * Opens the file that an option names. One that is there keeps what it holds until there is
 * something to write.
 *
 * @throws UsageError if it cannot be opened
 */
export const openSink = async (io: Io, option: string, file: string): Promise<TextSink> => {
  if (file === standardOutput) {
    return { write: (texts) => printAll(io, texts), close: () => Promise.resolve() };
  }
  const handle = await open(file, 'a').catch((error: unknown): never => {
    throw new UsageError(`${option}: ${messageOf(error)}`);
  });
  let isEmpty = false;
  const empty$ = defer(async () => {
    // A device has no length that could be set.
    if (!isEmpty && (await handle.stat()).isFile()) await handle.truncate(0);
    isEmpty = true;
  });
  return {
    write: (texts) =>
      concat(
        empty$,
        from(chunksOf(texts)).pipe(concatMap((chunk) => handle.appendFile(chunk))),
      ).pipe(ignoreElements()),
    close: () => handle.close(),
  };
};
