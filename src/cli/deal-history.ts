import { concat, defer, mergeMap, type Observable } from 'rxjs';
import type { AccountInfo, HistoryFilter, Session } from '../index.js';
import { closedOrderColumns, dealColumns, historyPositionColumns } from './account-columns.js';
import { counted, withoutRaw } from './account-format.js';
import { checkStart } from './dates.js';
import { dealTotalsText, orderTotalsText } from './deal-totals.js';
import type { Io } from './io.js';
import { isForTheEye, jsonLine, printAll, printRows, type Rows } from './print.js';

/** What of the history: deals, orders that are done with, or positions made of deals. */
export type HistoryKind = 'deals' | 'orders' | 'positions';

/** The default range. */
export const defaultDays = 30;
const dayMs = 86_400_000;

/**
 * A filter with its range: the last 30 days before `to`, where `from` is not given.
 *
 * @throws UsageError for a range that is none
 */
export const rangeFrom = <
  F extends { readonly from?: number | undefined; readonly to?: number | undefined },
>(
  filter: F,
  nowMs: number,
): F & { readonly from: number } => {
  const { to } = filter;
  const from = filter.from ?? Math.min(to ?? nowMs, nowMs) - defaultDays * dayMs;
  checkStart(from, to, nowMs);
  return { ...filter, from };
};

interface Found<R> extends Rows<R> {
  readonly totals: unknown;
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** The rows of a result; in JSON a last line holds range and totals. */
const printFound = <R>(
  io: Io,
  options: { readonly json: boolean },
  { totals, from, to, ...rows }: Found<R>,
): Observable<never> => {
  const rows$ = printRows(io, options, { ...rows, json: withoutRaw });
  if (isForTheEye(io, options)) return rows$;
  return concat(rows$, printAll(io, [jsonLine({ totals, from, to: to ?? io.scheduler.now() })]));
};

/** Asks for a part of the history and prints it. */
export const showHistory = (
  io: Io,
  options: { readonly json: boolean },
  kind: HistoryKind,
  filter: HistoryFilter,
): ((session: Session, account: AccountInfo) => Observable<never>) => {
  const columns = {
    deals: dealColumns,
    orders: closedOrderColumns,
    positions: historyPositionColumns,
  };
  return ({ history }, { currency = '', currencyDigits = 2 }) =>
    defer((): Observable<never> => {
      if (kind === 'orders') {
        return history.orders(filter).pipe(
          mergeMap(({ orders, totals, from, to }) => {
            const summary = orderTotalsText(totals);
            return printFound(io, options, {
              ...{ rows: orders, columns: columns.orders, summary, totals, from, to },
            });
          }),
        );
      }
      if (kind === 'positions') {
        // Also the deals before the range, so that what was opened then has its price and money.
        return history.positions({ ...filter, complete: true }).pipe(
          mergeMap(({ positions, totals, from, to }) => {
            const money = dealTotalsText(totals, currency, currencyDigits);
            const summary = `${counted(positions.length, 'position')}; ${money}`;
            return printFound(io, options, {
              ...{ rows: positions, columns: columns.positions, summary, totals, from, to },
            });
          }),
        );
      }
      return history.deals(filter).pipe(
        mergeMap(({ deals, totals, from, to }) => {
          const summary = dealTotalsText(totals, currency, currencyDigits);
          return printFound(io, options, {
            ...{ rows: deals, columns: columns.deals, summary, totals, from, to },
          });
        }),
      );
    });
};
