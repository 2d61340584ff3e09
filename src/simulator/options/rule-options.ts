import {
  CommissionCharge,
  CommissionEntry,
  CommissionRange,
  CommissionTierMode,
  CommissionTierType,
  RangeMode,
  type EnumName,
} from '../../wire/index.js';
import * as check from './checks.js';

/** One step of a leverage rule. */
export interface LeverageTierOptions {
  /** In the unit of the rule's `range`. Default 0. */
  readonly from?: number;
  /** Default: no end. */
  readonly to?: number;
  /** Factor of the initial margin. */
  readonly initial: number;
  /** Default: that of the initial margin. */
  readonly maintenance?: number;
}

/** Floating leverage for the symbols of some paths. */
export interface LeverageRuleOptions {
  /** Masks of symbol paths. Default `*`. */
  readonly path?: string;
  /** What the steps count. Default `volume`. */
  readonly range?: EnumName<typeof RangeMode>;
  /** Of values. Default `USD`. */
  readonly currency?: string;
  readonly tiers: readonly LeverageTierOptions[];
}

/** One step of a commission. */
export interface CommissionTierOptions {
  /** Unit of `value`. Default `account_currency`. */
  readonly mode?: EnumName<typeof CommissionTierMode>;
  /** Default `per_lot`. */
  readonly type?: EnumName<typeof CommissionTierType>;
  readonly value: number;
  /** Default 0. */
  readonly from?: number;
  /** Default: no end. */
  readonly to?: number;
  /** Default 0. */
  readonly minimal?: number;
  /** Default 0. */
  readonly maximal?: number;
  /** Of the mode `tier_currency`. */
  readonly currency?: string;
}

/** A commission on the symbols of some paths. */
export interface CommissionOptions {
  /** Masks of symbol paths. Default `*`. */
  readonly path?: string;
  /** Paid to an agent, and not shown to the client's user. Default false. */
  readonly agent?: boolean;
  /** What the steps count. Default `volume`. */
  readonly range?: EnumName<typeof CommissionRange>;
  /** Default `instant`. */
  readonly charge?: EnumName<typeof CommissionCharge>;
  /** Default: that of the account. */
  readonly currency?: string;
  /** Default `in_and_out`. */
  readonly entry?: EnumName<typeof CommissionEntry>;
  readonly tiers: readonly CommissionTierOptions[];
}

const pathUnits = 128;
const currencyUnits = 16;

const anArray: check.Check<readonly unknown[]> = {
  expected: 'an array',
  test: (value): value is readonly unknown[] => Array.isArray(value),
};

const members = (enumeration: object): readonly string[] => Object.keys(enumeration);

const checkNumbers = <T extends object>(
  field: string,
  of: T,
  names: readonly (keyof T)[],
): void => {
  for (const name of names) {
    check.optional(`${field}.${String(name)}`, of[name], check.finite, 0);
  }
};

const checkLeverageTier = (field: string, value: unknown): LeverageTierOptions => {
  const options = check.object<LeverageTierOptions>(field, value, [
    ...(['from', 'to', 'initial', 'maintenance'] as const),
  ]);
  check.required(`${field}.initial`, options.initial, check.finite);
  checkNumbers(field, options, ['from', 'to', 'maintenance']);
  return options;
};

export const checkLeverageRule = (field: string, value: unknown): LeverageRuleOptions => {
  const options = check.object<LeverageRuleOptions>(field, value, [
    ...(['path', 'range', 'currency', 'tiers'] as const),
  ]);
  check.optional(`${field}.path`, options.path, check.text(pathUnits, 1), '*');
  check.optional(`${field}.range`, options.range, check.oneOf(members(RangeMode)), 'volume');
  check.optional(`${field}.currency`, options.currency, check.text(currencyUnits), '');
  check.list(
    `${field}.tiers`,
    check.required(`${field}.tiers`, options.tiers, anArray),
    checkLeverageTier,
  );
  return options;
};

const checkCommissionTier = (field: string, value: unknown): CommissionTierOptions => {
  const options = check.object<CommissionTierOptions>(field, value, [
    ...(['mode', 'type', 'value', 'from', 'to', 'minimal', 'maximal', 'currency'] as const),
  ]);
  const { optional, oneOf } = check;
  check.required(`${field}.value`, options.value, check.finite);
  optional(`${field}.mode`, options.mode, oneOf(members(CommissionTierMode)), '');
  optional(`${field}.type`, options.type, oneOf(members(CommissionTierType)), '');
  optional(`${field}.currency`, options.currency, check.text(currencyUnits), '');
  checkNumbers(field, options, ['from', 'to', 'minimal', 'maximal']);
  return options;
};

export const checkCommission = (field: string, value: unknown): CommissionOptions => {
  const options = check.object<CommissionOptions>(field, value, [
    ...(['path', 'agent', 'range', 'charge', 'currency', 'entry', 'tiers'] as const),
  ]);
  const { optional, oneOf } = check;
  optional(`${field}.path`, options.path, check.text(pathUnits, 1), '*');
  optional(`${field}.agent`, options.agent, check.flag, false);
  optional(`${field}.range`, options.range, oneOf(members(CommissionRange)), '');
  optional(`${field}.charge`, options.charge, oneOf(members(CommissionCharge)), '');
  optional(`${field}.currency`, options.currency, check.text(currencyUnits), '');
  optional(`${field}.entry`, options.entry, oneOf(members(CommissionEntry)), '');
  check.list(
    `${field}.tiers`,
    check.required(`${field}.tiers`, options.tiers, anArray),
    checkCommissionTier,
  );
  return options;
};
