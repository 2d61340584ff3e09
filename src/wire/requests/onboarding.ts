import type { Document, OpenReal, OtpSetup } from '../bodies/index.js';
import type { AccountOpenBase, RealAccountExtra } from '../records/onboarding.js';
import type { ChangePasswordRequest } from '../records/session.js';
import { clipText } from '../schema/strings.js';
import { credentialFields } from './login.js';

/** Request of command 24. */
export const changePasswordRequestOf = (input: {
  readonly newPassword: string;
  readonly oldPassword: string;
  readonly isInvestor?: boolean | undefined;
}): ChangePasswordRequest => ({
  is_investor: input.isInvestor === true ? 1 : 0,
  new_password: clipText(input.newPassword, 32),
  old_password: clipText(input.oldPassword, 32),
});

/** Request of command 43. On: `otpSecret` and its first code. Off: `otp` alone. */
export const otpSetupOf = (input: {
  readonly cid: Uint8Array;
  readonly login?: bigint | undefined;
  readonly password?: string | undefined;
  readonly otp?: string | undefined;
  readonly otpSecret?: string | undefined;
  readonly otpSecretCheck?: string | undefined;
}): OtpSetup => {
  const { password, token } = credentialFields(input.password ?? '');
  return {
    constant_5: 5,
    login: input.login ?? 0n,
    password,
    otp: clipText(input.otp ?? '', 64),
    otp_secret: clipText(input.otpSecret ?? '', 64),
    otp_secret_check: clipText(input.otpSecretCheck ?? '', 64),
    cid: input.cid,
    login_token: token,
  };
};

/** Form of a new account. Texts are cut to their fields as the official client does. */
export interface AccountOpening {
  readonly firstName: string;
  readonly secondName: string;
  readonly email: string;
  readonly group: string;
  readonly phone: string;
  readonly phonePassword: string;
  readonly country: string;
  readonly city: string;
  readonly state: string;
  readonly zipcode: string;
  readonly address: string;
  readonly domain: string;
  /** Account currency; 100000 when absent or 0. */
  readonly deposit?: number | undefined;
  /** 100 when absent or 0. */
  readonly leverage?: number | undefined;
  readonly emailConfirmCode?: number | undefined;
  readonly phoneConfirmCode?: number | undefined;
  /** Bit mask of accepted documents. */
  readonly agreements?: number | undefined;
  readonly utmCampaign?: string | undefined;
  readonly utmSource?: string | undefined;
}

const defaultDeposit = 100_000;
const defaultLeverage = 100;

/** Request of commands 30 and 40, and the first part of 27 and 39. */
export const accountOpeningOf = (form: AccountOpening): AccountOpenBase => ({
  full_name: clipText(`${form.firstName} ${form.secondName}`, 128),
  group: clipText(form.group, 64),
  phone_password: clipText(form.phonePassword, 32),
  country: clipText(form.country, 32),
  city: clipText(form.city, 32),
  state: clipText(form.state, 32),
  zipcode: clipText(form.zipcode, 16),
  address: clipText(form.address, 128),
  phone: clipText(form.phone, 32),
  email: clipText(form.email, 64),
  // Zero means "not given" to the official client too.
  deposit: form.deposit === undefined || form.deposit === 0 ? defaultDeposit : form.deposit,
  leverage: form.leverage === undefined || form.leverage === 0 ? defaultLeverage : form.leverage,
  constant_0: 0,
  constant_1: 1,
  domain: clipText(form.domain, 64),
  utm_campaign: clipText(form.utmCampaign ?? '', 32),
  utm_source: clipText(form.utmSource ?? '', 32),
  email_confirm_code: form.emailConfirmCode ?? 0,
  phone_confirm_code: form.phoneConfirmCode ?? 0,
  first_name: clipText(form.firstName, 64),
  second_name: clipText(form.secondName, 64),
  agreements: form.agreements ?? 0,
});

/** Second part of the form of a real account. */
export interface RealAccountDetails {
  readonly middleName?: string | undefined;
  /** Unix milliseconds. */
  readonly birthDate: number;
  readonly gender?: number | undefined;
  readonly language: string;
  readonly citizenship: string;
  readonly taxId: string;
  readonly employment: number;
  readonly industry: number;
  readonly education: number;
  readonly wealth: number;
  readonly annualIncome: bigint;
  readonly netWorth: bigint;
  readonly annualDeposit: bigint;
  readonly experienceFx: number;
  readonly experienceCfd: number;
  readonly experienceFutures: number;
  readonly experienceStocks: number;
}

export interface DocumentInput {
  readonly dataType: number;
  readonly documentType: number;
  readonly frontName: string;
  readonly front: Uint8Array;
  readonly backName?: string | undefined;
  readonly back?: Uint8Array | undefined;
}

const reservedBytes = 512;

/** The official client does not cut the texts of this part: one that is too long is an error. */
const realAccountExtraOf = (
  form: AccountOpening,
  details: RealAccountDetails,
): RealAccountExtra => ({
  first_name: form.firstName,
  second_name: form.secondName,
  middle_name: details.middleName ?? '',
  birth_date: details.birthDate,
  gender: details.gender ?? 0,
  language: details.language,
  citizenship: details.citizenship,
  tax_id: details.taxId,
  employment: details.employment,
  industry: details.industry,
  education: details.education,
  wealth: details.wealth,
  annual_income: details.annualIncome,
  net_worth: details.netWorth,
  annual_deposit: details.annualDeposit,
  experience_fx: details.experienceFx,
  experience_cfd: details.experienceCfd,
  experience_futures: details.experienceFutures,
  experience_stocks: details.experienceStocks,
  reserved: new Uint8Array(reservedBytes),
});

const documentOf = (input: DocumentInput): Document => {
  const back = input.back ?? new Uint8Array(0);
  return {
    data_type: input.dataType,
    document_type: input.documentType,
    front_name: input.frontName,
    front_length: input.front.length,
    back_name: input.backName ?? '',
    back_length: back.length,
    front: input.front,
    back,
  };
};

/** Request of command 39. */
export const openRealOf = (
  form: AccountOpening,
  details: RealAccountDetails,
  documents: readonly DocumentInput[],
): OpenReal => ({
  opening: accountOpeningOf(form),
  extra: realAccountExtraOf(form, details),
  documents: documents.map(documentOf),
});
