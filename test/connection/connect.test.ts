import { describe, expect, test } from '@jest/globals';
import {
  EMPTY,
  finalize,
  ignoreElements,
  mergeWith,
  NEVER,
  Observable,
  Subject,
  take,
  throwError,
} from 'rxjs';
import {
  AuthenticationError,
  ConnectionClosedError,
  IllegalTransitionError,
  isFatal,
  LinkDeadError,
  silentLogger,
  SocketError,
  StateMachine,
  type Connection,
} from '../../src/connection/index.js';
import { Clock } from './support/clock.js';
import { openMs, replyMs, type FakeServer } from './support/fake-server.js';
import { open, type Opened } from './support/session.js';
import { watch } from './support/seen.js';

const lost = (): SocketError => new SocketError('lost', 'connection dropped', 1006);
/** Until the login is answered. */
const untilLive = openMs + 2 * replyMs;

const refuseLogins = (server: FakeServer, code: number, which = (_connection: number) => true) => {
  server.handle = ({ command, prefix }, peer, connection) => {
    if (command !== 28 || !which(connection)) return false;
    peer.push(28, undefined, { code, prefix });
    return true;
  };
};

/** The first opening fails in this way, all others work. */
const failOnce = (server: FakeServer, error: Error): void => {
  server.opening = (_peer, connection) => (connection === 1 ? throwError(() => error) : undefined);
};

/** Has a request under way for as long as it runs. */
const asking = (live: Connection): Observable<never> =>
  live.exchange(9, new Uint8Array(0)).pipe(ignoreElements(), mergeWith(NEVER));

const expectNothingLeft = ({ clock, server, pacer, seen }: Opened): void => {
  seen.subscription.unsubscribe();
  expect(clock.timers).toBe(0);
  expect(server.held).toBe(0);
  expect(server.peers.some(({ isHeard }) => isHeard)).toBe(false);
  expect(pacer.queued).toBe(0);
};

describe('opening', () => {
  test('goes through the states, and emits the live connection', () => {
    const { clock, seen, path, server, statuses } = open();
    expect(path()).toEqual(['disconnected', 'connecting']);
    clock.advance(openMs + replyMs);
    expect(path()).toEqual(['disconnected', 'connecting', 'bootstrapped']);
    expect(seen.values).toEqual([]);
    clock.advance(replyMs);
    expect(path()).toEqual(['disconnected', 'connecting', 'bootstrapped', 'authenticated']);
    expect(seen.values.map(({ number }) => number)).toEqual([1]);
    expect(server.commandsOf(1)).toEqual([0, 28, 51]);
    expect(statuses.slice(1)).toEqual([
      {
        ...{ state: 'connecting', connection: 1, attempt: 0, since: 0 },
        reason: 'connecting to wss://broker.example/terminal',
      },
      {
        ...{ state: 'bootstrapped', connection: 1, attempt: 0, since: 15 },
        reason: 'session key received',
      },
      { state: 'authenticated', connection: 1, attempt: 0, since: 20, reason: 'logged in' },
    ]);
  });

  test('is cold, and hands its options to the socket', () => {
    const clock = new Clock();
    const { server, seen } = open({
      socket: { url: 'wss://broker.example/terminal', origin: 'o', maxFrameBytes: 1024 },
      runtime: {
        scheduler: clock,
        random: () => 0,
        bytes: (n) => new Uint8Array(n),
        batch: (f) => {
          f();
        },
      },
    });
    expect(server.options).toEqual([
      { url: 'wss://broker.example/terminal', origin: 'o', maxFrameBytes: 1024, scheduler: clock },
    ]);
    seen.subscription.unsubscribe();
  });

  test('is over a WebSocket unless another socket is given', () => {
    const { seen } = open({ openSocket: undefined, socket: { url: 'ws://127.0.0.1/#fragment' } });
    expect(seen.error).toMatchObject({ kind: 'fatal', message: expect.stringMatching(/fragment/) });
  });

  test('stays open: pings every 5 s, and nothing else by itself', () => {
    const opened = open();
    opened.clock.advance(60_000);
    expect(opened.server.commandsOf(1)).toEqual([0, 28, ...new Array<number>(12).fill(51)]);
    expect(opened.seen.values).toHaveLength(1);
    expect(opened.diagnostics).toEqual([{ kind: 'echo', echoed: true }]);
    expectNothingLeft(opened);
  });

  test('tells the round trips of the pings', () => {
    const trips: number[] = [];
    const { clock, seen } = open({
      onPing: (ms) => trips.push(ms),
      heartbeat: { intervalMs: 100 },
    });
    clock.advance(untilLive + 250);
    expect(trips).toEqual([5, 5, 5]);
    seen.subscription.unsubscribe();
  });
});

