import type { AccountType, EnumName } from '../../wire/index.js';
import type { CommissionOptions, LeverageRuleOptions } from './rule-options.js';
import type { DealOptions, OrderOptions, PositionOptions } from './trade-options.js';

/** How an account holds positions: one per trade, or one per symbol. */
export type AccountMode = 'hedging' | 'netting' | 'exchange';

/**
 * - `disabled`: the login is refused with code 3.
 * - `password-reset`: a client may log in, but must set a new password before anything else.
 * - `read-only`, `trade-disabled`: quotes, but no trades.
 */
export type AccountState =
  'enabled' | 'disabled' | 'password-reset' | 'read-only' | 'trade-disabled';

/** One-time passwords: a fixed code, or the codes of an authenticator. */
export interface OtpOptions {
  /** Base32 secret; codes by RFC 6238 (SHA-1, 6 digits, 30 s), one step early or late accepted. */
  readonly secret?: string;
  /** A code that is always right. */
  readonly code?: string;
  /** What a wrong code is answered with. Default 5. */
  readonly wrongCode?: 5 | 201;
}

/**
 * Trade settings that the account's group lays over those of the symbols it names. What is
 * absent stays as it is in the symbol. Distances and spreads are points, volumes lots.
 */
export interface TradeSettingsOptions {
  /** Masks of symbol paths, such as `Forex\*,!Forex\Exotic\*`. Default `*`. */
  readonly path?: string;
  readonly spreadDiff?: number;
  readonly spreadDiffBalance?: number;
  readonly tradeMode?: number;
  readonly stopsLevel?: number;
  readonly freezeLevel?: number;
  readonly exeMode?: number;
  readonly fillFlags?: number;
  readonly timeFlags?: number;
  readonly orderFlags?: number;
  readonly volumeMin?: number;
  readonly volumeMax?: number;
  readonly volumeStep?: number;
  readonly volumeLimit?: number;
  readonly swapMode?: number;
  readonly swapLong?: number;
  readonly swapShort?: number;
}

export interface AccountOptions {
  readonly login: bigint | number;
  readonly password: string;
  /** Logs in too, with the rights of an investor. */
  readonly investorPassword?: string;
  /**
   * One-time passwords. `offered`: not switched on yet. `set-up-required`: a login is refused
   * with code 6 until they are. Default: not offered.
   */
  readonly otp?: OtpOptions | 'offered' | 'set-up-required';
  /** Default `demo`. */
  readonly type?: EnumName<typeof AccountType>;
  /** Default `hedging`. */
  readonly mode?: AccountMode;
  /** Default `enabled`. */
  readonly state?: AccountState;
  /** Default `Demo Account`. */
  readonly name?: string;
  /** Account currency. Default 10 000. */
  readonly balance?: number;
  /** Account currency. Default 0. */
  readonly credit?: number;
  /** Default `USD`. */
  readonly currency?: string;
  /** Default 2. */
  readonly currencyDigits?: number;
  /** Default 100, for 1:100. */
  readonly leverage?: number;
  /** Shortest password that a change accepts. Default 8. */
  readonly passwordMinLength?: number;
  readonly tradeSettings?: readonly TradeSettingsOptions[];
  /**
   * The client has to accept a risk warning before it trades (command 42 with 1); until then the
   * permissions have bit 16. Default false.
   */
  readonly riskWarning?: boolean;
  /** Floating leverage of the group, as clients see it. */
  readonly leverageRules?: readonly LeverageRuleOptions[];
  /** Commissions of the group, as clients see them; nothing is charged by them. */
  readonly commissions?: readonly CommissionOptions[];
  readonly positions?: readonly PositionOptions[];
  readonly orders?: readonly OrderOptions[];
  readonly history?: {
    readonly deals?: readonly DealOptions[];
    readonly orders?: readonly OrderOptions[];
  };
}

/**
 * What can change of an account while the server runs. What is absent stays; a list replaces
 * the one before.
 */
export interface AccountSettings extends Pick<
  AccountOptions,
  'name' | 'leverage' | 'state' | 'tradeSettings' | 'riskWarning' | 'leverageRules' | 'commissions'
> {
  /** Commission of the day so far. Account currency, as the next two. */
  readonly commissionDaily?: number;
  readonly commissionMonthly?: number;
  /** Profit of the day that is fixed: `acc_profit` of the wire. */
  readonly fixedProfit?: number;
}

/** The account of a simulator that was given none. */
export const defaultAccount: AccountOptions = { login: 1001, password: 'Demo-1001' };
