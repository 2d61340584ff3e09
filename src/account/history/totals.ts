import { lotsFromVolume, volumeUnits, type DealAction } from '../../wire/index.js';
import type { Deal, Named, Order } from '../views/index.js';
import { MoneySum } from './sums.js';

/**
 * Where the money of deals went, account currency, without drift. Each amount is in exactly one of
 * the fields up to `other`: together they are `total`.
 */
export interface DealTotals {
  /** Profit of buys and sells. */
  readonly profit: number;
  /** Swap of all deals. */
  readonly swap: number;
  /** Commission booked with deals. */
  readonly commission: number;
  /** Fees booked with deals. */
  readonly fee: number;
  /** Balance operations, positive. */
  readonly deposits: number;
  /** Balance operations below 0: a negative number. */
  readonly withdrawals: number;
  readonly credit: number;
  readonly charges: number;
  readonly corrections: number;
  readonly bonuses: number;
  /** Operations of their own: commission, also by day and by month. */
  readonly commissionCharges: number;
  /** Commission of agents, by day and by month. */
  readonly agentCommission: number;
  readonly interest: number;
  readonly dividends: number;
  readonly taxes: number;
  /** Profit of buys and sells that were cancelled later. */
  readonly canceled: number;
  /** Operations that have no name. */
  readonly other: number;
  /** Result of trading: profit, swap, commission and fee. */
  readonly net: number;
  /** All of it, credit included. */
  readonly total: number;
  /** How many deals. */
  readonly deals: number;
  /** Lots bought and sold. */
  readonly volume: number;
}

const booked = ['profit', 'swap', 'commission', 'fee'] as const;

const buckets = [
  ...booked,
  'deposits',
  'withdrawals',
  'credit',
  'charges',
  'corrections',
  'bonuses',
  'commissionCharges',
  'agentCommission',
  'interest',
  'dividends',
  'taxes',
  'canceled',
  'other',
] as const;

type Bucket = (typeof buckets)[number];

/** Where the `profit` of a deal goes. Balance operations are split by their sign. */
const bucketOf: Readonly<Record<Exclude<Named<typeof DealAction>, number | 'balance'>, Bucket>> = {
  buy: 'profit',
  sell: 'profit',
  credit: 'credit',
  charge: 'charges',
  correction: 'corrections',
  bonus: 'bonuses',
  commission: 'commissionCharges',
  commission_daily: 'commissionCharges',
  commission_monthly: 'commissionCharges',
  agent_daily: 'agentCommission',
  agent_monthly: 'agentCommission',
  interest: 'interest',
  buy_canceled: 'canceled',
  sell_canceled: 'canceled',
  dividend: 'dividends',
  dividend_franked: 'dividends',
  tax: 'taxes',
  unnamed_balance_operation: 'other',
};

const profitBucket = ({ action, profit }: Deal): Bucket => {
  if (action === 'balance') return profit < 0 ? 'withdrawals' : 'deposits';
  return typeof action === 'number' ? 'other' : bucketOf[action];
};

const sumOf = (sums: readonly MoneySum[]): number => {
  const sum = new MoneySum();
  for (const one of sums) sum.addSum(one);
  return sum.value;
};

/** Adds up deals. Each amount counts with the decimals of its deal's currency. */
export const totalsOf = (deals: Iterable<Deal>): DealTotals => {
  const sums = Object.fromEntries(buckets.map((bucket) => [bucket, new MoneySum()])) as Readonly<
    Record<Bucket, MoneySum>
  >;
  let count = 0;
  let volume = 0n;
  for (const deal of deals) {
    const { currencyDigits } = deal;
    count += 1;
    if (deal.action === 'buy' || deal.action === 'sell') volume += deal.volumeUnits;
    sums[profitBucket(deal)].add(deal.profit, currencyDigits);
    sums.swap.add(deal.swap, currencyDigits);
    sums.commission.add(deal.commission, currencyDigits);
    sums.fee.add(deal.fee, currencyDigits);
  }
  const values = Object.fromEntries(
    buckets.map((bucket) => [bucket, sums[bucket].value]),
  ) as Record<Bucket, number>;
  return {
    ...values,
    net: sumOf(booked.map((bucket) => sums[bucket])),
    total: sumOf(Object.values(sums)),
    deals: count,
    volume: lotsFromVolume(volumeUnits(volume)),
  };
};

/** How orders ended. */
export interface OrderTotals {
  readonly orders: number;
  readonly filled: number;
  readonly canceled: number;
  readonly rejected: number;
  readonly expired: number;
  /** In any other state. */
  readonly other: number;
}

/** Counts orders by their state. */
export const orderTotalsOf = (orders: readonly Order[]): OrderTotals => {
  const count = (state: Order['state']): number =>
    orders.filter((order) => order.state === state).length;
  const ended = {
    filled: count('filled'),
    canceled: count('canceled'),
    rejected: count('rejected'),
    expired: count('expired'),
  };
  const named = Object.values(ended).reduce((sum, one) => sum + one, 0);
  return { orders: orders.length, ...ended, other: orders.length - named };
};
