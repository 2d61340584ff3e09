import { describe, expect, test } from '@jest/globals';
import { Inbound, type InboundOptions } from '../../src/connection/inbound.js';
import type { Diagnostic } from '../../src/connection/index.js';
import { FrameReceiver, initialKey } from '../../src/wire/index.js';
import { Peer } from './support/peer.js';
import { watch } from './support/seen.js';

const tick = 8;

/** One read of the socket after the other: `read` ends it, as the microtask would. */
const setup = (options: Partial<InboundOptions> = {}) => {
  const peer = new Peer();
  const events: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const flushes: (() => void)[] = [];
  const inbound = new Inbound({
    socket: peer.socket,
    receiver: new FrameReceiver(initialKey()),
    runtime: { batch: (flush) => flushes.push(flush) },
    answer: (command, resCode, prefix, body) => {
      if (command < 50) return false;
      events.push(`reply ${command} ${resCode} ${prefix} ${Buffer.from(body()).toString()}`);
      return true;
    },
    onDiagnostic: (diagnostic) => {
      diagnostics.push(diagnostic);
      events.push(diagnostic.kind);
    },
    ...options,
  });
  inbound.tickFrames$.subscribe({
    next: ({ view, count, starts, ends }) => {
      const bodies = Array.from({ length: count }, (_, index) => {
        const start = starts[index] ?? 0;
        const bytes = Buffer.from(view.buffer, view.byteOffset + start, (ends[index] ?? 0) - start);
        return bytes.toString();
      });
      events.push(`ticks ${bodies.join(' ')}`);
    },
    complete: () => events.push('ticks complete'),
  });
  inbound.pushes$.subscribe({
    next: ({ command, resCode, body }) =>
      events.push(`push ${command} ${resCode} ${Buffer.from(body).toString()}`),
    complete: () => events.push('pushes complete'),
  });
  const running = watch(inbound.run());
  const read = (): void => {
    for (const flush of flushes.splice(0)) flush();
  };
  const frame = (command: number, body: string, code = 0): Uint8Array =>
    peer.seal(command, Buffer.from(body), { code, prefix: 7 });
  return { peer, inbound, running, events, diagnostics, flushes, read, frame };
};

const bad = Uint8Array.of(1, 2, 3);

describe('the messages of one read', () => {
  test('are taken together, by one flush', () => {
    const { peer, frame, events, flushes, read } = setup();
    peer.deliver(frame(tick, 'a'), frame(tick, 'b'), frame(tick, 'c'));
    expect(flushes).toHaveLength(1);
    expect(events).toEqual([]);
    read();
    expect(events).toEqual(['ticks a b c']);
    peer.deliver(frame(tick, 'd'));
    read();
    expect(events).toEqual(['ticks a b c', 'ticks d']);
  });

  test('keep their order, ticks and others', () => {
    const { peer, frame, events, read } = setup();
    peer.deliver(
      frame(tick, 'a'),
      frame(tick, 'b'),
      frame(17, 'details'),
      frame(tick, 'c'),
      frame(51, 'pong'),
      frame(13, 'x', 0),
      frame(tick, 'd'),
    );
    read();
    expect(events).toEqual([
      'ticks a b',
      'push 17 0 details',
      'ticks c',
      'reply 51 0 7 pong',
      'push 13 0 x',
      'ticks d',
    ]);
  });

  test('are told apart where the plaintext changes', () => {
    const { peer, frame, events, read } = setup();
    // Longer than what is joined: decrypted on its own.
    const large = 'L'.repeat(20_000);
    peer.deliver(frame(tick, large), frame(tick, 'a'), frame(tick, 'b'));
    read();
    expect(events).toEqual([`ticks ${large}`, 'ticks a b']);
  });

  test('a tick frame with an error code is no tick', () => {
    const { peer, frame, events, read } = setup();
    peer.deliver(frame(tick, 'a'), frame(tick, 'no', 3), frame(tick, 'b'));
    read();
    expect(events).toEqual(['ticks a', `push ${tick} 3 no`, 'ticks b']);
  });

  test('the body of a reply is a copy of its own', () => {
    const bodies: Uint8Array[] = [];
    const { peer, frame, read } = setup({
      answer: (_command, _resCode, _prefix, body) => bodies.push(body()) > 0,
    });
    peer.deliver(frame(51, 'pong'), frame(51, 'again'));
    read();
    expect(bodies.map((body) => Buffer.from(body).toString())).toEqual(['pong', 'again']);
    expect(bodies[0]?.buffer).not.toBe(bodies[1]?.buffer);
    expect(bodies.map(({ buffer }) => buffer.byteLength)).toEqual([4, 5]);
  });

  test('messages that arrive while they are handled belong to them', () => {
    const { peer, inbound, frame, events, read } = setup();
    inbound.pushes$.subscribe(({ command }) => {
      if (command === 17) peer.deliver(frame(tick, 'b'), frame(13, 'x'));
    });
    peer.deliver(frame(17, 'details'), frame(tick, 'a'));
    read();
    expect(events).toEqual(['push 17 0 details', 'ticks a', 'ticks b', 'push 13 0 x']);
    read();
    expect(events).toHaveLength(4);
  });
});

