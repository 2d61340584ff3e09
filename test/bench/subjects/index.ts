import type { Subject } from '../subject.js';
import { account } from './account.js';
import { bars } from './bars.js';
import { book } from './book.js';
import { decrypt } from './decrypt.js';
import { endToEnd } from './end-to-end.js';
import { followers } from './followers.js';
import { liveBars } from './live-bars.js';
import { loadSymbols } from './load-symbols.js';
import { quotesOfTicks } from './quotes.js';
import { roundTrip } from './round-trip.js';
import { symbolCount } from './symbol-count.js';
import { symbolList } from './symbol-list.js';
import { ticks } from './ticks.js';
import { tradeRequest } from './trade-request.js';

/** All subjects by the names that `--only` takes, in the order in which they run. */
export const subjects: ReadonlyMap<string, Subject> = new Map([
  ['decrypt', decrypt],
  ['ticks', ticks],
  ['bars', bars],
  ['symbol-list', symbolList],
  ['trade-request', tradeRequest],
  ['quotes', quotesOfTicks],
  ['followers', followers],
  ['book', book],
  ['live-bars', liveBars],
  ['account', account],
  ['end-to-end', endToEnd],
  ['round-trip', roundTrip],
  ['symbol-count', symbolCount],
  ['load-symbols', loadSymbols],
]);
