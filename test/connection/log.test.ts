import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { NEVER } from 'rxjs';
import {
  Credentials,
  loggable,
  silentLogger,
  SocketError,
  type Logger,
} from '../../src/connection/index.js';
import { isolated, loggableUrl } from '../../src/connection/log.js';
import { open } from './support/session.js';

type Line = Readonly<Record<string, unknown>>;

const recording = (): { logger: Logger; text: () => string; lines: () => Line[] } => {
  let text = '';
  const logger = pino(
    { level: 'trace', base: null, timestamp: false },
    { write: (line: string) => (text += line) },
  );
  const lines = (): Line[] =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
  return { logger, text: () => text, lines };
};

const lost = new SocketError('lost', 'connection dropped', 1006);

describe('a session', () => {
  test('logs one line for each change of state, with its login and connection', () => {
    const { logger, lines } = recording();
    const { clock, server, seen } = open({ logger: logger.child({ login: '5' }) });
    clock.advance(100);
    server.peer.fail(lost);
    clock.advance(1600);
    seen.subscription.unsubscribe();

    const info = 30;
    const warn = 40;
    const up = (connection: number): Line[] => [
      {
        ...{ level: info, login: '5', connection, state: 'connecting' },
        reason: 'connecting to wss://broker.example/terminal',
      },
      {
        ...{ level: info, login: '5', connection, state: 'bootstrapped' },
        reason: 'session key received',
      },
      { level: info, login: '5', connection, state: 'authenticated', reason: 'logged in' },
    ];
    expect(lines()).toEqual([
      ...up(1),
      {
        ...{ level: warn, login: '5', connection: 1, state: 'disconnected' },
        ...{ attempt: 1, delayMs: 1500 },
        error: {
          name: 'SocketError',
          message: 'Socket lost: connection dropped',
          code: 'socket',
        },
      },
      ...up(2),
    ]);
  });

  test('logs its end, when no repetition helps', () => {
    const { logger, lines } = recording();
    const { clock } = open({ logger }, (server) => {
      server.handle = ({ command, prefix }, peer) => {
        if (command !== 28) return false;
        peer.push(28, undefined, { code: 3, prefix });
        return true;
      };
    });
    clock.advance(1000);
    expect(lines().at(-1)).toEqual({
      ...{ level: 40, connection: 1, state: 'disconnected', attempt: 0 },
      error: {
        name: 'AuthenticationError',
        message: 'Login failed: account or password is wrong (code 3)',
        code: 'authentication',
      },
    });
  });
});

