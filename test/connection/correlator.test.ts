import { describe, expect, test } from '@jest/globals';
import { Observable, retry, Subscription } from 'rxjs';
import {
  ConnectionClosedError,
  Correlator,
  RequestQueueFullError,
  RequestTimeoutError,
  type CorrelatorOptions,
  type Diagnostic,
  type Reply,
} from '../../src/connection/index.js';
import { Clock } from './support/clock.js';
import { watch, type Seen } from './support/seen.js';

interface Sent {
  readonly command: number;
  readonly prefix: number;
  readonly name: string;
  readonly at: number;
}

const tombstoneMs = 500;

const setup = (options: Partial<CorrelatorOptions> = {}) => {
  const clock = new Clock();
  const sent: Sent[] = [];
  const diagnostics: Diagnostic[] = [];
  const socket = { isOpen: true };
  let prefix = 100;
  const correlator = new Correlator({
    send: (command, sentPrefix, payload) => {
      if (!socket.isOpen) return false;
      const name = Buffer.from(payload).toString();
      sent.push({ command, prefix: sentPrefix, name, at: clock.now() });
      return true;
    },
    inTurn: (_command, work) => work,
    nextPrefix: () => (prefix += 1),
    tombstoneMs,
    maxQueue: 1000,
    scheduler: clock,
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    ...options,
  });
  const ask = (command: number, name: string, timeoutMs: number | undefined = 1000): Seen<Reply> =>
    watch(correlator.request(command, Buffer.from(name), timeoutMs));
  /** A frame; its two bytes are no echo unless they are given. */
  const answer = (command: number, body: string, frame: { prefix?: number; code?: number } = {}) =>
    correlator.accept(command, frame.code ?? 0, frame.prefix ?? 0, () => Buffer.from(body));
  const names = (): string[] => sent.map(({ name }) => name);
  return { clock, correlator, sent, names, diagnostics, socket, ask, answer };
};

const text = ({ values }: Seen<Reply>): string[] =>
  values.map(({ body }) => Buffer.from(body).toString());

const proveEcho = ({ ask, answer, sent }: ReturnType<typeof setup>): void => {
  for (let round = 0; round < 3; round += 1) {
    ask(90, 'proof');
    answer(90, 'proof', { prefix: sent.at(-1)?.prefix ?? -1 });
  }
  sent.length = 0;
};

describe('one command', () => {
  test('a request is sent when it is subscribed to, once for each subscription', () => {
    const { correlator, names } = setup();
    const request = correlator.request(3, Buffer.from('a'), 1000);
    expect(names()).toEqual([]);
    watch(request);
    watch(request);
    expect(names()).toEqual(['a']);
    expect(correlator.pending).toBe(2);
  });

  test('a reply completes its request, and goes to no other', () => {
    const { ask, answer, correlator, clock } = setup();
    const a = ask(3, 'a');
    const b = ask(4, 'b');
    expect(answer(3, 'A', { code: 7 })).toBe(true);
    expect(a.values).toEqual([{ command: 3, resCode: 7, body: Buffer.from('A') }]);
    expect(a.isComplete).toBe(true);
    expect(b.isOpen).toBe(true);
    expect(correlator.pending).toBe(1);
    answer(4, 'B');
    expect(clock.timers).toBe(0);
  });

  test('the body is made only when a request takes it', () => {
    const { correlator } = setup();
    const body = (): never => {
      throw new Error('made');
    };
    expect(correlator.accept(3, 0, 0, body)).toBe(false);
  });

  test('requests go out one after another, in the order of asking', () => {
    const { ask, answer, names } = setup();
    const asked = ['a', 'b', 'c'].map((name) => ask(3, name));
    expect(names()).toEqual(['a']);
    answer(3, 'A');
    expect(names()).toEqual(['a', 'b']);
    answer(3, 'B');
    answer(3, 'C');
    expect(names()).toEqual(['a', 'b', 'c']);
    expect(asked.map(text)).toEqual([['A'], ['B'], ['C']]);
  });

  test('different commands do not wait for each other', () => {
    const { ask, answer, names } = setup();
    const slow = ask(3, 'slow');
    const quick = ask(4, 'quick');
    expect(names()).toEqual(['slow', 'quick']);
    answer(4, 'Q');
    expect(quick.isComplete).toBe(true);
    expect(slow.isOpen).toBe(true);
  });

  test('a frame that nobody waits for is not taken', () => {
    const { ask, answer } = setup();
    expect(answer(3, 'A')).toBe(false);
    ask(3, 'a');
    expect(answer(4, 'A')).toBe(false);
    expect(answer(3, 'A')).toBe(true);
    expect(answer(3, 'A')).toBe(false);
  });

  test('a push with the id of a waiting request completes it, as in the official client', () => {
    const { ask, answer, diagnostics } = setup();
    const a = ask(20, 'a');
    expect(answer(20, 'a push', { prefix: 0x5555 })).toBe(true);
    expect(text(a)).toEqual(['a push']);
    expect(diagnostics).toEqual([{ kind: 'echo', echoed: false }]);
  });
});

