import type { AccountSettings, TradeSettingsOptions } from './account-options.js';
import * as check from './checks.js';
import { checkCommission, checkLeverageRule } from './rule-options.js';

/** The options of an account that can also change later. */
export const settingKeys = [
  ...(['name', 'leverage', 'state', 'tradeSettings'] as const),
  ...(['riskWarning', 'leverageRules', 'commissions'] as const),
] as const;

const sums = ['commissionDaily', 'commissionMonthly', 'fixedProfit'] as const;

const signed = ['spreadDiff', 'spreadDiffBalance', 'stopsLevel', 'freezeLevel'] as const;
const unsigned = [
  ...(['tradeMode', 'exeMode', 'fillFlags', 'timeFlags', 'orderFlags', 'swapMode'] as const),
] as const;
const amounts = ['volumeMin', 'volumeMax', 'volumeStep', 'volumeLimit'] as const;
const rates = ['swapLong', 'swapShort'] as const;
const tradeKeys = ['path', ...signed, ...unsigned, ...amounts, ...rates] as const;

/** The largest value of each kind means "not set" on the wire. */
const mostSigned = 2 ** 31 - 2;
const mostUnsigned = 2 ** 32 - 2;
const largestNameUnits = 128;

const checkTradeSettings = (field: string, value: unknown): TradeSettingsOptions => {
  const options = check.object<TradeSettingsOptions>(field, value, tradeKeys);
  check.optional(`${field}.path`, options.path, check.text(largestNameUnits, 1), '*');
  for (const key of signed) {
    check.optional(`${field}.${key}`, options[key], check.whole(-mostSigned, mostSigned), 0);
  }
  for (const key of unsigned) {
    check.optional(`${field}.${key}`, options[key], check.whole(0, mostUnsigned), 0);
  }
  for (const key of amounts) {
    check.optional(`${field}.${key}`, options[key], check.lots, 0);
  }
  for (const key of rates) check.optional(`${field}.${key}`, options[key], check.finite, 0);
  return options;
};

/** Checks those fields of an object that are settings. */
export const checkSettings = (field: string, options: AccountSettings): void => {
  check.optional(`${field}.name`, options.name, check.text(largestNameUnits, 1), '');
  check.optional(`${field}.leverage`, options.leverage, check.whole(1, 100_000), 0);
  check.optional(
    `${field}.state`,
    options.state,
    check.oneOf(['enabled', 'disabled', 'password-reset', 'read-only', 'trade-disabled']),
    'enabled',
  );
  check.optional(`${field}.riskWarning`, options.riskWarning, check.flag, false);
  check.list(`${field}.tradeSettings`, options.tradeSettings, checkTradeSettings);
  check.list(`${field}.leverageRules`, options.leverageRules, checkLeverageRule);
  check.list(`${field}.commissions`, options.commissions, checkCommission);
};

/** Settings for a running account. */
export const checkAccountSettings = (field: string, value: unknown): AccountSettings => {
  const options = check.object<AccountSettings>(field, value, [...settingKeys, ...sums]);
  checkSettings(field, options);
  for (const key of sums) check.optional(`${field}.${key}`, options[key], check.finite, 0);
  return options;
};
