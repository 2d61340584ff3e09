import { bootstrapResponseHead, loginResponse, otpSetupRequest } from '../records/index.js';
import { bytes, restBytes } from '../schema/bytes.js';
import type { ValueOf } from '../schema/layout.js';
import { optional } from '../schema/optional.js';
import { struct } from '../schema/struct.js';

/** Answer to command 0: everything after the token is the session key (16, 24 or 32 bytes). */
export const bootstrapResponse = struct('bootstrap_response', bootstrapResponseHead, {
  session_key: restBytes,
});
export type BootstrapResponse = ValueOf<typeof bootstrapResponse>;

/**
 * Answer to command 28. The official client accepts an answer without the
 * session number, and even an empty one; an absent number means 0, forget it.
 */
export const loginReply = struct('login_response', undefined, {
  login_token: optional(loginResponse.fields.login_token),
  session: optional(loginResponse.fields.session),
});
export type LoginReply = ValueOf<typeof loginReply>;

/** Command 43; the credential of an earlier login follows when it stands in for the password. */
export const otpSetup = struct('otp_setup', otpSetupRequest, {
  login_token: optional(bytes(160)),
});
export type OtpSetup = ValueOf<typeof otpSetup>;
