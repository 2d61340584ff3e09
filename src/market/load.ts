import { catchError, concat, defer, of, reduce, throwError, type Observable } from 'rxjs';
import { BadReplyError, CommandRefusedError, RequestTimeoutError } from '../connection/index.js';
import {
  commands,
  type Account,
  type Short,
  type SymbolFull,
  type SymbolShort,
} from '../wire/index.js';
import type { Requester } from './requester.js';
import type { AccountTerms } from './symbol-catalogue.js';

/** The official client asks for the compressed list above this number of symbols. */
const compressedAbove = 256;

/** Full records in one request: some 600 KB. */
const fullPerRequest = 200;

/** What the account says; of a server that leaves sections out, as far as it says it. */
export const accountTerms = (account: Short<Account>): AccountTerms => ({
  tradeSettings: (account.trade_settings ?? []) as AccountTerms['tradeSettings'],
  offsetMs: 1000 * ((account.timezone_shift ?? 0) + 3600 * (account.daylightmode ?? 0)),
});

const canFallBack = (error: unknown): boolean =>
  error instanceof BadReplyError ||
  error instanceof CommandRefusedError ||
  error instanceof RequestTimeoutError;

/**
 * The list of symbols: compressed when it is long, and plain if that fails in
 * any way but a lost connection.
 */
export const loadSymbols = (
  connection: Requester,
  symbolsCount: number,
): Observable<readonly SymbolShort[]> => {
  const plain = connection.request(commands.symbols, undefined);
  if (symbolsCount <= compressedAbove) return plain;
  return connection
    .request(commands.symbolsCompressed, undefined)
    .pipe(
      catchError((error: unknown) =>
        canFallBack(error) ? plain : throwError(() => error as Error),
      ),
    );
};

/** Full records of these ids, asked for in portions. Emits once, also for no ids at all. */
export const loadFull = (
  connection: Requester,
  ids: readonly number[],
): Observable<readonly SymbolFull[]> =>
  defer(() => {
    const portions: number[][] = [];
    for (let start = 0; start < ids.length; start += fullPerRequest) {
      portions.push(ids.slice(start, start + fullPerRequest));
    }
    const requests = portions.map((portion) => connection.request(commands.symbolsFull, portion));
    return concat(...requests, of([])).pipe(
      reduce((all, records) => [...all, ...records], [] as readonly SymbolFull[]),
    );
  });
