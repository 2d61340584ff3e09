import { describe, expect, test } from '@jest/globals';
import { Decryptor, Encryptor } from '../../../src/wire/cipher/index.js';
import { FrameReceiver, openReply, sealReply } from '../../../src/wire/frame/index.js';
import { ProtocolError } from '../../../src/wire/protocol-error.js';
import { Random } from '../support/random.js';
import { RecordingSink } from './recording-sink.js';

/** Damages a message in one of the ways that a network or a bad server would. */
function mutate(random: Random, message: Buffer, encryptor: Encryptor): Buffer {
  switch (random.below(7)) {
    case 0:
      return message.subarray(0, random.below(message.length));
    case 1: {
      const bit = random.below(8 * message.length);
      message.writeUInt8(message.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      return message;
    }
    case 2:
      message.writeUInt32LE(random.below(2 ** 32), 0);
      return message;
    case 3:
      message.writeUInt32LE(random.below(2 ** 32), 4);
      return message;
    case 4: {
      // A cut that the header confirms.
      const body = message.subarray(8, 8 + random.below(message.length - 7));
      const header = Buffer.alloc(8);
      header.writeUInt32LE(body.length, 0);
      header.writeUInt32LE(1, 4);
      return Buffer.concat([header, body]);
    }
    case 5: {
      // Whole, but with too little inside, or only just enough.
      const cipher = encryptor.encrypt(random.bytes(random.below(7)));
      return Buffer.concat([Buffer.of(cipher.length, 0, 0, 0, 1, 0, 0, 0), cipher]);
    }
    default:
      return random.bytes(random.below(100));
  }
}

describe('FrameReceiver under 100,000 damaged messages', () => {
  test('never throws, keeps order, reads every whole frame', () => {
    const random = new Random(20_261_120);
    const key = random.bytes(32);
    const encryptor = new Encryptor(key);
    const receiver = new FrameReceiver(key);
    const codec = new Decryptor(key);
    const codes = new Map<string, number>();

    for (let done = 0; done < 100_000;) {
      const sink = new RecordingSink();
      const expected: (number | string)[] = [];
      for (let left = random.between(1, 60); left > 0; left -= 1, done += 1) {
        const command = random.below(0x10000);
        const body = random.bytes(random.next() < 0.001 ? 20_000 : random.below(80));
        const whole = sealReply(encryptor, { prefix: done & 0xffff, command, code: 0, body });
        receiver.push(whole);
        expected.push(command);

        const damaged = mutate(random, Buffer.from(whole), encryptor);
        // The one-frame reader, itself held to the plain cipher elsewhere, is the judge.
        const judged = openReply(codec, damaged);
        expected.push(judged._tag === 'Right' ? judged.right.command : judged.left.code);
        receiver.push(damaged);
      }
      receiver.flush(sink);
      if (sink.outline.join() !== expected.join()) expect(sink.outline).toEqual(expected);
      for (const error of sink.errors) {
        if (!(error instanceof ProtocolError)) throw new Error('an error of another kind');
        codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
      }
    }

    expect([...codes.keys()].sort()).toEqual([
      'cipher-length',
      'frame-length',
      'frame-too-short',
      'frame-version',
      'inner-too-short',
      'padding',
    ]);
    expect(Math.min(...codes.values())).toBeGreaterThan(1_000);
  });
});
