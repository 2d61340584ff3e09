import { describe, expect, test } from '@jest/globals';
import { KeyLengthError } from '../../../src/wire/cipher/index.js';
import { FrameReceiver, type ReplyFrame } from '../../../src/wire/frame/index.js';
import { Random } from '../support/random.js';
import {
  referenceEncrypt,
  referenceEncryptRaw,
  referenceMessage,
  referenceReply,
} from '../support/reference-cipher.js';
import { replyVectors, vectorFrameBytes, vectorPrefix } from './frame-vectors.js';
import { RecordingSink } from './recording-sink.js';

const key = new Random(1).bytes(32);
const otherKey = new Random(2).bytes(16);

/** A frame that is told by its command. */
function message(command: number, bodyLength = 3, under: Uint8Array = key): Buffer {
  const body = Buffer.alloc(bodyLength, command);
  return referenceReply(under, { prefix: command, command, code: 0, body });
}

const badVersion = referenceMessage(new Uint8Array(16), 16, 2);
const badPadding = referenceMessage(referenceEncryptRaw(key, new Uint8Array(32)));
const shortInner = referenceMessage(referenceEncrypt(key, Uint8Array.of(1, 2, 3, 4)));

function flushed(receiver: FrameReceiver, ...messages: readonly Uint8Array[]): RecordingSink {
  const sink = new RecordingSink();
  for (const each of messages) receiver.push(each);
  receiver.flush(sink);
  return sink;
}

describe('FrameReceiver reads', () => {
  test.each(replyVectors)('wire vector $id', ({ key: hexKey, inner, command, code, body, hex }) => {
    const sink = flushed(new FrameReceiver(vectorFrameBytes(hexKey)), vectorFrameBytes(hex));
    expect(sink.events).toEqual([
      { prefix: vectorPrefix(inner), command, code, body: vectorFrameBytes(body) },
    ]);
  });

  test.each([16, 24, 32])(
    'with a key of %d bytes, in any batches, what a new decipher for each frame reads',
    (keyLength) => {
      const random = new Random(30 + keyLength);
      const ownKey = random.bytes(keyLength);
      const receiver = new FrameReceiver(ownKey);
      const sink = new RecordingSink();
      const sent: ReplyFrame[] = [];
      for (let batch = 0; batch < 300; batch += 1) {
        for (let left = random.between(1, 30); left > 0; left -= 1) {
          const large = random.next() < 0.01;
          const frame: ReplyFrame = {
            prefix: random.below(0x10000),
            command: random.below(0x10000),
            code: random.below(256),
            body: random.bytes(large ? random.between(20_000, 70_000) : random.between(0, 400)),
          };
          sent.push(frame);
          const wire = referenceReply(ownKey, frame);
          receiver.push(wire);
          // The caller's buffer is free again as soon as push returns.
          wire.fill(0xee);
        }
        receiver.flush(sink);
      }
      expect(sent.length).toBeGreaterThan(4_000);
      expect(sink.events.length).toBe(sent.length);
      // The bodies are compared at the end: they stay valid after later batches.
      const { frames } = sink;
      const wrong = sent.findIndex((frame, index) => {
        const got = frames[index];
        return (
          got?.prefix !== frame.prefix ||
          got.command !== frame.command ||
          got.code !== frame.code ||
          Buffer.compare(got.body, frame.body) !== 0
        );
      });
      expect(wrong).toBe(-1);
    },
  );

  test.each([
    ['first', [40_000, 3, 3]],
    ['in the middle', [3, 40_000, 3]],
    ['last', [3, 3, 40_000]],
    ['alone', [40_000]],
    ['each', [40_000, 50_000, 300_000, 17_000]],
  ])('a large frame %s in the batch, in order', (_name, lengths) => {
    const receiver = new FrameReceiver(key);
    for (let round = 0; round < 3; round += 1) {
      const sink = flushed(receiver, ...lengths.map((length, index) => message(index, length)));
      expect(sink.outline).toEqual(lengths.map((_, index) => index));
      expect(sink.frames.map(({ body }) => body.length)).toEqual(lengths);
      expect(sink.frames.every(({ body, command }) => body.every((b) => b === command))).toBe(true);
    }
  });

  test('more than one piece of joined ciphertext, and more frames than first allotted', () => {
    const receiver = new FrameReceiver(key);
    for (const [count, length] of [
      [5_000, 200],
      [50, 9_000],
      [3, 400_000],
    ] as const) {
      const messages = Array.from({ length: count }, (_, index) => message(index, length));
      const sink = flushed(receiver, message(9), ...messages);
      expect(sink.outline).toEqual([9, ...messages.map((_, index) => index)]);
      expect(sink.frames.at(-1)?.body).toEqual(Buffer.alloc(length, count - 1));
    }
  });

  test('nothing from nothing', () => {
    const sink = flushed(new FrameReceiver(key));
    expect(sink.events).toEqual([]);
  });

  test('counts what waits', () => {
    const receiver = new FrameReceiver(key);
    const counts = [receiver.pending];
    for (const each of [message(1, 40_000), badVersion, message(2)]) {
      receiver.push(each);
      counts.push(receiver.pending);
    }
    receiver.flush(new RecordingSink());
    expect([...counts, receiver.pending]).toEqual([0, 1, 2, 3, 0]);
  });
});

