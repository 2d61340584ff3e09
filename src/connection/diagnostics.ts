import type { ProtocolError } from '../wire/index.js';
import type { IllegalTransitionError } from './state.js';

/**
 * What a user need not handle but may want to see: nothing that arrives is lost
 * without a word. A bad frame is a diagnostic, never a crash.
 */
export type Diagnostic =
  /** A message that could not be read; the stream goes on with the next one. */
  | { readonly kind: 'bad-frame'; readonly error: ProtocolError }
  /** A push whose body could not be decoded. */
  | { readonly kind: 'bad-push'; readonly command: number; readonly error: ProtocolError }
  /** A push that ends before its last field. */
  | { readonly kind: 'short-push'; readonly command: number; readonly missing: readonly string[] }
  /** Bytes behind what the layout claims, as hex (at most 64 bytes). */
  | {
      readonly kind: 'trailing-bytes';
      readonly command: number;
      readonly length: number;
      readonly head: string;
    }
  /** A frame of a command that is not in the catalogue. */
  | { readonly kind: 'unknown-command'; readonly command: number; readonly length: number }
  /** A reply to a command that nobody waits for. */
  | { readonly kind: 'unsolicited-reply'; readonly command: number; readonly resCode: number }
  /** The reply to a request that had timed out. It answered nobody. */
  | { readonly kind: 'late-reply'; readonly command: number; readonly lateMs: number }
  /** The server does (or does not) echo the random bytes of requests. */
  | { readonly kind: 'echo'; readonly echoed: boolean }
  /** Ticks, statistics or depth of a symbol that is not in the list; the first one is reported. */
  | { readonly kind: 'unknown-symbol'; readonly symbolId: number }
  /** A trade update (push 10) of a kind that has no name; it changes nothing. */
  | { readonly kind: 'unknown-update'; readonly flagMask: number }
  | { readonly kind: 'text-message'; readonly length: number }
  | { readonly kind: 'illegal-transition'; readonly error: IllegalTransitionError }
  /** A command failed that the session sent on its own account, not for a caller. */
  | { readonly kind: 'background-failure'; readonly step: string; readonly error: unknown };

const headBytes = 64;

/** Hex of the first bytes, for a diagnostic. */
export const hexHead = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, headBytes)).toString(
    'hex',
  );
