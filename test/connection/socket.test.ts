import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Socket as TcpSocket,
} from 'node:net';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { asyncScheduler, firstValueFrom, type Observable, Subject, switchMap, tap } from 'rxjs';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  socket$,
  SocketError,
  type Socket,
  type SocketOptions,
} from '../../src/connection/index.js';
import { watched } from '../../marbles/support/watched-scheduler.js';
import { watch, type Seen } from './support/seen.js';

/** Real sockets on loopback, each test with a server of its own. */

const fixture = (name: string): string =>
  readFileSync(
    path.resolve(import.meta.dirname, '../fixtures/tls', `localhost.${name}.pem`),
    'utf8',
  );

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

const closing = (server: Server | ReturnType<typeof createTcpServer>): void => {
  closers.push(() => new Promise((resolve) => server.close(resolve)));
};

interface Accepted {
  readonly ws: WebSocket;
  readonly request: IncomingMessage;
  /** What the client closed with. */
  readonly closed: Promise<{ code: number; reason: string }>;
}

/** A bare WebSocket server; `accepted` gives its next client. */
const listen = async (options: { tls?: boolean } = {}) => {
  const http =
    options.tls === true
      ? createTlsServer({ cert: fixture('cert'), key: fixture('key') })
      : createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: true });
  const clients = new Subject<Accepted>();
  server.on('connection', (ws, request) => {
    const closed = new Promise<{ code: number; reason: string }>((resolve) => {
      ws.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
      });
    });
    clients.next({ ws, request, closed });
  });
  // A client that does not trust the certificate resets the connection.
  http.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  closing(http);
  closers.push(async () => {
    for (const ws of server.clients) ws.terminate();
    await Promise.resolve();
  });
  const url = `${options.tls === true ? 'wss' : 'ws'}://127.0.0.1:${portOf(http)}/terminal`;
  return { url, server, accepted: (): Promise<Accepted> => firstValueFrom(clients) };
};