describe('FrameReceiver reports a bad message in its place', () => {
  test('header faults, bad padding and short frames among good ones', () => {
    const sink = flushed(
      new FrameReceiver(key),
      new Uint8Array(5),
      message(1),
      badVersion,
      badPadding,
      message(2),
      referenceMessage(new Uint8Array(16), 17),
      referenceMessage(new Uint8Array(0)),
      shortInner,
      message(3),
      referenceMessage(new Uint8Array(20)),
    );
    expect(sink.outline).toEqual([
      'frame-too-short',
      1,
      'frame-version',
      'padding',
      2,
      'frame-length',
      'cipher-length',
      'inner-too-short',
      3,
      'cipher-length',
    ]);
    expect(sink.errors.map(({ context }) => context)).toEqual([
      { position: 0, messageLength: 5 },
      { position: 2, version: 2, expected: 1 },
      { position: 3, cipherLength: 32, head: badPadding.subarray(8, 24).toString('hex') },
      { position: 5, bodyLength: 17, bytesFollowing: 16 },
      { position: 6, cipherLength: 0, head: '' },
      { position: 7, innerLength: 4, expected: 5 },
      { position: 9, cipherLength: 20, head: '00'.repeat(16) },
    ]);
  });

  test('a large message with bad padding, or with nothing inside', () => {
    const large = Buffer.alloc(32_768);
    const cipher = referenceEncryptRaw(key, large);
    const sink = flushed(new FrameReceiver(key), referenceMessage(cipher), message(1), badPadding);
    expect(sink.outline).toEqual(['padding', 1, 'padding']);
    expect(sink.errors[0]?.context).toEqual({
      position: 0,
      cipherLength: 32_768,
      head: cipher.subarray(0, 16).toString('hex'),
    });
    expect(sink.errors[1]?.context).toMatchObject({ position: 2 });
  });

  test('positions start again with every flush', () => {
    const receiver = new FrameReceiver(key);
    flushed(receiver, message(1), badVersion);
    const sink = flushed(receiver, badPadding, badVersion);
    expect(sink.errors.map(({ context }) => context['position'])).toEqual([0, 1]);
  });

  test('a message above the limit', () => {
    const receiver = new FrameReceiver(key, { maxFrameBytes: 64 });
    const sink = flushed(receiver, message(1, 100), message(2, 50));
    expect(sink.outline).toEqual(['frame-too-long', 2]);
    expect(sink.errors[0]?.context).toEqual({ position: 0, cipherLength: 112, maxFrameBytes: 64 });
  });

  test('says nothing of plaintext or key', () => {
    const secret = Buffer.from('password'.repeat(3) + '\u0000');
    const sink = flushed(
      new FrameReceiver(key),
      referenceMessage(referenceEncryptRaw(key, Buffer.concat([secret, Buffer.alloc(7)]))),
      referenceMessage(referenceEncrypt(key, Buffer.from('pass'))),
    );
    expect(sink.outline).toEqual(['padding', 'inner-too-short']);
    const told = JSON.stringify(sink.errors.map(({ message: text, context }) => [text, context]));
    for (const bytes of [Buffer.from('pass'), key]) {
      expect(told).not.toContain(bytes.toString('hex').slice(0, 8));
      expect(told).not.toContain(bytes.toString('latin1'));
    }
  });
});

