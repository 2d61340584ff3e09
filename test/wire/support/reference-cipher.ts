import { createCipheriv, createDecipheriv } from 'node:crypto';

const zeroIv = Buffer.alloc(16);

/** What the protocol says, done the plain way: a new cipher with a zero IV for every frame. */
export function referenceEncrypt(key: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, zeroIv);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

export function referenceDecrypt(key: Uint8Array, cipherText: Uint8Array): Buffer {
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, zeroIv);
  return Buffer.concat([decipher.update(cipherText), decipher.final()]);
}

/** Encrypts without padding, to make frames whose padding is wrong. */
export function referenceEncryptRaw(key: Uint8Array, blocks: Uint8Array): Buffer {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, zeroIv);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(blocks), cipher.final()]);
}

/** The outer header and what follows it. */
export function referenceMessage(body: Uint8Array, bodyLength = body.length, version = 1): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(bodyLength, 0);
  header.writeUInt32LE(version, 4);
  return Buffer.concat([header, body]);
}

/** A whole server message, made the plain way. */
export function referenceReply(
  key: Uint8Array,
  frame: { prefix: number; command: number; code: number; body: Uint8Array },
): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt16LE(frame.prefix, 0);
  header.writeUInt16LE(frame.command, 2);
  header.writeUInt8(frame.code, 4);
  return referenceMessage(referenceEncrypt(key, Buffer.concat([header, frame.body])));
}
