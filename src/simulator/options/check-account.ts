import { AccountType } from '../../wire/index.js';
import { SimulatorOptionError } from '../errors.js';
import type { AccountOptions, OtpOptions } from './account-options.js';
import { checkSettings, settingKeys } from './check-settings.js';
import * as check from './checks.js';
import { checkDeal, checkOrder, checkPosition, type KnowsSymbol } from './trade-options.js';

const accountKeys = [
  ...(['login', 'password', 'investorPassword', 'otp', 'type', 'mode'] as const),
  ...(['balance', 'credit', 'currency', 'currencyDigits', 'passwordMinLength'] as const),
  ...settingKeys,
  ...(['positions', 'orders', 'history'] as const),
] as const;

const passwordUnits = 32;

/** Characters of Base32, with the padding that some authenticators show. */
const base32 = /^[A-Z2-7]{8,64}=*$/i;

const base32Secret: check.Check<string> = {
  expected: 'a Base32 text of at least 8 characters',
  test: (value): value is string => typeof value === 'string' && base32.test(value),
  secret: true,
};

const checkOtp = (field: string, value: unknown): void => {
  if (value === 'offered' || value === 'set-up-required') return;
  if (typeof value !== 'object' || value === null) {
    throw new SimulatorOptionError(
      field,
      'neither',
      "'offered' | 'set-up-required' | { secret } | { code }",
    );
  }
  const options = check.object<OtpOptions>(field, value, ['secret', 'code', 'wrongCode']);
  check.optional(`${field}.secret`, options.secret, base32Secret, undefined);
  check.optional(`${field}.code`, options.code, check.secret(64), undefined);
  check.optional(`${field}.wrongCode`, options.wrongCode, check.oneOf([5, 201]), 5);
  if (options.secret === undefined && options.code === undefined) {
    throw new SimulatorOptionError(field, 'neither', 'a secret, a code or both');
  }
};

/** An account as it was given, once every field of it is what it should be. */
export const checkAccount =
  (known: KnowsSymbol) =>
  (field: string, value: unknown): AccountOptions => {
    const options = check.object<AccountOptions>(field, value, accountKeys);
    check.id(`${field}.login`, options.login);
    check.required(`${field}.password`, options.password, check.secret(passwordUnits));
    check.optional(
      `${field}.investorPassword`,
      options.investorPassword,
      check.secret(passwordUnits),
      undefined,
    );
    if (options.investorPassword === options.password) {
      throw new SimulatorOptionError(
        `${field}.investorPassword`,
        'the password',
        'one that differs from it',
      );
    }
    if (options.otp !== undefined) checkOtp(`${field}.otp`, options.otp);
    check.optional(`${field}.type`, options.type, check.oneOf(Object.keys(AccountType)), 'demo');
    check.optional(
      `${field}.mode`,
      options.mode,
      check.oneOf(['hedging', 'netting', 'exchange']),
      'hedging',
    );
    check.optional(`${field}.currency`, options.currency, check.text(32, 1), '');
    check.optional(`${field}.currencyDigits`, options.currencyDigits, check.whole(0, 8), 2);
    check.optional(
      `${field}.passwordMinLength`,
      options.passwordMinLength,
      check.whole(1, passwordUnits),
      0,
    );
    checkSettings(field, options);
    check.optional(`${field}.balance`, options.balance, check.finite, 0);
    check.optional(`${field}.credit`, options.credit, check.finite, 0);
    check.list(`${field}.positions`, options.positions, checkPosition(known));
    check.list(`${field}.orders`, options.orders, checkOrder(known));
    if (options.history !== undefined) {
      const history = check.object<NonNullable<AccountOptions['history']>>(
        `${field}.history`,
        options.history,
        ['deals', 'orders'],
      );
      check.list(`${field}.history.deals`, history.deals, checkDeal(known));
      check.list(`${field}.history.orders`, history.orders, checkOrder(known));
    }
    return options;
  };