describe('FrameReceiver changes its key', () => {
  test('between batches', () => {
    const receiver = new FrameReceiver(key);
    expect(flushed(receiver, message(1)).outline).toEqual([1]);
    receiver.setKey(otherKey);
    expect(flushed(receiver, message(2, 3, otherKey), message(3, 3, otherKey)).outline).toEqual([
      2, 3,
    ]);
    expect(flushed(receiver, message(4)).outline).toEqual(['padding']);
  });

  test('not while frames wait', () => {
    for (const waiting of [message(1), message(1, 40_000), badPadding]) {
      const receiver = new FrameReceiver(key);
      receiver.push(waiting);
      expect(() => receiver.setKey(otherKey)).toThrow(
        'FrameReceiver: setKey() with 1 messages waiting; flush first',
      );
      receiver.flush(new RecordingSink());
      receiver.setKey(otherKey);
      expect(flushed(receiver, message(2, 3, otherKey)).outline).toEqual([2]);
    }
  });

  test('while only messages wait that were refused already', () => {
    const receiver = new FrameReceiver(key);
    receiver.push(badVersion);
    receiver.setKey(otherKey);
    expect(flushed(receiver, message(2, 3, otherKey)).outline).toEqual(['frame-version', 2]);
  });

  test.each([
    ['small frames', 3, 3],
    ['a large frame first', 40_000, 3],
    ['a large frame behind', 3, 40_000],
    ['large frames', 40_000, 40_000],
  ])('at the frame that brings it, whatever arrived with it: %s', (_name, before, behind) => {
    const receiver = new FrameReceiver(key);
    const sink = new RecordingSink();
    sink.onEvent = (event) => {
      if ('body' in event && event.command === 1) receiver.setKey(otherKey);
    };
    const messages = [
      message(1, before),
      badVersion,
      message(2, behind, otherKey),
      message(3, behind, otherKey),
      message(4, 3, key),
      message(5, 3, otherKey),
    ];
    for (const each of messages) receiver.push(each);
    receiver.flush(sink);
    expect(sink.outline).toEqual([1, 'frame-version', 2, 3, 'padding', 5]);
    expect(sink.errors.map(({ context }) => context['position'])).toEqual([1, 4]);
    expect(sink.frames.every(({ body, command }) => body.every((b) => b === command))).toBe(true);
  });

  test('several times in one batch', () => {
    const keys = [key, otherKey, new Random(3).bytes(24)];
    const receiver = new FrameReceiver(key);
    const sink = new RecordingSink();
    sink.onEvent = (event) => {
      if ('body' in event) receiver.setKey(keys[(event.command + 1) % 3] ?? key);
    };
    for (let command = 0; command < 100; command += 1) {
      receiver.push(message(command, 20, keys[command % 3]));
    }
    receiver.flush(sink);
    expect(sink.outline).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  test('not from the error before a large frame, which is read already', () => {
    const receiver = new FrameReceiver(key);
    const sink = new RecordingSink();
    sink.onEvent = () => receiver.setKey(otherKey);
    receiver.push(badVersion);
    receiver.push(message(1, 40_000));
    expect(() => receiver.flush(sink)).toThrow('setKey() with 1 messages waiting');
    sink.onEvent = () => undefined;
    receiver.flush(sink);
    expect(sink.outline).toEqual(['frame-version', 1]);
  });

  test('from an error, for the frames behind it', () => {
    const receiver = new FrameReceiver(key);
    const sink = new RecordingSink();
    sink.onEvent = (event) => {
      if (!('body' in event)) receiver.setKey(otherKey);
    };
    for (const each of [message(1), badVersion, message(2, 3, otherKey)]) receiver.push(each);
    receiver.flush(sink);
    expect(sink.outline).toEqual([1, 'frame-version', 2]);
  });

  test('from an error, for a large message that is pushed meanwhile', () => {
    const receiver = new FrameReceiver(key);
    const sink = new RecordingSink();
    sink.onEvent = (event) => {
      if ('body' in event) return;
      receiver.push(message(1, 40_000, otherKey));
      receiver.setKey(otherKey);
    };
    receiver.push(badVersion);
    receiver.flush(sink);
    expect(sink.outline).toEqual(['frame-version', 1]);
  });

  test('not to a key that AES does not know', () => {
    const receiver = new FrameReceiver(key);
    expect(() => receiver.setKey(new Uint8Array(20))).toThrow(KeyLengthError);
    expect(flushed(receiver, message(1)).outline).toEqual([1]);
    expect(() => new FrameReceiver(new Uint8Array(5))).toThrow(KeyLengthError);
  });
});

describe('FrameReceiver outlives its sink', () => {
  test.each([0, 1, 2, 3, 4])('that throws at event %d: the rest waits for the next flush', (at) => {
    const receiver = new FrameReceiver(key);
    const sink = new RecordingSink();
    sink.onEvent = () => {
      if (sink.events.length === at + 1) throw new Error('sink failed');
    };
    const messages = [message(1, 40_000), badVersion, message(2), badPadding, message(3)];
    for (const each of messages) receiver.push(each);
    expect(() => receiver.flush(sink)).toThrow('sink failed');
    expect(receiver.pending).toBe(4 - at);
    receiver.push(message(4));
    receiver.flush(sink);
    expect(sink.outline).toEqual([1, 'frame-version', 2, 'padding', 3, 4]);
    expect(flushed(receiver, message(5, 40_000), message(6)).outline).toEqual([5, 6]);
  });

  test('that throws at everything', () => {
    const receiver = new FrameReceiver(key);
    const sink = new RecordingSink();
    sink.onEvent = () => {
      throw new Error('sink failed');
    };
    for (let command = 0; command < 20; command += 1) receiver.push(message(command));
    while (receiver.pending > 0) expect(() => receiver.flush(sink)).toThrow('sink failed');
    expect(sink.outline).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  test('that pushes: its messages come last, in the same flush', () => {
    const receiver = new FrameReceiver(key);
    const sink = new RecordingSink();
    sink.onEvent = (event) => {
      if (!('body' in event) || event.command > 2) return;
      receiver.push(message(10 + event.command, 30_000));
      receiver.push(badVersion);
    };
    for (const each of [message(1), message(2), message(3)]) receiver.push(each);
    receiver.flush(sink);
    expect(sink.outline).toEqual([1, 2, 3, 11, 'frame-version', 12, 'frame-version']);
    expect(receiver.pending).toBe(0);
  });

  test('that flushes: refused', () => {
    const receiver = new FrameReceiver(key);
    const sink = new RecordingSink();
    sink.onEvent = () => {
      receiver.flush(sink);
    };
    receiver.push(message(1));
    expect(() => receiver.flush(sink)).toThrow('flush() called by its own sink');
    expect(receiver.pending).toBe(0);
  });
});

describe('FrameReceiver bounds', () => {
  test('refuses more than twice the longest frame and 1 MiB without a flush', () => {
    const receiver = new FrameReceiver(key, { maxFrameBytes: 1_024 });
    const each = message(1, 1_000);
    const limit = 2 * 1_024 + 1_048_576;
    const fits = Math.floor(limit / (each.length + 8));
    for (let index = 0; index < fits; index += 1) receiver.push(each);
    expect(() => receiver.push(each)).toThrow(`limit ${limit}; call flush()`);
    const sink = new RecordingSink();
    receiver.flush(sink);
    expect(sink.events.length).toBe(fits);
    expect(flushed(receiver, each).outline).toEqual([1]);
  });

  test('refuses a limit that is no length', () => {
    expect(() => new FrameReceiver(key, { maxFrameBytes: 0 })).toThrow(RangeError);
  });
});
