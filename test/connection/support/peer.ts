import * as E from 'fp-ts/lib/Either.js';
import { Observable, Subject } from 'rxjs';
import type { Socket } from '../../../src/connection/index.js';
import {
  Decryptor,
  encode,
  Encryptor,
  initialKey,
  openRequest,
  sealReply,
  type Command,
  type RequestFrame,
} from '../../../src/wire/index.js';

/** The bytes of a reply or push, from a value. */
export const bodyOf = <R>(
  command: Command<never, R> | Command<unknown, R>,
  value: R,
): Uint8Array => {
  const body = encode((command as Command<unknown, R>).reply, value);
  if (E.isLeft(body)) throw body.left;
  return body.right;
};

const none = new Uint8Array(0);

/**
 * A socket of the client's together with the other side of it: requests come out
 * decrypted, replies and pushes go in sealed.
 */
export class Peer {
  readonly requests: RequestFrame[] = [];
  /** Called with each request, at once. */
  onRequest: (request: RequestFrame) => void = () => undefined;
  /** A socket that is going down takes no more. */
  accepts = true;
  /** Whether the client is still subscribed to the messages. */
  isHeard = false;
  readonly #messages = new Subject<Uint8Array>();
  readonly #texts = new Subject<number>();
  #incoming = new Decryptor(initialKey());
  #outgoing = new Encryptor(initialKey());

  readonly socket: Socket = {
    messages$: new Observable<Uint8Array>((subscriber) => {
      this.isHeard = true;
      subscriber.add(() => {
        this.isHeard = false;
      });
      subscriber.add(this.#messages.subscribe(subscriber));
    }),
    texts$: this.#texts.asObservable(),
    bufferedBytes: 0,
    send: (message) => {
      if (!this.accepts) return false;
      const opened = openRequest(this.#incoming, message);
      if (E.isLeft(opened)) throw opened.left;
      const request = { ...opened.right, payload: Uint8Array.from(opened.right.payload) };
      this.requests.push(request);
      this.onRequest(request);
      return true;
    },
  };

  /** What is sealed and opened from now on is under this key. */
  useKey(key: Uint8Array): void {
    this.#incoming = new Decryptor(key);
    this.#outgoing = new Encryptor(key);
  }

  /** The whole message of a frame. */
  seal(command: number, body: Uint8Array = none, { code = 0, prefix = 0 } = {}): Uint8Array {
    return Uint8Array.from(sealReply(this.#outgoing, { prefix, command, code, body }));
  }

  deliver(...messages: readonly Uint8Array[]): void {
    for (const message of messages) this.#messages.next(message);
  }

  push(command: number, body?: Uint8Array, options?: { code?: number; prefix?: number }): void {
    this.deliver(this.seal(command, body, options));
  }

  text(length: number): void {
    this.#texts.next(length);
  }

  closeClean(): void {
    this.accepts = false;
    this.#texts.complete();
    this.#messages.complete();
  }

  fail(error: Error): void {
    this.accepts = false;
    this.#messages.error(error);
  }
}
