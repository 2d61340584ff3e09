import { createServer as createHttpServer, STATUS_CODES, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions } from 'ws';
import { outerHeaderBytes } from '../../wire/index.js';
import { SimulatorListenError, SimulatorOptionError } from '../errors.js';
import { ServerSocket } from './server-socket.js';

/** PEM texts, or their bytes. */
interface Certificate {
  readonly cert: string | Uint8Array;
  readonly key: string | Uint8Array;
}

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly tls:
    { readonly cert: string | Uint8Array; readonly key: string | Uint8Array } | undefined;
  readonly maxFrameBytes: number;
  /** The HTTP status to refuse a connection with, if it is to be refused. */
  readonly refuse: () => number | undefined;
  readonly accept: (socket: ServerSocket, remote: string) => void;
  /** Told of trouble while listening, such as too many open files. */
  readonly failed: (error: Error) => void;
}

export interface Listener {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** Stops listening, says farewell and cuts what is left; resolves once every socket is gone. */
  close(farewell: () => Promise<void>): Promise<void>;
}

/** How long ws waits for the answer to a close before it cuts the connection. */
const closeTimeoutMs = 1000;

/** An option that the type definitions do not know yet. */
type WebSocketOptions = ServerOptions<typeof ServerSocket> & { readonly closeTimeout: number };

const refuseUpgrade = (socket: Duplex, status: number): void => {
  const headers = ['Connection: close', 'Content-Length: 0'];
  const line = `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`;
  socket.end(`${[line, ...headers].join('\r\n')}\r\n\r\n`);
};

const pathOf = (request: IncomingMessage): string => (request.url ?? '').replace(/\?.*$/, '');

const remoteOf = ({ socket }: IncomingMessage): string =>
  `${socket.remoteAddress ?? 'unknown'}:${String(socket.remotePort ?? 0)}`;

/** A host that clients of this machine can connect to, as it stands in an address. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
};

const secureServer = ({ cert, key }: Certificate): HttpsServer => {
  try {
    return createHttpsServer({ cert: Buffer.from(cert), key: Buffer.from(key) });
  } catch (cause) {
    const got = `what TLS refuses (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new SimulatorOptionError('tls', got, 'a certificate and its key', { cause });
  }
};

/** Listens for WebSocket connections on one path. Rejects with a `SimulatorListenError`. */
export const listen = async (options: ListenerOptions): Promise<Listener> => {
  const { host, path, tls } = options;
  const server = tls === undefined ? createHttpServer() : secureServer(tls);
  const webSocketOptions: WebSocketOptions = {
    noServer: true,
    WebSocket: ServerSocket,
    clientTracking: false,
    perMessageDeflate: false,
    autoPong: false,
    closeTimeout: closeTimeoutMs,
    maxPayload: options.maxFrameBytes + outerHeaderBytes,
  };
  const upgrader = new WebSocketServer<typeof ServerSocket>(webSocketOptions);
  const sockets = new Set<Socket>();

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('request', (_request, response) => {
    response.writeHead(426, { Connection: 'close', Upgrade: 'websocket' }).end();
  });
  server.on('upgrade', (request, socket, head) => {
    // A client that is gone before it was answered is no fault of the server.
    socket.on('error', () => socket.destroy());
    const status = pathOf(request) === path ? options.refuse() : 404;
    if (status === undefined) {
      upgrader.handleUpgrade(request, socket, head, (webSocket) =>
        options.accept(webSocket, remoteOf(request)),
      );
    } else refuseUpgrade(socket, status);
  });

  await new Promise<void>((resolve, reject) => {
    const failed = (error: Error): void =>
      reject(new SimulatorListenError(host, options.port, error));
    server.once('error', failed);
    server.listen(options.port, host, () => {
      server.off('error', failed);
      server.on('error', options.failed);
      resolve();
    });
  });

  const { port } = server.address() as AddressInfo;
  const authority = `${reachable(host)}:${String(port)}`;
  return {
    host,
    port,
    url: `${tls === undefined ? 'ws' : 'wss'}://${authority}${path}`,
    close: async (farewell) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await farewell();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
