import type { AccountEvent } from '../../../src/account/index.js';
import type { ServerTimes } from '../../../src/market/index.js';
import {
  serverMs,
  TradeUpdateKind,
  TransactionType,
  utcMs,
  type Account,
  type Deal,
  type DealUpdate,
  type OpenTrades,
  type Order,
  type Position,
  type Short,
  type TradeResultPush,
  type TradeUpdateOrder,
} from '../../../src/wire/index.js';

const lot = 100_000_000n;

/** The server's clock is two hours ahead of UTC. */
export const times: ServerTimes = {
  offsetAt: () => 7_200_000,
  toUtc: (server) => utcMs(server - 7_200_000),
  fromUtc: (utc) => serverMs(utc + 7_200_000),
};

export const position = (id: bigint | number, fields: Partial<Position> = {}): Position => ({
  position_id: BigInt(id),
  trade_order: BigInt(id),
  time_create: 1000,
  time_update: 1000,
  trade_symbol: 'EURUSD',
  trade_action: 0,
  price_open: 1.1,
  price_close: 1.1,
  sl: 0,
  tp: 0,
  trade_volume: lot,
  profit: 0,
  rate_profit: 1,
  rate_margin: 1,
  commission: 0,
  storage: 0,
  expert: 0n,
  expert_position_id: 0n,
  comment: '',
  contract_size: 100_000,
  digits: 5,
  digits_currency: 2,
  trade_reason: 0,
  external_id: '',
  time_create_ms: 0,
  time_update_ms: 0,
  ...fields,
});

/** A position as a push says that it is gone. */
export const gone = (id: bigint | number, fields: Partial<Position> = {}): Position =>
  position(id, { trade_volume: 0n, ...fields });

/** What stands in a record that is about no position. */
export const noPosition: Position = position(0, { trade_symbol: '', trade_volume: 0n });

export const order = (ticket: bigint | number, fields: Partial<Order> = {}): Order => ({
  trade_order: BigInt(ticket),
  order_id: '',
  trade_symbol: 'EURUSD',
  time_setup: 1000,
  time_expiration: 0,
  time_done: 0,
  order_type: 2,
  type_filling: 2,
  type_time: 0,
  type_reason: 0,
  price_order: 1.05,
  price_trigger: 0,
  price_current: 1.1,
  price_sl: 0,
  price_tp: 0,
  volume_initial: lot,
  volume_current: lot,
  order_state: 1,
  expert: 0n,
  position_id: 0n,
  comment: '',
  contract_size: 100_000,
  digits: 5,
  digits_currency: 2,
  commission_daily: 0,
  commission_monthly: 0,
  margin_rate: 0,
  activation_mode: 0,
  time_setup_ms: 0,
  time_done_ms: 0,
  ...fields,
});

export const deal = (ticket: bigint | number, fields: Partial<Deal> = {}): Deal => ({
  deal: BigInt(ticket),
  deal_id: '',
  trade_order: BigInt(ticket),
  time_create: 1000 + Number(ticket),
  time_update: 1000 + Number(ticket),
  trade_symbol: 'EURUSD',
  trade_action: 0,
  entry: 0,
  price_open: 1.1,
  price_close: 0,
  sl: 0,
  tp: 0,
  trade_volume: lot,
  profit: 0,
  rate_profit: 1,
  rate_margin: 1,
  commission: 0,
  storage: 0,
  expert: 0n,
  position_id: BigInt(ticket),
  comment: '',
  contract_size: 100_000,
  digits: 5,
  digits_currency: 2,
  trade_reason: 0,
  time_create_ms: 0,
  time_update_ms: 0,
  commission_fee: 0,
  ...fields,
});

/** What stands in a record that is about no deal. */
export const noDeal: Deal = deal(0, { trade_symbol: '', trade_volume: 0n });

export const { add, update, delete: remove } = TransactionType;

/** The sums of `account` below. */
const sums = {
  balance: 1000,
  credit: 0,
  commission_daily: 0,
  commission_monthly: 0,
  acc_profit: 0,
};

/** A record of push 10, deal form. */
export const dealUpdate = (fields: Partial<DealUpdate> = {}): DealUpdate => ({
  flag_mask: TradeUpdateKind.deal_and_position,
  transaction_id: 0,
  transaction_type: add,
  deal: noDeal,
  trade_position: noPosition,
  ...sums,
  deals: [],
  positions: [],
  ...fields,
});

/** A record of push 10, order form. */
const orderUpdate =
  (flag_mask: number) =>
  (transaction_type: number, record: Order): TradeUpdateOrder => ({
    ...{ flag_mask, transaction_id: 0, transaction_type, order: record },
  });
export const openOrder = orderUpdate(TradeUpdateKind.open_order);
export const closedOrder = orderUpdate(TradeUpdateKind.history_order);

export const account: Short<Account> = {
  ...{ account_type: 1, rights: 0, permissions_flags: 0, account_currency: 'USD' },
  ...{ ...sums, currency_digits: 2, margin_leverage: 100, account_name: 'Test' },
  ...{ timezone_shift: 7200, daylightmode: 0, margin_mode: 2 },
  ...{ trade_settings: [], trade_flags: 0, symbols_count: 0, rules: [], commissions: [] },
};

export const result = (action_id: number, retcode = 10_009): TradeResultPush => ({
  header: 0,
  request: {
    ...{ action_id, trade_action: 3, trade_symbol: 'EURUSD', trade_volume: lot, digits: 5 },
    ...{ trade_order: 0n, trade_type: 0, type_filling: 0, type_time: 0, type_flags: 2 },
    ...{ type_reason: 0, price_order: 0, price_trigger: 0, price_sl: 0, price_tp: 0 },
    ...{ price_deviation: 0, price_top: 0, price_bottom: 0, comment: '', trade_position: 0n },
    ...{ position_by: 0n, time_expiration_raw: new Uint8Array(4) },
  },
  result: {
    ...{ retcode, deal: 1n, trade_order: 1n, volume: lot, price: 1.1, res_time: 0 },
    ...{ bid: 1.1, ask: 1.1, last: 0, comment: '' },
  },
});

export const events = {
  open: (at = 0, record = account): AccountEvent => ({ kind: 'open', at, account: record, times }),
  opened: (trades: Partial<OpenTrades> = {}, at = 0): AccountEvent => ({
    kind: 'opened',
    at,
    trades: { positions: [], orders: [], ...trades },
  }),
  history: (
    {
      from = 0,
      deals = [],
      orders = [],
    }: Partial<{ from: number; deals: Deal[]; orders: Order[] }>,
    at = 0,
  ): AccountEvent => ({ kind: 'history', at, from, deals, orders }),
  update: (record: DealUpdate | TradeUpdateOrder, at = 0): AccountEvent => ({
    kind: 'update',
    at,
    update: record,
  }),
  lost: (at = 0): AccountEvent => ({ kind: 'lost', at }),
  failed: (at = 0): AccountEvent => ({ kind: 'query-failed', at, error: new Error('no reply') }),
};