describe('the timeout', () => {
  test('fails the request', () => {
    const { ask, clock } = setup();
    const a = ask(3, 'a', 1000);
    clock.advance(999);
    expect(a.isOpen).toBe(true);
    clock.advance(1);
    expect(a.error).toEqual(new RequestTimeoutError(3, 1000));
    expect(a.error).toMatchObject({ command: 3, timeoutMs: 1000, code: 'request-timeout' });
  });

  test('counts from sending, not from queueing', () => {
    const { ask, answer, clock } = setup();
    ask(3, 'a', 1000);
    const b = ask(3, 'b', 1000);
    clock.advance(900);
    answer(3, 'A');
    clock.advance(999);
    expect(b.isOpen).toBe(true);
    clock.advance(1);
    expect(b.error).toBeInstanceOf(RequestTimeoutError);
  });

  test('may be none', () => {
    const { correlator, clock, answer } = setup();
    const a = watch(correlator.request(7, Buffer.from('a'), undefined));
    expect(clock.timers).toBe(0);
    clock.advance(1e9);
    expect(a.isOpen).toBe(true);
    answer(7, 'A');
    expect(a.isComplete).toBe(true);
  });
});

describe('the tombstone of a timed-out request', () => {
  test('takes the late reply, so that it does not answer the next request', () => {
    const { ask, answer, clock, names, diagnostics } = setup();
    ask(3, 'a', 1000);
    const b = ask(3, 'b', 1000);
    clock.advance(1200);
    expect(names()).toEqual(['a']);
    expect(answer(3, 'A, late')).toBe(true);
    expect(diagnostics).toEqual([{ kind: 'late-reply', command: 3, lateMs: 200 }]);
    expect(names()).toEqual(['a', 'b']);
    expect(b.isOpen).toBe(true);
    answer(3, 'B');
    expect(text(b)).toEqual(['B']);
    expect(clock.timers).toBe(0);
  });

  test('keeps the command closed for its time, and opens it then', () => {
    const { ask, clock, sent } = setup();
    ask(3, 'a', 1000);
    clock.advance(1100);
    const b = ask(3, 'b', 300);
    clock.advance(399);
    expect(sent).toHaveLength(1);
    clock.advance(1);
    expect(sent[1]).toMatchObject({ name: 'b', at: 1500 });
    // The wait behind a tombstone does not count either.
    clock.advance(299);
    expect(b.isOpen).toBe(true);
    clock.advance(1);
    expect(b.error).toBeInstanceOf(RequestTimeoutError);
  });

  test('concerns its own command only', () => {
    const { ask, clock, names } = setup();
    ask(3, 'a', 1000);
    clock.advance(1000);
    ask(4, 'b');
    expect(names()).toEqual(['a', 'b']);
  });

  test('is gone after its time: a very late reply is nobody`s', () => {
    const { ask, answer, clock } = setup();
    ask(3, 'a', 1000);
    clock.advance(1500);
    expect(clock.timers).toBe(0);
    expect(answer(3, 'A, very late')).toBe(false);
  });

  test('a request made again from the error handler waits behind it', () => {
    const { correlator, answer, clock, names } = setup();
    const seen = watch(correlator.request(3, Buffer.from('a'), 1000).pipe(retry(1)));
    clock.advance(1000);
    expect(names()).toEqual(['a']);
    answer(3, 'A, late');
    expect(names()).toEqual(['a', 'a']);
    expect(seen.isOpen).toBe(true);
    answer(3, 'A');
    expect(text(seen)).toEqual(['A']);
  });
});

