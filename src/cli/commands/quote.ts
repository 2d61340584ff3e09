import { concat, defer, map, mergeMap, throwError, type Observable } from 'rxjs';
import type { Session, SymbolSpecification } from '../../index.js';
import { openFor, type Access } from '../access.js';
import type { ParsedArguments } from '../args.js';
import type { ExitCode } from '../errors.js';
import { checkFollow, followOptions, untilSeconds } from '../follow-options.js';
import type { Io } from '../io.js';
import { redraws, showLive, soFar } from '../live-view.js';
import { jsonLine, printBatches, printRows } from '../print.js';
import { QuoteBoard, quoteColumns, quoteJson, rowJson } from '../quote-board.js';
import { firstQuotes, hasQuote, quoteFeed, withoutQuote } from '../quote-feed.js';
import { defineSessionCommand } from '../session-command.js';
import { sessionOptions } from '../session-options.js';
import { symbolNames, symbolsNamed } from '../symbol-arguments.js';
import { textTable } from '../text-table.js';

const options = {
  ...followOptions('go on: a live table, or a line for each change'),
  ...sessionOptions,
};

type Values = ParsedArguments<typeof options>['values'];
type Symbols = readonly SymbolSpecification[];

const showOnce = (io: Io, values: Values, session: Session, symbols: Symbols) => {
  const { scheduler } = io;
  const limitMs = values.timeout * 1000;
  return firstQuotes(session, symbols, limitMs, scheduler).pipe(
    mergeMap((rows) => {
      const columns = quoteColumns(scheduler.now());
      const missing = rows.filter((row) => !hasQuote(row));
      const faults = missing.map((row) => withoutQuote(row, limitMs)).join('; ');
      return concat(
        printRows(io, values, { rows, columns, json: rowJson }),
        missing.length === 0 ? [] : throwError(() => new Error(faults)),
      );
    }),
  );
};

const follow = (
  io: Io,
  values: Values,
  session: Session,
  symbols: Symbols,
  { title, logger }: Access,
): Observable<never> =>
  defer(() => {
    const board = new QuoteBoard(symbols);
    const names = symbols.map(({ name }) => name);
    const quotes$ = quoteFeed(session, names, board, logger).pipe(untilSeconds(io, values));
    if (!redraws(io, values)) {
      const batches$ = quotes$.pipe(map((quote) => [quoteJson(quote)]));
      return printBatches(io, batches$, jsonLine, 'quotes');
    }
    return showLive(io, quotes$, {
      title,
      status$: session.status$,
      body: (layout, nowMs) => textTable(quoteColumns(nowMs), board.rows, layout).lines,
      facts: (nowMs, startMs) => soFar(board.count, 'quote', nowMs - startMs),
    });
  });

const run = async (
  { values, positionals }: ParsedArguments<typeof options>,
  io: Io,
): Promise<ExitCode> => {
  checkFollow(values);
  const names = [...new Set(positionals)];
  return openFor(io, values, (session, access) =>
    symbolsNamed(session, names).pipe(
      mergeMap((symbols) =>
        values.follow
          ? follow(io, values, session, symbols, access)
          : showOnce(io, values, session, symbols),
      ),
    ),
  );
};

export const quote = defineSessionCommand({
  name: 'quote',
  summary: 'prices of symbols with the change, high and low of the day',
  options,
  positionals: symbolNames,
  details: [
    'Waits up to --timeout seconds for bid and ask, then ends; what has no quote by then is named, with exit code 1. With --follow, gaps, silence and the hours of the market are reported on standard error.',
    'Shows a table on a terminal, else one JSON object per quote: prices, the spread in points, the change in percent, the time in UTC milliseconds. What the server has not told is left out.',
  ],
  examples: [
    { command: 'rxmt5 quote EURUSD XAUUSD', does: 'prices of now' },
    { command: 'rxmt5 quote EURUSD --json | jq .bid', does: 'one number for a script' },
    { command: 'rxmt5 quote EURUSD XAUUSD --follow', does: 'a live table' },
  ],
  run,
});
