import { bitMask, enumeration } from './enumeration.js';

/** Code of a reply frame; 0 is success. */
export const ResCode = enumeration(
  'res_code',
  {
    ok: 0,
    internal_error: 1,
    trade_server_not_available: 2,
    invalid_account_or_password: 3,
    no_text: 4,
    otp_required_or_wrong: 5,
    otp_must_be_enabled: 6,
    invalid_email: 7,
    invalid_phone: 8,
    ssl_certificate_authorization_not_supported: 9,
    no_connection: 100,
    invalid_otp: 201,
  },
  {
    ok: 'success',
    internal_error: 'internal error of the gateway',
    trade_server_not_available: 'trade server not available',
    invalid_account_or_password: 'account or password wrong',
    no_text: '(no text)',
    otp_required_or_wrong: 'one-time code needed, or wrong when given',
    otp_must_be_enabled: 'one-time passwords must be switched on first',
    invalid_email: 'e-mail refused',
    invalid_phone: 'phone refused',
    ssl_certificate_authorization_not_supported: 'accounts with SSL certificates are not supported',
    no_connection: 'no connection',
    invalid_otp: 'one-time code wrong',
  },
);

/** Codes that the official client makes itself; they are never in a frame. */
export const ClientError = enumeration('client_error', {
  command_not_allowed: 102,
  socket_not_ready: 103,
  socket_failed_before_open: 104,
  timeout: 408,
  replaced_in_queue: 10000,
  password_too_short: 2000,
  password_too_simple: 2001,
  current_password_wrong: 2005,
  passwords_differ: 2006,
  password_empty: 2007,
  current_password_empty: 2008,
  invalid_verification_code: 1031,
});

export const AccountType = enumeration('account_type', {
  real: 0,
  demo: 1,
  contest: 2,
  preliminary: 3,
});

export const AccountRights = bitMask('account_rights', {
  trade_disabled: 4,
  investor: 8,
  read_only: 512,
  reset_password: 1024,
});

export const AccountPermissions = bitMask('account_permissions', {
  risk_warning: 16,
});

export const AccountTradeFlags = bitMask('account_trade_flags', {
  stop_out_check_without_margin: 128,
});

export const OtpStatus = enumeration('otp_status', {
  not_offered: 0,
  off: 1,
  on: 2,
});

export const CorporateLinkType = enumeration('corporate_link_type', {
  custom: 0,
  client_agreement: 1,
  risk_disclosure: 2,
  client_agreement_and_risk_disclosure: 3,
  complaints_handling_procedure: 4,
  order_execution_policy: 5,
  client_categorisation_notice: 6,
  conflicts_of_interest_policy: 7,
  data_protection_policy: 8,
  fdm_disclaimer: 9,
});

export const OpeningGroupFlags = bitMask('opening_group_flags', {
  phone_confirmation: 4,
  email_confirmation: 8,
});
