import {
  CommissionCharge,
  CommissionEntry,
  CommissionRange,
  CommissionTierMode,
  CommissionTierType,
  type AccountCommissionTier,
  type Commission as CommissionRecord,
} from '../../wire/index.js';
import { named, type Named } from './named.js';
import { unbounded } from './values.js';

/** A commission of the account. For show: new commissions come from the server with the deals. */
export interface Commission {
  /** Comma-separated masks of symbol paths; a leading `!` excludes. */
  readonly path: string;
  /** The official client hides those of agents. */
  readonly kind: 'ordinary' | 'agent';
  /** What the bounds of the tiers are. */
  readonly range: Named<typeof CommissionRange>;
  /** When it is charged. */
  readonly charge: Named<typeof CommissionCharge>;
  /** `undefined`: the account currency. */
  readonly currency: string | undefined;
  /** Which deals it is charged for. */
  readonly entry: Named<typeof CommissionEntry>;
  readonly tiers: readonly CommissionTier[];
  /** The record as it came. */
  readonly raw: CommissionRecord;
}

/** One step of a commission. */
export interface CommissionTier {
  /** What `value` is in. */
  readonly mode: Named<typeof CommissionTierMode>;
  readonly type: Named<typeof CommissionTierType>;
  readonly value: number;
  readonly from: number;
  /** `Infinity`: no upper bound. */
  readonly to: number;
  readonly minimal: number;
  /** `Infinity`: no upper bound. */
  readonly maximal: number;
  /** Currency of `value` in mode `tier_currency`, else `undefined`. */
  readonly currency: string | undefined;
}

const agentMode = 1;

const nonEmpty = (text: string): string | undefined => (text === '' ? undefined : text);

const tierOf = (raw: AccountCommissionTier): CommissionTier => ({
  mode: named(CommissionTierMode, raw.mode),
  type: named(CommissionTierType, raw.type),
  value: raw.value,
  from: unbounded(raw.range_from),
  to: unbounded(raw.range_to),
  minimal: raw.minimal,
  maximal: unbounded(raw.maximal),
  currency: nonEmpty(raw.currency),
});

/** A commission in named values. */
export const commissionOf = (raw: CommissionRecord): Commission => ({
  path: raw.path,
  kind: raw.mode === agentMode ? 'agent' : 'ordinary',
  range: named(CommissionRange, raw.mode_range),
  charge: named(CommissionCharge, raw.mode_charge),
  currency: nonEmpty(raw.mode_currency),
  entry: named(CommissionEntry, raw.mode_entry),
  tiers: raw.tiers.map(tierOf),
  raw,
});
