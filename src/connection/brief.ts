import { concat, EMPTY, ignoreElements, merge, NEVER, of, type Observable } from 'rxjs';
import type { Connection } from './connection.js';
import { bootstrap, initSession, type Ask, type ConnectionTokens } from './handshake.js';
import { overSocket, type OverSocketOptions } from './over-socket.js';

export interface BriefOptions extends Omit<OverSocketOptions, 'number'> {
  /** 16 bytes that stay the same for one installation. */
  readonly clientId: Uint8Array;
  /** Whether command 29 follows the bootstrap. Default true; command 43 wants it not. */
  readonly init?: boolean | undefined;
}

const connectionTokenBytes = 64;

/** A brief connection goes on from none and leaves nothing for another. */
const noTokens: ConnectionTokens = {
  takeConnectionToken: () => new Uint8Array(connectionTokenBytes),
  keepConnectionToken: () => undefined,
};

/**
 * A connection of its own without an account, for a short errand: a socket, the bootstrap with
 * a token of zeros and, unless it is not wanted, command 29 with nothing but the client id.
 *
 * Cold. Emits the connection once it can be used, and keeps it open until unsubscribing. It does
 * not ping and does not reconnect: it fails when the link is lost. Fails with `SocketError`,
 * `HandshakeError` or `GatewayError`.
 */
export const briefConnection = (options: BriefOptions): Observable<Connection> => {
  const { clientId, init = true, ...others } = options;
  return overSocket({ ...others, number: 1 }, (live) => {
    const ask: Ask = (command, value) => live.request(command, value);
    const onKey = (key: Uint8Array): void => {
      live.useKey(key);
    };
    const handshake = concat(
      bootstrap(ask, noTokens, onKey),
      init ? initSession(ask, clientId) : EMPTY,
    );
    return concat(handshake.pipe(ignoreElements()), merge(of(live), NEVER));
  });
};
