import type { DealTotals, OrderTotals } from '../index.js';
import { counted, money, words } from './account-format.js';

/** Amounts besides trading, in the order in which they are told. */
const others = [
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
] as const satisfies readonly (keyof DealTotals)[];

/** `commissionCharges` as `commission charges`. */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (at) => ` ${at.toLowerCase()}`);

/** `3 deals, 1.5 lots: profit 12.00, swap 0.00, commission -2.00, fee 0.00, net 10.00 USD`. */
export const dealTotalsText = (totals: DealTotals, currency: string, digits: number): string => {
  const amount = (name: keyof DealTotals): string =>
    `${spaced(name)} ${money(totals[name], digits)}`;
  const trading = (['profit', 'swap', 'commission', 'fee', 'net'] as const).map(amount);
  const rest = others.filter((name) => totals[name] !== 0).map(amount);
  const head = `${counted(totals.deals, 'deal')}, ${totals.volume} lots`;
  return `${head}: ${[...trading, ...rest].join(', ')} ${currency}`.trimEnd();
};

export const orderTotalsText = ({ orders, ...states }: OrderTotals): string => {
  const ended = Object.entries(states)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${words(state)}`);
  return `${counted(orders, 'order')}${ended.length === 0 ? '' : `: ${ended.join(', ')}`}`;
};
