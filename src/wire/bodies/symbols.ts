import { constants, deflateSync } from 'node:zlib';
import { readSymbolShort } from '../hot/records.js';
import { symbolFull, symbolGroup, symbolShort } from '../records/symbols.js';
import { copyBytes } from '../schema/bytes.js';
import { mapped } from '../schema/choice.js';
import { Cursor } from '../schema/cursor.js';
import { counted, untilEnd } from '../schema/list.js';
import { u32 } from '../schema/scalars.js';
import { Sink } from '../schema/sink.js';
import { tuned } from '../schema/tuned.js';
import { inflate } from './inflate.js';

export { inflateLimitBytes } from './inflate.js';

/** Ids of symbols: commands 7, 18, 20 and 22. Ids, never names. */
export const symbolIds = counted(u32, u32);

/** Answer to command 9. */
export const symbolGroups = counted(u32, symbolGroup);

/** Answer to command 6. */
export const symbolList = counted(u32, tuned(symbolShort, readSymbolShort));

/** Answer to command 18. */
export const fullSymbols = counted(u32, symbolFull);

/** Push 13: no count. */
export const symbolUpdates = untilEnd(symbolFull);

const prefixBytes = 4;

/**
 * Answer to command 34: four bytes that the official client skips (here written
 * as the unpacked size), then the answer to command 6 as a zlib or gzip stream.
 */
export const compressedSymbolList = mapped('compressed symbol_short[]', symbolList, {
  minSize: prefixBytes,
  read(cursor: Cursor) {
    const start = cursor.offset + prefixBytes;
    const expected =
      cursor.remaining < prefixBytes ? 0 : cursor.view.getUint32(cursor.offset, true);
    const { bytes, packedLength } = inflate(cursor.bytes.subarray(start, cursor.end), expected);
    cursor.offset = start + packedLength;
    const unpacked = new Cursor(bytes);
    const symbols = symbolList.read(unpacked);
    cursor.missing.push(...unpacked.missing);
    if (unpacked.remaining > 0) cursor.unclaimed = copyBytes(bytes, unpacked.offset, bytes.length);
    return symbols;
  },
  write(sink: Sink, symbols) {
    const plain = new Sink(prefixBytes);
    symbolList.write(plain, symbols);
    const unpacked = plain.finish();
    const packed = deflateSync(unpacked, { level: constants.Z_DEFAULT_COMPRESSION });
    const offset = sink.reserve(prefixBytes + packed.length);
    sink.view.setUint32(offset, unpacked.length, true);
    sink.bytes.set(packed, offset + prefixBytes);
  },
});
