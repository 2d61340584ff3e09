import type { Position } from '../../index.js';
import { openFor } from '../access.js';
import { positionColumns } from '../account-columns.js';
import { counted, money } from '../account-format.js';
import { symbolOption } from '../account-options.js';
import { checkFollow, followOptions } from '../follow-options.js';
import { showOpenList } from '../open-list.js';
import { defineSessionCommand } from '../session-command.js';
import { sessionOptions } from '../session-options.js';

/** Summed in whole units of the last decimal, so that it is the sum of what is shown. */
const sum = (
  all: readonly Position[],
  amount: (position: Position) => number,
  digits: number,
): string => {
  const units = all.reduce((total, one) => total + Math.round(amount(one) * 10 ** digits), 0);
  return money(units / 10 ** digits, digits);
};

export const positions = defineSessionCommand({
  name: 'positions',
  summary: 'the open positions of an account, once or as they change',
  options: { ...symbolOption, ...followOptions('go on with what changes'), ...sessionOptions },
  details: [
    'Shows a table on a terminal, else one JSON object per position. With --follow the table is kept up to date; else each change is a line, {"change","source","position"}: added, changed (with what was before) or removed; from the snapshot at first, then as a push of the server, or found out (reconcile) after the connection was lost.',
    'Price and profit are those that the server last told with the position; volumes are lots, times in JSON UTC milliseconds.',
  ],
  examples: [
    {
      command: 'rxmt5 positions --url wss://web.example.com/terminal --login 5123456',
      does: 'a table; asks for the password',
    },
    { command: "rxmt5 positions --symbol 'EUR*,!EURCHF' --json", does: 'some of them, as JSON' },
    { command: 'rxmt5 positions --follow | jq .change', does: 'every change as it happens' },
  ],
  run: ({ values }, io) => {
    checkFollow(values);
    return openFor(
      io,
      values,
      showOpenList<Position>(io, values, {
        live: (session) => session.positions$,
        what: 'Positions',
        view: ({ currencyDigits = 2, currency = '' }) => ({
          noun: 'position',
          columns: positionColumns,
          summary: (all) => {
            const profit = sum(all, (one) => one.profit, currencyDigits);
            const swap = sum(all, (one) => one.swap, currencyDigits);
            return `${counted(all.length, 'position')}, profit ${profit}, swap ${swap} ${currency}`;
          },
        }),
      }),
    );
  },
});