describe('reconnecting', () => {
  test('comes back after a loss, with the tokens of the connection before', () => {
    const { clock, seen, server, statuses } = open();
    clock.advance(100);
    server.peer.fail(lost());
    expect(statuses.at(-1)).toMatchObject({
      ...{ state: 'disconnected', reason: 'Socket lost: connection dropped' },
      ...{ connection: 1, attempt: 1, since: 100 },
      error: { kind: 'lost' },
    });
    clock.advance(1500 + untilLive);
    expect(seen.values.map(({ number }) => number)).toEqual([1, 2]);
    expect(statuses.at(-1)).toMatchObject({ state: 'authenticated', connection: 2, attempt: 1 });
    expect(statuses.at(-1)).not.toHaveProperty('error');
    const [boot, login] = server.peers[1]?.requests ?? [];
    expect(boot?.payload).toEqual(new Uint8Array(64).fill(0x90));
    // The token stands behind the login, and the password field is empty.
    expect(login?.payload.subarray(744, 904)).toEqual(server.loginToken);
    expect(login?.payload.subarray(4, 68)).toEqual(new Uint8Array(64));
    expect(seen.isOpen).toBe(true);
  });

  test('comes back after a close in order', () => {
    const { clock, seen, server, statuses } = open();
    clock.advance(100);
    server.peer.closeClean();
    expect(statuses.at(-1)).toMatchObject({
      ...{ state: 'disconnected', attempt: 1, error: { kind: 'clean' } },
    });
    clock.advance(1500 + untilLive);
    expect(seen.values).toHaveLength(2);
  });

  test('comes back when a dead link is found', () => {
    const { clock, seen, server, statuses } = open();
    clock.advance(100);
    server.peer.onRequest = () => undefined;
    clock.advance(25_000);
    const dead = statuses.find(({ error }) => error instanceof LinkDeadError);
    expect(dead).toMatchObject({ state: 'disconnected', since: 20_020 });
    expect(seen.values).toHaveLength(2);
  });

  test('takes longer with each failure in a row, up to a limit', () => {
    const { clock, server } = open({}, (made) => {
      made.opening = () => throwError(() => lost());
    });
    clock.advance(300_000);
    const gaps = server.askedAt.slice(1).map((at, index) => at - (server.askedAt[index] ?? 0));
    expect(gaps).toEqual([
      ...[1500, 2500, 4500, 8500, 16_500, 32_500],
      ...[60_000, 60_000, 60_000],
    ]);
  });

  test('follows the options, of which absent ones hide no default', () => {
    const { clock, server, seen } = open(
      { reconnect: { delayMs: 100, maxMs: 300, maxAttempts: undefined, resetAfterMs: undefined } },
      (made) => {
        made.opening = () => throwError(() => lost());
      },
    );
    clock.advance(1350);
    expect(server.askedAt).toEqual([0, 150, 400, 700, 1000, 1300]);
    expect(seen.isOpen).toBe(true);
  });

  test('gives up after the retries that are allowed', () => {
    const error = lost();
    const { clock, server, seen, statuses } = open({ reconnect: { maxAttempts: 2 } }, (made) => {
      made.opening = () => throwError(() => error);
    });
    clock.advance(60_000);
    expect(server.peers).toHaveLength(3);
    expect(seen.error).toBe(error);
    expect(statuses.at(-1)).toMatchObject({ state: 'disconnected', attempt: 2, error });
    expect(clock.timers).toBe(0);
  });

  test('counts the failures in a row until a connection was stable', () => {
    const { clock, server, statuses } = open();
    const drop = (): void => {
      server.peer.fail(lost());
    };
    const attempt = (): number | undefined => statuses.at(-1)?.attempt;
    clock.advance(untilLive);
    drop();
    expect(attempt()).toBe(1);
    // Live again after 1.5 s, and dropped just before it counts as stable.
    clock.advance(1500 + untilLive + 59_999);
    drop();
    expect(attempt()).toBe(2);
    clock.advance(2500 + untilLive + 60_000);
    drop();
    expect(attempt()).toBe(1);
    const waited = server.askedAt.length;
    clock.advance(1499);
    expect(server.askedAt).toHaveLength(waited);
    clock.advance(1);
    expect(server.askedAt).toHaveLength(waited + 1);
  });

  test('does not count time spent on the handshake as stable', () => {
    const { clock, server, statuses } = open({ requestTimeoutMs: 200_000 }, (made) => {
      made.handle = (request, peer) => {
        made.answer(request, peer, request.command === 0 ? 100_000 : 5);
        return true;
      };
    });
    clock.advance(100_100);
    server.peer.fail(lost());
    clock.advance(1500 + 100_100);
    server.peer.fail(lost());
    expect(statuses.at(-1)?.attempt).toBe(2);
  });

  test('uses a token that led nowhere only once', () => {
    const { clock, server } = open({}, (made) => {
      made.handle = ({ command, prefix }, peer, connection) => {
        if (command !== 0 || connection !== 2) return false;
        peer.push(0, undefined, { code: 3, prefix });
        return true;
      };
    });
    clock.advance(100);
    server.peer.fail(lost());
    clock.advance(10_000);
    const tokens = server.peers.map(({ requests }) => requests[0]?.payload[0]);
    expect(tokens).toEqual([0, 0x90, 0]);
  });

  test('falls back on the password when the token is refused', () => {
    const { clock, server, seen } = open({}, (made) => {
      let logins = 0;
      made.handle = ({ command, prefix }, peer) => {
        if (command !== 28) return false;
        logins += 1;
        if (logins !== 2) return false;
        peer.push(28, undefined, { code: 3, prefix });
        return true;
      };
    });
    clock.advance(100);
    server.peer.fail(lost());
    clock.advance(3000);
    expect(seen.values).toHaveLength(2);
    expect(server.commandsOf(2).slice(0, 3)).toEqual([0, 28, 28]);
  });

  test('does not go on with the sockets of before', () => {
    const { clock, server } = open();
    clock.advance(100);
    const [first] = server.peers;
    first?.fail(lost());
    clock.advance(1500 + untilLive);
    const before = first?.requests.length;
    clock.advance(20_000);
    expect(first?.requests).toHaveLength(before ?? -1);
    expect(first?.isHeard).toBe(false);
    expect(server.held).toBe(1);
  });
});

