import {
  accountOpenBase,
  accountOpeningOf,
  type AccountOpenBase,
  type AccountOpening,
} from '../wire/index.js';
import type { FieldChecks } from './checks.js';
import type { ConfirmationNumbers } from './codes.js';

/** Who wants an account, and which. Lengths are UTF-16 units; what is too long is an error. */
export interface AccountForm {
  /** Up to 64. */
  readonly firstName: string;
  /** Up to 64; both names with the space between them up to 128. */
  readonly secondName?: string | undefined;
  /** Up to 64. */
  readonly email: string;
  /** Group of accounts, from the page of the broker's web terminal. Up to 64. */
  readonly group: string;
  /** Up to 32, as are the next four. */
  readonly phone?: string | undefined;
  /** English name of the country. */
  readonly country?: string | undefined;
  readonly city?: string | undefined;
  readonly state?: string | undefined;
  readonly phonePassword?: string | undefined;
  /** Up to 16. */
  readonly zipcode?: string | undefined;
  /** Up to 128. */
  readonly address?: string | undefined;
  /** Host name of the page that the account is opened from. Up to 64. */
  readonly domain?: string | undefined;
  /** Account currency. 100 000 when absent or 0. */
  readonly deposit?: number | undefined;
  /** 100 for 1:100, which it is when absent or 0. */
  readonly leverage?: number | undefined;
  /** Bit mask of accepted documents; bit 0 stands for the terms. Default 0: none is. */
  readonly agreements?: number | undefined;
  /** Up to 32, as is the next. */
  readonly utmCampaign?: string | undefined;
  readonly utmSource?: string | undefined;
}

const { fields } = accountOpenBase;

const required = {
  firstName: fields.first_name.units,
  email: fields.email.units,
  group: fields.group.units,
} as const;

const optional = {
  secondName: fields.second_name.units,
  phone: fields.phone.units,
  country: fields.country.units,
  city: fields.city.units,
  state: fields.state.units,
  phonePassword: fields.phone_password.units,
  zipcode: fields.zipcode.units,
  address: fields.address.units,
  domain: fields.domain.units,
  utmCampaign: fields.utm_campaign.units,
  utmSource: fields.utm_source.units,
} as const;

/** One `@` with something on either side of it. Whether the address exists, the server finds out. */
const emailShape = /^[^\s@]+@[^\s@]+$/;

const keysOf = <T extends object>(table: T): (keyof T)[] => Object.keys(table) as (keyof T)[];

const checkNames = ({ firstName, secondName = '' }: AccountForm, checks: FieldChecks): void => {
  const units = firstName.length + 1 + secondName.length;
  if (units <= fields.full_name.units) return;
  const expected = `at most ${String(fields.full_name.units)}, with the space between them`;
  checks.add('form.firstName and form.secondName', `${String(units)} UTF-16 units`, expected);
};

/** Looks at all of a form that the server would not see as it was meant. */
export const checkForm = (form: AccountForm, checks: FieldChecks): void => {
  if (typeof form !== 'object' || (form as unknown) === null) {
    checks.add('form', 'none', 'an object');
    return;
  }
  const given = keysOf(optional).filter((name) => form[name] !== undefined);
  const fit = [
    ...keysOf(required).map((name) => checks.text(`form.${name}`, form[name], required[name], 1)),
    ...given.map((name) => checks.text(`form.${name}`, form[name], optional[name])),
  ];
  if (fit.every(Boolean)) checkNames(form, checks);
  if (typeof form.email === 'string' && form.email !== '' && !emailShape.test(form.email)) {
    checks.add('form.email', 'a text of another shape', 'an address such as name@example.com');
  }
  if (form.deposit !== undefined) checks.money('form.deposit', form.deposit);
  if (form.leverage !== undefined) checks.u32('form.leverage', form.leverage);
  if (form.agreements !== undefined) checks.u32('form.agreements', form.agreements);
};

/** A form that has been checked, with nothing left out. */
export const openingInputOf = (form: AccountForm): AccountOpening => {
  const texts = Object.fromEntries(keysOf(optional).map((name) => [name, form[name] ?? '']));
  const { firstName, email, group, deposit, leverage, agreements } = form;
  const given = { firstName, email, group, deposit, leverage, agreements };
  return { ...(texts as Record<keyof typeof optional, string>), ...given };
};

/** As the wire has it, with the codes. */
export const openingOf = (form: AccountForm, codes: ConfirmationNumbers): AccountOpenBase =>
  accountOpeningOf({
    ...openingInputOf(form),
    emailConfirmCode: codes.email,
    phoneConfirmCode: codes.phone,
  });
