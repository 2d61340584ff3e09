import { gunzipSync, inflateSync, type ZlibOptions } from 'node:zlib';
import { InflateError } from '../schema/errors.js';

/** A list of 100,000 symbols is about 50 MiB: nothing real is larger. */
export const inflateLimitBytes = 64 * 1024 * 1024;

/** Deflate cannot pack better than 1 to 1032. */
const bestRatio = 1032;
const maxChunkBytes = 4 * 1024 * 1024;
/** The unpacker starts another chunk when one is full to the last byte. */
const chunkSpare = 64;

export interface Inflated {
  readonly bytes: Buffer;
  /** Length of the compressed stream; what follows it in `packed` is not part of it. */
  readonly packedLength: number;
}

/** With `info` the unpackers return the engine as well, which their types do not say. */
interface WithEngine {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

const isGzip = (packed: Uint8Array): boolean => packed[0] === 0x1f && packed[1] === 0x8b;

/**
 * Unpacks a zlib or gzip stream, told apart by its header; raw deflate has none.
 *
 * @param expected - likely length of the result. Only a hint for the size of the
 *   pieces in which memory is taken, which a lying sender cannot turn into a lot.
 * @throws InflateError for what is no such stream, or unpacks to more than the limit
 */
export const inflate = (packed: Uint8Array, expected: number): Inflated => {
  const hint = Math.min(expected, packed.length * bestRatio, maxChunkBytes) + chunkSpare;
  const options: ZlibOptions = {
    maxOutputLength: inflateLimitBytes,
    chunkSize: hint,
    info: true,
  };
  try {
    const unpack = isGzip(packed) ? gunzipSync : inflateSync;
    const { buffer, engine } = unpack(packed, options) as unknown as WithEngine;
    return { bytes: buffer, packedLength: engine.bytesWritten };
  } catch (error) {
    throw new InflateError(
      (error as Error).message,
      { packedBytes: packed.length, limitBytes: inflateLimitBytes },
      error,
    );
  }
};
