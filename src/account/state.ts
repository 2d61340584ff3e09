import type { BackfillCondition, GapReason, ServerTimes } from '../market/index.js';
import {
  serverMs,
  utcMs,
  type Account,
  type Deal,
  type Order,
  type Position,
  type Short,
  type TradeResultPush,
} from '../wire/index.js';
import type { PositionKey } from './state-records.js';
import type { TableChanges } from './state-table.js';

/** What the reducer goes by. */
export interface AccountRules {
  /** Deals that are kept; the oldest are dropped and counted. */
  readonly keptDeals: number;
  /** Closed orders that are kept; the oldest are dropped and counted. */
  readonly keptClosedOrders: number;
  /** Trade results that are kept. */
  readonly keptResults: number;
  /**
   * Reproduce a slip of the official client: a record about a position that is not known, with
   * volume 0, is left there, its other positions and its deals unread.
   */
  readonly officialQuirks: boolean;
}

const defaultRules: AccountRules = {
  keptDeals: 10_000,
  keptClosedOrders: 10_000,
  keptResults: 256,
  officialQuirks: false,
};

/** The gateway's link to the trade server, as it last told of it. While it is down nothing trades. */
export interface TradeServerStatus {
  readonly connected: boolean;
  /** As the wire has it: 0 is connected; other values have no names. */
  readonly state: number;
  /** Since when, UTC milliseconds. */
  readonly at: number;
}

/** A time in which the account cannot be seen, and what has to come before it is over. */
export interface Gap {
  readonly from: number;
  readonly reason: GapReason;
  readonly awaits: { readonly snapshot: boolean; readonly history: boolean };
}

/** What was in the history before the session began: not to be taken for something missed. */
export interface Earlier {
  /** Since when, seconds of the server's clock. */
  readonly from: number;
  readonly deals: ReadonlySet<bigint>;
  readonly closedOrders: ReadonlySet<bigint>;
}

/** How far the history is known. Times are seconds of the server's clock. */
export interface HistoryReach {
  /** What the next reply to 5 says: what was there before, or what was missed. */
  readonly owed: 'earlier' | 'missed' | undefined;
  /** When the first snapshot was taken, by our own clock. */
  readonly since: number | undefined;
  readonly earlier: Earlier | undefined;
  /** The latest deal of all. */
  readonly lastDeal: number | undefined;
  /** The latest deal before the gap of which `owed` says that it was missed. */
  readonly lastBeforeGap: number | undefined;
  /** The latest deal that was dropped, and the latest closed order. */
  readonly droppedDeal: number;
  readonly droppedOrder: number;
}

/** All that is known of an account, in records of the wire. Never changed: a step makes another. */
export interface AccountState {
  readonly rules: AccountRules;
  /** Whether there is a connection. */
  readonly isOpen: boolean;
  /** Whether a snapshot has been taken on this connection. */
  readonly known: boolean;
  /** Whether a snapshot has ever been taken: before that, no positions is not the same as none. */
  readonly hasSnapshot: boolean;
  readonly account: Short<Account> | undefined;
  readonly times: ServerTimes;
  readonly tradeServer: TradeServerStatus | undefined;
  readonly positions: ReadonlyMap<PositionKey, Position>;
  /** Open orders by ticket. */
  readonly orders: ReadonlyMap<bigint, Order>;
  /** Deals since the session began, by ticket, in the order of arrival. */
  readonly deals: ReadonlyMap<bigint, Deal>;
  /** Orders closed since the session began, by ticket, in the order of arrival. */
  readonly closedOrders: ReadonlyMap<bigint, Order>;
  /** How many were dropped for want of room. */
  readonly dropped: { readonly deals: number; readonly closedOrders: number };
  readonly reach: HistoryReach;
  /** The latest results of trade requests, in the order of arrival. */
  readonly results: readonly TradeResultPush[];
  readonly gap: Gap | undefined;
  /** What positions, orders and deals last said of themselves. */
  readonly condition: BackfillCondition | undefined;
}

/**
 * Where values come from: the first snapshot of a session, the server's word as things happen,
 * or the comparison with what the server says after a connection was lost.
 */
export type ChangeSource = 'snapshot' | 'push' | 'reconcile';

/** What one step changed. What is `undefined`, false or empty did not change. */
export interface AccountChanges {
  readonly source: ChangeSource;
  readonly account: boolean;
  readonly tradeServer: boolean;
  readonly positions: TableChanges<Position> | undefined;
  readonly orders: TableChanges<Order> | undefined;
  readonly deals: TableChanges<Deal> | undefined;
  readonly closedOrders: TableChanges<Order> | undefined;
  readonly results: readonly TradeResultPush[];
  readonly conditions: readonly BackfillCondition[];
}

/** One step of the reducer. */
export interface AccountStep {
  readonly before: AccountState;
  readonly state: AccountState;
  readonly changes: AccountChanges;
}

/** The server's clock while no account record has told of it. */
const utcTimes: ServerTimes = {
  offsetAt: () => 0,
  toUtc: (server) => utcMs(server),
  fromUtc: (utc) => serverMs(utc),
};

/** An account of which nothing is known. */
export const initialAccountState = (rules: Partial<AccountRules> = {}): AccountState => ({
  rules: { ...defaultRules, ...rules },
  isOpen: false,
  known: false,
  hasSnapshot: false,
  account: undefined,
  times: utcTimes,
  tradeServer: undefined,
  positions: new Map(),
  orders: new Map(),
  deals: new Map(),
  closedOrders: new Map(),
  dropped: { deals: 0, closedOrders: 0 },
  reach: {
    owed: undefined,
    since: undefined,
    earlier: undefined,
    lastDeal: undefined,
    lastBeforeGap: undefined,
    droppedDeal: -Infinity,
    droppedOrder: -Infinity,
  },
  results: [],
  gap: undefined,
  condition: undefined,
});
