import {
  AccountPermissions,
  AccountRights,
  OtpStatus,
  type Commission,
  type LeverageRule,
  type SymbolTradeSettings,
} from '../../wire/index.js';
import { Ledger } from '../desk/ledger.js';
import type {
  AccountMode,
  AccountOptions,
  AccountSettings,
  AccountState,
  OtpOptions,
} from '../options/account-options.js';
import { Credentials, type Access } from './credentials.js';
import { commission, leverageRule } from './group-rules.js';
import { isTotp } from './totp.js';
import { accountTradeSettings } from './trade-settings.js';
import { ledgerStateOf, type TradeSource } from './trades.js';

/** What one-time passwords have to say about a login. */
export type OtpVerdict = 'passed' | 'wanted' | 'wrong' | 'set-up-required';

const rightsOfState: Readonly<Record<AccountState, number>> = {
  enabled: 0,
  disabled: 0,
  'password-reset': AccountRights.reset_password,
  'read-only': AccountRights.read_only,
  'trade-disabled': AccountRights.trade_disabled,
};

const characterClasses = [/\d/, /\p{Lu}/u, /\p{Ll}/u, /[^\d\p{Lu}\p{Ll}]/u];
const defaultMinLength = 8;
const longestPassword = 32;

/** One account: who it is, what it holds, and what a client has to know to use it. */
export class Account {
  readonly login: bigint;
  readonly type: NonNullable<AccountOptions['type']>;
  readonly mode: AccountMode;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly passwordMinLength: number;
  /** Trades and money. */
  readonly ledger: Ledger;
  readonly credentials: Credentials;
  /** Number of the session that clients bring back; 0 before the first login. */
  session = 0n;
  #settings: AccountSettings;
  #otp: AccountOptions['otp'];
  readonly #otpRequired: boolean;

  constructor(options: AccountOptions, source: TradeSource) {
    this.login = BigInt(options.login);
    this.type = options.type ?? 'demo';
    this.mode = options.mode ?? 'hedging';
    this.currency = options.currency ?? 'USD';
    this.currencyDigits = options.currencyDigits ?? 2;
    this.passwordMinLength = options.passwordMinLength ?? defaultMinLength;
    this.ledger = new Ledger(ledgerStateOf(options, source));
    this.credentials = new Credentials(options.password, options.investorPassword);
    this.#settings = options;
    this.#otp = options.otp;
    this.#otpRequired = options.otp === 'set-up-required';
  }

  get name(): string {
    return this.#settings.name ?? 'Demo Account';
  }

  get leverage(): number {
    return this.#settings.leverage ?? 100;
  }

  get state(): AccountState {
    return this.#settings.state ?? 'enabled';
  }

  get tradeSettings(): readonly SymbolTradeSettings[] {
    return accountTradeSettings(this.#settings.tradeSettings);
  }

  get leverageRules(): readonly LeverageRule[] {
    return (this.#settings.leverageRules ?? []).map(leverageRule);
  }

  get commissions(): readonly Commission[] {
    return (this.#settings.commissions ?? []).map(commission);
  }

  /** Bits of `AccountPermissions`. */
  get permissions(): number {
    return this.#settings.riskWarning === true ? AccountPermissions.risk_warning : 0;
  }

  /** What is absent stays as it is. */
  change(settings: AccountSettings): void {
    this.#settings = { ...this.#settings, ...settings };
  }

  /** The risk warning is accepted; false if there was none to accept. */
  acceptRisk(): boolean {
    const accepted = this.#settings.riskWarning === true;
    if (accepted) this.change({ riskWarning: false });
    return accepted;
  }

  rights(access: Access): number {
    return rightsOfState[this.state] | (access === 'investor' ? AccountRights.investor : 0);
  }

  get otpStatus(): number {
    if (this.#otp === undefined) return OtpStatus.not_offered;
    return typeof this.#otp === 'string' ? OtpStatus.off : OtpStatus.on;
  }

  get #otpSet(): OtpOptions | undefined {
    return typeof this.#otp === 'object' ? this.#otp : undefined;
  }

  /** The code for a wrong one-time password. */
  get wrongOtpCode(): number {
    return this.#otpSet?.wrongCode ?? 5;
  }

  checkOtp(code: string, atMs: number): OtpVerdict {
    if (this.#otp === 'set-up-required') return 'set-up-required';
    const otp = this.#otpSet;
    if (otp === undefined) return 'passed';
    if (code === '') return 'wanted';
    const right =
      (otp.code !== undefined && code === otp.code) ||
      (otp.secret !== undefined && isTotp(otp.secret, code, atMs));
    return right ? 'passed' : 'wrong';
  }

  /**
   * Switches one-time passwords on; the first code proves that the client knows the secret. Where
   * they are on, they have to be switched off first: a password alone is not enough to get around.
   */
  switchOtpOn(secret: string, code: string, atMs: number): boolean {
    if (this.#otpSet !== undefined) return false;
    if (!/^[A-Z2-7]+=*$/i.test(secret) || !isTotp(secret, code, atMs)) return false;
    this.#otp = { secret };
    return true;
  }

  switchOtpOff(code: string, atMs: number): boolean {
    if (this.#otpSet === undefined || this.checkOtp(code, atMs) !== 'passed') return false;
    this.#otp = this.#otpRequired ? 'set-up-required' : 'offered';
    return true;
  }

  /**
   * Changes a password by the rules that the official client checks too: the length, and at
   * least one digit, one upper case letter, one lower case letter and one other character.
   */
  changePassword(of: Access, oldPassword: string, newPassword: string): boolean {
    const strong =
      newPassword.length >= this.passwordMinLength &&
      newPassword.length <= longestPassword &&
      characterClasses.every((characters) => characters.test(newPassword));
    if (!strong || this.credentials.byPassword(oldPassword) !== 'master') return false;
    if (this.credentials.byPassword(newPassword) !== undefined) return false;
    this.credentials.change(of, newPassword);
    if (of === 'master' && this.state === 'password-reset') this.change({ state: 'enabled' });
    return true;
  }
}
