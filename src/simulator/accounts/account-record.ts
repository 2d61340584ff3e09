import {
  AccountType,
  MarginFreeMode,
  MarginMode,
  MarginSoMode,
  type Account as AccountValue,
} from '../../wire/index.js';
import type { Account } from './account.js';
import type { Access } from './credentials.js';

/** What all accounts of one server have in common. */
export interface ServerFacts {
  readonly serverName: string;
  readonly company: string;
  readonly serverBuild: number;
  readonly timezoneShiftSeconds: number;
  readonly daylightHours: number;
  readonly symbolsCount: number;
}

const marginModes = {
  hedging: MarginMode.retail_hedging,
  netting: MarginMode.retail_netting,
  exchange: MarginMode.exchange,
} as const;

/** Percent of margin level. */
const marginCallLevel = 100;
const stopOutLevel = 50;

/** The account as command 3 and push 14 show it to a client with this access. */
export const accountRecord = (
  account: Account,
  access: Access,
  server: ServerFacts,
): AccountValue => ({
  account_type: AccountType[account.type],
  rights: account.rights(access),
  permissions_flags: account.permissions,
  balance: account.ledger.state.balance,
  credit: account.ledger.state.credit,
  account_currency: account.currency,
  currency_digits: account.currencyDigits,
  margin_leverage: account.leverage,
  account_name: account.name,
  server_build: server.serverBuild,
  server_name: server.serverName,
  company: server.company,
  timezone_shift: server.timezoneShiftSeconds,
  daylightmode: server.daylightHours,
  margin_mode: marginModes[account.mode],
  margin_free_mode: MarginFreeMode.floating_used,
  margin_so_call: marginCallLevel,
  margin_so_so: stopOutLevel,
  margin_so_mode: MarginSoMode.percent,
  margin_virtual: 0,
  margin_free_profit_mode: 0,
  acc_profit: account.ledger.state.fixedProfit,
  commission_daily: account.ledger.state.commissionDaily,
  commission_monthly: account.ledger.state.commissionMonthly,
  auth_password_min: account.passwordMinLength,
  otp_status: account.otpStatus,
  trade_settings: account.tradeSettings,
  trade_flags: 0,
  symbols_count: server.symbolsCount,
  leverage_flags: 0n,
  rules: account.leverageRules,
  commissions: account.commissions,
});
