import { SpreadLegMode, SpreadMarginType, type EnumName, type Spread } from '../../wire/index.js';
import * as check from './checks.js';

export interface MarginSpreadLegOptions {
  /** Name of a symbol, or of an underlying with mode `basis`. */
  readonly symbol: string;
  /** Default `symbol`. */
  readonly mode?: EnumName<typeof SpreadLegMode>;
  /** Default 1. */
  readonly ratio?: number;
}

/** Positions on both sides need less margin together. */
export interface MarginSpreadOptions {
  /** Above 0. */
  readonly id: number;
  /** Default `percent_discount`. */
  readonly marginType?: EnumName<typeof SpreadMarginType>;
  readonly marginInitial: number;
  /** Default: as initial. */
  readonly marginMaintenance?: number;
  readonly legsA: readonly MarginSpreadLegOptions[];
  readonly legsB: readonly MarginSpreadLegOptions[];
}

const largestId = 2 ** 32 - 1;
const nameUnits = 32;

const checkLeg = (field: string, value: unknown): MarginSpreadLegOptions => {
  const leg = check.object<MarginSpreadLegOptions>(field, value, ['symbol', 'mode', 'ratio']);
  check.required(`${field}.symbol`, leg.symbol, check.text(nameUnits, 1));
  const modes = check.oneOf(Object.keys(SpreadLegMode));
  check.optional(`${field}.mode`, leg.mode, modes, 'symbol');
  check.optional(`${field}.ratio`, leg.ratio, check.finite, 1);
  return leg;
};

/** A rule as it was given, once every field of it is what it should be. */
export const checkMarginSpread = (field: string, value: unknown): MarginSpreadOptions => {
  const keys = [
    'id',
    'marginType',
    'marginInitial',
    'marginMaintenance',
    'legsA',
    'legsB',
  ] as const;
  const rule = check.object<MarginSpreadOptions>(field, value, keys);
  check.required(`${field}.id`, rule.id, check.whole(1, largestId));
  const types = check.oneOf(Object.keys(SpreadMarginType));
  check.optional(`${field}.marginType`, rule.marginType, types, 'percent_discount');
  check.required(`${field}.marginInitial`, rule.marginInitial, check.finite);
  check.optional(`${field}.marginMaintenance`, rule.marginMaintenance, check.finite, 0);
  for (const side of ['legsA', 'legsB'] as const) {
    check.list(`${field}.${side}`, rule[side], checkLeg);
  }
  return rule;
};

/** The rule as command 20 carries it. */
export const spreadRecord = (rule: MarginSpreadOptions): Spread => {
  const legs = (options: readonly MarginSpreadLegOptions[]): NonNullable<Spread['legs_a']> =>
    options.map(({ symbol, mode = 'symbol', ratio = 1 }) => ({
      spread_mode: SpreadLegMode[mode],
      flag_mask: 0,
      trade_symbol: symbol,
      time_from: 0,
      time_to: 0,
      spread_ratio: ratio,
    }));
  return {
    spread_id: rule.id,
    flag_mask: 0,
    margin_initial: rule.marginInitial,
    margin_maintenance: rule.marginMaintenance ?? rule.marginInitial,
    margin_type: SpreadMarginType[rule.marginType ?? 'percent_discount'],
    legs_a: legs(rule.legsA),
    legs_b: legs(rule.legsB),
  };
};
