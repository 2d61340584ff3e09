import { map, type Observable } from 'rxjs';
import { commands } from '../wire/index.js';
import { overLink } from './link.js';
import { surroundingsOf, type OnboardingOptions } from './options.js';

/** Who the server takes a visitor for, by the address that he comes from. */
export interface TraderParams {
  /** Country code, which groups of accounts are chosen by. */
  readonly country: string;
  /** Currency code. */
  readonly currency: string;
}

/**
 * Asks a server for the country and the currency of a visitor (commands 29 and 41), over a
 * connection of its own. Emits once. Repeats wait for their turn: servers are reported to close
 * on fast ones, and the limit `traderParams` (1 a second) holds over all calls to one server.
 *
 * Fails with `SocketError`, `HandshakeError`, `GatewayError`, `CommandRefusedError`,
 * `ConnectionClosedError` or `RequestTimeoutError`.
 *
 * @example
 * traderParams({ url }).subscribe(({ country, currency }) => console.log(country, currency));
 */
export const traderParams = (options: OnboardingOptions): Observable<TraderParams> =>
  overLink(
    () => surroundingsOf(options).brief,
    (link) =>
      link
        .use((connection) => connection.request(commands.traderParams, undefined))
        .pipe(
          map(({ trader_country, trader_currency }) => ({
            country: trader_country,
            currency: trader_currency,
          })),
        ),
  );