describe('unsubscribing', () => {
  test('withdraws a queued request', () => {
    const { ask, answer, names, correlator } = setup();
    ask(3, 'a');
    const b = ask(3, 'b');
    ask(3, 'c');
    b.subscription.unsubscribe();
    expect(correlator.pending).toBe(2);
    answer(3, 'A');
    answer(3, 'C');
    expect(names()).toEqual(['a', 'c']);
    expect(b.values).toEqual([]);
  });

  test('after sending gives up the reply only, which still answers nobody else', () => {
    const { ask, answer, names, diagnostics, clock } = setup();
    const a = ask(3, 'a');
    const b = ask(3, 'b');
    clock.advance(10);
    a.subscription.unsubscribe();
    expect(names()).toEqual(['a']);
    clock.advance(30);
    expect(answer(3, 'A')).toBe(true);
    expect(diagnostics).toEqual([{ kind: 'late-reply', command: 3, lateMs: 30 }]);
    expect(a.values).toEqual([]);
    expect(b.isOpen).toBe(true);
    expect(names()).toEqual(['a', 'b']);
  });

  test('cancels the timeout', () => {
    const { ask, clock } = setup();
    const a = ask(3, 'a', 1000);
    a.subscription.unsubscribe();
    clock.advance(tombstoneMs);
    expect(clock.timers).toBe(0);
    clock.advance(1000);
    expect(a.errors).toEqual([]);
  });

  test('after the reply does nothing', () => {
    const { ask, answer, clock, names } = setup();
    const a = ask(3, 'a');
    answer(3, 'A');
    a.subscription.unsubscribe();
    expect(clock.timers).toBe(0);
    ask(3, 'b');
    expect(names()).toEqual(['a', 'b']);
  });
});

