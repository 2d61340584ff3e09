import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { DataFileError } from './errors.js';

/** What of a file's fault is known while its lines are read. */
export type FaultMaker = (
  line: number,
  field: string,
  got: string,
  expected: string,
  cause?: unknown,
) => DataFileError;

/** A longer line is no row of numbers, and would be kept in memory as a whole. */
const longestLine = 4096;

/** The lines of a text, without their ends (LF or CRLF). */
export const splitLines = (text: string): string[] => text.split(/\r?\n/);

/**
 * The lines of a file, a block at a time; plain or gzip, told apart by the first bytes, in
 * UTF-8 or, with its byte order mark, UTF-16LE. A break of the loop closes the file.
 *
 * @throws DataFileError for a broken archive, for bytes that are no text and for endless
 * lines; the error of Node for a file that cannot be opened or read.
 */
export async function* fileLines(path: string, fault: FaultMaker): AsyncGenerator<string[]> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const isGzip = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    const raw = handle.createReadStream({ start: 0, autoClose: false });
    // The callback is a must; errors arrive at the reader of the stream as well.
    const bytes = isGzip ? pipeline(raw, createGunzip(), () => {}) : raw;
    yield* decodeLines(bytes, fault);
  } finally {
    await handle.close();
  }
}

async function* decodeLines(
  bytes: AsyncIterable<Buffer>,
  fault: FaultMaker,
): AsyncGenerator<string[]> {
  let decoder: TextDecoder | undefined;
  let rest = '';
  let line = 0;
  try {
    for await (const block of bytes) {
      decoder ??= new TextDecoder(isUtf16(block) ? 'utf-16le' : 'utf-8', { fatal: true });
      const lines = splitLines(rest + decoder.decode(block, { stream: true }));
      rest = lines.pop() ?? '';
      if (rest.length > longestLine) {
        throw fault(line + lines.length + 1, 'line', rest, `at most ${longestLine} characters`);
      }
      line += lines.length;
      yield lines;
    }
    yield [rest + (decoder?.decode() ?? '')];
  } catch (error) {
    const code = codeOf(error);
    if (code.startsWith('Z_')) {
      throw fault(0, 'gzip', code, 'a complete gzip archive', error);
    }
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw fault(line + 1, 'text', 'other bytes', 'UTF-8 or UTF-16 text', error);
    }
    throw error;
  }
}

const isUtf16 = (block: Buffer): boolean => block[0] === 0xff && block[1] === 0xfe;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
