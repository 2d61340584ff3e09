import { commandName, enumText, ResCode } from '../wire/index.js';

/** Facts about a failure. Never holds passwords, tokens, one-time codes or keys. */
export type ErrorContext = Readonly<Record<string, string | number | bigint | boolean | undefined>>;

/** Base of everything the connection and the layers above it report. One class per cause. */
export abstract class Mt5Error extends Error {
  abstract readonly code: string;
  readonly context: ErrorContext;

  constructor(message: string, context: ErrorContext = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.context = context;
  }
}

/**
 * How a socket ended, or why it never opened.
 *
 * `clean`: closed in order by the other side. `lost`: gone without a word, or the
 * link is dead. `refused`: did not open, and may open later. `fatal`: will not
 * open or stay open however often it is tried (certificate, address, policy).
 */
export type CloseKind = 'clean' | 'lost' | 'refused' | 'fatal';

export class SocketError extends Mt5Error {
  readonly code = 'socket';

  constructor(
    readonly kind: CloseKind,
    readonly reason: string,
    /** WebSocket close code, or HTTP status of a refused upgrade. */
    readonly closeCode?: number,
    cause?: unknown,
  ) {
    super(`Socket ${kind}: ${reason}`, { kind, reason, closeCode }, { cause });
  }
}

/** Pings stayed without an answer for too long, although the socket looks open. */
export class LinkDeadError extends Mt5Error {
  readonly code = 'link-dead';

  constructor(readonly silentMs: number) {
    super(`No answer to pings for ${String(silentMs)} ms`, { silentMs });
  }
}

/**
 * The connection ended while the request waited. `sent` tells whether it had
 * been written to the socket: if so, the server may have acted on it.
 */
export class ConnectionClosedError extends Mt5Error {
  readonly code = 'connection-closed';

  constructor(
    readonly command: number,
    readonly sent: boolean,
    cause?: unknown,
  ) {
    const state = sent ? 'sent, outcome unknown' : 'not sent';
    super(
      `Connection closed while ${commandName(command)} waited (${state})`,
      { command, sent },
      { cause },
    );
  }
}

/** No reply in time, counted from sending. The server may have acted on the request. */
export class RequestTimeoutError extends Mt5Error {
  readonly code = 'request-timeout';

  constructor(
    readonly command: number,
    readonly timeoutMs: number,
  ) {
    super(`No reply to ${commandName(command)} within ${String(timeoutMs)} ms`, {
      command,
      timeoutMs,
    });
  }
}

/** Too many requests wait to be sent already. This one was not sent. */
export class RequestQueueFullError extends Mt5Error {
  readonly code = 'request-queue-full';

  constructor(
    readonly command: number,
    readonly maxQueue: number,
  ) {
    super(
      `No room for ${commandName(command)}: ${String(maxQueue)} requests wait to be sent already`,
      { command, maxQueue },
    );
  }
}

/** The reply carries a code other than 0. */
export class CommandRefusedError extends Mt5Error {
  readonly code = 'command-refused';

  constructor(
    readonly command: number,
    readonly resCode: number,
  ) {
    super(
      `${commandName(command)} refused with code ${String(resCode)}: ${enumText(ResCode, resCode)}`,
      { command, resCode },
    );
  }
}

/** A reply that decodes to less than its layout, or not at all; `cause` says what is wrong. */
export class BadReplyError extends Mt5Error {
  readonly code = 'bad-reply';

  constructor(
    readonly command: number,
    cause: Error,
  ) {
    super(`Reply to ${commandName(command)}: ${cause.message}`, { command }, { cause });
  }
}

/**
 * What one-time passwords have to do with a login that did not succeed yet.
 *
 * `required`: the server wants a code and was given none. `wrong`: it was given one
 * that it did not take, and said so with this code. `setUpRequired`: the account may
 * not log in before one-time passwords are switched on; see `enableOtp`.
 */
export type OtpNeed =
  | { readonly kind: 'required' }
  | { readonly kind: 'wrong'; readonly resCode: 5 | 201 }
  | { readonly kind: 'setUpRequired' };

/** Why the server did not let an account in. */
export type AuthenticationReason =
  | 'badCredentials'
  | 'otpRequired'
  | 'otpWrong'
  | 'otpSetupRequired'
  | 'certificateNotSupported'
  | 'refused';

const authenticationTexts: Readonly<Record<AuthenticationReason, string>> = {
  badCredentials: 'account or password is wrong',
  otpRequired: 'a one-time password is needed: give `otp`',
  otpWrong: 'the one-time password is wrong',
  otpSetupRequired: 'one-time passwords must be switched on for the account first',
  certificateNotSupported: 'accounts with SSL certificates are not supported',
  refused: 'refused by the server',
};

const otpNeedOf = (reason: AuthenticationReason, resCode: number): OtpNeed | undefined => {
  switch (reason) {
    case 'otpRequired':
      return { kind: 'required' };
    case 'otpWrong':
      return { kind: 'wrong', resCode: resCode === ResCode.invalid_otp ? resCode : 5 };
    case 'otpSetupRequired':
      return { kind: 'setUpRequired' };
    default:
      return undefined;
  }
};

/** The login was refused: trying again with the same credentials will not help. */
export class AuthenticationError extends Mt5Error {
  readonly code = 'authentication';
  /** Set when it is about one-time passwords: what the server wants. */
  readonly otp: OtpNeed | undefined;

  constructor(
    readonly reason: AuthenticationReason,
    readonly resCode: number,
    /** Why there was no one-time password, if its source failed. */
    cause?: unknown,
  ) {
    super(
      `Login failed: ${authenticationTexts[reason]} (code ${String(resCode)})`,
      { reason, resCode },
      { cause },
    );
    this.otp = otpNeedOf(reason, resCode);
  }
}

/** The gateway is up, its trade server is not. Trying again later may help. */
export class TradeServerUnavailableError extends Mt5Error {
  readonly code = 'trade-server-unavailable';

  constructor(readonly resCode: number) {
    super(`Trade server not available (code ${String(resCode)})`, { resCode });
  }
}

/** The steps of a handshake: commands 0, 28 and, without an account, 29. */
export type HandshakeStep = 'bootstrap' | 'login' | 'init';

/** The handshake failed on the side of the gateway. Trying again later may help. */
export class GatewayError extends Mt5Error {
  readonly code = 'gateway';

  constructor(
    readonly step: HandshakeStep,
    readonly resCode: number,
  ) {
    super(
      `Gateway refused the ${step} with code ${String(resCode)}: ${enumText(ResCode, resCode)}`,
      { step, resCode },
    );
  }
}

/** A step of the handshake got no usable answer; `cause` says why. */
export class HandshakeError extends Mt5Error {
  readonly code = 'handshake';

  constructor(
    readonly step: HandshakeStep,
    cause: Error,
  ) {
    super(`Handshake failed at ${step}: ${cause.message}`, { step }, { cause });
  }
}
