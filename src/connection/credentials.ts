import { ambient } from '../ambient.js';
import { isLoginToken, loginRequestOf, type LoginRequest } from '../wire/index.js';

/**
 * A one-time password, how to get one when the server asks, or the Base32 secret of an
 * authenticator, from which the code is made at that moment (RFC 6238: SHA-1, 6 digits, 30 s).
 */
export type OtpSource = string | (() => string | Promise<string>) | { readonly secret: string };

const connectionTokenBytes = 64;
const clientIdBytes = 16;

/**
 * What a login needs and what earlier logins left behind; it outlives the
 * connections. After a login the returned token takes the place of the password
 * (so that a one-time password is not asked for again), until it is refused.
 */
export class Credentials {
  readonly login: bigint;
  #password: string;
  /** What the password may have become: changes of it that were sent, and not answered yet. */
  readonly #expected: string[] = [];
  readonly #cid: Uint8Array;
  #loginToken: string | undefined;
  #session = 0n;
  #connectionToken = new Uint8Array(connectionTokenBytes);

  constructor(options: {
    readonly login: bigint;
    /** The password, or the 320 hex digits of a login token. */
    readonly password: string;
    readonly cid?: Uint8Array | undefined;
    readonly session?: bigint | undefined;
  }) {
    this.login = options.login;
    this.#password = options.password;
    this.#cid = options.cid ?? ambient.bytes(clientIdBytes);
    this.#session = options.session ?? 0n;
  }

  /**
   * Zeros, or the token of the connection that was lost. It is for one try: a
   * server that does not take it gets a fresh start the next time.
   */
  takeConnectionToken(): Uint8Array {
    const token = this.#connectionToken;
    this.#connectionToken = new Uint8Array(connectionTokenBytes);
    return token;
  }

  keepConnectionToken(token: Uint8Array): void {
    this.#connectionToken = Uint8Array.from(token);
  }

  request(otp: string): LoginRequest {
    return loginRequestOf({
      login: this.login,
      password: this.#loginToken ?? this.#password,
      cid: this.#cid,
      otp,
      session: this.#session,
    });
  }

  keepLogin(token: Uint8Array | undefined, session: bigint | undefined): void {
    const hex = Buffer.from(token ?? []).toString('hex');
    // All zeros is what stands in a request that has no token.
    this.#loginToken = isLoginToken(hex) && /[^0]/.test(hex) ? hex : undefined;
    this.#session = session ?? 0n;
  }

  /**
   * Gives up what has just been refused: the stored token, then a password that may have been
   * changed. True when there is something to fall back on.
   */
  forgetLogin(): boolean {
    if (this.#loginToken === undefined) {
      const next = this.#expected.shift();
      if (next === undefined) return false;
      this.#password = next;
    }
    this.#loginToken = undefined;
    this.#session = 0n;
    return true;
  }

  /** The server has taken another password; tokens of earlier logins are worth nothing any more. */
  changePassword(password: string): void {
    this.#password = password;
    this.#expected.length = 0;
    this.#loginToken = undefined;
    this.#session = 0n;
  }

  /**
   * A change to this password is under way. If its answer is never seen, the next login tries the
   * old password first, then this one.
   */
  expectPassword(password: string): void {
    this.#expected.push(password);
  }

  /** The change to this password has come to nothing. Others that are not answered still count. */
  unexpectPassword(password: string): void {
    const at = this.#expected.lastIndexOf(password);
    if (at >= 0) this.#expected.splice(at, 1);
  }

  /** For the next run of the program; it is as good as a password. */
  get loginToken(): string | undefined {
    return this.#loginToken;
  }

  /** Secrets do not show in logs. */
  toJSON(): unknown {
    return { login: String(this.login) };
  }
}