describe('what no repetition cures', () => {
  test.each([
    ['wrong credentials', 3],
    ['a one-time password that nobody gives', 5],
    ['one-time passwords that must be set up', 6],
  ])('ends it: %s', (_, code) => {
    const opened = open({}, (server) => {
      refuseLogins(server, code);
    });
    opened.clock.advance(1000);
    expect(opened.seen.error).toBeInstanceOf(AuthenticationError);
    expect(opened.statuses.at(-1)).toMatchObject({
      ...{ state: 'disconnected', attempt: 0, error: opened.seen.error },
    });
    expect(opened.server.peers).toHaveLength(1);
    expectNothingLeft(opened);
  });

  test('ends it: a socket that will never open', () => {
    const error = new SocketError('fatal', 'certificate');
    const opened = open({}, (server) => {
      failOnce(server, error);
    });
    opened.clock.advance(100_000);
    expect(opened.seen.error).toBe(error);
    expect(opened.server.peers).toHaveLength(1);
    expectNothingLeft(opened);
  });

  test.each(['bootstrap', 'login', 'live'])('ends it: a fatal close in the phase %s', (phase) => {
    const error = new SocketError('fatal', 'policy', 1008);
    const opened = open();
    opened.clock.advance({ bootstrap: 12, login: 17, live: 100 }[phase] ?? 0);
    watch(opened.seen.values[0]?.exchange(9, new Uint8Array(0)) ?? EMPTY);
    opened.server.peer.fail(error);
    expect(opened.seen.error).toBe(error);
    expectNothingLeft(opened);
  });

  test('ends it: a bug in the order of the states', () => {
    const clock = new Clock();
    const state = new StateMachine({
      scheduler: clock,
      onIllegal: (error) => {
        throw error;
      },
    });
    state.enter('connecting', 'by somebody else');
    state.enter('bootstrapped', 'by somebody else');
    const { seen, server } = open({ state });
    expect(seen.error).toEqual(new IllegalTransitionError('bootstrapped', 'connecting'));
    expect(server.peers).toHaveLength(0);
  });

  test.each([
    [new AuthenticationError('badCredentials', 3), true],
    [new IllegalTransitionError('closing', 'connecting'), true],
    [new SocketError('fatal', ''), true],
    [new SocketError('lost', ''), false],
    [new SocketError('refused', ''), false],
    [new SocketError('clean', ''), false],
    [new LinkDeadError(1), false],
    [new Error('any other'), false],
    ['not even an error', false],
  ])('isFatal(%s) is %s', (error, fatal) => {
    expect(isFatal(error)).toBe(fatal);
  });
});

