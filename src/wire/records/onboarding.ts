import { bytes } from '../schema/bytes.js';
import type { ValueOf } from '../schema/layout.js';
import { record } from '../schema/record.js';
import { f64, filetime, i16, i64, u32, u64, u8 } from '../schema/scalars.js';
import { utf16 } from '../schema/strings.js';

/** Form of a new account; commands 27, 30, 39 and 40. 1664 bytes. */
export const accountOpenBase = record('account_open_base', {
  full_name: utf16(256),
  group: utf16(128),
  phone_password: utf16(64),
  country: utf16(64),
  city: utf16(64),
  state: utf16(64),
  zipcode: utf16(32),
  address: utf16(256),
  phone: utf16(64),
  email: utf16(128),
  deposit: f64, // account currency
  leverage: u32,
  constant_0: u32,
  constant_1: u32,
  domain: utf16(128),
  utm_campaign: utf16(64),
  utm_source: utf16(64),
  email_confirm_code: u32,
  phone_confirm_code: u32,
  first_name: utf16(128),
  second_name: utf16(128),
  agreements: u32,
});
export type AccountOpenBase = ValueOf<typeof accountOpenBase>;

/** What precedes the form in command 27. 18 bytes. */
export const verifyCodePrefix = record('verify_code_prefix', {
  build: i16,
  cid: bytes(16),
});
export type VerifyCodePrefix = ValueOf<typeof verifyCodePrefix>;

/** Answer to 27 and 40: one flag per channel. 2 bytes. */
export const verifyResult = record('verify_result', {
  email: u8,
  phone: u8,
});
export type VerifyResult = ValueOf<typeof verifyResult>;

/** Answer to 30 and 39. 76 bytes. */
export const openAccountResult = record('open_account_result', {
  code: u32,
  login: i64,
  password: utf16(32),
  investor_password: utf16(32),
});
export type OpenAccountResult = ValueOf<typeof openAccountResult>;

/** Second part of the form for a real account, command 39. 1284 bytes. */
export const realAccountExtra = record('real_account_extra', {
  first_name: utf16(128),
  second_name: utf16(128),
  middle_name: utf16(128),
  birth_date: filetime,
  gender: u32,
  language: utf16(128),
  citizenship: utf16(64),
  tax_id: utf16(128),
  employment: u32,
  industry: u32,
  education: u32,
  wealth: u32,
  annual_income: u64,
  net_worth: u64,
  annual_deposit: u64,
  experience_fx: u32,
  experience_cfd: u32,
  experience_futures: u32,
  experience_stocks: u32,
  reserved: bytes(512),
});
export type RealAccountExtra = ValueOf<typeof realAccountExtra>;

/** Head of one document; the front and back bytes follow. 1056 bytes. */
export const realAccountDocumentHead = record('real_account_document_head', {
  data_type: u32,
  document_type: u32,
  front_name: utf16(520),
  front_length: u32,
  back_name: utf16(520),
  back_length: u32,
});
export type RealAccountDocumentHead = ValueOf<typeof realAccountDocumentHead>;

/** Command 43: one-time passwords on or off. 476 bytes. */
export const otpSetupRequest = record('otp_setup_request', {
  constant_5: u32,
  login: u64,
  password: utf16(64),
  otp: utf16(128),
  otp_secret: utf16(128),
  otp_secret_check: utf16(128),
  cid: bytes(16),
});
export type OtpSetupRequest = ValueOf<typeof otpSetupRequest>;
