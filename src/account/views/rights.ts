import { AccountPermissions, AccountRights } from '../../wire/index.js';
import { flags, hasFlag, type Flags } from './named.js';

/** What the account may do with the password that it logged in with. */
export interface Rights {
  /** Whether it may trade at all: none of the bits below and trading is not disabled. */
  readonly trade: boolean;
  /** Logged in with the investor password: it can look, not trade. */
  readonly investor: boolean;
  readonly readOnly: boolean;
  /** Nothing works but a change of the password. */
  readonly passwordResetRequired: boolean;
  /** The bits as names; each of them takes something away. */
  readonly names: Flags<typeof AccountRights>;
}

/** What the account has to agree to. */
export interface Permissions {
  /** A warning of risks has to be accepted before trading. */
  readonly riskWarning: boolean;
  /** The bits as names. */
  readonly names: Flags<typeof AccountPermissions>;
}

const preventsTrading =
  AccountRights.trade_disabled |
  AccountRights.investor |
  AccountRights.read_only |
  AccountRights.reset_password;

export const rightsOf = (mask: number): Rights => ({
  trade: (mask & preventsTrading) === 0,
  investor: hasFlag(mask, AccountRights.investor),
  readOnly: hasFlag(mask, AccountRights.read_only),
  passwordResetRequired: hasFlag(mask, AccountRights.reset_password),
  names: flags(AccountRights, mask),
});

export const permissionsOf = (mask: number): Permissions => ({
  riskWarning: hasFlag(mask, AccountPermissions.risk_warning),
  names: flags(AccountPermissions, mask),
});
