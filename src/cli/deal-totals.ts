import type { DealTotals, OrderTotals } from '../index.js';
import { counted, money, words } from './account-format.js';

/** Told first, whatever they are. */
const trading = ['profit', 'swap', 'commission', 'fee', 'net'] as const;
/** What is no amount of its own. */
const besides: readonly string[] = [...trading, 'total', 'deals', 'volume'];

/** `commissionCharges` as `commission charges`. */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (at) => ` ${at.toLowerCase()}`);

/** `3 deals, 1.5 lots: profit 12.00, swap 0.00, commission -2.00, fee 0.00, net 10.00 USD`. */
export const dealTotalsText = (totals: DealTotals, currency: string, digits: number): string => {
  const amount = (name: keyof DealTotals): string =>
    `${spaced(name)} ${money(totals[name], digits)}`;
  const others = (Object.keys(totals) as (keyof DealTotals)[]).filter(
    (name) => !besides.includes(name) && totals[name] !== 0,
  );
  const head = `${counted(totals.deals, 'deal')}, ${totals.volume} lots`;
  return `${head}: ${[...trading, ...others].map(amount).join(', ')} ${currency}`.trimEnd();
};

export const orderTotalsText = ({ orders, ...states }: OrderTotals): string => {
  const ended = Object.entries(states)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${words(state)}`);
  return `${counted(orders, 'order')}${ended.length === 0 ? '' : `: ${ended.join(', ')}`}`;
};
