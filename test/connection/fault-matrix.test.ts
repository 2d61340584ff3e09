import { describe, expect, test } from '@jest/globals';
import { EMPTY, Observable, throwError } from 'rxjs';
import { SocketError } from '../../src/connection/index.js';
import { replyMs, type FakeServer } from './support/fake-server.js';
import { open } from './support/session.js';

/**
 * What goes wrong, at every step of the first connection; the second one is sound.
 * `connection`: over which one the session is live in the end. `failure`: what
 * ended the first, if anything did. `oddities`: the diagnostics, echo apart.
 */
interface Outcome {
  readonly connection: 1 | 2;
  readonly failure?: RegExp;
  readonly oddities?: readonly string[];
  /** When the session is live, or live again. */
  readonly at: number;
}

type Prepare = (server: FakeServer) => void;

const lost = new SocketError('lost', 'connection dropped', 1006);
const garbage = [Uint8Array.of(1, 2, 3), new Uint8Array(24), new Uint8Array(40).fill(0xee)];
/** A header that tells the truth, above bytes that no key makes sense of. */
const undecipherable = Uint8Array.of(16, 0, 0, 0, 1, 0, 0, 0, ...new Uint8Array(16).fill(0x5a));

const firstOpening =
  (opening: () => Observable<never>): Prepare =>
  (server) => {
    server.opening = (_peer, connection) => (connection === 1 ? opening() : undefined);
  };

/** What the server does in place of its first answer to this command. */
const firstAnswer =
  (command: number, fault: keyof typeof answers, skip = 0): Prepare =>
  (server) => {
    let left = skip;
    server.handle = (request, peer, connection) => {
      if (connection !== 1 || request.command !== command) return false;
      left -= 1;
      if (left >= 0) return false;
      // Half-open is for good, all else happens once.
      if (fault !== 'half-open') server.handle = () => false;
      answers[fault](server, request, peer);
      return true;
    };
  };

type Answer = (
  server: FakeServer,
  request: Parameters<FakeServer['answer']>[0],
  peer: FakeServer['peer'],
) => void;

const answers = {
  drop: (server, _request, peer) => {
    server.after(peer, replyMs, () => {
      peer.fail(lost);
    });
  },
  'half-open': () => undefined,
  'clean close': (server, _request, peer) => {
    server.after(peer, replyMs, () => {
      peer.closeClean();
    });
  },
  garbage: (server, request, peer) => {
    server.after(peer, replyMs, () => {
      peer.deliver(...garbage, undecipherable);
      peer.text(7);
      server.answer(request, peer, replyMs);
    });
  },
  delay: (server, request, peer) => {
    server.answer(request, peer, 7000);
  },
  'duplicate reply': (server, request, peer) => {
    server.answer(request, peer, replyMs, 2);
  },
} as const satisfies Record<string, Answer>;

/** From the loss to the next live connection: the delay with its jitter, opening, two replies. */
const again = 1500 + 20;
const garbled = [...new Array<string>(4).fill('bad-frame'), 'text-message'];

