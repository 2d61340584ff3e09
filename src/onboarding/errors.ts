import { Mt5Error } from '../connection/index.js';
import { commandName, enumText, ResCode } from '../wire/index.js';

/** One field that is not what it should be. Values that are secret are not shown. */
export interface FormFault {
  /** As it stands in the options, such as `form.email` or `documents[0].front.name`. */
  readonly field: string;
  readonly got: string;
  readonly expected: string;
}

const faultText = ({ field, got, expected }: FormFault): string =>
  `${field}: got ${got}, expected ${expected}`;

/** What was given cannot be sent as it is; nothing was sent. Holds every fault there is. */
export class OnboardingFormError extends Mt5Error {
  readonly code = 'onboarding-form';

  constructor(readonly faults: readonly FormFault[]) {
    const texts = faults.map(faultText).join('; ');
    super(`Cannot be sent: ${texts}`, { faults: texts });
  }
}

/** Why there is no account. */
export type AccountOpeningReason =
  | 'invalidEmail'
  | 'invalidPhone'
  | 'codesRequired'
  | 'wrongCode'
  | 'demoDisabled'
  | 'serverUnavailable'
  | 'refused';

const openingTexts: Readonly<Record<AccountOpeningReason, string>> = {
  invalidEmail: 'the e-mail address is refused',
  invalidPhone: 'the phone number is refused',
  codesRequired: 'the server wants confirmation codes: give `codes`',
  wrongCode: 'a confirmation code is wrong',
  demoDisabled: 'the server does not open demo accounts',
  serverUnavailable: 'the trade server is not available',
  refused: 'refused by the server',
};

/** Result code of the server: demo accounts are not given out. */
const demoDisabledCode = 1025;
/** Result code of the server: a confirmation code is wrong. */
export const wrongCodeResult = 1031;

const openingReasons: ReadonlyMap<number, AccountOpeningReason> = new Map([
  [ResCode.invalid_email, 'invalidEmail'],
  [ResCode.invalid_phone, 'invalidPhone'],
  [ResCode.trade_server_not_available, 'serverUnavailable'],
  [ResCode.no_connection, 'serverUnavailable'],
  [demoDisabledCode, 'demoDisabled'],
  [wrongCodeResult, 'wrongCode'],
]);

/** The server does not open the account. There is none. */
export class AccountOpeningError extends Mt5Error {
  readonly code = 'account-opening';

  constructor(
    readonly reason: AccountOpeningReason,
    /** Code of the frame or of its result; absent where the library itself gave up. */
    readonly resultCode?: number,
    cause?: unknown,
  ) {
    const shown = resultCode === undefined ? '' : ` (code ${String(resultCode)})`;
    super(`No account opened: ${openingTexts[reason]}${shown}`, { reason, resultCode }, { cause });
  }
}

/** The error of a code that is not 0: of a frame, or of the result of 30 and 39. */
export const openingError = (resultCode: number, cause?: unknown): AccountOpeningError =>
  new AccountOpeningError(openingReasons.get(resultCode) ?? 'refused', resultCode, cause);

/**
 * The request was sent, and its answer will never be seen: the server may have done what it was
 * asked, or not. It is not sent again; look before you do (a mail of the broker, a login).
 */
export class OnboardingUnknownError extends Mt5Error {
  readonly code = 'onboarding-unknown';
  readonly sent = true;

  constructor(
    /** 30, 39 or 43. */
    readonly command: number,
    cause: unknown,
  ) {
    super(
      `Outcome of ${commandName(command)} unknown: it was sent and not answered`,
      { command, sent: true },
      { cause },
    );
  }
}

/** Why one-time passwords were not switched. */
export type OtpSetupReason = 'wrongCode' | 'badCredentials' | 'serverUnavailable' | 'refused';

const otpTexts: Readonly<Record<OtpSetupReason, string>> = {
  wrongCode: 'the one-time password is wrong',
  badCredentials: 'account or password is wrong',
  serverUnavailable: 'the trade server is not available',
  refused: 'refused by the server',
};

const otpReasons: ReadonlyMap<number, OtpSetupReason> = new Map([
  [ResCode.otp_required_or_wrong, 'wrongCode'],
  [ResCode.invalid_otp, 'wrongCode'],
  [ResCode.invalid_account_or_password, 'badCredentials'],
  [ResCode.trade_server_not_available, 'serverUnavailable'],
  [ResCode.no_connection, 'serverUnavailable'],
]);

/** The server did not switch one-time passwords on or off. They are as they were. */
export class OtpSetupError extends Mt5Error {
  readonly code = 'otp-setup';
  readonly reason: OtpSetupReason;

  constructor(readonly resCode: number) {
    const reason = otpReasons.get(resCode) ?? 'refused';
    super(
      `One-time passwords not changed: ${otpTexts[reason]} (code ${String(resCode)}: ${enumText(ResCode, resCode)})`,
      { reason, resCode },
    );
    this.reason = reason;
  }
}
