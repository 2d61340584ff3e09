import { mergeMap, type Observable } from 'rxjs';
import type { Deal, Session } from '../../index.js';
import { openFor, type Access } from '../access.js';
import { dealColumns } from '../account-columns.js';
import { counted } from '../account-format.js';
import { firstOf, readTicket, symbolOption, usable } from '../account-options.js';
import type { ParsedArguments } from '../args.js';
import { time } from '../dates.js';
import { defaultDays, rangeFrom, showHistory, type HistoryKind } from '../deal-history.js';
import { UsageError } from '../errors.js';
import { checkFollow, followOptions, untilSeconds } from '../follow-options.js';
import { withReports } from '../follow.js';
import type { Io } from '../io.js';
import { changesOf, followList, symbolFits } from '../list-changes.js';
import { flag, text } from '../options.js';
import { defineSessionCommand } from '../session-command.js';
import { sessionOptions } from '../session-options.js';

const options = {
  from: time(`from this time on, UTC (default ${defaultDays} days before --to)`),
  to: time('up to this time, UTC (default now); a day means its first moment'),
  ...symbolOption,
  ticket: text({ value: 'N', help: 'only this deal (order, position)' }, readTicket),
  position: text({ value: 'N', help: 'only what belongs to this position' }, readTicket),
  orders: flag('orders that are done with, in place of deals'),
  positions: flag('positions that have a deal in the range, made of all of their deals'),
  ...followOptions('deals as they are made, from now on'),
  ...sessionOptions,
};

type Given = ParsedArguments<typeof options>['values'];

const kindOf = ({ orders, positions }: Given): HistoryKind => {
  if (orders && positions)
    throw new UsageError('--orders and --positions are given, expected one of them');
  return orders ? 'orders' : positions ? 'positions' : 'deals';
};

/** What only the history knows. */
const historyOnly = ['from', 'to', 'ticket', 'orders', 'positions'] as const;

const checkLive = (values: Given): void => {
  const odd = historyOnly.find((name) => values[name] !== undefined && values[name] !== false);
  if (odd === undefined) return;
  throw new UsageError(`--${odd} is given with --follow, which shows deals from now on`);
};

/** Deals as they are made; the newest are the last, and stay when there is no room for all. */
const follow = (
  io: Io,
  values: Given,
  session: Session,
  { config, logger }: Access,
): Observable<never> => {
  const ofSymbol = symbolFits(values.symbol);
  const fits = (deal: Deal): boolean =>
    ofSymbol(deal) && (values.position === undefined || deal.position === values.position);
  const changes$ = withReports(logger, session.deals$).pipe(
    changesOf(fits),
    untilSeconds(io, values),
  );
  return followList(io, values, usable(session, changes$), {
    noun: 'deal',
    columns: dealColumns,
    keeps: 'last',
    summary: (all) => counted(all.length, 'deal'),
    title: `Deals of account ${session.login}, ${config.url}`,
    status$: session.status$,
  });
};

const run = ({ values }: ParsedArguments<typeof options>, io: Io) => {
  checkFollow(values);
  const kind = kindOf(values);
  if (values.follow) {
    checkLive(values);
    return openFor(io, values, (session, access) => follow(io, values, session, access));
  }
  const { from, to, symbol, ticket, position } = values;
  const filter = rangeFrom({ from, to, symbol, ticket, position }, io.scheduler.now());
  const show = showHistory(io, values, kind, filter);
  return openFor(io, values, (session) =>
    firstOf(io, session, {
      source$: session.account$,
      what: 'Account',
      seconds: values.timeout,
    }).pipe(mergeMap((account) => show(session, account))),
  );
};

export const deals = defineSessionCommand({
  name: 'deals',
  summary: 'what was traded and paid on an account, with totals',
  options,
  details: [
    'Shows a table and totals on a terminal, else one JSON object per row and a last one {"totals","from","to"}. Times of arguments are ISO 8601, of JSON UTC milliseconds. With --follow deals as they are made: a table, else lines {"change","source","deal"}; those that were missed while the connection was lost come later, with the source "reconcile".',
  ],
  examples: [
    {
      command: 'rxmt5 deals --url wss://web.example.com/terminal --login 5123456',
      does: `the last ${defaultDays} days; asks for the password`,
    },
    {
      command: "rxmt5 deals --from 2026-01-01 --to 2026-02-01 --symbol 'XAU*' --positions",
      does: 'positions in gold of one month',
    },
    { command: 'rxmt5 deals --orders --json | jq .state', does: 'how orders ended' },
    { command: 'rxmt5 deals --follow', does: 'deals as they are made' },
  ],
  run,
});
