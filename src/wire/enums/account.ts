import { enumeration } from './enumeration.js';

export const MarginMode = enumeration('margin_mode', {
  retail_netting: 0,
  exchange: 1,
  retail_hedging: 2,
});

export const MarginFreeMode = enumeration('margin_free_mode', {
  floating_ignored: 0,
  floating_used: 1,
  only_floating_profit: 2,
  only_floating_loss: 3,
});

export const MarginSoMode = enumeration('margin_so_mode', {
  percent: 0,
  money: 1,
});

export const StopOutActivation = enumeration('stop_out_activation', {
  none: 0,
  margin_call: 1,
  stop_out: 2,
});

export const RangeMode = enumeration('range_mode', {
  volume: 0,
  volume_per_symbol: 1,
  value: 2,
  value_per_symbol: 3,
});

export const CommissionRange = enumeration('commission_range', {
  volume: 0,
  turnover_money: 1,
  turnover_volume: 2,
  value: 3,
  profit: 4,
});

export const CommissionCharge = enumeration('commission_charge', {
  daily: 0,
  monthly: 1,
  instant: 2,
});

export const CommissionEntry = enumeration('commission_entry', {
  in_and_out: 0,
  in: 1,
  out: 2,
});

export const CommissionTierMode = enumeration('commission_tier_mode', {
  account_currency: 0,
  currency_base: 1,
  currency_profit: 2,
  currency_margin: 3,
  points: 4,
  percent: 5,
  tier_currency: 6,
  percent_of_profit: 7,
});

export const CommissionTierType = enumeration('commission_tier_type', {
  per_deal: 0,
  per_lot: 1,
});
