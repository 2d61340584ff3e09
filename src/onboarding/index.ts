export type { CodeChannels, CodesQuestion, CodesSource, ConfirmationCodes } from './codes.js';
export type { PersonalDetails } from './details.js';
export type { DocumentSide, IdentityDocument } from './documents.js';
export {
  AccountOpeningError,
  OnboardingFormError,
  OnboardingUnknownError,
  OtpSetupError,
} from './errors.js';
export type { AccountOpeningReason, FormFault, OtpSetupReason } from './errors.js';
export type { AccountForm } from './form.js';
export { corporateLinks, notify, riskWarningAccepted } from './notices.js';
export type { CorporateLink } from './notices.js';
export type { OpenAccountEvent, OpenAccountOptions } from './opening.js';
export { openDemo } from './open-demo.js';
export type { OpenDemoEvent, OpenDemoOptions } from './open-demo.js';
export { openReal } from './open-real.js';
export type { OpenRealEvent, OpenRealOptions } from './open-real.js';
export { OpenedAccount } from './opened-account.js';
export type { OnboardingOptions } from './options.js';
export { OtpSecret, otpSecret } from './otp-secret.js';
export type { OtpSecretOptions } from './otp-secret.js';
export { disableOtp, enableOtp, setUpOtp } from './otp-setup.js';
export type {
  DisableOtpOptions,
  EnableOtpOptions,
  OtpAccess,
  OtpSetUp,
  SetUpOtpOptions,
} from './otp-setup.js';
export { changePassword, PasswordError, passwordFault } from './password.js';
export type {
  ChangePasswordOptions,
  PasswordChange,
  PasswordFault,
  PasswordReason,
} from './password.js';
export { traderParams } from './trader-params.js';
export type { TraderParams } from './trader-params.js';
