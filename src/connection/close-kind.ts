import { SocketError, type CloseKind } from './errors.js';

/** WebSocket close codes that end a connection in order. */
const cleanCodes: ReadonlySet<number> = new Set([1000, 1001, 1005]);

/** Codes of a peer that does not accept what we are or send: trying again changes nothing. */
const fatalCodes: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009, 1010]);

const noAnswerCode = 1006;

export const classifyClose = (
  code: number,
  reason: string,
): { readonly kind: CloseKind; readonly text: string } => {
  const kind = cleanCodes.has(code) ? 'clean' : fatalCodes.has(code) ? 'fatal' : 'lost';
  const fallback =
    code === noAnswerCode ? 'connection dropped' : `closed with code ${String(code)}`;
  return { kind, text: reason === '' ? fallback : reason };
};

/** A close in order, where a connection was meant to stay. */
export const closedInOrder = (): SocketError => new SocketError('clean', 'closed by the server');

/** HTTP answers to the upgrade that may change by themselves. */
const passingStatuses: ReadonlySet<number> = new Set([408, 425, 429]);

const firstServerError = 500;

/** The server answered the upgrade with plain HTTP. */
export const classifyRefusal = (status = 0): SocketError => {
  const passing = status >= firstServerError || passingStatuses.has(status);
  return new SocketError(
    passing ? 'refused' : 'fatal',
    `server answered the upgrade with HTTP ${String(status)}`,
    status,
  );
};

/** Errors of Node that no repetition cures: the certificate, the address, our own limits. */
const fatalErrors =
  /^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_|ERR_SSL_|ERR_OSSL_|HOSTNAME_MISMATCH|ERR_INVALID_URL|WS_ERR_UNSUPPORTED_)/;

const codeOf = (error: unknown): string => {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
};

/** An error event of the socket, `otherwise` being the kind of an ordinary network error. */
export const classifyFailure = (error: Error, otherwise: 'lost' | 'refused'): SocketError => {
  const code = codeOf(error);
  const kind = fatalErrors.test(code) ? 'fatal' : otherwise;
  const text = error.message === '' ? code : error.message;
  return new SocketError(kind, text === '' ? 'network error' : text, undefined, error);
};
