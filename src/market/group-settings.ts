import type { SymbolTradeSettings } from '../wire/index.js';
import { pathMatcher } from './path-mask.js';

const unsetInt = 2_147_483_647;
const unsetUint = 4_294_967_295;
const unsetVolume = 18_446_744_073_709_551_615n;
const unsetFloat = Number.MAX_VALUE;

/** Signed fields, whose "not set" value is the largest i32. */
const signed: ReadonlySet<string> = new Set<keyof SymbolTradeSettings>([
  'spread_diff',
  'spread_diff_balance',
  'trade_stops_level',
  'trade_freeze_level',
  'swap_rollover3days',
]);

/** Floating fields, whose "not set" value is the largest f64. */
const floating: ReadonlySet<string> = new Set<keyof SymbolTradeSettings>([
  'margin_initial',
  'margin_maintenance',
  'margin_rate_liquidity',
  'margin_hedged',
  'margin_rate_currency',
  'swap_long',
  'swap_short',
]);

const isUnset = (field: string, value: unknown): boolean => {
  if (typeof value === 'bigint') return value === unsetVolume || value === 0n;
  if (signed.has(field)) return value === unsetInt;
  if (floating.has(field)) return value === unsetFloat;
  return value === unsetUint;
};

const overlay = (own: unknown, group: unknown, field: string): unknown => {
  if (Array.isArray(own) && Array.isArray(group)) {
    return own.map((value: unknown, index) =>
      group[index] === unsetFloat ? value : (group[index] as unknown),
    );
  }
  return isUnset(field, group) ? own : group;
};

/** The settings of a symbol with those of one group laid over them. Paths are never copied. */
const laidOver = (own: SymbolTradeSettings, group: SymbolTradeSettings): SymbolTradeSettings =>
  Object.fromEntries(
    Object.entries(own).map(([field, value]) => [
      field,
      field === 'symbol_path'
        ? value
        : overlay(value, group[field as keyof SymbolTradeSettings], field),
    ]),
  ) as SymbolTradeSettings;

/**
 * The trade settings that hold for a symbol under an account. All groups are
 * tried in order and each match starts again from the symbol's own values, so
 * the last match decides alone (behaviour of the official client).
 */
export const effectiveSettings = (
  own: SymbolTradeSettings,
  groups: readonly SymbolTradeSettings[],
): SymbolTradeSettings => {
  const match = groups.findLast((group) => pathMatcher(group.symbol_path)(own.symbol_path));
  return match === undefined ? own : laidOver(own, match);
};
