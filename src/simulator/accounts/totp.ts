import { Secret, TOTP } from 'otpauth';

/** RFC 6238: SHA-1, 6 digits, 30 s. */
const totpOf = (base32Secret: string): TOTP =>
  new TOTP({ secret: Secret.fromBase32(base32Secret) });

/** The code of an authenticator at a time in UTC milliseconds. */
export const totp = (base32Secret: string, atMs: number): string =>
  totpOf(base32Secret).generate({ timestamp: Math.max(0, atMs) });

/** Whether a code is right now, or was or will be one step away: clocks differ. */
export const isTotp = (base32Secret: string, code: string, atMs: number): boolean =>
  totpOf(base32Secret).validate({ token: code, timestamp: Math.max(0, atMs), window: 1 }) !== null;
