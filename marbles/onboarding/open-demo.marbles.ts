import { describe, expect, test } from '@jest/globals';
import { map, type SchedulerLike } from 'rxjs';
import { SocketError } from '../../src/connection/index.js';
import { openDemo, type OpenDemoOptions } from '../../src/onboarding/index.js';
import { commands, type RequestFrame } from '../../src/wire/index.js';
import { FakeServer, replyMs } from '../../test/connection/support/fake-server.js';
import { bodyOf } from '../../test/connection/support/peer.js';
import { form } from '../../test/onboarding/support/requests.js';
import { marbles } from '../support/marbles.js';

const lost = new SocketError('lost', 'connection dropped', 1006);

/** How each step shows: c 1st connection, d 2nd; r requested; w wanted; y right, n wrong; o open. */
const letterOf = (event: { readonly kind: string; readonly email?: boolean }): string => {
  const { kind, email } = event;
  if (kind === 'codesChecked') return email === true ? 'y' : 'n';
  return { connected: 'c', codesRequested: 'r', codesWanted: 'w' }[kind] ?? 'o';
};

/**
 * A server that wants the code 42 by mail. A socket opens after 10 ms, each command is answered
 * after 5 ms: connected at 20, requested at 25. Without jitter a lost connection is opened again
 * after 100 ms, and connected 120 ms later.
 */
const setup = (scheduler: SchedulerLike, options: Partial<OpenDemoOptions> = {}) => {
  const server = new FakeServer(scheduler);
  /** Commands that cut the connection instead of being answered, so often. */
  const cuts = new Map<number, number>();
  const reply = (
    peer: FakeServer['peer'],
    { command, prefix }: RequestFrame,
    body: Uint8Array,
  ): true => {
    server.after(peer, replyMs, () => {
      peer.push(command, body, { prefix });
    });
    return true;
  };
  server.handle = (request, peer) => {
    const { command, payload } = request;
    const left = cuts.get(command) ?? 0;
    if (left > 0) {
      cuts.set(command, left - 1);
      peer.fail(lost);
      return true;
    }
    if (command === 27) {
      return reply(peer, request, bodyOf(commands.verifyCodesRequest, { email: 1, phone: 0 }));
    }
    if (command === 40) {
      const isRight = Buffer.from(payload).readUInt32LE(1396) === 42;
      const result = { email: isRight ? 1 : 0, phone: 1 };
      return reply(peer, request, bodyOf(commands.verifyCodesSubmit, result));
    }
    if (command !== 30) return false;
    const opened = { code: 0, login: 7n, password: 'p', investor_password: 'i' };
    return reply(peer, request, bodyOf(commands.openDemo, opened));
  };
  const steps = openDemo({
    ...{ url: 'wss://broker.example/terminal', form, reconnectDelayMs: 100 },
    runtime: {
      ...{ scheduler, random: () => 0, bytes: (length: number) => new Uint8Array(length) },
      batch: (flush) => {
        flush();
      },
    },
    openSocket: server.open,
    ...options,
  }).pipe(map(letterOf));
  const sent = (command: number): number =>
    server.peers.flatMap((peer) => peer.requests).filter((each) => each.command === command).length;
  return { server, cuts, steps, sent };
};

