import * as E from 'fp-ts/lib/Either.js';
import { encode, type Layout } from '../../wire/index.js';

/** What a request is answered with. */
export interface Answer {
  /** 0 is success. */
  readonly code: number;
  readonly body: Uint8Array;
  /** What follows once the answer is on its way: a change of key, a push. */
  readonly after?: (() => void) | undefined;
}

const nothing = new Uint8Array(0);

/** The bytes of a value. Throws the `ProtocolError` of one that does not fit its layout. */
export const bodyOf = <T>(layout: Layout<T>, value: T): Uint8Array => {
  const body = encode(layout, value);
  if (E.isLeft(body)) throw body.left;
  return body.right;
};

/** An answer of code 0 with the body of that command. */
export const answer = <Reply>(
  command: { readonly reply: Layout<Reply> },
  value: Reply,
  after?: () => void,
): Answer => ({ code: 0, body: bodyOf(command.reply, value), after });

/** An answer of code 0 with bytes made before. */
export const prepared = (body: Uint8Array): Answer => ({ code: 0, body });

/** An answer of code 0 whose body no client reads. */
export const done = (after?: () => void): Answer => ({ code: 0, body: nothing, after });

/** A refusal with an empty body. */
export const refusal = (code: number): Answer => ({ code, body: nothing });
