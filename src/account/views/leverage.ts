import {
  RangeMode,
  type AccountLeverageTier,
  type LeverageRule as LeverageRecord,
} from '../../wire/index.js';
import { named, type Named } from './named.js';
import { unbounded } from './values.js';

/** Floating leverage: margin rates that depend on how much of some symbols is held. */
export interface LeverageRule {
  /** Comma-separated masks of symbol paths; a leading `!` excludes. */
  readonly path: string;
  /** What the bounds of the tiers are: lots or money, of each symbol or of all together. */
  readonly mode: Named<typeof RangeMode>;
  /** Currency of bounds in money; the account currency where it is `undefined`. */
  readonly currency: string | undefined;
  readonly currencyDigits: number;
  readonly tiers: readonly LeverageTier[];
  /** The record as it came. */
  readonly raw: LeverageRecord;
}

/** One step of a leverage rule. */
export interface LeverageTier {
  /** Lots or money; `Infinity` ends the table. */
  readonly from: number;
  /** Lots or money; `Infinity`: no upper bound. */
  readonly to: number;
  readonly marginRateInitial: number;
  readonly marginRateMaintenance: number;
}

const tierOf = (raw: AccountLeverageTier): LeverageTier => ({
  from: unbounded(raw.range_from),
  to: unbounded(raw.range_to),
  marginRateInitial: raw.margin_rate_initial,
  marginRateMaintenance: raw.margin_rate_maintenance,
});

/** A leverage rule in named values. */
export const leverageRuleOf = (raw: LeverageRecord): LeverageRule => ({
  path: raw.path,
  mode: named(RangeMode, raw.range_mode),
  currency: raw.range_currency === '' ? undefined : raw.range_currency,
  currencyDigits: raw.range_currency_digits,
  tiers: raw.tiers.map(tierOf),
  raw,
});
