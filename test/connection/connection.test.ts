import { describe, expect, test } from '@jest/globals';
import { NEVER, Observable, Subject, throwError } from 'rxjs';
import {
  BadReplyError,
  CommandRefusedError,
  ConnectionClosedError,
  RequestTimeoutError,
  SocketError,
} from '../../src/connection/index.js';
import { commands, type LoginStatus } from '../../src/wire/index.js';
import { connected, prepared, type Connected } from './support/connected.js';
import { bodyOf } from './support/peer.js';
import { watch } from './support/seen.js';

const none = new Uint8Array(0);

const status = (state: number): Uint8Array => bodyOf(commands.loginStatusPush, { state });

const sentOf = ({ peer }: Connected): number[] => peer.requests.map(({ command }) => command);

describe('exchange', () => {
  test('gives the reply, whatever its code', () => {
    const { connection, peer } = connected();
    const seen = watch(connection.exchange(9, Buffer.from('ask')));
    expect(peer.requests[0]).toMatchObject({
      command: 9,
      payload: Uint8Array.from(Buffer.from('ask')),
    });
    peer.push(9, Buffer.from('answer'), { code: 7 });
    expect(seen.values).toEqual([{ command: 9, resCode: 7, body: Buffer.from('answer') }]);
    expect(seen.isComplete).toBe(true);
  });

  test('is cold: each subscription sends', () => {
    const setup = connected();
    const request = setup.connection.exchange(9, none);
    expect(sentOf(setup)).toEqual([]);
    watch(request);
    setup.peer.push(9);
    watch(request);
    expect(sentOf(setup)).toEqual([9, 9]);
  });

  test('sends other random bytes with each request', () => {
    const { connection, peer } = connected();
    for (const command of [3, 4, 5, 6]) watch(connection.exchange(command, none));
    expect(new Set(peer.requests.map(({ prefix }) => prefix)).size).toBe(4);
  });

  test('takes any command id that fits the frame, known or not', () => {
    const setup = connected();
    const seen = watch(setup.connection.exchange(65_535, none));
    setup.peer.push(65_535, Buffer.from('x'));
    expect(seen.isComplete).toBe(true);
    expect(sentOf(setup)).toEqual([65_535]);
  });

  test.each([-1, 65_536, 1.5, NaN, Infinity])('does not take %d as a command id', (id) => {
    const setup = connected();
    const seen = watch(setup.connection.exchange(id, none));
    expect(seen.error).toEqual(
      new RangeError(`command: got ${id}, expected a whole number from 0 to 65535`),
    );
    expect(sentOf(setup)).toEqual([]);
    // And what follows is not harmed.
    watch(setup.connection.exchange(3, none));
    expect(sentOf(setup)).toEqual([3]);
  });

  test('times out after the time of the connection, or its own', () => {
    const { connection, clock } = connected({ requestTimeoutMs: 2000 });
    const usual = watch(connection.exchange(3, none));
    const short = watch(connection.exchange(4, none, { timeoutMs: 500 }));
    clock.advance(500);
    expect(short.error).toEqual(new RequestTimeoutError(4, 500));
    clock.advance(1499);
    expect(usual.isOpen).toBe(true);
    clock.advance(1);
    expect(usual.error).toEqual(new RequestTimeoutError(3, 2000));
  });
});