describe('bad messages', () => {
  test('are reported in their place, and the stream goes on', () => {
    const { peer, frame, events, diagnostics, read, running } = setup();
    const wrongPadding = frame(13, 'x');
    wrongPadding.fill(0xee, -16);
    peer.deliver(frame(13, 'a'), bad, frame(13, 'b'), wrongPadding, frame(tick, 'c'));
    read();
    expect(events).toEqual(['push 13 0 a', 'bad-frame', 'push 13 0 b', 'bad-frame', 'ticks c']);
    expect(diagnostics).toMatchObject([
      { kind: 'bad-frame', error: { code: 'frame-too-short' } },
      { kind: 'bad-frame', error: { code: 'padding' } },
    ]);
    expect(running.isOpen).toBe(true);
  });

  test('text is reported by its length', () => {
    const { peer, diagnostics, running } = setup();
    peer.text(12);
    expect(diagnostics).toEqual([{ kind: 'text-message', length: 12 }]);
    expect(running.isOpen).toBe(true);
  });

  test('more than the receiver takes ends the stream with its error, and not the process', () => {
    const { peer, running, flushes, frame, events } = setup({
      receiver: new FrameReceiver(initialKey(), { maxFrameBytes: 16 }),
    });
    const message = frame(tick, 'a');
    for (let count = 0; count < 50_000 && running.isOpen; count += 1) peer.deliver(message);
    expect(running.error).toMatchObject({ message: expect.stringContaining('bytes waiting') });
    expect(peer.isHeard).toBe(false);
    expect(flushes).toHaveLength(1);
    expect(events).toEqual(['ticks complete', 'pushes complete']);
  });

  test('an exception in the handling ends the stream, and not the process', () => {
    const { peer, running, frame, read } = setup({
      answer: () => {
        throw new Error('bug');
      },
    });
    peer.deliver(frame(51, 'pong'));
    read();
    expect(running.error).toEqual(new Error('bug'));
    expect(peer.isHeard).toBe(false);
  });
});

describe('the end', () => {
  test('comes after what came in before: a clean close', () => {
    const { peer, frame, events, running, read } = setup();
    peer.deliver(frame(tick, 'a'), frame(13, 'b'), frame(tick, 'c'));
    peer.closeClean();
    expect(events).toEqual([
      'ticks a',
      'push 13 0 b',
      'ticks c',
      'ticks complete',
      'pushes complete',
    ]);
    expect(running.isComplete).toBe(true);
    read();
    expect(events).toHaveLength(5);
  });

  test('comes after what came in before: a failure', () => {
    const { peer, frame, events, running } = setup();
    const error = new Error('lost');
    peer.deliver(frame(51, 'pong'));
    peer.fail(error);
    expect(events).toEqual(['reply 51 0 7 pong', 'ticks complete', 'pushes complete']);
    expect(running.error).toBe(error);
  });

  test('a failure of the texts counts, too', () => {
    const { running, peer } = setup({});
    expect(running.isOpen).toBe(true);
    const error = new Error('lost');
    const failing = setup({
      socket: { ...peer.socket, texts$: peer.socket.messages$ as never },
    });
    peer.fail(error);
    expect(failing.running.error).toBe(error);
  });

  test('nothing is delivered after unsubscribing, not even the rest of the same read', () => {
    const { peer, inbound, frame, events, running, read } = setup();
    inbound.pushes$.subscribe(({ command }) => {
      if (command === 13) running.subscription.unsubscribe();
    });
    peer.deliver(frame(tick, 'a'), frame(13, 'b'), frame(tick, 'c'), frame(51, 'd'), bad);
    read();
    expect(events).toEqual(['ticks a', 'push 13 0 b', 'ticks complete', 'pushes complete']);
    expect(peer.isHeard).toBe(false);
  });

  test('nothing is delivered when the read ends after unsubscribing', () => {
    const { peer, frame, events, running, read } = setup();
    peer.deliver(frame(13, 'a'));
    running.subscription.unsubscribe();
    read();
    expect(events).toEqual(['ticks complete', 'pushes complete']);
  });

  test('a socket that fails while its messages are handled ends the stream at once', () => {
    const { peer, inbound, frame, events, running, read } = setup();
    const error = new Error('lost');
    inbound.pushes$.subscribe(() => {
      peer.fail(error);
    });
    peer.deliver(frame(13, 'a'), frame(13, 'b'));
    read();
    expect(running.error).toBe(error);
    expect(events).toEqual(['push 13 0 a', 'ticks complete', 'pushes complete']);
  });
});