describe('secrets', () => {
  const random = (name: string, length: number): Uint8Array =>
    Uint8Array.from({ length }, (_, index) => {
      const digest = createHash('sha256')
        .update(`${name} ${index >> 5}`)
        .digest();
      return digest[index % 32] ?? 0;
    });

  /** All the forms in which bytes or a text could turn up. */
  const formsOf = (bytes: Uint8Array): string[] => {
    const buffer = Buffer.from(bytes);
    // In the middle of something longer base64 may start at any of three offsets.
    const base64 = [0, 1, 2].map((skip) => buffer.subarray(skip).toString('base64'));
    return [
      buffer.toString('hex'),
      buffer.toString('latin1'),
      [...buffer].join(','),
      [...buffer].join(', '),
      [...buffer].map((byte, index) => `"${index}":${byte}`).join(','),
      ...base64.map((text) => text.replace(/=+$/, '').slice(0, -1)),
    ];
  };
  const formsOfText = (text: string): string[] => [
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    ...formsOf(Buffer.from(text, 'utf8')),
    ...formsOf(Buffer.from(text, 'utf16le')),
  ];

  /** Whatever the case of hex digits is, and however columns are padded. */
  const shows = (output: string, form: string): boolean => {
    const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ');
    return plain(output).includes(plain(form));
  };

  test('are in no line, status, diagnostic or error of a whole session', async () => {
    const password = 'Pass-w0rd-Zq7';
    const otp = 'otp-Q7X9K2';
    const cid = random('cid', 16);
    const tokens = {
      login: random('login token', 160),
      connection: random('connection token', 64),
    };
    const key = random('session key', 32);

    const { logger, text } = recording();
    const callers: unknown[] = [];
    const credentials = new Credentials({ login: 5n, password, cid, session: 0x1122334455667788n });
    const opened = open(
      {
        logger: logger.child({ login: '5' }),
        credentials,
        socket: { url: 'wss://user:url-secret@broker.example/terminal?key=url-secret' },
        otp: () => Promise.resolve(otp),
        serve: (live) => {
          for (const command of [9, 3]) {
            live.exchange(command, Buffer.from(password)).subscribe({
              error: (error: unknown) => callers.push(error),
            });
          }
          return NEVER;
        },
      },
      (server) => {
        server.loginToken = tokens.login;
        server.connectionToken = () => tokens.connection;
        server.sessionKey = () => key;
        const loginCodes = [5, 0, 3, 5, 0, 3, 3];
        server.handle = (request, peer) => {
          if (request.command === 9) return true;
          if (request.command !== 28) return false;
          const code = loginCodes.shift() ?? 3;
          if (code === 0) return false;
          server.after(peer, 5, () => {
            peer.push(28, random('trailing', 8), { code, prefix: request.prefix });
          });
          return true;
        };
      },
    );
    const { clock, server, diagnostics, statuses, seen } = opened;
    const advance = async (ms: number): Promise<void> => {
      clock.advance(ms);
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(ms);
    };

    // With a one-time password; then odd frames of every sort, and a loss.
    await advance(100);
    expect(seen.values).toHaveLength(1);
    server.peer.deliver(Uint8Array.of(1, 2, 3));
    server.peer.push(3, Buffer.from('nobody asked'));
    server.peer.push(51, Buffer.from('trailing'));
    server.peer.push(1, Buffer.from('unknown'));
    server.peer.fail(lost);
    // With a token that is refused, then the password again; then nothing helps.
    await advance(2000);
    expect(seen.values).toHaveLength(2);
    server.peer.fail(lost);
    await advance(4000);
    expect(seen.error).toMatchObject({ reason: 'badCredentials' });

    const output = [
      text(),
      ...[diagnostics, statuses, callers, seen.errors].map((shown) =>
        inspect(shown, { depth: 20, maxStringLength: Infinity, maxArrayLength: Infinity }),
      ),
      inspect(credentials, { depth: 20, showHidden: true }),
      JSON.stringify(credentials),
    ].join('\n');
    expect(output).toContain('authenticated');
    expect(output).toContain('unsolicited-reply');
    expect(server.peers.flatMap(({ requests }) => requests).length).toBeGreaterThan(10);

    const forms = new Map<string, string[]>([
      ['password', formsOfText(password)],
      ['one-time password', formsOfText(otp)],
      ['address', formsOfText('url-secret')],
      ['client id', formsOf(cid)],
      // Any part of them would be too much.
      ['login token', formsOf(tokens.login.subarray(0, 12))],
      ['the end of the login token', formsOf(tokens.login.subarray(-12))],
      ['connection token', formsOf(tokens.connection.subarray(0, 12))],
      ['session key', formsOf(key.subarray(0, 12))],
      ['session number', [String(0x1122334455667788n), '1122334455667788', '8877665544332211']],
    ]);
    for (const [secret, shapes] of forms) {
      const found = shapes.filter((shape) => shows(output, shape));
      expect([secret, found]).toEqual([secret, []]);
    }
  });

  test('the search finds what it should', () => {
    const secret = 'Pass-w0rd-Zq7';
    const lines = [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret, 'utf16le').toString('hex'),
      Buffer.from(`xx${secret}`).toString('base64'),
      Buffer.from(`x${secret}`, 'utf16le').toString('base64'),
      JSON.stringify(Object.fromEntries(Buffer.from(secret).entries())),
      inspect([...Buffer.from(secret)]),
      inspect(Uint8Array.from(Buffer.from(secret))),
    ];
    for (const line of lines) {
      expect([line, formsOfText(secret).some((form) => shows(line, form))]).toEqual([line, true]);
    }
  });
});

describe('the pieces', () => {
  test('the default logger is silent', () => {
    expect(silentLogger().level).toBe('silent');
  });

  test('of an error its name, message and code are shown, and nothing else', () => {
    const error = new SocketError('lost', 'gone', 1006, new Error('cause'));
    expect(loggable(error)).toEqual({
      ...{ name: 'SocketError', message: 'Socket lost: gone', code: 'socket' },
    });
    expect(loggable('just text')).toEqual({ message: 'just text' });
  });

  test('of an address what may be secret is left out', () => {
    const url = 'wss://user:password@broker.example:8443/terminal?token=1#x';
    expect(loggableUrl(url)).toBe('wss://broker.example:8443/terminal');
    expect(loggableUrl('no address')).toBe('an address that is none');
  });

  test('a callback that throws is logged, and its caller goes on', () => {
    const { logger, lines } = recording();
    const seen: number[] = [];
    const callback = isolated((value: number) => {
      seen.push(value);
      if (value === 2) throw new Error('bug');
    }, logger);
    for (const value of [1, 2, 3]) callback(value);
    expect(seen).toEqual([1, 2, 3]);
    expect(lines()).toEqual([
      { level: 50, msg: 'a callback threw', error: { name: 'Error', message: 'bug' } },
    ]);
  });
});