describe('request', () => {
  test('writes the value and reads the reply', () => {
    const { connection, peer } = connected();
    const seen = watch(connection.request(commands.traderParams, undefined));
    expect(peer.requests[0]?.payload).toEqual(none);
    const value = { trader_country: 'de', trader_currency: 'EUR' };
    peer.push(41, bodyOf(commands.traderParams, value));
    expect(seen.values).toEqual([value]);
    expect(seen.isComplete).toBe(true);
  });

  test('a code other than 0 is a refusal', () => {
    const { connection, peer } = connected();
    const seen = watch(connection.request(commands.account, undefined));
    peer.push(3, none, { code: 1 });
    expect(seen.error).toEqual(new CommandRefusedError(3, 1));
    expect(seen.error).toMatchObject({ command: 3, resCode: 1, code: 'command-refused' });
  });

  test.each([
    ['ends early', new Uint8Array(32), 'record-incomplete'],
    ['ends inside a field', new Uint8Array(33), 'field-truncated'],
    ['is empty', none, 'record-incomplete'],
  ])('a reply that %s is bad', (_, body, code) => {
    const { connection, peer } = connected();
    const seen = watch(connection.request(commands.traderParams, undefined));
    peer.push(41, body);
    expect(seen.error).toBeInstanceOf(BadReplyError);
    expect(seen.error).toMatchObject({ command: 41, code: 'bad-reply', cause: { code } });
  });

  test('bytes that no field claims are reported, and the reply is taken', () => {
    const { connection, peer, diagnostics } = connected();
    const seen = watch(connection.request(commands.ping, undefined));
    peer.push(51, new Uint8Array(70).fill(0xab));
    expect(seen.isComplete).toBe(true);
    expect(diagnostics).toContainEqual({
      kind: 'trailing-bytes',
      command: 51,
      length: 70,
      head: 'ab'.repeat(64),
    });
  });

  test('a value that does not fit is an error that names the field, and nothing is sent', () => {
    const setup = connected();
    const seen = watch(setup.connection.request(commands.bootstrap, { token: new Uint8Array(3) }));
    expect(seen.error).toMatchObject({ code: 'value' });
    expect((seen.error as Error).message).toContain('token');
    expect(sentOf(setup)).toEqual([]);
  });
});

describe('requestRaw', () => {
  test('gives the reply with code 0, and fails with any other', () => {
    const { connection, peer } = connected();
    const good = watch(connection.requestRaw(9, none));
    peer.push(9, Buffer.from('x'));
    expect(good.values).toEqual([{ command: 9, resCode: 0, body: Buffer.from('x') }]);
    const bad = watch(connection.requestRaw(9, none));
    peer.push(9, none, { code: 100 });
    expect(bad.error).toEqual(new CommandRefusedError(9, 100));
    expect(bad.values).toEqual([]);
  });
});

