import * as E from 'fp-ts/lib/Either.js';
import { createDecipheriv } from 'node:crypto';
import { Decryptor, FrameReceiver, openReply, type FrameSink } from '../../../src/wire/index.js';
import type { Contender } from '../harness.js';
import type { Settings, Subject } from '../subject.js';
import { randomMessages, sessionKey } from '../support/messages.js';
import { timed } from '../timing.js';

const messageCount = 400;
const outerHeaderBytes = 8;
const zeroIv = Buffer.alloc(16);

/** Only counts: what is measured ends where frames are handed over. */
class CountingSink implements FrameSink {
  bytes = 0;

  frame(
    _command: number,
    _code: number,
    _prefix: number,
    _view: DataView,
    _bytes: Buffer,
    start: number,
    end: number,
  ): void {
    this.bytes += end - start;
  }

  error(error: Error): void {
    throw error;
  }
}

function naive(ciphers: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const cipher of ciphers) {
    const decipher = createDecipheriv('aes-256-cbc', sessionKey, zeroIv);
    bytes += Buffer.concat([decipher.update(cipher), decipher.final()]).length;
  }
  return bytes;
}

function oneByOne(decryptor: Decryptor, ciphers: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const cipher of ciphers) {
    const plain = decryptor.decrypt(cipher);
    if (E.isLeft(plain)) throw plain.left;
    bytes += plain.right.length;
  }
  return bytes;
}

function opened(decryptor: Decryptor, messages: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const message of messages) {
    const frame = openReply(decryptor, message);
    if (E.isLeft(frame)) throw frame.left;
    bytes += frame.right.body.length;
  }
  return bytes;
}

function batched(receiver: FrameReceiver, messages: readonly Uint8Array[], batch: number): number {
  const sink = new CountingSink();
  for (let first = 0; first < messages.length; first += batch) {
    const end = Math.min(first + batch, messages.length);
    for (let index = first; index < end; index += 1) receiver.push(messages[index] as Uint8Array);
    receiver.flush(sink);
  }
  return sink.bytes;
}

function contenders(cipherBytes: number, settings: Settings): Contender[] {
  const messages = randomMessages(messageCount, cipherBytes);
  const ciphers = messages.map((message) => message.subarray(outerHeaderBytes));
  const decryptor = new Decryptor(sessionKey);
  const opener = new Decryptor(sessionKey);
  const size = `${cipherBytes} B`;
  const ratioTo = `${size}, createDecipheriv per frame`;
  const isSmall = cipherBytes === 64;
  const ours = (name: string, aim: number | undefined, body: () => number): Contender =>
    timed(
      { name: `${size}, ${name}`, ratioTo, ...(aim !== undefined && { aim: { atLeast: aim } }) },
      messageCount,
      body,
      settings,
    );
  const inBatches = (batch: number, aim: number | undefined): Contender => {
    const receiver = new FrameReceiver(sessionKey);
    return ours(`FrameReceiver, ${batch} per read`, aim, () => batched(receiver, messages, batch));
  };
  return [
    timed({ name: ratioTo }, messageCount, () => naive(ciphers), settings),
    ours('Decryptor, one by one', 2.5, () => oneByOne(decryptor, ciphers)),
    ours('openReply, one by one', undefined, () => opened(opener, messages)),
    inBatches(16, isSmall ? 12 : undefined),
    inBatches(100, isSmall ? 12 : undefined),
  ];
}

/** Frames of 64 and 512 bytes of ciphertext: the naive way is a decipher for each. */
export const decrypt: Subject = {
  title: 'decrypt a frame (AES-256)',
  prepare: (settings) => ({
    contenders: [64, 512].flatMap((cipherBytes) => contenders(cipherBytes, settings)),
  }),
};
