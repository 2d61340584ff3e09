import type { SymbolDetails, Tick } from '../wire/index.js';
import type { Requester } from './requester.js';
import type { ServerTimes } from './server-times.js';
import type { SymbolSpecification } from './symbols.js';

/**
 * Everything that happens to the market data of one symbol, in order, across connections: the
 * one source of quotes, details, bars and conditions.
 *
 * - `open`: a connection is there, the full record is loaded. Comes first, and first after `lost`.
 * - `present`: what earlier records of this connection have told, for who joins late. Nothing has
 *   happened now.
 * - `confirmed`: the server sends ticks from here on; nothing is missed after it.
 * - `tick`, `details`: records as they came (pushes 8 and 17).
 * - `terms`: settings of the account, the symbol or the server's clock have changed.
 * - `lost`: the connection is gone; nothing is known until the next `open`.
 *
 * Who joins late gets `open` and `confirmed` at once if they hold. Times are UTC milliseconds of
 * our own clock.
 */
export type FeedEvent =
  | {
      readonly kind: 'open';
      readonly at: number;
      readonly requester: Requester;
      readonly specification: SymbolSpecification;
      readonly times: ServerTimes;
    }
  | {
      readonly kind: 'present';
      readonly ticks: readonly Tick[];
      readonly details: readonly SymbolDetails[];
    }
  | { readonly kind: 'confirmed'; readonly at: number }
  | { readonly kind: 'tick'; readonly tick: Tick }
  | { readonly kind: 'details'; readonly details: SymbolDetails }
  | {
      readonly kind: 'terms';
      readonly at: number;
      readonly specification: SymbolSpecification;
      readonly times: ServerTimes;
    }
  | { readonly kind: 'lost'; readonly at: number };