describe('the pace', () => {
  /** When requests of this command went out, each answered at once, asked for all at the same time. */
  const times = (command: number, count: number, setup = connected()): number[] => {
    const at: number[] = [];
    setup.peer.onRequest = (request) => {
      at.push(setup.clock.now());
      setup.peer.push(request.command, none, { prefix: request.prefix });
    };
    for (let index = 0; index < count; index += 1) watch(setup.connection.exchange(command, none));
    setup.clock.advance(60_000);
    return at;
  };

  test('is 20 at once and then 10 a second', () => {
    const at = times(3, 50);
    expect(at.filter((time) => time === 0)).toHaveLength(20);
    expect(at.at(-1)).toBe(3000);
    // And no more than 20 in any second.
    for (const start of at) {
      expect(at.filter((time) => time >= start && time < start + 1000).length).toBeLessThanOrEqual(
        20,
      );
    }
  });

  test('is 5 a second for trading', () => {
    expect(times(12, 11)).toEqual([0, 0, 0, 0, 0, 1000, 1000, 1000, 1000, 1000, 2000]);
  });

  test('is one a second for command 41', () => {
    expect(times(41, 4)).toEqual([0, 1000, 2000, 3000]);
  });

  test('holds where requests leave, however slow the replies were', () => {
    const setup = connected();
    const at: number[] = [];
    let isFirst = true;
    setup.peer.onRequest = ({ command }) => {
      at.push(setup.clock.now());
      const delayMs = isFirst ? 5000 : 0;
      isFirst = false;
      setup.clock.schedule(() => {
        setup.peer.push(command);
      }, delayMs);
    };
    for (let index = 0; index < 4; index += 1) watch(setup.connection.exchange(41, none));
    setup.clock.advance(60_000);
    expect(at).toEqual([0, 5000, 6000, 7000]);
  });

  test('holds over all connections of a session', () => {
    const first = connected();
    expect(times(41, 1, first)).toEqual([0]);
    const { clock, pacer } = first;
    watch(first.connection.exchange(41, none));
    expect(clock.now()).toBe(60_000);
    first.running.subscription.unsubscribe();
    const second = connected({ clock, pacer });
    expect(times(41, 2, second)).toEqual([61_000, 62_000]);
  });

  test('is the one that is asked for', () => {
    const limits = {
      commands: { count: 2, perMs: 500 },
      trading: { count: 1 },
      traderParams: { count: 3, perMs: 100, burst: 3 },
    };
    expect(times(3, 5, connected({ limits }))).toEqual([0, 0, 500, 500, 1000]);
    expect(times(12, 2, connected({ limits }))).toEqual([0, 1000]);
    expect(times(41, 4, connected({ limits }))).toEqual([0, 0, 0, 100]);
  });

  test.each([0, 28, 51])('never holds up command %i', (command) => {
    const setup = connected();
    const at: number[] = [];
    for (let index = 0; index < 30; index += 1) watch(setup.connection.exchange(100 + index, none));
    const before = setup.peer.requests.length;
    expect(before).toBe(20);
    setup.peer.onRequest = () => at.push(setup.clock.now());
    watch(setup.connection.exchange(command, none));
    expect(at).toEqual([0]);
    expect(setup.peer.requests).toHaveLength(21);
  });

  test('of one kind does not hold up the other', () => {
    const setup = connected();
    for (let index = 0; index < 30; index += 1) watch(setup.connection.exchange(100 + index, none));
    watch(setup.connection.exchange(12, none));
    watch(setup.connection.exchange(41, none));
    expect(sentOf(setup).slice(20)).toEqual([12, 41]);
  });

  test('bounds what waits', () => {
    const setup = connected({ limits: { maxQueue: 3 } });
    const seen = Array.from({ length: 25 }, () => watch(setup.connection.exchange(3, none)));
    const failed = seen.filter(({ errors }) => errors.length > 0);
    expect(failed).toHaveLength(21);
    expect(failed[0]?.error).toMatchObject({ code: 'request-queue-full', command: 3, maxQueue: 3 });
  });

  test('shows how many wait for their turn, and closing it fails them', () => {
    const setup = connected();
    const commandsAsked = Array.from({ length: 22 }, (_, index) => 100 + index);
    const seen = [...commandsAsked, 41, 41, 12].map((id) =>
      watch(setup.connection.exchange(id, none)),
    );
    expect(setup.pacer.queued).toBe(2);
    const error = new Error('closed');
    setup.pacer.close(error);
    expect(setup.pacer.queued).toBe(0);
    expect(seen.filter(({ errors }) => errors.length > 0).map((one) => one.error)).toEqual([
      ...[error, error],
    ]);
    expect(watch(setup.connection.exchange(41, none)).isOpen).toBe(true);
    expect(watch(setup.connection.exchange(5, none)).error).toBe(error);
  });
});

describe('pushes', () => {
  test('of one command are decoded', () => {
    const { connection, peer } = connected();
    const seen = watch(connection.on(commands.loginStatusPush));
    const values: LoginStatus[] = [{ state: 0 }, { state: 7 }];
    peer.push(15, status(0));
    peer.push(14, none);
    peer.push(15, status(7));
    expect(seen.values).toEqual(values);
  });

  test('with bytes that no field claims are taken, and these reported', () => {
    const { connection, peer, diagnostics } = connected();
    const seen = watch(connection.on(commands.loginStatusPush));
    peer.push(15, Uint8Array.of(...status(3), 0xca, 0xfe));
    expect(seen.values).toEqual([{ state: 3 }]);
    expect(diagnostics).toEqual([{ kind: 'trailing-bytes', command: 15, length: 2, head: 'cafe' }]);
  });

  test('that end early are left out and reported', () => {
    const { connection, peer, diagnostics } = connected();
    const seen = watch(connection.on(commands.loginStatusPush));
    peer.push(15, none);
    peer.push(15, status(1));
    expect(seen.values).toEqual([{ state: 1 }]);
    expect(diagnostics).toEqual([
      { kind: 'short-push', command: 15, missing: ['login_status.state'] },
    ]);
  });

  test('that cannot be decoded are left out and reported', () => {
    const { connection, peer, diagnostics } = connected();
    const seen = watch(connection.on(commands.loginStatusPush));
    peer.push(15, Uint8Array.of(1, 2));
    peer.push(15, status(1));
    expect(seen.values).toEqual([{ state: 1 }]);
    expect(diagnostics).toMatchObject([
      { kind: 'bad-push', command: 15, error: { code: 'field-truncated' } },
    ]);
  });

  test('with an error code are no values, but reported', () => {
    const { connection, peer, diagnostics } = connected();
    const seen = watch(connection.on(commands.loginStatusPush));
    peer.push(15, status(1), { code: 9 });
    expect(seen.values).toEqual([]);
    expect(diagnostics).toEqual([{ kind: 'unsolicited-reply', command: 15, resCode: 9 }]);
  });

  test('of unknown commands are reported, and reach those who look', () => {
    const { connection, peer, diagnostics } = connected();
    const seen = watch(connection.pushes$);
    peer.push(1, Buffer.from('new'));
    expect(diagnostics).toEqual([{ kind: 'unknown-command', command: 1, length: 3 }]);
    expect(seen.values).toMatchObject([{ command: 1, resCode: 0, body: Buffer.from('new') }]);
  });

  test.each([
    ['a request', 3],
    ['an id that the official client never uses', 52],
  ])('with the command of %s are replies that nobody asked for', (_, command) => {
    const { peer, diagnostics } = connected();
    peer.push(command);
    expect(diagnostics).toEqual([{ kind: 'unsolicited-reply', command, resCode: 0 }]);
  });

  test('of known commands, and of one that is both, are no news', () => {
    const { peer, diagnostics } = connected();
    for (const command of [10, 13, 14, 15, 17, 19, 20, 23]) peer.push(command);
    expect(diagnostics).toEqual([]);
  });

  test('complete with the connection', () => {
    const { connection, running } = connected();
    const seen = [
      watch(connection.on(commands.loginStatusPush)),
      watch(connection.pushes$),
      watch(connection.tickFrames$),
    ];
    running.subscription.unsubscribe();
    expect(seen.map(({ isComplete }) => isComplete)).toEqual([true, true, true]);
  });
});

