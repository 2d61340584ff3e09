import type { BookEntry } from '../../wire/index.js';
import type { ServerTimes } from '../server-times.js';
import type { SymbolSpecification } from '../symbols.js';

/**
 * Everything that happens to the depth of market of one symbol, in order, across connections:
 * the one source of books, their changes and their conditions.
 *
 * - `open`: a connection is there, the full record is loaded. Comes first, and first after `lost`.
 * - `confirmed`: the server has the symbol on its list (command 22).
 * - `entry`: a record as it came (push 23). The first may come before `confirmed`.
 * - `terms`: settings of the account, the symbol or the server's clock have changed.
 * - `lost`: the connection is gone; nothing is known until the next `open`.
 *
 * Who joins late gets `open` and `confirmed` at once if they hold, but none of the entries
 * before. Times are UTC milliseconds of our own clock.
 */
export type BookEvent =
  | {
      readonly kind: 'open';
      readonly at: number;
      readonly specification: SymbolSpecification;
      readonly times: ServerTimes;
    }
  | { readonly kind: 'confirmed'; readonly at: number }
  | { readonly kind: 'entry'; readonly at: number; readonly entry: BookEntry }
  | {
      readonly kind: 'terms';
      readonly at: number;
      readonly specification: SymbolSpecification;
      readonly times: ServerTimes;
    }
  | { readonly kind: 'lost'; readonly at: number };
