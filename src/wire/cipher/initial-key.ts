/**
 * The first key as the official web client carries it, in disguise, in its script.
 * It protects nothing: every client in the world holds it, and it only covers the
 * bootstrap exchange that hands out the session key.
 */
const disguisedKey = '13ef13b2b76dd8:5795gdcfb2fdc1ge85bf768f54773d22fff996e3ge75g5:75';

/** Codes that stand for characters which the official client cannot shift back. */
const exceptions: ReadonlyMap<number, string> = new Map([
  [28, '&'],
  [23, '!'],
]);

/** Undoes the official client's disguise of texts: each character one code back. */
export function deobfuscate(text: string): string {
  return Array.from({ length: text.length }, (_, index) => {
    const code = text.charCodeAt(index);
    return exceptions.get(code) ?? String.fromCharCode(code - 1);
  }).join('');
}

/**
 * The fixed key of the bootstrap request and its reply, 32 bytes, derived from the
 * text in the official web client. A fresh copy at every call.
 */
export function initialKey(): Uint8Array {
  return Uint8Array.from(Buffer.from(deobfuscate(disguisedKey), 'hex'));
}