describe('the end', () => {
  const lost = new SocketError('lost', 'connection dropped', 1006);

  test('of the socket is the failure of the connection', () => {
    const { peer, running } = connected();
    peer.fail(lost);
    expect(running.error).toBe(lost);
  });

  test('in order is a failure, too', () => {
    const { peer, running } = connected();
    peer.closeClean();
    expect(running.error).toMatchObject({ code: 'socket', kind: 'clean' });
  });

  test('of the work is the failure of the connection, which leaves the socket', () => {
    const work = new Subject<never>();
    const { peer, running } = connected({ work: () => work });
    const error = new Error('cannot serve');
    work.error(error);
    expect(running.error).toBe(error);
    expect(peer.isHeard).toBe(false);
  });

  test('work that completes ends nothing', () => {
    const work = new Subject<never>();
    const { running } = connected({ work: () => work });
    work.complete();
    expect(running.isOpen).toBe(true);
  });

  test('fails at once what was sent, what waits for its slot and what waits for its turn', () => {
    const { connection, peer, clock, pacer } = connected({ limits: { commands: { count: 1 } } });
    const [sent, forSlot, forTurn] = [3, 3, 4].map((id) => watch(connection.exchange(id, none)));
    expect(pacer.queued).toBe(1);
    peer.fail(lost);
    expect(sent?.error).toMatchObject({ command: 3, sent: true, cause: lost });
    expect(forSlot?.error).toMatchObject({ command: 3, sent: false, cause: lost });
    expect(forTurn?.error).toMatchObject({ command: 4, sent: false, cause: lost });
    expect(pacer.queued).toBe(0);
    expect(clock.timers).toBe(0);
  });

  test('fails what is asked later', () => {
    const { connection, peer } = connected();
    peer.fail(lost);
    const late = watch(connection.exchange(3, none));
    expect(late.error).toBeInstanceOf(ConnectionClosedError);
    expect(late.error).toMatchObject({ sent: false, cause: lost });
  });

  test('answers before it fails: the reply came in the same read', () => {
    const flushes: (() => void)[] = [];
    const { connection, peer } = connected({ batch: (flush) => flushes.push(flush) });
    const seen = watch(connection.exchange(3, none));
    peer.push(3, Buffer.from('just in time'));
    peer.fail(lost);
    expect(seen.isComplete).toBe(true);
  });

  test('takes down the work first, then fails the requests of others: they find it gone', () => {
    const order: string[] = [];
    const { connection, peer } = connected({
      work: () =>
        new Observable<never>(() => () => {
          order.push('work is called off');
        }),
    });
    connection.exchange(3, none).subscribe({
      error: () => order.push('request fails'),
    });
    peer.fail(lost);
    expect(order).toEqual(['work is called off', 'request fails']);
  });

  test('names its own cause although requests of the work fail with it', () => {
    const { peer, running } = connected({
      work: (live) => live.request(commands.account, undefined) as unknown as Observable<never>,
    });
    peer.fail(new SocketError('fatal', 'policy', 1008));
    expect(running.error).toMatchObject({ kind: 'fatal' });
  });

  test.each([
    [
      'that fails',
      (work: Subject<never>) => {
        work.error(new Error('enough'));
      },
    ],
    [
      'that is left',
      (_work: Subject<never>, { running }: Connected) => {
        running.subscription.unsubscribe();
      },
    ],
  ])('of a connection %s sends nothing more', (_, end) => {
    const failing = new Subject<never>();
    const setup = connected({
      work: (live) =>
        new Observable((subscriber) => {
          subscriber.add(failing.subscribe(subscriber));
          subscriber.add(live.exchange(9, none).subscribe({ error: () => undefined }));
        }),
    });
    const { peer, connection, clock } = setup;
    peer.onRequest = ({ command, prefix }) => {
      peer.push(command, none, { prefix });
    };
    for (const command of [3, 4, 5]) watch(connection.exchange(command, none));
    expect(connection.echoes).toBe(true);
    // The request of the work is in flight: with an echo, calling it off frees its command.
    const queued = watch(connection.exchange(9, Buffer.from('queued')));
    end(failing, setup);
    expect(sentOf(setup)).toEqual([9, 3, 4, 5]);
    expect(queued.error).toMatchObject({ command: 9, sent: false });
    expect(clock.timers).toBe(0);
  });

  test('is known to those who hear of it: what they ask then is not sent', () => {
    const { connection, peer, clock, pacer } = prepared();
    const asked: unknown[] = [];
    const running = connection.run(NEVER).subscribe({
      error: () => {
        connection.exchange(3, none).subscribe({ error: (error: unknown) => asked.push(error) });
      },
    });
    peer.fail(lost);
    expect(asked).toMatchObject([{ sent: false, cause: lost }]);
    expect(peer.requests).toEqual([]);
    expect(running.closed).toBe(true);
    expect([clock.timers, pacer.queued]).toEqual([0, 0]);
  });

  test('by unsubscribing leaves no timer and no subscription', () => {
    const { connection, peer, running, clock, pacer } = connected();
    for (let index = 0; index < 30; index += 1) watch(connection.exchange(100 + index, none));
    watch(connection.exchange(3, none)).subscription.unsubscribe();
    expect(clock.timers).toBeGreaterThan(0);
    running.subscription.unsubscribe();
    expect(clock.timers).toBe(0);
    expect(pacer.queued).toBe(0);
    expect(peer.isHeard).toBe(false);
  });

  test('may come at once', () => {
    const error = new Error('at once');
    const { running, connection } = connected({ work: () => throwError(() => error) });
    expect(running.error).toBe(error);
    expect(watch(connection.exchange(3, none)).error).toMatchObject({ sent: false, cause: error });
  });
});

describe('limits and echo', () => {
  test('a frame beyond maxFrameBytes is reported and skipped', () => {
    const { peer, diagnostics, connection } = connected({ maxFrameBytes: 64 });
    const seen = watch(connection.pushes$);
    peer.push(15, new Uint8Array(100));
    peer.push(15, status(1));
    expect(diagnostics).toMatchObject([{ kind: 'bad-frame', error: { code: 'frame-too-long' } }]);
    expect(seen.values).toHaveLength(1);
  });

  test('knows whether the server echoes', () => {
    const { peer, connection, diagnostics } = connected();
    peer.onRequest = ({ command, prefix }) => {
      peer.push(command, none, { prefix });
    };
    expect(connection.echoes).toBeUndefined();
    for (const command of [3, 4, 5]) watch(connection.exchange(command, none));
    expect(connection.echoes).toBe(true);
    expect(diagnostics).toEqual([{ kind: 'echo', echoed: true }]);
  });

  test('has the number that it was given', () => {
    expect(connected({ work: () => NEVER }).connection.number).toBe(1);
  });
});
