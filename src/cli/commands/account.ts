import { defer, filter, map, merge, scan, take, tap, type Observable } from 'rxjs';
import type { AccountInfo, Session, TradeServerStatus } from '../../index.js';
import { openFor, type Access } from '../access.js';
import { accountFacts, factLines } from '../account-facts.js';
import { counted, withoutRaw } from '../account-format.js';
import { checkFollow, followOptions, untilSeconds } from '../follow-options.js';
import type { Io } from '../io.js';
import { redraws, showLive } from '../live-view.js';
import { isForTheEye, jsonLine, printBatches } from '../print.js';
import { defineSessionCommand } from '../session-command.js';
import { sessionOptions } from '../session-options.js';
import { cut } from '../shown-text.js';

/** What is shown: the record of the account, and the state of what stands behind the gateway. */
interface Shown {
  readonly account: AccountInfo;
  readonly tradeServer: TradeServerStatus;
}

const isWhole = (shown: Partial<Shown>): shown is Shown =>
  shown.account !== undefined && shown.tradeServer !== undefined;

/** Both as soon as they are known, then with each change of either. */
const shownOf = ({ account$, tradeServer$ }: Session): Observable<Shown> =>
  merge(
    account$.pipe(map((account): Partial<Shown> => ({ account }))),
    tradeServer$.pipe(map((tradeServer): Partial<Shown> => ({ tradeServer }))),
  ).pipe(
    scan((known, change) => ({ ...known, ...change })),
    filter(isWhole),
  );

const jsonOf = ({ account, tradeServer }: Shown): string =>
  jsonLine({ ...(withoutRaw(account) as object), tradeServer });

/** The first of the lines, and how many there is no room for. */
const fitting = (lines: readonly string[], rows: number): readonly string[] =>
  lines.length <= rows
    ? lines
    : [...lines.slice(0, rows - 1), `and ${lines.length - rows + 1} more`];

const linesOf = ({ account, tradeServer }: Shown): readonly string[] =>
  factLines(accountFacts(account, tradeServer));

const print = (
  io: Io,
  options: { readonly json: boolean },
  shown$: Observable<Shown>,
): Observable<never> => {
  const text = (shown: Shown): string =>
    isForTheEye(io, options) ? `${linesOf(shown).join('\n')}\n` : jsonOf(shown);
  return printBatches(io, shown$.pipe(map((shown) => [shown])), text, 'changes');
};

const follow = (
  io: Io,
  session: Session,
  { config }: Access,
  shown$: Observable<Shown>,
): Observable<never> =>
  defer(() => {
    let lines: readonly string[] = [];
    let changes = -1;
    const source$ = shown$.pipe(
      tap((shown) => {
        lines = linesOf(shown);
        changes += 1;
      }),
    );
    return showLive(io, source$, {
      title: config.url,
      status$: session.status$,
      body: ({ columns, rows }) => fitting(lines, rows).map((line) => cut(line, columns)),
      facts: () => counted(Math.max(changes, 0), 'change'),
    });
  });

export const account = defineSessionCommand({
  name: 'account',
  summary: 'who and what an account is, and what it may do',
  options: { ...followOptions('go on with every change of it'), ...sessionOptions },
  details: [
    'Shows lines on a terminal, else one JSON object: type, name, server, balance, credit, leverage, margin mode, rights, the state of the trade server, the offset of its clock, trade settings of the group, leverage rules and commissions. With --follow another object for each change, or the lines kept up to date.',
    'Balance is without the profit of open positions. "missing" names what an older server does not send; in JSON a bound of null is none.',
  ],
  examples: [
    {
      command: 'rxmt5 account --url wss://web.example.com/terminal --login 5123456',
      does: 'lines; asks for the password',
    },
    { command: 'rxmt5 account --json | jq .balance', does: 'one number' },
  ],
  run: ({ values }, io) => {
    checkFollow(values);
    return openFor(io, values, (session, access) => {
      const shown$ = shownOf(session);
      if (!values.follow) return print(io, values, shown$.pipe(take(1)));
      const changes$ = shown$.pipe(untilSeconds(io, values));
      return redraws(io, values)
        ? follow(io, session, access, changes$)
        : print(io, values, changes$);
    });
  },
});