/** An HTTP server that does what it is told with an upgrade. */
const listenRaw = async (onUpgrade: (socket: TcpSocket) => void): Promise<string> => {
  const sockets = new Set<TcpSocket>();
  const server = createServer();
  server.on('upgrade', (_request, socket: TcpSocket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onUpgrade(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing(server);
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.resolve();
  });
  return `ws://127.0.0.1:${portOf(server)}/terminal`;
};

interface Opened {
  readonly seen: Seen<Socket>;
  readonly gone: () => number;
  /** Resolves when the socket is closed for good. */
  readonly wentAway: Promise<void>;
}

const open = (url: string, options: Partial<SocketOptions> = {}): Opened => {
  let count = 0;
  let resolve = (): void => undefined;
  const wentAway = new Promise<void>((done) => {
    resolve = done;
  });
  const onGone = (): void => {
    count += 1;
    resolve();
  };
  const seen = watch(socket$({ url, scheduler: asyncScheduler, onGone, ...options }));
  closers.push(async () => {
    seen.subscription.unsubscribe();
    await wentAway;
    expect(count).toBe(1);
  });
  return { seen, wentAway, gone: () => count };
};

/** Both ends of an open socket. */
const connect = async (options: Partial<SocketOptions> = {}) => {
  const { url, accepted } = await listen();
  const incoming = accepted();
  const opened = open(url, options);
  const client = await incoming;
  await until(() => opened.seen.values.length > 0);
  const [socket] = opened.seen.values;
  if (socket === undefined) throw new Error('no socket');
  return {
    ...opened,
    ...client,
    socket,
    messages: watch(socket.messages$),
    texts: watch(socket.texts$),
  };
};

const until = async (condition: () => boolean): Promise<void> => {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited for too long');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
};

const text = (messages: Seen<Uint8Array>): string[] =>
  messages.values.map((bytes) => Buffer.from(bytes).toString());

const errorOf = async ({ seen, wentAway }: Opened): Promise<SocketError> => {
  await wentAway;
  expect(seen.error).toBeInstanceOf(SocketError);
  return seen.error as SocketError;
};

describe('an open socket', () => {
  test('carries binary messages both ways', async () => {
    const { ws, socket, messages } = await connect();
    const received = new Promise<Buffer>((resolve) => {
      ws.once('message', resolve);
    });
    expect(socket.send(Buffer.from('to the server'))).toBe(true);
    expect((await received).toString()).toBe('to the server');
    for (const word of ['one', 'two', 'three']) ws.send(Buffer.from(word));
    await until(() => messages.values.length === 3);
    expect(text(messages)).toEqual(['one', 'two', 'three']);
    expect(messages.isOpen).toBe(true);
  });

  test('is one socket: the stream stays open behind it', async () => {
    const { seen, gone } = await connect();
    expect(seen.values).toHaveLength(1);
    expect(seen.isOpen).toBe(true);
    expect(gone()).toBe(0);
  });

  test('reports the length of text messages, and does not take them for frames', async () => {
    const { ws, messages, texts } = await connect();
    ws.send('no frame');
    ws.send(Buffer.from('a frame'));
    await until(() => messages.values.length === 1);
    expect(texts.values).toEqual([8]);
    expect(text(messages)).toEqual(['a frame']);
  });

  test('tells what the network has not taken yet', async () => {
    const { socket, ws } = await connect();
    expect(socket.bufferedBytes).toBe(0);
    ws.pause();
    socket.send(new Uint8Array(32 * 1024 * 1024));
    expect(socket.bufferedBytes).toBeGreaterThan(0);
    ws.resume();
    await until(() => socket.bufferedBytes === 0);
  });

  test('takes no more when it is closed', async () => {
    const { socket, seen, wentAway } = await connect();
    seen.subscription.unsubscribe();
    expect(socket.send(Buffer.from('x'))).toBe(false);
    await wentAway;
    expect(socket.send(Buffer.from('x'))).toBe(false);
  });
});

describe('the request to open', () => {
  const headers = async (options: Partial<SocketOptions>) => {
    const { request } = await connect(options);
    return request.headers;
  };

  test('has the origin of the official web terminal, and offers no compression', async () => {
    const sent = await headers({});
    expect(sent.origin).toBe('https://web.metatrader.app');
    expect(sent).not.toHaveProperty('sec-websocket-extensions');
    expect(sent).not.toHaveProperty('sec-websocket-protocol');
  });

  test('has the origin and the headers that it is given', async () => {
    const sent = await headers({ origin: 'https://broker.example', headers: { 'x-test': '1' } });
    expect(sent.origin).toBe('https://broker.example');
    expect(sent['x-test']).toBe('1');
  });

  test('has no origin when that is empty', async () => {
    expect(await headers({ origin: '' })).not.toHaveProperty('origin');
  });
});

describe('the end by the server', () => {
  test.each([
    [1000, 'bye'],
    [1001, ''],
    [undefined, undefined],
  ])('with code %s is clean: all complete', async (code, reason) => {
    const { ws, seen, messages, texts, wentAway } = await connect();
    ws.send(Buffer.from('last'));
    ws.close(code, reason);
    await wentAway;
    expect(text(messages)).toEqual(['last']);
    expect([messages.isComplete, texts.isComplete, seen.isComplete]).toEqual([true, true, true]);
  });

  test.each([
    [1011, 'internal', 'lost', 'internal'],
    [1012, '', 'lost', 'closed with code 1012'],
    [4001, 'kicked', 'lost', 'kicked'],
    [1008, 'policy', 'fatal', 'policy'],
    [1002, '', 'fatal', 'closed with code 1002'],
  ])('with code %i is an error, of the messages as well', async (code, reason, kind, told) => {
    const { ws, seen, messages, texts, wentAway } = await connect();
    ws.close(code, reason);
    await wentAway;
    const expected = { kind, reason: told, closeCode: code };
    expect(messages.error).toMatchObject(expected);
    expect(seen.error).toMatchObject(expected);
    expect(texts.isComplete).toBe(true);
  });

  test('without a word is a loss', async () => {
    const { ws, seen, messages, wentAway } = await connect();
    ws.terminate();
    await wentAway;
    expect(messages.error).toMatchObject({ kind: 'lost', closeCode: 1006 });
    expect(seen.error).toMatchObject({ kind: 'lost', reason: 'connection dropped' });
  });

  test('by a message that is too long for us is fatal', async () => {
    const { ws, messages, seen, closed } = await connect({ maxFrameBytes: 1000 });
    ws.send(new Uint8Array(1000));
    await until(() => messages.values.length === 1);
    ws.send(new Uint8Array(1001));
    expect(await closed).toMatchObject({ code: 1009 });
    expect(messages.error).toMatchObject({ kind: 'fatal' });
    expect(seen.error).toMatchObject({ kind: 'fatal', code: 'socket' });
  });

  test('by bytes that are no WebSocket frame is a loss', async () => {
    const { ws, messages, wentAway } = await connect();
    const { _socket: tcp } = ws as unknown as { _socket: TcpSocket };
    tcp.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await wentAway;
    expect(messages.error).toMatchObject({ kind: 'lost', cause: { code: /^WS_ERR_/ } });
  });
});

describe('what runs over a socket', () => {
  const over = async (end: (ws: WebSocket) => void, options: Partial<SocketOptions> = {}) => {
    const { url, accepted } = await listen();
    const incoming = accepted();
    const log: string[] = [];
    const running = watch(
      socket$({ url, scheduler: asyncScheduler, ...options }).pipe(
        switchMap(({ messages$ }) =>
          messages$.pipe(
            tap({
              next: () => log.push('message'),
              error: () => log.push('error'),
              complete: () => log.push('complete'),
            }),
          ),
        ),
      ),
    );
    end((await incoming).ws);
    await until(() => !running.isOpen);
    return log;
  };

  test('hears of a loss before it is taken down', async () => {
    expect(await over((ws) => ws.terminate())).toEqual(['error']);
  });

  test('hears of a close before it is taken down', async () => {
    expect(await over((ws) => ws.close(1000))).toEqual(['complete']);
  });

  test('hears of an error before it is taken down, after what came before it', async () => {
    const end = (ws: WebSocket): void => {
      ws.send(new Uint8Array(10));
      ws.send(new Uint8Array(11));
    };
    expect(await over(end, { maxFrameBytes: 10 })).toEqual(['message', 'error']);
  });
});

describe('unsubscribing', () => {
  test('closes in order, once', async () => {
    const { seen, messages, closed, wentAway, gone } = await connect();
    messages.subscription.unsubscribe();
    seen.subscription.unsubscribe();
    expect(await closed).toEqual({ code: 1000, reason: '' });
    await wentAway;
    expect(gone()).toBe(1);
    expect(seen.isOpen).toBe(true);
  });

  test('is over after a while although the server never agrees to the close', async () => {
    const { seen, ws, wentAway, gone } = await connect({ closeTimeoutMs: 60 });
    // A server that reads nothing does not see the close.
    ws.pause();
    const { _socket: tcp } = ws as unknown as { _socket: TcpSocket };
    tcp.pause();
    const start = Date.now();
    seen.subscription.unsubscribe();
    expect(gone()).toBe(0);
    await wentAway;
    expect(Date.now() - start).toBeGreaterThanOrEqual(50);
    expect(Date.now() - start).toBeLessThan(5000);
    tcp.resume();
  });

  test('is over after a while although the server closes and then hangs', async () => {
    const { ws, wentAway, messages } = await connect({ closeTimeoutMs: 60 });
    const { _socket: tcp } = ws as unknown as { _socket: TcpSocket };
    // The close frame alone; the server then neither reads nor hangs up.
    tcp.write(Buffer.from([0x88, 0x02, 0x03, 0xe8]));
    tcp.pause();
    const start = Date.now();
    await wentAway;
    expect(Date.now() - start).toBeLessThan(5000);
    expect(messages.isOpen).toBe(false);
    tcp.destroy();
  });

  test('before it is open calls it off', async () => {
    let upgrades = 0;
    const url = await listenRaw(() => {
      upgrades += 1;
    });
    const { seen, wentAway } = open(url);
    await until(() => upgrades === 1);
    seen.subscription.unsubscribe();
    await wentAway;
    expect(seen.isOpen).toBe(true);
    expect(seen.values).toEqual([]);
  });

  test('at once calls it off', async () => {
    const { url, server } = await listen();
    const { seen, wentAway } = open(url);
    seen.subscription.unsubscribe();
    await wentAway;
    expect(server.clients.size).toBe(0);
    expect(seen.errors).toEqual([]);
  });
});

describe('a socket that does not open', () => {
  test('is refused where nobody listens', async () => {
    const server = createTcpServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    const error = await errorOf(open(`ws://127.0.0.1:${port}/`));
    expect(error).toMatchObject({ kind: 'refused', cause: { code: 'ECONNREFUSED' } });
    expect(error.message).toContain('ECONNREFUSED');
  });

  test.each([
    [403, 'Forbidden', 'fatal'],
    [404, 'Not Found', 'fatal'],
    [429, 'Too Many Requests', 'refused'],
    [503, 'Service Unavailable', 'refused'],
  ])('is told by the HTTP status %i', async (status, phrase, kind) => {
    const url = await listenRaw((socket) => {
      socket.end(`HTTP/1.1 ${status} ${phrase}\r\nContent-Length: 4\r\n\r\nbody`);
    });
    const error = await errorOf(open(url));
    expect(error).toMatchObject({ kind, closeCode: status });
  });

  test('is not followed to another address', async () => {
    const url = await listenRaw((socket) => {
      socket.end('HTTP/1.1 301 Moved\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n');
    });
    expect(await errorOf(open(url))).toMatchObject({ kind: 'fatal', closeCode: 301 });
  });

  test('is refused by an answer that is no HTTP', async () => {
    const url = await listenRaw((socket) => {
      socket.end('garbage\r\n\r\n');
    });
    expect(await errorOf(open(url))).toMatchObject({ kind: 'refused' });
  });

  test('is refused when the server hangs up', async () => {
    const url = await listenRaw((socket) => {
      socket.destroy();
    });
    expect(await errorOf(open(url))).toMatchObject({ kind: 'refused' });
  });

  test('gives up after its time', async () => {
    const url = await listenRaw(() => undefined);
    const start = Date.now();
    const error = await errorOf(open(url, { openTimeoutMs: 80 }));
    expect(error).toMatchObject({ kind: 'refused', reason: 'did not open within 80 ms' });
    expect(Date.now() - start).toBeGreaterThanOrEqual(70);
    expect(Date.now() - start).toBeLessThan(5000);
  });

  test('the time to open does not count once it is open', async () => {
    const { seen } = await connect({ openTimeoutMs: 100 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(seen.isOpen).toBe(true);
  });

  test.each([
    ['no address at all', 'not a url', {}],
    ['an address with a fragment', 'ws://127.0.0.1/#x', {}],
    ['a scheme of others', 'ftp://127.0.0.1/', {}],
  ])('is fatal with %s', (_, url, options) => {
    const { seen, gone } = open(url, options);
    expect(seen.error).toBeInstanceOf(SocketError);
    expect(seen.error).toMatchObject({ kind: 'fatal' });
    expect(gone()).toBe(1);
  });

  test('is fatal with a certificate that is none', async () => {
    const { url } = await listen({ tls: true });
    const tls = { cert: 'rubbish', key: 'rubbish' };
    expect(await errorOf(open(url, { tls }))).toMatchObject({ kind: 'fatal' });
  });

  test('does not tell what is secret in its address', () => {
    const { seen } = open('ws://user:hunter2@127.0.0.1/path?token=hunter3#x');
    expect(inspect(seen.error)).not.toMatch(/hunter/);
    const { seen: bad } = open('ws//user:hunter2@127.0.0.1');
    expect(inspect(bad.error)).not.toMatch(/hunter/);
  });
});

describe('TLS', () => {
  test('a certificate that nobody vouches for is refused, for good', async () => {
    const { url } = await listen({ tls: true });
    const error = await errorOf(open(url));
    expect(error).toMatchObject({ kind: 'fatal', cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
  });

  test('it is accepted when it is given', async () => {
    const { url, accepted } = await listen({ tls: true });
    const incoming = accepted();
    const { seen } = open(url, { tls: { ca: fixture('cert') } });
    const { ws } = await incoming;
    await until(() => seen.values.length === 1);
    const messages = watch(seen.values[0]?.messages$ as Observable<Uint8Array>);
    ws.send(Buffer.from('over TLS'));
    await until(() => messages.values.length === 1);
    expect(text(messages)).toEqual(['over TLS']);
  });

  test('one for another host is refused, for good', async () => {
    const { url } = await listen({ tls: true });
    const tls = { ca: fixture('cert'), servername: 'broker.example' };
    const error = await errorOf(open(url, { tls }));
    expect(error).toMatchObject({ kind: 'fatal', cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
  });

  test('any is accepted when that is asked for', async () => {
    const { url, accepted } = await listen({ tls: true });
    const incoming = accepted();
    const { seen } = open(url, { tls: { rejectUnauthorized: false } });
    await incoming;
    await until(() => seen.values.length === 1);
    expect(seen.isOpen).toBe(true);
  });

  test('its options do not override ours', async () => {
    const tls = { perMessageDeflate: true, origin: 'https://evil.example' } as object;
    const { request } = await connect({ tls });
    expect(request.headers).not.toHaveProperty('sec-websocket-extensions');
    expect(request.headers.origin).toBe('https://web.metatrader.app');
  });
});

test('nothing is left open', async () => {
  /**
   * Sockets of this process, once the last of them has settled. Timers are not looked at: the
   * test runner has its own. Ours are those of the scheduler.
   */
  const held = async (): Promise<string[]> => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    return process
      .getActiveResourcesInfo()
      .filter((name) => /TCP|TLS/.test(name))
      .sort();
  };
  const scheduler = watched(asyncScheduler);
  const before = await held();
  const { ws, seen, wentAway } = await connect({ scheduler });
  ws.send(Buffer.from('x'));
  const during = await held();
  seen.subscription.unsubscribe();
  await wentAway;
  for (const close of closers.splice(0).reverse()) await close();
  expect(await held()).toEqual(before);
  expect(during.length).toBeGreaterThan(before.length);
  expect(scheduler).toMatchObject({ pending: 0, peak: 1 });
});
