import { bytes } from '../schema/bytes.js';
import type { ValueOf } from '../schema/layout.js';
import { record } from '../schema/record.js';
import { i32, u32, u64, u8 } from '../schema/scalars.js';
import { utf16 } from '../schema/strings.js';

/** Command 0: the token of a dropped connection, or zeros. 64 bytes. */
export const bootstrapRequest = record('bootstrap_request', {
  token: bytes(64),
});
export type BootstrapRequest = ValueOf<typeof bootstrapRequest>;

/** Head of the answer to command 0; the session key follows. 66 bytes. */
export const bootstrapResponseHead = record('bootstrap_response_head', {
  skipped: bytes(2),
  token: bytes(64),
});
export type BootstrapResponseHead = ValueOf<typeof bootstrapResponseHead>;

/** Who logs in and from where: all of an init request, and the head of a login. */
const identity = {
  version: u32,
  password: utf16(64),
  otp: utf16(128),
  cid: bytes(16),
  utm_campaign: utf16(64),
  utm_source: utf16(64),
  lead_cookie_id: u64,
  lead_affiliate_site: utf16(128),
  url_length: u32,
  url: utf16(256),
  login: u64,
};

/** Command 28. 912 bytes. */
export const loginRequest = record('login_request', {
  ...identity,
  login_token: bytes(160),
  session: u64,
});
export type LoginRequest = ValueOf<typeof loginRequest>;

/** Answer to command 28: the credential for the next login. 168 bytes. */
export const loginResponse = record('login_response', {
  login_token: bytes(160),
  session: u64,
});
export type LoginResponse = ValueOf<typeof loginResponse>;

/** Command 29: a session without an account; all zero but `cid`. 744 bytes. */
export const initRequest = record('init_request', identity);
export type InitRequest = ValueOf<typeof initRequest>;

/** Answer to command 41. 64 bytes. */
export const traderParamsResponse = record('trader_params_response', {
  trader_country: utf16(32),
  trader_currency: utf16(32),
});
export type TraderParamsResponse = ValueOf<typeof traderParamsResponse>;

/** Push 15: the link between gateway and trade server. 4 bytes. */
export const loginStatus = record('login_status', {
  state: u32,
});
export type LoginStatus = ValueOf<typeof loginStatus>;

/** Command 24. 129 bytes. */
export const changePasswordRequest = record('change_password_request', {
  is_investor: u8,
  new_password: utf16(64),
  old_password: utf16(64),
});
export type ChangePasswordRequest = ValueOf<typeof changePasswordRequest>;

/** Answer to command 24. 4 bytes. */
export const changePasswordResponse = record('change_password_response', {
  result: i32,
});
export type ChangePasswordResponse = ValueOf<typeof changePasswordResponse>;

/** Command 42. 4 bytes. */
export const notifyRequest = record('notify_request', {
  value: u32,
});
export type NotifyRequest = ValueOf<typeof notifyRequest>;

/** One entry of the answer to command 44. 1288 bytes. */
export const corporateLink = record('corporate_link', {
  link_type: u32,
  title: utf16(512),
  url: utf16(512),
  unused_value: u32,
  unused_bytes: bytes(256),
});
export type CorporateLink = ValueOf<typeof corporateLink>;