const matrix: readonly (readonly [string, string, Prepare, Outcome])[] = [
  [
    ...(['connect', 'drop'] as const),
    firstOpening(() => throwError(() => new SocketError('refused', 'ECONNRESET'))),
    { connection: 2, failure: /^Socket refused: ECONNRESET/, at: again },
  ],
  [
    ...(['connect', 'half-open'] as const),
    // A socket that does not open gives up by itself.
    (server) => {
      server.opening = (peer, connection) =>
        connection > 1
          ? undefined
          : new Observable((subscriber) => {
              server.after(peer, 15_000, () => {
                subscriber.error(new SocketError('refused', 'did not open within 15000 ms'));
              });
            });
    },
    { connection: 2, failure: /did not open within 15000 ms/, at: 15_000 + again },
  ],
  [
    ...(['connect', 'clean close'] as const),
    firstOpening(() => EMPTY),
    { connection: 2, failure: /^Socket clean: closed by the server/, at: again },
  ],
  [
    ...(['connect', 'garbage'] as const),
    firstOpening(() => throwError(() => new SocketError('refused', 'Parse Error'))),
    { connection: 2, failure: /Parse Error/, at: again },
  ],
  [
    ...(['connect', 'delay'] as const),
    (server) => {
      server.opening = (peer, connection) =>
        connection === 1 ? server.opensAfter(peer, 9000) : undefined;
    },
    { connection: 1, at: 9010 },
  ],

  ...(['bootstrap', 'login'] as const).flatMap((phase) => {
    const command = phase === 'bootstrap' ? 0 : 28;
    /** When the request is at the server. */
    const asked = phase === 'bootstrap' ? 10 : 15;
    const rest = phase === 'bootstrap' ? replyMs : 0;
    const answered = asked + replyMs;
    const outcomes: Record<keyof typeof answers, Outcome> = {
      drop: { connection: 2, failure: /^Socket lost: connection dropped/, at: answered + again },
      'half-open': {
        connection: 2,
        failure: new RegExp(`^Handshake failed at ${phase}: No reply to ${phase} within 30000 ms`),
        at: asked + 30_000 + again,
      },
      'clean close': { connection: 2, failure: /^Socket clean/, at: answered + again },
      garbage: { connection: 1, oddities: garbled, at: answered + replyMs + rest },
      delay: { connection: 1, at: asked + 7000 + rest },
      'duplicate reply': {
        connection: 1,
        // The second key reply is under the first key, which is not in force any more.
        oddities: [phase === 'bootstrap' ? 'bad-frame' : 'unsolicited-reply'],
        at: answered + rest,
      },
    };
    return Object.entries(outcomes).map(
      ([fault, outcome]) =>
        [phase, fault, firstAnswer(command, fault as keyof typeof answers), outcome] as const,
    );
  }),

  // From the second ping on, which goes out at 5.02 s.
  ...(
    [
      ['drop', { connection: 2, failure: /^Socket lost/, at: 5025 + again }],
      [
        'half-open',
        { connection: 2, failure: /^No answer to pings for 19995 ms/, at: 20_020 + again },
      ],
      ['clean close', { connection: 2, failure: /^Socket clean/, at: 5025 + again }],
      ['garbage', { connection: 1, oddities: garbled, at: 20 }],
      ['delay', { connection: 1, at: 20 }],
      ['duplicate reply', { connection: 1, oddities: ['unsolicited-reply'], at: 20 }],
    ] as const
  ).map(([fault, outcome]) => ['live', fault, firstAnswer(51, fault, 1), outcome] as const),
];

describe('a fault in the phase', () => {
  test('is tried in all of them', () => {
    // A duplicate of what is not there yet is no case.
    expect(matrix).toHaveLength(4 * 6 - 1);
  });

  test.each(matrix)('%s: %s', (_phase, _fault, prepare, outcome) => {
    const opened = open({}, prepare);
    const { clock, seen, state, statuses, diagnostics, server, pacer } = opened;
    clock.advance(90_000);

    expect(state.status).toMatchObject({
      ...{ state: 'authenticated', connection: outcome.connection, since: outcome.at },
      attempt: outcome.connection - 1,
    });
    expect(seen.values.at(-1)?.number).toBe(outcome.connection);
    expect(seen.isOpen).toBe(true);

    const failures = statuses.filter((status) => status.state === 'disconnected').slice(1);
    expect(failures.map(({ reason }) => reason)).toEqual(
      outcome.failure === undefined ? [] : [expect.stringMatching(outcome.failure)],
    );
    const oddities = diagnostics.map(({ kind }) => kind).filter((kind) => kind !== 'echo');
    expect(oddities).toEqual(outcome.oddities ?? []);

    // It still is a live connection, and the only one.
    expect(server.held).toBe(1);
    expect(server.peer.requests.length).toBeGreaterThan(12);

    seen.subscription.unsubscribe();
    expect(clock.timers).toBe(0);
    expect(pacer.queued).toBe(0);
    expect(server.held).toBe(0);
    expect(server.peers.some(({ isHeard }) => isHeard)).toBe(false);
  });
});