describe('the end of the connection', () => {
  const cause = new Error('gone');

  test('fails everything that waits, and tells what had been sent', () => {
    const { ask, correlator, clock } = setup();
    const [sent, queued, other] = [ask(3, 'a'), ask(3, 'b'), ask(4, 'c')];
    correlator.close(cause);
    expect(sent.error).toEqual(new ConnectionClosedError(3, true, cause));
    expect(queued.error).toEqual(new ConnectionClosedError(3, false, cause));
    expect(other.error).toEqual(new ConnectionClosedError(4, true, cause));
    expect(sent.error).toMatchObject({ sent: true, cause });
    expect(queued.error).toMatchObject({ sent: false, cause });
    expect(correlator.pending).toBe(0);
    expect(clock.timers).toBe(0);
  });

  test('fails what is asked later at once', () => {
    const { ask, correlator, names } = setup();
    correlator.close(cause);
    correlator.close(new Error('a second close'));
    const late = ask(3, 'late');
    expect(late.error).toMatchObject({ command: 3, sent: false, cause });
    expect(names()).toEqual([]);
  });

  test('removes tombstones with their timers', () => {
    const { ask, correlator, clock, answer } = setup();
    ask(3, 'a').subscription.unsubscribe();
    expect(clock.timers).toBe(1);
    correlator.close();
    expect(clock.timers).toBe(0);
    expect(answer(3, 'A')).toBe(false);
  });

  test('a request made again from the error handler fails, and is not sent', () => {
    const { correlator, names } = setup();
    const seen = watch(correlator.request(3, Buffer.from('a'), 1000).pipe(retry(2)));
    correlator.close(cause);
    expect(seen.error).toMatchObject({ sent: false, cause });
    expect(names()).toEqual(['a']);
  });

  test('an error handler may call off others', () => {
    const { correlator, ask, clock } = setup();
    const others = new Subscription();
    const errors: unknown[] = [];
    correlator.request(3, Buffer.from('a'), 1000).subscribe({
      error: (error: unknown) => {
        errors.push(error);
        others.unsubscribe();
      },
    });
    const [queued, inFlight] = [ask(3, 'b'), ask(4, 'c')];
    others.add(queued.subscription);
    others.add(inFlight.subscription);
    correlator.close(cause);
    expect(errors).toHaveLength(1);
    expect([...queued.errors, ...inFlight.errors]).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  test('stopping sends nothing more, but fails nothing yet', () => {
    const { ask, correlator, names, clock } = setup();
    const a = ask(3, 'a');
    const b = ask(3, 'b');
    correlator.stop();
    const c = ask(4, 'c');
    a.subscription.unsubscribe();
    expect(names()).toEqual(['a']);
    expect(clock.timers).toBe(0);
    expect([b.isOpen, c.isOpen]).toEqual([true, true]);
    correlator.close(cause);
    expect(b.error).toMatchObject({ sent: false });
    expect(c.error).toMatchObject({ sent: false });
  });

  test('a socket that takes no more fails the request as not sent', () => {
    const { ask, socket, clock } = setup();
    socket.isOpen = false;
    const a = ask(3, 'a');
    expect(a.error).toMatchObject({ command: 3, sent: false });
    expect(clock.timers).toBe(0);
  });

  test('a long queue that fails at once does not fill the stack', () => {
    const { ask, socket, answer, correlator } = setup({ maxQueue: 10_000 });
    ask(3, 'first');
    const rest = Array.from({ length: 5000 }, () => ask(3, 'x'));
    socket.isOpen = false;
    answer(3, 'A');
    expect(rest.every(({ error }) => error instanceof ConnectionClosedError)).toBe(true);
    expect(correlator.pending).toBe(0);
  });
});

describe('the queue', () => {
  test('is bounded, over all commands; what is in flight does not count', () => {
    const { ask, answer } = setup({ maxQueue: 2 });
    ask(3, 'a');
    ask(4, 'b');
    const kept = [ask(3, 'c'), ask(4, 'd')];
    const refused = ask(3, 'e');
    expect(refused.error).toEqual(new RequestQueueFullError(3, 2));
    expect(refused.error).toMatchObject({ code: 'request-queue-full', command: 3, maxQueue: 2 });
    expect(kept.every(({ isOpen }) => isOpen)).toBe(true);
    expect(ask(5, 'sent at once').isOpen).toBe(true);
    answer(3, 'A');
    expect(ask(3, 'f').isOpen).toBe(true);
  });

  test('counts what waits for its turn', () => {
    const { ask } = setup({ maxQueue: 1, inTurn: () => new Observable<never>() });
    expect(ask(3, 'a').isOpen).toBe(true);
    expect(ask(4, 'b').error).toBeInstanceOf(RequestQueueFullError);
  });
});

describe('the rate limit', () => {
  /** Turns that come when the test says so. */
  const byHand = () => {
    const turns: { command: number; come: () => void; fail: (error: unknown) => void }[] = [];
    const left: number[] = [];
    const inTurn: CorrelatorOptions['inTurn'] = (command, work) =>
      new Observable((subscriber) => {
        turns.push({
          command,
          come: () => subscriber.add(work.subscribe(subscriber)),
          fail: (error) => {
            subscriber.error(error);
          },
        });
        subscriber.add(() => left.push(command));
      });
    return { turns, left, inTurn };
  };

  test('comes right before sending: what waits for its slot takes no turn', () => {
    const { turns, inTurn } = byHand();
    const { ask, answer, names } = setup({ inTurn });
    ask(3, 'a');
    ask(3, 'b');
    expect(turns).toHaveLength(1);
    turns[0]?.come();
    expect(names()).toEqual(['a']);
    expect(turns).toHaveLength(1);
    answer(3, 'A');
    expect(turns).toHaveLength(2);
    turns[1]?.come();
    expect(names()).toEqual(['a', 'b']);
  });

  test('does not count for the timeout', () => {
    const { turns, inTurn } = byHand();
    const { ask, clock } = setup({ inTurn });
    const a = ask(3, 'a', 1000);
    clock.advance(5000);
    expect(a.isOpen).toBe(true);
    turns[0]?.come();
    clock.advance(999);
    expect(a.isOpen).toBe(true);
    clock.advance(1);
    expect(a.error).toBeInstanceOf(RequestTimeoutError);
  });

  test('a request that is called off leaves its turn, and no tombstone', () => {
    const { turns, left, inTurn } = byHand();
    const { ask, clock, answer } = setup({ inTurn });
    const a = ask(3, 'a');
    ask(3, 'b');
    expect(answer(3, 'too early')).toBe(false);
    a.subscription.unsubscribe();
    expect(left).toEqual([3]);
    expect(turns).toHaveLength(2);
    expect(clock.timers).toBe(0);
  });

  test('fails the request with its error when there is no turn', () => {
    const { turns, inTurn } = byHand();
    const { ask } = setup({ inTurn });
    const [a, b] = [ask(3, 'a'), ask(3, 'b')];
    const error = new Error('closed');
    turns[0]?.fail(error);
    expect(a.error).toBe(error);
    expect(b.isOpen).toBe(true);
    expect(turns).toHaveLength(2);
  });

  test('a turn that comes after the stop sends nothing', () => {
    const { turns, inTurn } = byHand();
    const { ask, correlator, names } = setup({ inTurn });
    const a = ask(3, 'a');
    correlator.stop();
    turns[0]?.come();
    expect(names()).toEqual([]);
    correlator.close();
    expect(a.error).toMatchObject({ sent: false });
  });

  test('after the stop no turns are taken', () => {
    const { turns, inTurn } = byHand();
    const { ask, correlator } = setup({ inTurn });
    correlator.stop();
    ask(3, 'a');
    expect(turns).toEqual([]);
  });

  test('the end of the connection leaves the turns', () => {
    const { left, inTurn } = byHand();
    const { ask, correlator } = setup({ inTurn });
    const a = ask(3, 'a');
    correlator.close();
    expect(left).toEqual([3]);
    expect(a.error).toMatchObject({ sent: false });
  });
});

describe('re-entrancy', () => {
  test('the subscriber of a reply sends the next request', () => {
    const { correlator, answer, names } = setup();
    const got: string[] = [];
    const chain = (left: number): void => {
      correlator.request(3, Buffer.from(`ask ${left}`), 1000).subscribe(({ body }) => {
        got.push(Buffer.from(body).toString());
        if (left > 0) chain(left - 1);
      });
    };
    chain(2);
    answer(3, 'A');
    answer(3, 'B');
    answer(3, 'C');
    expect(names()).toEqual(['ask 2', 'ask 1', 'ask 0']);
    expect(got).toEqual(['A', 'B', 'C']);
    expect(correlator.pending).toBe(0);
  });

  test('the next request does not overtake those that wait', () => {
    const { correlator, answer, ask, names } = setup();
    correlator.request(3, Buffer.from('a'), 1000).subscribe(() => {
      ask(3, 'late');
    });
    ask(3, 'early');
    answer(3, 'A');
    answer(3, 'B');
    expect(names()).toEqual(['a', 'early', 'late']);
  });

  test('a reply that comes while sending is the reply', () => {
    const { correlator, names, clock, ...rest } = setup({
      send: (command, prefix) => correlator.accept(command, 0, prefix, () => Buffer.from('now')),
    });
    const a = rest.ask(3, 'a');
    expect(text(a)).toEqual(['now']);
    expect(a.isComplete).toBe(true);
    expect(clock.timers).toBe(0);
    expect(names()).toEqual([]);
  });

  test('the subscriber of a reply calls off those that wait', () => {
    const { correlator, answer, ask, names } = setup();
    const others = new Subscription();
    correlator.request(3, Buffer.from('a'), 1000).subscribe(() => {
      others.unsubscribe();
    });
    others.add(ask(3, 'b').subscription);
    answer(3, 'A');
    expect(names()).toEqual(['a']);
    expect(correlator.pending).toBe(0);
  });

  test('a request that cannot be made fails itself only', () => {
    const { ask, answer, correlator } = setup({
      nextPrefix: () => {
        throw new Error('no random bytes');
      },
    });
    const [a, b] = [ask(3, 'a'), ask(3, 'b')];
    expect(a.error).toEqual(new Error('no random bytes'));
    expect(b.error).toEqual(new Error('no random bytes'));
    expect(answer(3, 'A')).toBe(false);
    expect(correlator.pending).toBe(0);
  });
});

describe('a server that echoes the random bytes', () => {
  test('is known after three replies', () => {
    const { ask, answer, correlator, sent, diagnostics } = setup();
    for (const expected of [undefined, undefined, true]) {
      ask(3, 'a');
      answer(3, 'A', { prefix: sent.at(-1)?.prefix ?? -1 });
      expect(correlator.echoes).toBe(expected);
    }
    expect(diagnostics).toEqual([{ kind: 'echo', echoed: true }]);
  });

  test('is known not to be one after a single mismatch, for good', () => {
    const { ask, answer, correlator, sent, diagnostics } = setup();
    ask(3, 'a');
    answer(3, 'A', { prefix: sent.at(-1)?.prefix ?? -1 });
    ask(3, 'b');
    answer(3, 'B', { prefix: 1 });
    expect(correlator.echoes).toBe(false);
    for (let round = 0; round < 5; round += 1) {
      ask(3, 'c');
      answer(3, 'C', { prefix: sent.at(-1)?.prefix ?? -1 });
    }
    expect(correlator.echoes).toBe(false);
    expect(diagnostics).toEqual([{ kind: 'echo', echoed: false }]);
  });

  test('a push with the id of a waiting request is told apart', () => {
    const made = setup();
    proveEcho(made);
    const a = made.ask(20, 'a');
    expect(made.answer(20, 'a push', { prefix: 0 })).toBe(false);
    expect(a.isOpen).toBe(true);
    expect(made.answer(20, 'A', { prefix: made.sent[0]?.prefix ?? -1 })).toBe(true);
    expect(text(a)).toEqual(['A']);
  });

  test('a tombstone holds nothing up, and the late reply is told apart', () => {
    const made = setup();
    proveEcho(made);
    const { ask, answer, sent, names, clock, diagnostics } = made;
    diagnostics.length = 0;
    ask(3, 'a', 100);
    clock.advance(100);
    const b = ask(3, 'b', 1000);
    expect(names()).toEqual(['a', 'b']);
    clock.advance(50);
    expect(answer(3, 'A, late', { prefix: sent[0]?.prefix ?? -1 })).toBe(true);
    expect(b.isOpen).toBe(true);
    expect(diagnostics).toEqual([{ kind: 'late-reply', command: 3, lateMs: 50 }]);
    expect(answer(3, 'B', { prefix: sent[1]?.prefix ?? -1 })).toBe(true);
    expect(text(b)).toEqual(['B']);
    expect(clock.timers).toBe(0);
  });

  test('late replies may come in any order', () => {
    const made = setup();
    proveEcho(made);
    const { ask, answer, sent, correlator, clock } = made;
    for (const name of ['a', 'b', 'c']) ask(3, name).subscription.unsubscribe();
    for (const late of [1, 2, 0]) {
      expect(answer(3, 'late', { prefix: sent[late]?.prefix ?? -1 })).toBe(true);
    }
    expect(answer(3, 'twice', { prefix: sent[0]?.prefix ?? -1 })).toBe(false);
    expect(correlator.pending).toBe(0);
    expect(clock.timers).toBe(0);
  });

  test('a tombstone of before the proof opens its command with the proof', () => {
    const made = setup();
    const { ask, names, correlator } = made;
    ask(3, 'a').subscription.unsubscribe();
    const b = ask(3, 'b');
    expect(names()).toEqual(['a']);
    for (let round = 0; round < 3; round += 1) {
      ask(90, 'proof');
      const proof = made.sent.findLast(({ name }) => name === 'proof');
      made.answer(90, 'proof', { prefix: proof?.prefix ?? -1 });
    }
    expect(correlator.echoes).toBe(true);
    expect(names()).toEqual(['a', 'proof', 'proof', 'proof', 'b']);
    expect(b.isOpen).toBe(true);
  });
});
