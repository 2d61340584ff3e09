import { describe, expect, test } from '@jest/globals';
import { finalize, map, NEVER, type Observable, type SchedulerLike } from 'rxjs';
import {
  connections,
  Credentials,
  RequestPacer,
  silentLogger,
  SocketError,
  StateMachine,
  type ConnectOptions,
  type Socket,
} from '../../src/connection/index.js';
import { FakeServer } from '../../test/connection/support/fake-server.js';
import { marbles } from '../support/marbles.js';
import { watched } from '../support/watched-scheduler.js';

const lost = new SocketError('lost', 'connection dropped', 1006);
const fatal = new SocketError('fatal', 'policy', 1008);

/**
 * Connections to a server that answers within 5 ms, each shown by its number. A
 * socket opens after 10 ms, so that one is live 20 ms after it was asked for.
 * Without jitter the retries wait 1 s, 2 s, 4 s, ...
 */
const setup = (scheduler: SchedulerLike, options: Partial<ConnectOptions> = {}) => {
  const server = new FakeServer(scheduler);
  const state = new StateMachine({
    scheduler,
    onIllegal: (error) => {
      throw error;
    },
  });
  const source = connections({
    socket: { url: 'wss://broker.example/terminal' },
    credentials: new Credentials({ login: 5n, password: 'pass' }),
    requestTimeoutMs: 30_000,
    pacer: new RequestPacer({}, scheduler),
    state,
    runtime: {
      scheduler,
      random: () => 0,
      bytes: (length) => new Uint8Array(length),
      batch: (flush) => {
        flush();
      },
    },
    logger: silentLogger(),
    onDiagnostic: () => undefined,
    openSocket: server.open,
    ...options,
  });
  const numbers = source.pipe(map(({ number }) => String(number)));
  const states = state.status$.pipe(map((status) => status.state[0] ?? ''));
  /** What becomes of the socket of one connection, when it is that old. */
  const fate = (connection: number, ageMs: number, end: 'fail' | 'close', error = lost): void => {
    const asked = server.opening;
    server.opening = (peer, number) => {
      if (number === connection) {
        server.after(peer, ageMs, () => {
          if (end === 'fail') peer.fail(error);
          else peer.closeClean();
        });
      }
      return asked(peer, number);
    };
  };
  return { server, numbers, states, fate };
};

describe('connections', () => {
  test(
    'emits one connection per live socket, and is silent in between',
    marbles(({ expectObservable, scheduler }) => {
      const { numbers, states, fate } = setup(scheduler);
      fate(1, 100, 'fail');
      fate(2, 500, 'close');
      const unsub = '    4s !';
      //                 live at 20; lost at 100; again at 1120; closed at 1600; again at 3620
      const expected = ' 20ms 1 1099ms 2 2499ms 3';
      const path = '     c 14ms b 4ms a 79ms d 999ms c 14ms b 4ms a 479ms d 1999ms c 14ms b 4ms a';

      expectObservable(numbers, unsub).toBe(expected);
      expectObservable(states, unsub).toBe(path);
    }),
  );

  test(
    'asks for one socket at a time, each later than the one before',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const opening = cold<Socket>('5ms #', {}, lost);
      const { numbers, server } = setup(scheduler);
      server.opening = () => opening;
      const unsub = '      10s !';
      const expected = '   10s -';
      const subs = ['^ 4ms !', '1005ms ^ 4ms !', '3010ms ^ 4ms !', '7015ms ^ 4ms !'];

      expectObservable(numbers, unsub).toBe(expected);
      expectSubscriptions(opening.subscriptions).toBe(subs);
    }),
  );

  test(
    'ends with an error that no repetition cures',
    marbles(({ expectObservable, scheduler }) => {
      const { numbers, fate, server } = setup(scheduler);
      fate(1, 30, 'fail', fatal);
      const expected = ' 20ms 1 9ms #';
      expectObservable(numbers).toBe(expected, undefined, fatal);
      scheduler.flush();
      expect(server.held).toBe(0);
      expect(scheduler.actions).toEqual([]);
    }),
  );

  test(
    'does not take a flapping link for a stable one',
    marbles(({ expectObservable, scheduler }) => {
      const { numbers, fate } = setup(scheduler);
      for (let connection = 1; connection <= 4; connection += 1) fate(connection, 21, 'fail');
      const unsub = '    16s !';
      //                 each drops 1 ms after it is live: the delay doubles all the same
      const expected = ' 20ms 1 1020ms 2 2020ms 3 4020ms 4 8020ms 5';
      expectObservable(numbers, unsub).toBe(expected);
    }),
  );

  describe('unsubscribing leaves nothing behind', () => {
    const leaving = (unsub: string, expected: string) =>
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const timers = watched(scheduler);
        const served = cold('-');
        let ended = 0;
        const { numbers, server } = setup(timers, {
          serve: () => served.pipe(finalize(() => (ended += 1))) as Observable<never>,
        });
        expectObservable(numbers, unsub).toBe(expected);
        expectSubscriptions(served.subscriptions).toBe(
          expected.includes('1') ? `20ms ^ 79ms !` : [],
        );
        scheduler.flush();
        expect(ended).toBe(expected.includes('1') ? 1 : 0);
        expect(server.held).toBe(0);
        expect(server.peers.map(({ isHeard }) => isHeard)).toEqual([false]);
        expect(scheduler.actions).toEqual([]);
      });

    test('while it opens', leaving('5ms !', '-'));
    test('while the key is waited for', leaving('12ms !', '-'));
    test('while the login is waited for', leaving('17ms !', '-'));
    test('while it is live', leaving('100ms !', '20ms 1'));

    test(
      'while the next attempt is waited for',
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const opening = cold<Socket>('5ms #', {}, lost);
        const { numbers, server } = setup(scheduler);
        server.opening = () => opening;
        expectObservable(numbers, '500ms !').toBe('-');
        expectSubscriptions(opening.subscriptions).toBe('^ 4ms !');
        scheduler.flush();
        expect(server.held).toBe(0);
        expect(scheduler.actions).toEqual([]);
      }),
    );
  });

  test(
    'finds a link that went dead, and connects again',
    marbles(({ expectObservable, scheduler }) => {
      const { numbers, states, server } = setup(scheduler, { serve: () => NEVER });
      server.handle = (_request, _peer, connection) => connection === 1 && scheduler.now() > 5000;
      const unsub = '    22s !';
      //                 pings at 20, 5020 (no answer); dead at 20020; a second later again
      const expected = ' 20ms 1 21019ms 2';
      const path = '     c 14ms b 4ms a 19999ms d 999ms c 14ms b 4ms a';
      expectObservable(numbers, unsub).toBe(expected);
      expectObservable(states, unsub).toBe(path);
    }),
  );
});
