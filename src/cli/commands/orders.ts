import type { Order } from '../../index.js';
import { openFor } from '../access.js';
import { orderColumns } from '../account-columns.js';
import { counted } from '../account-format.js';
import { symbolOption } from '../account-options.js';
import { checkFollow, followOptions } from '../follow-options.js';
import { showOpenList } from '../open-list.js';
import { defineSessionCommand } from '../session-command.js';
import { sessionOptions } from '../session-options.js';

export const orders = defineSessionCommand({
  name: 'orders',
  summary: 'the open orders of an account, once or as they change',
  options: { ...symbolOption, ...followOptions('go on with what changes'), ...sessionOptions },
  details: [
    'Shows a table on a terminal, else one JSON object per order. With --follow the table is kept up to date; else each change is a line, {"change","source","order"}: added, changed (with what was before) or removed. Orders that are done with are shown by: rxmt5 deals --orders',
  ],
  examples: [
    {
      command: 'rxmt5 orders --url wss://web.example.com/terminal --login 5123456',
      does: 'a table; asks for the password',
    },
    { command: 'rxmt5 orders --follow --json', does: 'every change as it happens' },
  ],
  run: ({ values }, io) => {
    checkFollow(values);
    return openFor(
      io,
      values,
      showOpenList<Order>(io, values, {
        live: (session) => session.orders$,
        what: 'Orders',
        view: () => ({
          noun: 'order',
          columns: orderColumns,
          summary: (all) => counted(all.length, 'order'),
        }),
      }),
    );
  },
});
