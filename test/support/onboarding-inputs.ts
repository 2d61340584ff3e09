import type { AccountOpening, DocumentInput, RealAccountDetails } from '../../src/wire/index.js';

/** Inputs of the wire vectors (`mt_*` names) as inputs of our request builders. */
type Input = Readonly<Record<string, unknown>>;

const text = (input: Input, key: string): string => (input[key] ?? '') as string;
const number = (input: Input, key: string): number => (input[key] ?? 0) as number;
const bytes = (value: unknown): Uint8Array =>
  new Uint8Array(Buffer.from((value ?? '') as string, 'hex'));

export const openingInput = (input: Input): AccountOpening => ({
  firstName: text(input, 'mt_first_name'),
  secondName: text(input, 'mt_second_name'),
  email: text(input, 'mt_email'),
  group: text(input, 'mt_group'),
  phone: text(input, 'mt_phone'),
  phonePassword: text(input, 'mt_phone_password'),
  country: text(input, 'mt_country'),
  city: text(input, 'mt_city'),
  state: text(input, 'mt_state'),
  zipcode: text(input, 'mt_zipcode'),
  address: text(input, 'mt_address'),
  domain: text(input, 'mt_domain'),
  deposit: number(input, 'mt_deposit'),
  leverage: number(input, 'mt_leverage'),
  emailConfirmCode: number(input, 'mt_email_confirm_code'),
  phoneConfirmCode: number(input, 'mt_phone_confirm_code'),
  agreements: number(input, 'mt_agreements'),
  utmCampaign: text(input, 'utm_campaign'),
  utmSource: text(input, 'utm_source'),
});

export const realDetailsInput = (input: Input): RealAccountDetails => ({
  middleName: text(input, 'mt_middle_name'),
  birthDate: number(input, 'mt_birth_date'),
  gender: number(input, 'mt_gender'),
  language: text(input, 'mt_language'),
  citizenship: text(input, 'mt_citizenship'),
  taxId: text(input, 'mt_tax_id'),
  employment: number(input, 'mt_employment'),
  industry: number(input, 'mt_industry'),
  education: number(input, 'mt_education'),
  wealth: number(input, 'mt_wealth'),
  annualIncome: BigInt(number(input, 'mt_annual_income')),
  netWorth: BigInt(number(input, 'mt_net_worth')),
  annualDeposit: BigInt(number(input, 'mt_annual_deposit')),
  experienceFx: number(input, 'mt_experience_fx'),
  experienceCfd: number(input, 'mt_experience_cfd'),
  experienceFutures: number(input, 'mt_experience_futures'),
  experienceStocks: number(input, 'mt_experience_stocks'),
});

export const documentsInput = (input: Input): readonly DocumentInput[] =>
  ((input['mt_documents'] ?? []) as readonly Input[]).map((entry) => ({
    dataType: number(entry, 'mt_data_type'),
    documentType: number(entry, 'mt_document_type'),
    frontName: text(entry, 'mt_front_name'),
    front: bytes(entry['mt_front_buffer']),
    backName: text(entry, 'mt_back_name'),
    back: bytes(entry['mt_back_buffer']),
  }));
