import { ResCode } from '../wire/index.js';
import {
  AuthenticationError,
  GatewayError,
  TradeServerUnavailableError,
  type AuthenticationReason,
} from './errors.js';

/** A code 5 means "wrong" rather than "wanted" once a code was given. */
const reasonOf = (resCode: number, otpGiven: boolean): AuthenticationReason | undefined => {
  switch (resCode) {
    case ResCode.invalid_account_or_password:
      return 'badCredentials';
    case ResCode.otp_required_or_wrong:
      return otpGiven ? 'otpWrong' : 'otpRequired';
    case ResCode.otp_must_be_enabled:
      return 'otpSetupRequired';
    case ResCode.invalid_otp:
      return 'otpWrong';
    case ResCode.ssl_certificate_authorization_not_supported:
      return 'certificateNotSupported';
    case ResCode.no_text:
      return 'refused';
    default:
      return undefined;
  }
};

/**
 * The error of a refused login, by the code table of the official client. Codes
 * that the table does not know are taken for trouble of the gateway.
 */
export const loginError = (
  resCode: number,
  otpGiven: boolean,
): AuthenticationError | TradeServerUnavailableError | GatewayError => {
  const reason = reasonOf(resCode, otpGiven);
  if (reason !== undefined) return new AuthenticationError(reason, resCode);
  return resCode === ResCode.trade_server_not_available || resCode === ResCode.no_connection
    ? new TradeServerUnavailableError(resCode)
    : new GatewayError('login', resCode);
};
