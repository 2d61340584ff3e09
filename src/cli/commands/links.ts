import { mergeMap } from 'rxjs';
import { openFor } from '../access.js';
import { linkColumns } from '../account-columns.js';
import { counted } from '../account-format.js';
import { printRows } from '../print.js';
import { defineSessionCommand } from '../session-command.js';
import { sessionOptions } from '../session-options.js';

export const links = defineSessionCommand({
  name: 'links',
  summary: 'documents and pages that the broker points to',
  options: sessionOptions,
  details: [
    'Shows a table on a terminal, else one JSON object per link, {"kind","title","url","type"}.',
  ],
  examples: [
    {
      command: 'rxmt5 links --url wss://web.example.com/terminal --login 5123456',
      does: 'a table; asks for the password',
    },
  ],
  run: ({ values }, io) =>
    openFor(io, values, (session) =>
      session.corporateLinks().pipe(
        mergeMap((rows) => {
          const summary = counted(rows.length, 'link');
          return printRows(io, values, { rows, columns: linkColumns, summary });
        }),
      ),
    ),
});
