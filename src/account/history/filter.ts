import { pathMatcher } from '../../market/index.js';
import { HistoryRangeError } from './errors.js';

/** A ticket in any form: a number must be a safe integer, a string decimal digits. */
export type TicketLike = bigint | number | string;

/** What to look for. Everything that is given has to fit; nothing given: the whole history. */
export interface HistoryFilter {
  /** UTC milliseconds, included. */
  readonly from?: number | Date | undefined;
  /** UTC milliseconds, included. */
  readonly to?: number | Date | undefined;
  /** Comma-separated masks of names: `*` for any run of characters, `!` excludes (`EUR*, !EURCHF`). */
  readonly symbol?: string | undefined;
  /** Ticket of the deal, the order or the position that is asked for. */
  readonly ticket?: TicketLike | undefined;
  /** The order behind a deal or a position. */
  readonly order?: TicketLike | undefined;
  /** The position that a deal or an order belongs to. */
  readonly position?: TicketLike | undefined;
}

/** A filter whose values are checked and in one form. */
export interface Criteria {
  /** UTC milliseconds, included. */
  readonly from: number | undefined;
  /** UTC milliseconds, included. */
  readonly to: number | undefined;
  readonly ticket: bigint | undefined;
  readonly order: bigint | undefined;
  readonly position: bigint | undefined;
  /** Whether a name fits; what has none fits only where none is asked for. */
  readonly symbolFits: (symbol: string | undefined) => boolean;
}

const largestTicket = 2n ** 63n - 1n;

const show = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : String(value);

const timeOf = (field: string, value: number | Date | undefined): number | undefined => {
  if (value === undefined) return undefined;
  const time: unknown = value instanceof Date ? value.getTime() : value;
  if (typeof time === 'number' && Number.isFinite(time)) return time;
  throw new HistoryRangeError(field, show(value), 'a Date or UTC milliseconds');
};

const parsed = (value: unknown): bigint | undefined => {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^\d{1,19}$/.test(value) ? BigInt(value) : undefined;
};

const ticketOf = (field: string, value: TicketLike | undefined): bigint | undefined => {
  if (value === undefined) return undefined;
  const ticket = parsed(value);
  if (ticket !== undefined && ticket > 0n && ticket <= largestTicket) return ticket;
  const expected = 'a whole number from 1 to 2^63 - 1 (a safe integer, a bigint or its digits)';
  throw new HistoryRangeError(field, show(value), expected);
};

const symbolMatcher = (masks: string | undefined): Criteria['symbolFits'] => {
  if (masks === undefined) return () => true;
  if (typeof masks !== 'string')
    throw new HistoryRangeError('symbol', show(masks), 'masks of names');
  const including = masks.split(',').filter((mask) => !/^\s*(!|$)/.test(mask));
  if (including.length === 0) {
    const expected = 'at least one mask that includes ("*, !EURUSD" for all but one)';
    throw new HistoryRangeError('symbol', show(masks), expected);
  }
  const fits = pathMatcher(masks);
  return (symbol) => symbol !== undefined && fits(symbol);
};

/**
 * Checks a filter. `now` is UTC milliseconds.
 *
 * @throws HistoryRangeError naming the field
 */
export const criteriaOf = (filter: HistoryFilter, now: number): Criteria => {
  const from = timeOf('from', filter.from);
  const to = timeOf('to', filter.to);
  if (from !== undefined && from > now) {
    throw new HistoryRangeError('from', instant(from), `a time up to now, ${instant(now)}`);
  }
  if (from !== undefined && to !== undefined && from > to) {
    throw new HistoryRangeError('from', instant(from), `a time up to \`to\`, ${instant(to)}`);
  }
  return {
    from,
    to,
    ticket: ticketOf('ticket', filter.ticket),
    order: ticketOf('order', filter.order),
    position: ticketOf('position', filter.position),
    symbolFits: symbolMatcher(filter.symbol),
  };
};

/** The largest distance from 1970 that a Date can hold, milliseconds. */
const furthestMs = 8.64e15;

const instant = (utc: number): string =>
  Math.abs(utc) <= furthestMs ? new Date(utc).toISOString() : String(utc);

/** Whether a time lies in the range, both ends included. */
export const timeFits = ({ from, to }: Pick<Criteria, 'from' | 'to'>, time: number): boolean =>
  (from === undefined || time >= from) && (to === undefined || time <= to);

/** Whether a ticket is the one that is asked for, if one is. */
export const ticketFits = (asked: bigint | undefined, ticket: bigint | undefined): boolean =>
  asked === undefined || asked === ticket;