describe('what may pass', () => {
  test.each([1, 2, 100, 77])('login code %i is tried again', (code) => {
    const { clock, seen } = open({}, (server) => {
      refuseLogins(server, code, (connection) => connection === 1);
    });
    clock.advance(5000);
    expect(seen.values.map(({ number }) => number)).toEqual([2]);
  });

  test('an error that is none is told as it is', () => {
    const { seen, statuses } = open({ reconnect: { maxAttempts: 0 } }, (server) => {
      // eslint-disable-next-line rxjs-x/throw-error -- user code may throw anything
      server.opening = () => throwError(() => 'just text');
    });
    expect(seen.error).toBe('just text');
    expect(statuses.at(-1)).toMatchObject({ reason: 'just text', error: 'just text' });
  });
});

describe('serve', () => {
  test('runs over each live connection, for as long as that lives', () => {
    const log: string[] = [];
    const { clock, server, seen } = open({
      serve: ({ number }) => {
        log.push(`start ${number}`);
        return NEVER.pipe(finalize(() => log.push(`end ${number}`)));
      },
    });
    clock.advance(untilLive - 1);
    expect(log).toEqual([]);
    clock.advance(1);
    expect(log).toEqual(['start 1']);
    server.peer.fail(lost());
    expect(log).toEqual(['start 1', 'end 1']);
    clock.advance(1500 + untilLive);
    seen.subscription.unsubscribe();
    expect(log).toEqual(['start 1', 'end 1', 'start 2', 'end 2']);
  });

  test('starts after the connection was emitted', () => {
    const log: string[] = [];
    const { clock, seen } = open({
      serve: () => {
        log.push(`serve, ${seen.values.length} emitted`);
        return new Observable(() => {
          log.push(`subscribed, ${seen.values.length} emitted`);
        });
      },
    });
    clock.advance(untilLive);
    expect(log.at(-1)).toBe('subscribed, 1 emitted');
  });

  test('failing ends the connection, and it is tried again', () => {
    const error = new Error('cannot serve');
    const failing = new Subject<never>();
    const { clock, server, seen, statuses } = open({ serve: () => failing });
    clock.advance(100);
    failing.error(error);
    expect(statuses.at(-1)).toMatchObject({ state: 'disconnected', attempt: 1, error });
    expect(server.held).toBe(0);
    expect(seen.isOpen).toBe(true);
    clock.advance(1500);
    expect(server.peers).toHaveLength(2);
  });

  test('throwing is failing', () => {
    const error = new Error('cannot serve');
    const { clock, statuses, server } = open({
      serve: () => {
        throw error;
      },
    });
    clock.advance(untilLive);
    expect(statuses.at(-1)).toMatchObject({ state: 'disconnected', error });
    expect(server.held).toBe(0);
  });

  test('completing ends nothing', () => {
    const { clock, state, seen } = open({ serve: () => EMPTY });
    clock.advance(10_000);
    expect(state.status.state).toBe('authenticated');
    expect(seen.values).toHaveLength(1);
  });

  test('fails with the cause of the end and not with the requests that fail of it', () => {
    const { clock, server, statuses } = open({
      serve: asking,
    });
    clock.advance(untilLive);
    server.peer.fail(lost());
    expect(statuses.at(-1)).toMatchObject({ reason: 'Socket lost: connection dropped' });
  });

  test('is over before the requests of others fail, so that they find the connection gone', () => {
    const log: string[] = [];
    const { clock, server, seen, state } = open({
      serve: () => NEVER.pipe(finalize(() => log.push('served'))),
    });
    clock.advance(untilLive);
    seen.values[0]?.exchange(9, new Uint8Array(0)).subscribe({
      error: (error: unknown) => {
        expect(error).toBeInstanceOf(ConnectionClosedError);
        log.push(`request fails, ${state.status.state}`);
      },
    });
    server.peer.fail(lost());
    expect(log).toEqual(['served', 'request fails, disconnected']);
  });
});

