import { constants, deflateSync, unzipSync } from 'node:zlib';
import { symbolFull, symbolGroup, symbolShort } from '../records/symbols.js';
import { mapped } from '../schema/choice.js';
import { Cursor } from '../schema/cursor.js';
import { InflateError } from '../schema/errors.js';
import { counted, untilEnd } from '../schema/list.js';
import { u32 } from '../schema/scalars.js';
import { Sink } from '../schema/sink.js';

/** Ids of symbols: commands 7, 18, 20 and 22. Ids, never names. */
export const symbolIds = counted(u32, u32);

/** Answer to command 9. */
export const symbolGroups = counted(u32, symbolGroup);

/** Answer to command 6. */
export const symbolList = counted(u32, symbolShort);

/** Answer to command 18. */
export const fullSymbols = counted(u32, symbolFull);

/** Push 13: no count. */
export const symbolUpdates = untilEnd(symbolFull);

/** A list of 100,000 symbols is about 50 MiB: nothing real is larger. */
export const inflateLimitBytes = 64 * 1024 * 1024;

const prefixBytes = 4;

const inflate = (packed: Uint8Array): Buffer => {
  try {
    return unzipSync(packed, { maxOutputLength: inflateLimitBytes });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InflateError(
      reason,
      { packedBytes: packed.length, limitBytes: inflateLimitBytes },
      error,
    );
  }
};

/**
 * Answer to command 34: four bytes that the official client skips (here written
 * as the unpacked size), then the answer to command 6 as a zlib or gzip stream.
 */
export const compressedSymbolList = mapped('compressed symbol_short[]', symbolList, {
  minSize: prefixBytes,
  read(cursor: Cursor) {
    const packed = cursor.bytes.subarray(cursor.offset + prefixBytes, cursor.end);
    const unpacked = new Cursor(inflate(packed));
    cursor.offset = cursor.end;
    const symbols = symbolList.read(unpacked);
    cursor.missing.push(...unpacked.missing);
    return symbols;
  },
  write(sink: Sink, symbols) {
    const plain = new Sink(prefixBytes + symbols.length * symbolShort.size);
    symbolList.write(plain, symbols);
    const unpacked = plain.finish();
    const packed = deflateSync(unpacked, { level: constants.Z_DEFAULT_COMPRESSION });
    const offset = sink.reserve(prefixBytes + packed.length);
    sink.view.setUint32(offset, unpacked.length, true);
    sink.bytes.set(packed, offset + prefixBytes);
  },
});
