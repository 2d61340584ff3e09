import { inspect } from 'node:util';
import { Secret, TOTP } from 'otpauth';
import { renderUnicodeCompact } from 'uqr';
import { ambient } from '../ambient.js';
import { isOtpSecret, plainOtpSecret, totpAt } from '../connection/index.js';
import { FieldChecks } from './checks.js';

/** 160 bits, as RFC 4226 recommends; 32 characters of Base32. */
const secretBytes = 20;
const defaultIssuer = 'MetaTrader 5';
/** White modules around the code, without which cameras do not find it. */
const quietZone = 2;

/**
 * The secret that an authenticator makes one-time passwords from (RFC 6238: SHA-1, 6 digits,
 * 30 s). It is as good as every code to come: neither JSON nor `console.log` shows it.
 */
export class OtpSecret {
  readonly login: bigint;
  readonly issuer: string;
  readonly #secret: string;

  /** @param secret Base32 */
  constructor(login: bigint, issuer: string, secret: string) {
    this.login = login;
    this.issuer = issuer;
    this.#secret = plainOtpSecret(secret);
  }

  /** Base32, without spaces: what is typed into an authenticator by hand. Keep it as a password. */
  get secret(): string {
    return this.#secret;
  }

  /** `otpauth://` address, which authenticators read. */
  get uri(): string {
    const secret = Secret.fromBase32(this.#secret);
    return new TOTP({ issuer: this.issuer, label: String(this.login), secret }).toString();
  }

  /** The address as a QR code in lines of text, for a terminal with light text on dark ground. */
  qrText(): string {
    return renderUnicodeCompact(this.uri, { border: quietZone });
  }

  /** The code at a time in UTC milliseconds. */
  code(atMs: number): string {
    return totpAt(this.#secret, atMs);
  }

  toJSON(): unknown {
    return { login: String(this.login), issuer: this.issuer };
  }

  [inspect.custom](): string {
    return `OtpSecret { login: ${String(this.login)}n, issuer: ${inspect(this.issuer)} }`;
  }
}

export interface OtpSecretOptions {
  /** Account number. */
  readonly login: bigint | number | string;
  /** Name under which the authenticator shows the codes. Default `MetaTrader 5`. */
  readonly issuer?: string | undefined;
  /** A secret that is there already, in Base32. Default: a new one. */
  readonly secret?: string | undefined;
  /** Unpredictable bytes. Default: those of the system. */
  readonly bytes?: ((length: number) => Uint8Array) | undefined;
}

const newSecret = (bytes: (length: number) => Uint8Array): string =>
  new Secret({ buffer: Uint8Array.from(bytes(secretBytes)).buffer }).base32;

/**
 * A secret for the one-time passwords of an account: show it to its owner as a QR code, and give
 * it to `enableOtp`.
 *
 * @throws OnboardingFormError for a login that is none, or a secret that is no Base32
 *
 * @example
 * const secret = otpSecret({ login: 5_123_456 });
 * console.log(secret.qrText());
 */
export const otpSecret = (options: OtpSecretOptions): OtpSecret => {
  const { login, issuer = defaultIssuer, bytes = ambient.bytes } = options;
  const checks = new FieldChecks();
  const number = checks.login('login', login);
  if (options.secret !== undefined && !isOtpSecret(options.secret)) {
    checks.add('secret', 'another text (not shown)', 'Base32');
  }
  checks.pass();
  return new OtpSecret(number, issuer, options.secret ?? newSecret(bytes));
};
