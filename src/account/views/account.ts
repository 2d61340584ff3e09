import {
  AccountTradeFlags,
  AccountType,
  MarginFreeMode,
  MarginMode,
  MarginSoMode,
  OtpStatus,
  serverOffset,
  type Account as AccountRecord,
  type Short,
} from '../../wire/index.js';
import { commissionOf, type Commission } from './commission.js';
import { leverageRuleOf, type LeverageRule } from './leverage.js';
import { flags, named, type Flags, type Named } from './named.js';
import { permissionsOf, rightsOf, type Permissions, type Rights } from './rights.js';
import { tradeSettingsOf, type TradeSettings } from './trade-settings.js';
import { given, isWhole } from './values.js';

/**
 * The account record in named values. An older server may leave its end out:
 * such a field is `undefined` and named in `missing`, which is not the same as
 * 0 or an empty list. Money is in the account currency.
 */
export interface AccountInfo {
  readonly login: bigint;
  readonly type: Named<typeof AccountType> | undefined;
  readonly rights: Rights | undefined;
  readonly permissions: Permissions | undefined;
  /** Without floating profit. */
  readonly balance: number | undefined;
  readonly credit: number | undefined;
  readonly currency: string | undefined;
  /** Decimals of the account currency. */
  readonly currencyDigits: number | undefined;
  /** 100 for 1:100. */
  readonly leverage: number | undefined;
  readonly name: string | undefined;
  readonly serverBuild: number | undefined;
  readonly server: string | undefined;
  readonly company: string | undefined;
  /** How far the server's clock is ahead of UTC at present, milliseconds. */
  readonly offset: number | undefined;
  /** A value without a name is handled as `retail_netting` by the official client. */
  readonly marginMode: Named<typeof MarginMode> | undefined;
  /** What floating profit adds to free margin. */
  readonly marginFreeMode: Named<typeof MarginFreeMode> | undefined;
  /** Margin level in percent, or equity; see `stopOutMode`. */
  readonly marginCallLevel: number | undefined;
  /** Margin level in percent, or equity; see `stopOutMode`. */
  readonly stopOutLevel: number | undefined;
  readonly stopOutMode: Named<typeof MarginSoMode> | undefined;
  readonly marginVirtual: number | undefined;
  /** How fixed profit counts in free margin and equity, as the wire has it. */
  readonly marginFreeProfitMode: number | undefined;
  /** Profit of the day that is fixed already; not the floating one. */
  readonly fixedProfit: number | undefined;
  readonly commissionDaily: number | undefined;
  readonly commissionMonthly: number | undefined;
  /** Least length of a new password; a server that says 0 means 8. */
  readonly passwordMinLength: number | undefined;
  /** One-time passwords. */
  readonly otp: 'not_offered' | 'off' | 'on' | undefined;
  /** By groups of symbols; the last one that fits a symbol decides. */
  readonly tradeSettings: readonly TradeSettings[] | undefined;
  readonly tradeFlags: Flags<typeof AccountTradeFlags> | undefined;
  /** Symbols that the account can see. */
  readonly symbolsCount: number | undefined;
  /** As the wire has it; no meaning is known. */
  readonly leverageFlags: bigint | undefined;
  /** By groups of symbols; the first one that fits a symbol decides. */
  readonly leverageRules: readonly LeverageRule[] | undefined;
  readonly commissions: readonly Commission[] | undefined;
  /** Names of what the server did not send; a list that ends early as `commissions[2]`. */
  readonly missing: readonly string[];
  /** The record as it came. */
  readonly raw: Short<AccountRecord>;
}

const defaultPasswordLength = 8;

/** Anything but "on" and "not offered" is off, as the official client has it. */
const otpOf = (status: number): 'not_offered' | 'off' | 'on' => {
  if (status === OtpStatus.on) return 'on';
  return status === OtpStatus.not_offered ? 'not_offered' : 'off';
};

const offsetOf = ({ timezone_shift, daylightmode }: Short<AccountRecord>): number | undefined =>
  timezone_shift === undefined || daylightmode === undefined
    ? undefined
    : 1000 * serverOffset({ timezone_shift, daylightmode });

/** Elements that are there as a whole; the last one may end early and is then left out. */
const listOf = <T, R>(list: readonly Short<T>[] | undefined, read: (raw: T) => R) =>
  list?.filter((raw) => isWhole<T>(raw)).map(read);

/** `commissions[2]`, if the third one of the wire ends early. */
const cutShort = (name: string, sent: readonly object[] = [], read: readonly unknown[] = []) =>
  sent.length === read.length ? [] : [`${name}[${String(read.length)}]`];

/** The account in named values. The record does not hold the login. */
export const accountOf = (raw: Short<AccountRecord>, login: bigint): AccountInfo => {
  const tradeSettings = listOf(raw.trade_settings, tradeSettingsOf);
  const leverageRules = listOf(raw.rules, leverageRuleOf);
  const commissions = listOf(raw.commissions, commissionOf);
  const known = {
    login,
    type: given(raw.account_type, (type) => named(AccountType, type)),
    rights: given(raw.rights, rightsOf),
    permissions: given(raw.permissions_flags, permissionsOf),
    balance: raw.balance,
    credit: raw.credit,
    currency: raw.account_currency,
    currencyDigits: raw.currency_digits,
    leverage: raw.margin_leverage,
    name: raw.account_name,
    serverBuild: raw.server_build,
    server: raw.server_name,
    company: raw.company,
    offset: offsetOf(raw),
    marginMode: given(raw.margin_mode, (mode) => named(MarginMode, mode)),
    marginFreeMode: given(raw.margin_free_mode, (mode) => named(MarginFreeMode, mode)),
    marginCallLevel: raw.margin_so_call,
    stopOutLevel: raw.margin_so_so,
    stopOutMode: given(raw.margin_so_mode, (mode) => named(MarginSoMode, mode)),
    marginVirtual: raw.margin_virtual,
    marginFreeProfitMode: raw.margin_free_profit_mode,
    fixedProfit: raw.acc_profit,
    commissionDaily: raw.commission_daily,
    commissionMonthly: raw.commission_monthly,
    passwordMinLength: given(raw.auth_password_min, (least) => least || defaultPasswordLength),
    otp: given(raw.otp_status, otpOf),
    tradeSettings,
    tradeFlags: given(raw.trade_flags, (mask) => flags(AccountTradeFlags, mask)),
    symbolsCount: raw.symbols_count,
    leverageFlags: raw.leverage_flags,
    leverageRules,
    commissions,
  };
  const missing = [
    ...Object.entries(known).flatMap(([name, value]) => (value === undefined ? [name] : [])),
    ...cutShort('tradeSettings', raw.trade_settings, tradeSettings),
    ...cutShort('leverageRules', raw.rules, leverageRules),
    ...cutShort('commissions', raw.commissions, commissions),
  ];
  return { ...known, missing, raw };
};