describe('openDemo', () => {
  test(
    'goes step by step, and waits for the codes as long as they take',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const codes = cold('1s y', { y: { email: 42 } });
      const { steps, sent } = setup(scheduler, { codes: () => codes });
      //                27 answered at 25; codes at 1025; 40 answered at 1030, 30 at 1035
      const expected = '20ms c 4ms (rw) 1001ms y 4ms (o|)';
      expectObservable(steps).toBe(expected);
      // Only the first value of the source counts.
      expectSubscriptions(codes.subscriptions).toBe('25ms ^ 999ms !');
      scheduler.flush();
      expect([sent(29), sent(27), sent(40), sent(30)]).toEqual([1, 1, 1, 1]);
    }),
  );

  test(
    'asks again for codes that are wrong',
    marbles(({ cold, expectObservable, scheduler }) => {
      const answers = ['100ms n', '200ms y'].map((marble) =>
        cold(marble, { n: { email: 41 }, y: { email: 42 } }),
      );
      const { steps, sent } = setup(scheduler, {
        codes: ({ attempt }) => answers[attempt - 1] ?? answers[0]!,
      });
      const expected = '20ms c 4ms (rw) 101ms (nw) 201ms y 4ms (o|)';
      expectObservable(steps).toBe(expected);
      scheduler.flush();
      expect([sent(27), sent(40), sent(30)]).toEqual([1, 2, 1]);
    }),
  );

  test(
    'connects again after a loss before the codes are checked, and repeats 27',
    marbles(({ expectObservable, scheduler }) => {
      const { steps, cuts, sent, server } = setup(scheduler, { codes: { email: 42 } });
      cuts.set(40, 1);
      //                cut at 25; connecting at 125, connected at 145, requested at 150
      const expected = '20ms c 4ms (rw) 116ms c 4ms r 4ms y 4ms (o|)';
      expectObservable(steps).toBe(expected);
      scheduler.flush();
      expect(server.askedAt).toEqual([0, 125]);
      expect([sent(27), sent(40), sent(30)]).toEqual([2, 2, 1]);
    }),
  );

  test(
    'loses the connection while the codes are waited for, and asks for them no second time',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const codes = cold('1s y', { y: { email: 42 } });
      const { steps, server, sent } = setup(scheduler, { codes: () => codes });
      scheduler.schedule(() => server.peer.fail(lost), 500);
      // Nobody needs a connection before the codes are there: the next one opens at 1025.
      const expected = '20ms c 4ms (rw) 1016ms c 4ms r 4ms y 4ms (o|)';
      expectObservable(steps).toBe(expected);
      expectSubscriptions(codes.subscriptions).toBe('25ms ^ 999ms !');
      scheduler.flush();
      expect(server.askedAt).toEqual([0, 1025]);
      expect([sent(27), sent(40), sent(30)]).toEqual([2, 1, 1]);
    }),
  );

  test(
    'never repeats 30: a link that dies after it leaves the outcome unknown',
    marbles(({ expectObservable, scheduler }) => {
      const { steps, cuts, sent, server } = setup(scheduler, { codes: { email: 42 } });
      cuts.set(30, 9);
      const error = expect.objectContaining({ code: 'onboarding-unknown', sent: true }) as unknown;
      expectObservable(steps).toBe('20ms c 4ms (rw) 1ms (y#)', undefined, error);
      scheduler.flush();
      expect(sent(30)).toBe(1);
      expect(server.peers).toHaveLength(1);
      expect(server.held).toBe(0);
    }),
  );

  test(
    'nor when it dies at the very moment of sending, as the first request of a connection',
    marbles(({ expectObservable, scheduler }) => {
      const { steps, cuts, sent } = setup(scheduler, { confirmation: false });
      cuts.set(30, 9);
      const error = expect.objectContaining({ code: 'onboarding-unknown', sent: true }) as unknown;
      expectObservable(steps).toBe('20ms (c#)', undefined, error);
      scheduler.flush();
      expect(sent(30)).toBe(1);
    }),
  );

  test(
    'gives up after so many losses',
    marbles(({ expectObservable, scheduler }) => {
      const { steps, cuts, server } = setup(scheduler, { codes: { email: 42 }, maxReconnects: 2 });
      cuts.set(27, 9);
      const error = expect.objectContaining({ code: 'connection-closed', command: 27 }) as unknown;
      //                cut at 20; again after 100 and 200 ms, each connected 20 ms later
      expectObservable(steps).toBe('20ms c 119ms c 219ms (c#)', undefined, error);
      scheduler.flush();
      expect(server.askedAt).toEqual([0, 120, 340]);
      expect(server.held).toBe(0);
    }),
  );

  describe('unsubscribing leaves nothing behind', () => {
    const leaving = (unsub: string, expected: string, ...subs: string[]) =>
      marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const codes = cold('1s y', { y: { email: 42 } });
        const { steps, server } = setup(scheduler, { codes: () => codes });
        expectObservable(steps, unsub).toBe(expected);
        expectSubscriptions(codes.subscriptions).toBe(subs);
        scheduler.flush();
        expect(server.held).toBe(0);
        expect(server.peers.some(({ isHeard }) => isHeard)).toBe(false);
        expect(scheduler.actions).toEqual([]);
      });

    test('while it opens', leaving('5ms !', '-'));
    test('while 27 is waited for', leaving('22ms !', '20ms c'));
    test('while the codes are waited for', leaving('500ms !', '20ms c 4ms (rw)', '25ms ^ 474ms !'));
    test(
      'while 30 is waited for',
      leaving('1032ms !', '20ms c 4ms (rw) 1001ms y', '25ms ^ 999ms !'),
    );
  });

  test(
    'while the next connection is waited for',
    marbles(({ expectObservable, scheduler }) => {
      const { steps, cuts, server } = setup(scheduler, { codes: { email: 42 } });
      cuts.set(27, 1);
      expectObservable(steps, '60ms !').toBe('20ms c');
      scheduler.flush();
      expect(server.peers).toHaveLength(1);
      expect(scheduler.actions).toEqual([]);
    }),
  );
});
