import { Secret, TOTP } from 'otpauth';

/** Base32 of 5 bytes at least, with the spaces and the padding that some authenticators show. */
const base32 = /^(?:[A-Z2-7] *){8,}=*$/i;

/** The secret without spaces and padding, in capitals: the form that servers know. */
export const plainOtpSecret = (text: string): string => text.replace(/[ =]/g, '').toUpperCase();

/** Whether a text can be the secret of an authenticator. */
export const isOtpSecret = (text: string): boolean => base32.test(text);

/**
 * The code of an authenticator at a time in UTC milliseconds (RFC 6238: SHA-1, 6 digits, 30 s).
 *
 * @throws TypeError for a secret that is no Base32; the message does not show it
 */
export const totpAt = (secret: string, atMs: number): string => {
  if (!isOtpSecret(secret)) {
    throw new TypeError('secret of one-time passwords: got another text, expected Base32');
  }
  const totp = new TOTP({ secret: Secret.fromBase32(plainOtpSecret(secret)) });
  return totp.generate({ timestamp: Math.max(0, atMs) });
};
