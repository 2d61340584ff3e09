import { Observable, type SchedulerLike } from 'rxjs';
import { WebSocket, type ClientOptions } from 'ws';
import { classifyClose, classifyFailure, classifyRefusal } from './close-kind.js';
import { SocketError } from './errors.js';
import { loggableUrl } from './log.js';

export interface SocketOptions {
  /** `wss://host/terminal` of the broker, or `ws://` for an embedded server. */
  readonly url: string;
  /** Origin header; brokers may check it. Default: that of the official web terminal. */
  readonly origin?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Certificates for `wss:`, as in Node's `tls.connect`. */
  readonly tls?: TlsOptions | undefined;
  /** How long opening may take. Default 15 000 ms; the official client has no limit. */
  readonly openTimeoutMs?: number | undefined;
  /** How long the other side may take to agree to a close. Default 1000 ms. */
  readonly closeTimeoutMs?: number | undefined;
  /** Longest message taken, in bytes. Default 64 MiB. */
  readonly maxFrameBytes?: number | undefined;
  readonly scheduler: SchedulerLike;
  /** Called once when the socket is closed for good, also some time after unsubscribing. */
  readonly onGone?: (() => void) | undefined;
}

export interface TlsOptions {
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  readonly cert?: string | Uint8Array | undefined;
  readonly key?: string | Uint8Array | undefined;
  /** Default true. Turning it off gives the password to anyone who answers. */
  readonly rejectUnauthorized?: boolean | undefined;
  readonly servername?: string | undefined;
}

/** One open WebSocket. Binary messages only. */
export interface Socket {
  /**
   * Messages as they come in; several in one turn when one read carries several.
   * Completes on a clean close, fails with a `SocketError` on any other.
   */
  readonly messages$: Observable<Uint8Array>;
  /** Writes one message. False when the socket is not open any more. */
  send(message: Uint8Array): boolean;
  /** Bytes accepted by `send` that the network has not taken yet. */
  readonly bufferedBytes: number;
  /** Lengths of text messages, which the protocol does not know; completes with the socket. */
  readonly texts$: Observable<number>;
}

const defaultOrigin = 'https://web.metatrader.app';
const defaultOpenTimeoutMs = 15_000;
const defaultCloseTimeoutMs = 1000;
const defaultMaxFrameBytes = 64 * 1024 * 1024;
const normalClose = 1000;

/** `closeTimeout`: ws has it, its type declarations do not yet. */
const clientOptions = (options: SocketOptions): ClientOptions & { closeTimeout: number } => ({
  ...(options.tls as ClientOptions | undefined),
  // Deflate costs some five hundred times the decryption of a small frame.
  perMessageDeflate: false,
  maxPayload: options.maxFrameBytes ?? defaultMaxFrameBytes,
  closeTimeout: options.closeTimeoutMs ?? defaultCloseTimeoutMs,
  origin: options.origin ?? defaultOrigin,
  headers: { ...options.headers },
  followRedirects: false,
});

const wrap = (ws: WebSocket): Socket => ({
  messages$: new Observable<Uint8Array>((subscriber) => {
    const onMessage = (data: Buffer, isBinary: boolean): void => {
      if (isBinary) subscriber.next(data);
    };
    const onClose = (code: number, reason: Buffer): void => {
      const { kind, text } = classifyClose(code, reason.toString('utf8'));
      if (kind === 'clean') subscriber.complete();
      else subscriber.error(new SocketError(kind, text, code));
    };
    const onError = (error: Error): void => {
      subscriber.error(classifyFailure(error, 'lost'));
    };
    ws.on('message', onMessage);
    // Before the listeners of `socket$`: its end would take this stream down unfinished.
    ws.prependListener('close', onClose);
    ws.prependListener('error', onError);
    return () => {
      ws.off('message', onMessage);
      ws.off('close', onClose);
      ws.off('error', onError);
    };
  }),
  texts$: new Observable<number>((subscriber) => {
    const onMessage = (data: Buffer, isBinary: boolean): void => {
      if (!isBinary) subscriber.next(data.length);
    };
    const onClose = (): void => {
      subscriber.complete();
    };
    ws.on('message', onMessage);
    ws.prependListener('close', onClose);
    return () => {
      ws.off('message', onMessage);
      ws.off('close', onClose);
    };
  }),
  send(message) {
    if (ws.readyState !== WebSocket.OPEN) return false;
    ws.send(message);
    return true;
  },
  get bufferedBytes() {
    return ws.bufferedAmount;
  },
});

/** What ws threw at an address that it cannot use; without a cause, which would show it. */
const unusable = ({ message }: Error, url: string): SocketError =>
  new SocketError('fatal', message.replaceAll(url, loggableUrl(url)));

/**
 * Cold: subscribing opens a WebSocket and emits one `Socket` once it is open.
 * Completes when the other side closes in order, fails with a `SocketError`
 * otherwise. Unsubscribing closes.
 */
export const socket$ = (options: SocketOptions): Observable<Socket> =>
  new Observable<Socket>((subscriber) => {
    const onGone = options.onGone ?? (() => undefined);
    let ws: WebSocket;
    try {
      ws = new WebSocket(options.url, clientOptions(options));
    } catch (error) {
      subscriber.error(unusable(error as Error, options.url));
      onGone();
      return undefined;
    }
    ws.binaryType = 'nodebuffer';
    const openTimeoutMs = options.openTimeoutMs ?? defaultOpenTimeoutMs;
    const opening = options.scheduler.schedule(() => {
      subscriber.error(
        new SocketError('refused', `did not open within ${String(openTimeoutMs)} ms`),
      );
    }, openTimeoutMs);

    // These stay for good: an error that nobody listens to would end the process.
    ws.on('unexpected-response', (_request, response) => {
      response.resume();
      subscriber.error(classifyRefusal(response.statusCode));
    });
    ws.on('error', (error) => {
      subscriber.error(classifyFailure(error, opening.closed ? 'lost' : 'refused'));
    });
    ws.once('close', (code, reason) => {
      const { kind, text } = classifyClose(code, reason.toString('utf8'));
      if (kind === 'clean') subscriber.complete();
      else subscriber.error(new SocketError(kind, text, code));
      onGone();
    });
    ws.once('open', () => {
      opening.unsubscribe();
      subscriber.next(wrap(ws));
    });
    return () => {
      opening.unsubscribe();
      // A dead peer never agrees to a close: ws stops waiting after `closeTimeout`.
      ws.close(normalClose);
    };
  });
