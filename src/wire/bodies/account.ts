import {
  accountCommission,
  accountCommissionTier,
  accountLeverageRule,
  accountLeverageTier,
  accountMain,
  accountTail,
} from '../records/account.js';
import { symbolTradeSettings } from '../records/trade-settings.js';
import { mapped } from '../schema/choice.js';
import { Cursor } from '../schema/cursor.js';
import type { ValueOf } from '../schema/layout.js';
import { counted } from '../schema/list.js';
import { optional } from '../schema/optional.js';
import { countedBy } from '../schema/parts.js';
import { i32, u32 } from '../schema/scalars.js';
import { struct } from '../schema/struct.js';

export const leverageRule = struct('account_leverage_rule', accountLeverageRule, {
  tiers: countedBy('tier_count', accountLeverageTier),
});
export type LeverageRule = ValueOf<typeof leverageRule>;

export const commission = struct('account_commission', accountCommission, {
  tiers: counted(u32, accountCommissionTier),
});
export type Commission = ValueOf<typeof commission>;

/** What follows the list of trade settings; a server may leave it out from the end. */
const tail = {
  trade_flags: optional(accountTail.fields.trade_flags),
  symbols_count: optional(accountTail.fields.symbols_count),
  leverage_flags: optional(accountTail.fields.leverage_flags),
  rules: optional(counted(i32, leverageRule)),
  commissions: optional(counted(u32, commission)),
};

/** The account as the layout says: a count always stands before the trade settings. */
const counting = struct('account', accountMain, {
  trade_settings: optional(counted(u32, symbolTradeSettings)),
  ...tail,
});

/** The account of a server that leaves a count of zero out. */
const countless = struct('account', accountMain, tail);

export type Account = ValueOf<typeof counting>;

/** What a reading gives, if it ends exactly at the end of the body and misses nothing. */
const exactly = (cursor: Cursor, read: (cursor: Cursor) => Account): Account | undefined => {
  const at = new Cursor(cursor.bytes, cursor.offset, cursor.end);
  try {
    const value = read(at);
    const isExact =
      at.remaining === 0 && at.missing.length === 0 && value.commissions !== undefined;
    return isExact ? value : undefined;
  } catch {
    return undefined;
  }
};

/**
 * The account, command 3 and push 14.
 *
 * The official client does not step over a count of zero in front of the trade
 * settings: it reads the same four bytes again as `trade_flags`, so that all
 * later values come out of place. Two kinds of server fit that client: one that
 * always sends a setting, and one that leaves the count out when there is none.
 * So a body that fits the layout to the last byte is read by the layout, one
 * that fits it only without the count is read without, and the shifted reading
 * happens under `officialQuirks` alone.
 */
export const account = mapped('account', counting, {
  read(cursor: Cursor): Account {
    const withoutCount = (at: Cursor): Account => {
      const { trade_flags, symbols_count, leverage_flags, rules, commissions, ...main } =
        countless.read(at);
      const rest = { trade_flags, symbols_count, leverage_flags, rules, commissions };
      return { ...main, trade_settings: [], ...rest };
    };
    if (cursor.officialQuirks) return readAsOfficialClient(cursor, withoutCount);
    const exact = exactly(cursor, (at) => counting.read(at)) ?? exactly(cursor, withoutCount);
    if (exact === undefined) return counting.read(cursor);
    cursor.offset = cursor.end;
    return exact;
  },
});

/** Steps over the count only when it is not zero. */
const readAsOfficialClient = (
  cursor: Cursor,
  withoutCount: (cursor: Cursor) => Account,
): Account => {
  const countAt = cursor.offset + accountMain.size;
  const isZero = countAt + 4 <= cursor.end && cursor.view.getUint32(countAt, true) === 0;
  return isZero ? withoutCount(cursor) : counting.read(cursor);
};
