import {
  CommissionCharge,
  CommissionEntry,
  CommissionRange,
  CommissionTierMode,
  CommissionTierType,
  RangeMode,
  type Commission,
  type LeverageRule,
} from '../../wire/index.js';
import type { CommissionOptions, LeverageRuleOptions } from '../options/rule-options.js';

/** What the official client takes for the end of a table. */
const noEnd = Number.MAX_VALUE;
const agentMode = 1;
const clientMode = 0;

/** A leverage rule as it stands in an account. */
export const leverageRule = (options: LeverageRuleOptions): LeverageRule => ({
  path: options.path ?? '*',
  range_mode: RangeMode[options.range ?? 'volume'],
  range_currency: options.currency ?? 'USD',
  range_currency_digits: 2,
  tier_count: options.tiers.length,
  tiers: options.tiers.map(({ from, to, initial, maintenance }) => ({
    range_from: from ?? 0,
    range_to: to ?? noEnd,
    margin_rate_initial: initial,
    margin_rate_maintenance: maintenance ?? initial,
  })),
});

/** A commission as it stands in an account. */
export const commission = (options: CommissionOptions): Commission => ({
  path: options.path ?? '*',
  mode: options.agent === true ? agentMode : clientMode,
  mode_range: CommissionRange[options.range ?? 'volume'],
  mode_charge: CommissionCharge[options.charge ?? 'instant'],
  mode_currency: options.currency ?? '',
  mode_entry: CommissionEntry[options.entry ?? 'in_and_out'],
  tiers: options.tiers.map((tier) => ({
    mode: CommissionTierMode[tier.mode ?? 'account_currency'],
    type: CommissionTierType[tier.type ?? 'per_lot'],
    value: tier.value,
    range_from: tier.from ?? 0,
    range_to: tier.to ?? noEnd,
    minimal: tier.minimal ?? 0,
    maximal: tier.maximal ?? 0,
    currency: tier.currency ?? '',
  })),
});
