import { commands, Encryptor, outerHeaderBytes, sealReply, writeOuter } from '../../wire/index.js';
import type { Chance } from './chance.js';

/**
 * Messages that no server sends:
 * - `text`: a text message; `short`: less than an outer header; `empty`: a header and no more.
 * - `length`, `version`: a header that lies about its length, or has version 2.
 * - `block`: a ciphertext that is no multiple of 16; `padding`: one whose padding is wrong.
 * - `inner`: three bytes under the right key, less than an inner header.
 * - `command`: a push of command 999; `body`: an account push that ends in a number.
 */
export const garbageSorts = [
  ...(['text', 'short', 'empty', 'length', 'version', 'block', 'padding'] as const),
  ...(['inner', 'command', 'body'] as const),
] as const;

export type GarbageSort = (typeof garbageSorts)[number];

const blockBytes = 16;
const unknownCommand = 999;
/** Ends in the middle of `balance`, an f64 at offset 9. */
const truncatedAccountBytes = 12;

const enclosed = (cipher: Uint8Array): Uint8Array => {
  const message = new Uint8Array(outerHeaderBytes + cipher.length);
  writeOuter(message, 0, cipher.length);
  message.set(cipher, outerHeaderBytes);
  return message;
};

const patched = (message: Uint8Array, at: number, value: number): Uint8Array => {
  const copy = Uint8Array.from(message);
  copy[at] = value;
  return copy;
};

/** Two blocks of which the second, all padding, turns bad: CBC hands a flipped bit on. */
const badlyPadded = (encryptor: Encryptor, chance: Chance): Uint8Array => {
  const cipher = encryptor.encrypt(chance.bytes(blockBytes));
  const last = blockBytes - 1;
  return patched(cipher, last, (cipher[last] ?? 0) ^ 0x20);
};

/** One message of a sort; a string goes out as a text message. */
export const garbage = (
  sort: GarbageSort,
  key: Uint8Array,
  chance: Chance,
): Uint8Array | string => {
  const encryptor = new Encryptor(key);
  const push = (command: number, body: Uint8Array): Uint8Array =>
    sealReply(encryptor, { prefix: chance.u16(), command, code: 0, body });
  const ping = push(commands.ping.id, new Uint8Array(0));
  switch (sort) {
    case 'text':
      return 'garbage';
    case 'short':
      return chance.bytes(outerHeaderBytes - 1);
    case 'empty':
      return enclosed(new Uint8Array(0));
    case 'length':
      return patched(ping, 0, 0xff);
    case 'version':
      return patched(ping, 4, 2);
    case 'block':
      return enclosed(chance.bytes(20));
    case 'padding':
      return enclosed(badlyPadded(encryptor, chance));
    case 'inner':
      return enclosed(encryptor.encrypt(chance.bytes(3)));
    case 'command':
      return push(unknownCommand, chance.bytes(8));
    case 'body':
      return push(commands.accountPush.id, chance.bytes(truncatedAccountBytes));
  }
};
