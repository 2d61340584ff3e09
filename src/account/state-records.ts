import type { Deal, Position } from '../wire/index.js';

/** The ticket of a position, or the symbol of one that came without a ticket. */
export type PositionKey = bigint | string;

export const positionKey = ({ position_id, trade_symbol }: Position): PositionKey =>
  position_id === 0n ? trade_symbol : position_id;

/**
 * Fields that the server writes anew for each snapshot: the price of the moment and what follows
 * from it. Two records that differ in nothing else are the same position, or the same order.
 */
const volatile: ReadonlySet<string> = new Set([
  ...['price_close', 'profit', 'rate_profit'],
  'price_current',
]);

const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'number' && typeof b === 'number' && isNaN(a) && isNaN(b));

/** Whether two flat records hold the same values. */
export const isSameRecord = <T extends object>(a: T, b: T): boolean => {
  if (a === b) return true;
  for (const key in a) if (!isSame(a[key], b[key])) return false;
  return true;
};

const isSameBut = <T extends object>(ignored: ReadonlySet<string>, a: T, b: T): boolean => {
  if (a === b) return true;
  for (const key in a) if (!ignored.has(key) && !isSame(a[key], b[key])) return false;
  return true;
};

/** As `isSameRecord`, but for the price of the moment and what follows from it. */
export const isSameTrade = <T extends object>(a: T, b: T): boolean => isSameBut(volatile, a, b);

/** What a deal repeats of its position; its own profit is final. */
const volatileOfDeals: ReadonlySet<string> = new Set(['price_close', 'rate_profit', 'rate_margin']);

/** As `isSameRecord`, but for what is not the deal's own. */
export const isSameDeal = (a: Deal, b: Deal): boolean => isSameBut(volatileOfDeals, a, b);