describe('unsubscribing', () => {
  test.each([
    ['connecting', 5],
    ['bootstrapped', 17],
    ['authenticated', 100],
  ])('while %s closes everything and leaves no timer', (phase, afterMs) => {
    const opened = open({ serve: asking });
    opened.clock.advance(afterMs);
    expect(opened.state.status.state).toBe(phase);
    expect(opened.server.held).toBe(1);
    expectNothingLeft(opened);
    opened.clock.advance(100_000);
    expect(opened.server.peers).toHaveLength(1);
    expect(opened.state.status.state).toBe(phase);
  });

  test('in the wait for the next attempt leaves no timer', () => {
    const opened = open({}, (server) => {
      failOnce(server, lost());
    });
    opened.clock.advance(500);
    expect(opened.state.status.state).toBe('disconnected');
    expect(opened.server.held).toBe(0);
    expectNothingLeft(opened);
    opened.clock.advance(100_000);
    expect(opened.server.peers).toHaveLength(1);
  });

  test('while a one-time password is waited for closes everything', async () => {
    let give: (code: string) => void = () => undefined;
    const opened = open(
      { otp: () => new Promise<string>((resolve) => (give = resolve)) },
      (server) => {
        refuseLogins(server, 5);
      },
    );
    opened.clock.advance(1000);
    expect(opened.state.status.state).toBe('bootstrapped');
    expectNothingLeft(opened);
    give('123456');
    await new Promise((resolve) => setImmediate(resolve));
    expect(opened.server.commandsOf(1)).toEqual([0, 28]);
  });

  test('fails the requests that wait', () => {
    const opened = open();
    opened.clock.advance(100);
    const request = watch(opened.seen.values[0]?.exchange(9, new Uint8Array(0)) ?? EMPTY);
    expectNothingLeft(opened);
    expect(request.error).toMatchObject({ code: 'connection-closed', command: 9, sent: true });
  });

  test('with the first connection closes it at once', () => {
    const opened = open({}, undefined, take(1));
    opened.clock.advance(untilLive);
    expect(opened.seen.isComplete).toBe(true);
    expect(opened.server.commandsOf(1)).toEqual([0, 28]);
    expectNothingLeft(opened);
  });
});

describe('a session that is being closed', () => {
  test('says so until it is gone, whatever still arrives', () => {
    const { clock, state, path, seen } = open();
    clock.advance(12);
    state.enter('closing', 'closed by the user');
    clock.advance(1000);
    expect(path()).toEqual(['disconnected', 'connecting', 'closing']);
    seen.subscription.unsubscribe();
    state.enter('disconnected', 'closed');
  });
});

describe('callbacks that throw', () => {
  const bug = (): never => {
    throw new Error('bug of the user');
  };

  test('do not break the connection', () => {
    const { clock, server, seen, state } = open({ onDiagnostic: bug, onPing: bug });
    clock.advance(100);
    server.peer.push(3);
    server.peer.deliver(Uint8Array.of(1, 2, 3));
    server.peer.text(4);
    clock.advance(10_000);
    expect(state.status.state).toBe('authenticated');
    expect(seen.values).toHaveLength(1);
    expect(server.commandsOf(1)).toEqual([0, 28, 51, 51, 51]);
  });

  test('are logged', () => {
    const logged: unknown[] = [];
    const logger = silentLogger();
    logger.child = (() => ({
      ...logger,
      info: () => undefined,
      error: (fields: unknown, message: string) => logged.push([message, fields]),
    })) as never;
    const { clock, server } = open({ onDiagnostic: bug, logger });
    clock.advance(100);
    server.peer.push(3);
    expect(logged.at(-1)).toEqual([
      'a callback threw',
      { error: { name: 'Error', message: 'bug of the user', code: undefined } },
    ]);
  });
});
