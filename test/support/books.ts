import type { BookEvent, ServerTimes, SymbolSpecification } from '../../src/market/index.js';
import { symbolSpecification } from '../../src/market/symbols.js';
import { symbolFull, symbolSpec, type SymbolDraft } from '../../src/simulator/index.js';
import type { BookEntry, BookItem } from '../../src/wire/index.js';
import { serverMs, utcMs } from '../../src/wire/index.js';

/** One unit of the base asset, as the wire has it. */
export const one = 100_000_000n;

/** A server that is so far ahead of UTC all the year round. */
export const fixedTimes = (offsetMs = 0): ServerTimes => ({
  offsetAt: () => offsetMs,
  toUtc: (server) => utcMs(server - offsetMs),
  fromUtc: (utc) => serverMs(utc + offsetMs),
});

/** A symbol with depth, two digits and 10 units in a lot. */
export const bookSymbol = (draft: Partial<SymbolDraft> = {}, id = 1): SymbolSpecification => {
  const spec = symbolSpec({
    ...{ kind: 'stock', path: 'Stocks\\ACME', startPrice: 50, digits: 2, contractSize: 10 },
    bookDepth: 5,
    ...draft,
  });
  const full = symbolFull(spec, id);
  return symbolSpecification(full, full.trade);
};

/** Type, points and whole units of the base asset. */
export type ShortItem = readonly [type: number, points: number, units: number];

export const bookItem = ([book_type, points, units]: ShortItem): BookItem => ({
  flag_mask: 0,
  book_type,
  price: BigInt(points),
  trade_volume: BigInt(units) * one,
});

/** An entry that changes what is there; `whole` says that it is the complete book. */
export const bookEntry = (
  items: readonly ShortItem[],
  { whole = false, seconds = 0, ms = 0, id = 1 } = {},
): BookEntry => ({
  symbol_id: id,
  books_time: seconds,
  time_msc: ms,
  flag_mask: 0,
  books_flags: whole ? 2 : 0,
  items_count: items.length,
  items: items.map(bookItem),
});

export const wholeEntry = (items: readonly ShortItem[], seconds = 0): BookEntry =>
  bookEntry(items, { whole: true, seconds });

export const opened = (
  specification = bookSymbol(),
  { at = 0, offsetMs = 0 } = {},
): Extract<BookEvent, { kind: 'open' }> => ({
  kind: 'open',
  at,
  specification,
  times: fixedTimes(offsetMs),
});
